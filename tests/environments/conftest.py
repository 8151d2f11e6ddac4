"""The browser's fixtures, for JupyterLabs of other environments."""

from tests.browser.conftest import chromium, pytest_runtest_makereport

__all__ = ["chromium", "pytest_runtest_makereport"]
