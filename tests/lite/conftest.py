"""Fixtures of the tests of the site without a server: built once, served on the loopback, opened in Chromium."""

from __future__ import annotations

import fcntl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

# Their fixture and their hook that keeps a picture of a failed page serve here, too.
from tests.browser.conftest import VIEWPORT, chromium, pytest_runtest_makereport  # noqa: F401
from tests.browser.notebook_page import REPOSITORY
from tests.ci import skip_or_fail
from tests.lite.pyodide_files import PartsMissing, pyodide_files
from tests.lite.static_site import StaticSite, serving

BUILD_TIMEOUT = 300  # seconds
NO_REGISTRY = ("Could not find a version", "dns error", "error sending request", "Connection", "No solution found")


@pytest.fixture(scope="session")
def pyodide(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Folder with the files of Pyodide."""
    with one_at_a_time(shared_folder(tmp_path_factory, worker_id) / "pyodide.lock"):
        try:
            return pyodide_files()
        except PartsMissing as problem:
            skip_or_fail(str(problem))


@pytest.fixture(scope="session")
def built(pyodide: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Folder of the site, built by the documented command; all workers of a run share one."""
    shared = shared_folder(tmp_path_factory, worker_id)
    with one_at_a_time(shared / "lite.lock"):
        if not (shared / "lite").is_dir():
            build(shared / "lite", pyodide)
    return shared / "lite"


def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold a lock that no other process has: `with one_at_a_time(path):`."""
    return _Lock(path)


class _Lock:
    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> None:
        self.file = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def build(target: Path, pyodide: Path) -> None:
    command = ["uv", "run", "lite/build.py", "--output", str(target)]
    command += ["--pyodide-lock", (pyodide / "pyodide-lock.json").as_uri()]
    finished = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, timeout=BUILD_TIMEOUT, check=False
    )
    if finished.returncode != 0 and any(sign in finished.stderr for sign in NO_REGISTRY):
        skip_or_fail(f"the site cannot be built without a package registry: {finished.stderr[-300:]}")
    assert finished.returncode == 0, finished.stderr


@pytest.fixture(scope="module")
def site(built: Path, pyodide: Path) -> Iterator[StaticSite]:
    """The site, served."""
    with serving(built, pyodide) as served:
        yield served


@pytest.fixture
def visitor(chromium: Browser, site: StaticSite) -> Iterator[BrowserContext]:  # noqa: F811
    """A browser of somebody who was never here, who finds Pyodide and nothing else outside the site."""
    site.transfers.clear()
    with chromium.new_context(viewport=VIEWPORT) as context:
        site.answer_for_pyodide(context)
        yield context
