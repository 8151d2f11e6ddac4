"""What Binder builds from binder/, and the course in the versions of its base image, in JupyterLab and Notebook 7.

repo2docker, which Binder runs, says what it would do without Docker; and it ships the list of its base's packages.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.environments.live import assert_slider_moves_the_marks
from tests.environments.throwaway import REPOSITORY, RUNNERS, Environment, make_environment, run_notebooks
from tests.registry import uv
from tools.harness.jupyterlab import running_jupyterlab

pytestmark = pytest.mark.network

# Pinned, so that a release of repo2docker changes this test only when somebody raises it here.
REPO2DOCKER = "jupyter-repo2docker==2026.4.0"
PYTHON = (REPOSITORY / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
BASE = {"jupyterlab": "4.4.9", "notebook": "7.4.7", "ipywidgets": "8.1.7"}
PACKAGE_IN_LOCK = re.compile(r"/([^/]+)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)")


@pytest.fixture(scope="module")
def repo2docker(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return make_environment(tmp_path_factory.mktemp("repo2docker") / "environment", REPO2DOCKER)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository without what lies in this checkout only, as Binder clones it."""
    local = shutil.ignore_patterns(".*", "__pycache__", "artifacts", "build", "dist", "*.lock")
    return Path(shutil.copytree(REPOSITORY, tmp_path_factory.mktemp("binder") / "repository", ignore=local))


@pytest.fixture(scope="module")
def plan(repo2docker, clone) -> str:
    """What repo2docker would do, and the Dockerfile it would build."""
    finished = repo2docker.run("-m", "repo2docker", "--no-build", "--debug", clone)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout + finished.stderr


@pytest.fixture(scope="module")
def base(repo2docker) -> dict[str, str]:
    """Package -> version in the image that Binder starts from, for Binder's Python."""
    (lock,) = repo2docker.python.parents[1].rglob(f"environment.py-{PYTHON}-linux-64.lock")
    return dict(PACKAGE_IN_LOCK.findall(lock.read_text()))


@pytest.fixture(scope="module")
def binder(tmp_path_factory: pytest.TempPathFactory, base) -> Environment:
    """The base's versions, and on top what binder/requirements.txt adds, as pip does it in the image."""
    folder = tmp_path_factory.mktemp("binder-base")
    pins = folder / "base.txt"
    pins.write_text("\n".join(f"{name}=={version}" for name, version in base.items() if name[0] != "_"))
    install = ["--constraint", pins, "--requirement", "binder/requirements.txt", *BASE, *RUNNERS]
    return make_environment(folder / "environment", *install)


def test_the_build_pack_is_conda_with_the_right_python(plan):
    assert f"Building conda environment for python={PYTHON}" in plan
    assert f"environment-2epy-2d{PYTHON.replace('.', '-2e')}-2dlinux-2d64" in plan


def test_the_package_is_installed_and_nothing_of_binder_is_ignored(plan, clone):
    steps = plan[plan.index("COPY --chown=0:0 src/ ${REPO_DIR}/") :]
    install, warm = 'pip install --no-cache-dir -r "binder/requirements.txt"', "RUN ./binder/postBuild"
    assert 0 < steps.index(install) < steps.index(warm)
    assert os.access(clone / "binder" / "postBuild", os.X_OK)
    assert {path.name for path in (clone / "binder").iterdir()} == {"requirements.txt", "runtime.txt", "postBuild"}


def test_an_image_needs_no_compiler(clone):
    built = ["--only-binary", ":all:", "--no-binary", "gradwalk"]  # its own version is read where it is built
    wanted = [*built, "--python-version", PYTHON, "--python-platform", "x86_64-manylinux_2_28"]
    assert "matplotlib==" in uv("pip", "compile", "binder/requirements.txt", *wanted, cwd=clone)


def test_the_base_has_the_versions_that_the_readme_names(base):
    assert {name: base[name] for name in BASE} == BASE


def test_every_output_is_the_stored_one(binder, base):
    installed = binder.versions()
    assert {name: installed[name] for name in BASE} == BASE
    finished = run_notebooks(binder)
    assert finished.returncode == 0, finished.stdout[-3000:]


def test_the_first_picture_is_painted_while_the_image_is_built(binder, clone, tmp_path):
    environment = {"PATH": f"{binder.python.parent}{os.pathsep}{os.environ['PATH']}", "MPLCONFIGDIR": str(tmp_path)}
    subprocess.run([clone / "binder" / "postBuild"], env=os.environ | environment, timeout=120, check=True)
    assert list(tmp_path.glob("fontlist*.json"))


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_a_slider_moves_the_marks(binder, chromium, app):
    # A server for each: Notebook 7 trips over the workspace that JupyterLab leaves on a shared one.
    with running_jupyterlab(python=binder.python) as lab:
        assert_slider_moves_the_marks(chromium, lab, f"binder-{app}", app)
