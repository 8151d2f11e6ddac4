"""Whoever asks for the mathematics, the checks or the grader gets no Matplotlib, no widgets and no IPython with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import gradwalk
from gradwalk import explorers

HEAVY = {"IPython", "PIL", "anywidget", "ipywidgets", "matplotlib", "nbgrader", "sqlalchemy", "traitlets"}
MODULES = [
    "gradwalk",
    "gradwalk.mathematics.graph",
    "gradwalk.mathematics.network",
    "gradwalk.states.network.values",
    "gradwalk.checks",
    "gradwalk.grading",
    "gradwalk.grading.__main__",
    "gradwalk.__main__",
    "gradwalk.material",
]
QUICK_COMMANDS = ["--version", "--help", "homework --help", "homework grade --help", "homework doctor --help"]


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after `code`."""
    ask = f"{code}\nimport sys\nprint(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("module", MODULES)
def test_import_loads_nothing_heavy(module):
    assert modules_after(f"import {module}") & HEAVY == set()


@pytest.mark.parametrize("name", ["gradient_check", "Graph"])
def test_a_name_of_the_mathematics_loads_no_explorer(name):
    assert modules_after(f"from gradwalk import {name}") & HEAVY == set()


@pytest.mark.parametrize("arguments", QUICK_COMMANDS)
def test_help_loads_not_even_numpy(arguments):
    code = f"from gradwalk.__main__ import main\ntry:\n    main({arguments.split()})\nexcept SystemExit:\n    pass"
    assert modules_after(code) & (HEAVY | {"numpy", "nbformat"}) == set()


def test_the_doctor_loads_no_numpy():
    assert "numpy" not in modules_after("import gradwalk.grading.doctor")


def test_nbgrader_comes_without_its_slowest_part_which_stays_there_for_others():
    """A grammar that jsonschema builds when it is imported takes longer than nbgrader and all the rest together."""
    pytest.importorskip("nbgrader", reason="nbgrader is not installed: uv run --extra grading pytest tests/project")
    code = "from gradwalk.grading.nbgrader_modules import nbgrader_module\nnbgrader_module('nbgrader.api')"
    found = modules_after(f"{code}\nimport importlib.util\nassert importlib.util.find_spec('jsonschema')")
    assert "sqlalchemy" in found
    assert "rfc3987_syntax" not in found


def test_an_explorer_loads_what_it_needs():
    assert {"matplotlib", "anywidget"} <= modules_after("from gradwalk import LinkedExplorer")


def test_an_explorer_does_without_what_only_a_pdf_needs():
    """Its backend needs fontTools, which JupyterLite leaves out to be there sooner; see LEFT_OUT in website/lock.py."""
    loaded = "'matplotlib.backends.backend_pdf' in sys.modules"
    code = f"import sys\nfrom gradwalk import LinkedExplorer\nLinkedExplorer().text()\nprint({loaded})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_face_offers_every_explorer_and_all_it_names():
    assert set(explorers.__all__) <= set(gradwalk.__all__)
    assert {name for name in gradwalk.__all__ if getattr(gradwalk, name).__name__ == name} == set(gradwalk.__all__)
    assert set(gradwalk.__all__) <= set(dir(gradwalk))


def test_a_name_that_is_not_there_says_so():
    with pytest.raises(AttributeError, match="module 'gradwalk' has no attribute 'Explorer'"):
        _ = gradwalk.Explorer
