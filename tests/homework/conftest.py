"""Fixtures of the homework tests; those that need Bubblewrap say so when it is missing, and fail for it in CI."""

import json
import os

import pytest

from gradwalk.grading import folder
from gradwalk.grading.course import Course
from gradwalk.grading.limits import Limits
from gradwalk.grading.sheet import read_sheet

from .material import HAS_BUBBLEWRAP, release_notebook

QUICK = Limits(cell_seconds=1.0, question_seconds=1.0, wall_seconds=12.0)


def require_bubblewrap():
    """Skip a test that runs the sandbox where there is none; in CI there must be one."""
    if not HAS_BUBBLEWRAP:
        message = "Bubblewrap is not installed, so the sandbox is not tested: apt-get install bubblewrap."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(scope="session", autouse=True)
def points_for_code_alone():
    """In a course that says nothing, questions about an answer are worth nothing here; tests of them set a share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "DEFAULT_SHARE", 0.0)
        yield


@pytest.fixture
def box():
    """The limits for a test that runs the sandbox."""
    require_bubblewrap()
    return QUICK


@pytest.fixture
def course(box):
    return Course(secret="a secret of the course", students=frozenset({"ada", "bob"}), limits=box)


@pytest.fixture(scope="session")
def sheets(tmp_path_factory):
    """Name -> Sheet of what is handed out."""
    place = tmp_path_factory.mktemp("release")
    found = {}
    for name in (
        "01_gradient_direction",
        "02_taylor_expansion",
        "03_chain_rule",
        "04_two_layer_network",
        "05_interpretation",
    ):
        path = place / f"{name}.ipynb"
        path.write_text(json.dumps(release_notebook(name)), encoding="utf-8")
        found[name] = read_sheet(path)
    return found
