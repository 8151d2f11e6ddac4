"""The workflow publishes what the documented command builds, with actions that nobody can change underneath."""

from __future__ import annotations

import re

import yaml

from harness.notebook_page import REPOSITORY

JOBS = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "website.yml").read_text(encoding="utf-8"))["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]


def test_every_action_is_pinned_to_a_commit():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used), used


def test_what_the_documented_command_builds_is_uploaded():
    (command,) = [step["run"] for step in STEPS if "run" in step]
    (uploaded,) = [step["with"]["path"] for step in STEPS if "upload-pages-artifact" in step.get("uses", "")]
    assert command == f"uv run website/build.py --output {uploaded}"
    assert "uv run website/build.py" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_only_the_job_that_publishes_may_write():
    assert {name for name, job in JOBS.items() if "permissions" in job} == {"publish"}
