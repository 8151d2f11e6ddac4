"""One list of dependencies: environment.yml and binder/ agree with pyproject.toml, and the oldest versions resolve.

tests/environments/ runs the course in the oldest versions and in Binder's; the ordinary run has the newest.

What this cannot prove: that conda-forge has these builds, or that conda's solver finds a solution.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tests.registry import uv

REPOSITORY = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENT = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))

# conda-forge's name for what PyPI calls otherwise. matplotlib-base is matplotlib without Qt.
PYPI_NAME = {"matplotlib-base": "matplotlib", "playwright-python": "playwright"}
CONDA_ONLY = {"python", "pip", "uv"}


def conda_requirements() -> dict[str, str]:
    """PyPI name -> floor, of everything conda-forge installs."""
    requirements = [Requirement(line) for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    return {PYPI_NAME.get(each.name, each.name): str(each.specifier) for each in requirements}


def pip_requirements() -> dict[str, str]:
    """PyPI name -> floor, of what pip installs into the conda environment because conda-forge does not have it."""
    (listed,) = (entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict))
    requirements = [Requirement(line) for line in listed if not line.startswith("-e")]
    return {each.name: str(each.specifier) for each in requirements}


def group(name: str) -> list[str]:
    """All requirements of a dependency group, with the groups it includes."""
    entries = PYPROJECT["dependency-groups"][name]
    nested = [group(entry["include-group"]) if isinstance(entry, dict) else [entry] for entry in entries]
    return [requirement for requirements in nested for requirement in requirements]


def project_requirements() -> dict[str, str]:
    """PyPI name -> floor, of the package, JupyterLab and the tests."""
    lines = PYPROJECT["project"]["dependencies"] + group("dev")
    return {each.name: str(each.specifier) for each in map(Requirement, lines)}


def test_conda_installs_what_pyproject_asks_for():
    conda = {name: floor for name, floor in conda_requirements().items() if name not in CONDA_ONLY}
    assert conda | pip_requirements() == project_requirements()
    assert not conda.keys() & pip_requirements().keys()


def test_conda_has_the_same_python_and_the_package_itself():
    assert conda_requirements()["python"] == PYPROJECT["project"]["requires-python"]
    assert ENVIRONMENT["dependencies"][-1]["pip"][-1] == "-e ."
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]


def test_the_extra_and_the_group_lab_are_one():
    assert PYPROJECT["project"]["optional-dependencies"]["lab"] == group("lab")


def test_the_ordinary_run_is_the_one_with_the_newest_versions():
    # Without a lock in git, `uv run pytest` in a fresh clone takes the newest of everything.
    assert "uv.lock" in (REPOSITORY / ".gitignore").read_text().splitlines()


def test_floors_admit_the_versions_of_pyodide():
    floors = {each.name: each.specifier for each in map(Requirement, PYPROJECT["project"]["dependencies"])}
    assert floors["numpy"].contains("2.4.0")
    assert floors["matplotlib"].contains("3.10.0")


def test_binder_holds_what_it_needs_and_nothing_else():
    folder = REPOSITORY / "binder"
    # runtime.txt keeps postBuild from making Python 3.10 of it; tests/environments/ asks repo2docker itself.
    assert {path.name for path in folder.iterdir()} == {"requirements.txt", "runtime.txt", "postBuild"}
    lines = (folder / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-e .[lab]"]
    python = (folder / "runtime.txt").read_text().strip().removeprefix("python-")
    assert Requirement(f"python{PYPROJECT['project']['requires-python']}").specifier.contains(python)


@pytest.mark.network
@pytest.mark.parametrize("resolution", ["lowest-direct", "highest"])
def test_names_and_floors_of_conda_resolve(resolution, tmp_path):
    conda = {name: floor for name, floor in conda_requirements().items() if name not in {"python", "pip"}}
    wanted = [name + floor for name, floor in (conda | pip_requirements()).items()]
    (tmp_path / "requirements.in").write_text("\n".join(wanted))
    resolved = compile_requirements(tmp_path / "requirements.in", resolution)
    assert {name.lower() for name in project_requirements()} <= {line.partition("==")[0] for line in resolved}


@pytest.mark.network
def test_the_extra_for_grading_resolves_at_its_oldest(tmp_path):
    extra = PYPROJECT["project"]["optional-dependencies"]["grading"]
    (tmp_path / "requirements.in").write_text("\n".join(PYPROJECT["project"]["dependencies"] + extra))
    resolved = compile_requirements(tmp_path / "requirements.in", "lowest-direct")
    assert "nbgrader==0.9.6" in resolved


def compile_requirements(path: Path, resolution: str) -> list[str]:
    """Pinned requirements as uv resolves them for the oldest Python; nothing is installed."""
    options = ["--resolution", resolution, "--python-version", "3.11", "--no-header", "--no-annotate"]
    # From an empty folder, so that no lock file takes part.
    return uv("pip", "compile", path.name, *options, cwd=path.parent).splitlines()
