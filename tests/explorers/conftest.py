"""Explorers that a test made are closed when it ends; ipywidgets would keep them, pictures and all, to the end."""

from collections.abc import Iterator

import pytest
from ipywidgets.widgets import widget as registry

from gradwalk.scenes.kit.panel import Panel


@pytest.fixture(autouse=True)
def _close_widgets() -> Iterator[None]:
    before = set(registry._instances)
    yield
    for name in set(registry._instances) - before:
        if name in registry._instances:  # closing one explorer closes all its parts
            registry._instances[name].close()


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Explorers without pictures, which take most of the time, for tests of settings and of words alone."""
    monkeypatch.setattr(Panel, "picture", lambda *_: b"")
