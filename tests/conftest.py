"""Settings that all tests share, and the rule that says which of them are quick."""

from pathlib import Path

import pytest
from hypothesis import settings

# A deadline would time single examples, and a busy machine would fail them; speed is measured in benchmarks/.
settings.register_profile("gradwalk", deadline=None)
settings.load_profile("gradwalk")

# Whole folders, so that what is added to them is in it, and the two files that look at the whole house.
# tests/project/test_quick_run.py holds that every explorer is in it.
TESTS = Path(__file__).parent
FOLDERS = ("mathematics", "checks", "states", "scenes")
FILES = ("project/test_layers.py", "explorers/test_every_explorer.py")
SLOW = {"chromium", "jupyterlab", "box", "pyodide"}  # fixtures: a browser, a server, a sandbox, a download


def is_quick(item: pytest.Item) -> bool:
    """Whether `pytest -m quick` runs a test."""
    inside = any(item.path.is_relative_to(TESTS / place) for place in FOLDERS + FILES)
    return inside and SLOW.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests."""
    for item in filter(is_quick, items):
        item.add_marker(pytest.mark.quick)
