"""Fixtures of the tests of the site without a server: built once, served on the loopback, opened in Chromium."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import chromium, pytest_runtest_makereport  # noqa: F401
from tests.ci import skip_or_fail
from tools.harness.built_site import build_site

# Their fixture and their hook that keeps a picture of a failed page serve here, too.
from tools.harness.chromium import VIEWPORT
from tools.harness.pyodide_files import PartsMissing, pyodide_files
from tools.harness.static_site import StaticSite, serving


@pytest.fixture(scope="session")
def pyodide(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Folder with the files of Pyodide."""
    with one_at_a_time(shared_folder(tmp_path_factory, worker_id) / "pyodide.lock"):
        try:
            return pyodide_files()
        except PartsMissing as problem:
            # In CI, too: the copies lie in packages of other people, which may go without a fault of this project.
            pytest.skip(str(problem))


@pytest.fixture(scope="session")
def built(pyodide: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Folder of the site, built by the documented command; all workers of a run share one."""
    shared = shared_folder(tmp_path_factory, worker_id)
    with one_at_a_time(shared / "lite.lock"):
        if not (shared / "lite").is_dir():
            try:
                build_site(shared / "lite", pyodide)
            except PartsMissing as problem:
                skip_or_fail(str(problem))
    return shared / "lite"


def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold a lock that no other process of this run has meanwhile."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


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
