"""The course in the oldest versions that pyproject.toml allows: every output is the same, and the explorers move."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement

from tests.environments.live import assert_slider_moves_the_marks
from tests.environments.throwaway import PYPROJECT, RUNNERS, Environment, make_environment, run_notebooks
from tools.harness.jupyterlab import running_jupyterlab

pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("oldest") / "environment"
    return make_environment(folder, "--resolution", "lowest-direct", "-e", ".[lab]", *RUNNERS)


def test_each_requirement_is_there_in_its_oldest_version(oldest):
    installed = oldest.versions()
    lines = PYPROJECT["project"]["dependencies"] + PYPROJECT["project"]["optional-dependencies"]["lab"]
    for each in map(Requirement, lines):
        (floor,) = each.specifier
        assert re.sub(r"(\.0)+$", "", installed[each.name]) == floor.version, each


def test_every_output_is_the_stored_one(oldest):
    finished = run_notebooks(oldest)
    assert finished.returncode == 0, finished.stdout[-3000:]


def test_a_slider_moves_the_marks_in_its_jupyterlab(oldest, chromium):
    with running_jupyterlab(python=oldest.python) as lab:
        assert_slider_moves_the_marks(chromium, lab, "oldest")
