"""The browser of the other tests."""

# The hook keeps a picture of a page on which a test failed.
from tests.browser.conftest import chromium, pytest_runtest_makereport  # noqa: F401
