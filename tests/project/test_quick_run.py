"""`pytest -m quick` looks at every explorer, at every part of the house that needs no browser, and opens none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gradwalk import explorers

REPOSITORY = Path(__file__).resolve().parents[2]
SLOW_FOLDERS = ("tests/browser", "tests/lite", "tests/environments", "notebooks", "homework")


@pytest.fixture(scope="module")
def quick() -> list[str]:
    """The ids of what the quick run runs, as pytest lists them for somebody who asks in the root."""
    options = ["-m", "quick", "--collect-only", "-q", "-n", "0", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options]
    finished = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [line for line in finished.stdout.splitlines() if "::" in line]


def test_every_explorer_is_in_it(quick):
    looked_at = {each.rpartition("[")[2].rstrip("]") for each in quick if "test_every_explorer.py" in each}
    # Names with a capital letter are classes; `ask` makes one of them.
    assert looked_at == {name for name in explorers.__all__ if name[0].isupper()}


@pytest.mark.parametrize("part", ["mathematics", "checks", "scenes", "project/test_layers.py"])
def test_every_part_that_needs_no_browser_is_in_it(quick, part):
    assert any(each.startswith(f"tests/{part}") for each in quick)


def test_nothing_slow_is_in_it(quick):
    assert [each for each in quick if each.startswith(SLOW_FOLDERS)] == []
