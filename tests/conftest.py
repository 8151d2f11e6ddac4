"""Settings that all tests share, and the rules that say which of them are quick and which are run first."""

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
PAINTING = ("scenes/test_edges.py", "scenes/test_style.py")  # every surface and every strange setting, in seconds each
SLOW = {"chromium", "jupyterlab", "box", "pyodide"}  # fixtures: a browser, a server, a sandbox, a download


def is_quick(item: pytest.Item) -> bool:
    """Whether `pytest -m quick` runs a test."""
    inside = any(item.path.is_relative_to(TESTS / place) for place in FOLDERS + FILES)
    paints = any(item.path == TESTS / place for place in PAINTING)
    return inside and not paints and SLOW.isdisjoint(getattr(item, "fixturenames", ()))


# Each worker takes the next whole file; one that takes minutes and began last would keep the others waiting.
LONG = ("homework/test_parity.py", "lite", "environments", "browser", "pages", "website", "homework", "project")


def place_in_line(item: pytest.Item) -> int:
    """How early a test is run: 0 for the longest files."""
    return next((k for k, place in enumerate(LONG) if item.path.is_relative_to(TESTS / place)), len(LONG))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests, and put the longest files first."""
    for item in filter(is_quick, items):
        item.add_marker(pytest.mark.quick)
    items.sort(key=place_in_line)
