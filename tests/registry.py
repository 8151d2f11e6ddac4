"""Run uv where it needs the package registry; a machine that cannot reach one skips, and in CI fails."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.ci import skip_or_fail

TIMEOUT = 300  # seconds

NO_NETWORK = ("error sending request", "failed to lookup", "dns error", "Could not connect", "operation timed out")


def uv(*arguments: object, cwd: Path) -> str:
    """What uv prints on standard output; its own failure fails the test with what it says."""
    program = shutil.which("uv") or skip_or_fail("uv is not installed: pip install uv")
    command = [program, "--quiet", *map(str, arguments)]
    finished = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if finished.returncode != 0 and any(sign in finished.stderr for sign in NO_NETWORK):
        skip_or_fail(f"the package registry cannot be reached: {finished.stderr[-300:]}")
    assert finished.returncode == 0, finished.stderr
    return finished.stdout
