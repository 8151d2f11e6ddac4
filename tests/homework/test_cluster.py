"""The files for clusters run the real command, with shards that fit together."""

import os
import re
import subprocess

import yaml

from gradwalk.grading.__main__ import build_parser

from .material import HOMEWORK_FOLDER

CLUSTER = HOMEWORK_FOLDER / "cluster"


def test_the_kubernetes_job_asks_for_every_shard_once():
    job = yaml.safe_load((CLUSTER / "kubernetes.yaml").read_text(encoding="utf-8"))
    assert (job["kind"], job["spec"]["completionMode"]) == ("Job", "Indexed")
    command = job["spec"]["template"]["spec"]["containers"][0]["args"][0]
    count = int(re.search(r"\{JOB_COMPLETION_INDEX\}/(\d+)", command).group(1))
    assert count == job["spec"]["completions"]
    words = command.replace('"${JOB_COMPLETION_INDEX}', "3").replace('"', "").split()
    options = build_parser().parse_args(words[words.index("grade") :])
    assert (options.shard, options.jobs, str(options.course.root)) == ((3, count), 2, "/course")


def test_the_slurm_array_passes_its_place_on(tmp_path):
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    task = {"SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_COUNT": "8", "SLURM_CPUS_PER_TASK": "2"}
    script = ["bash", str(CLUSTER / "slurm.sh"), "/shared/course", "01_gradient_direction"]
    environment = {**task, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    words = _words(script, environment)
    assert words[:3] == ["-m", "gradwalk.grading", "grade"]
    options = build_parser().parse_args(words[2:])
    assert (options.shard, options.jobs, options.homework) == ((5, 8), 2, "01_gradient_direction")


def test_one_task_of_the_slurm_array_can_be_repeated_alone(tmp_path):
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    task = {"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "1", "SHARDS": "8"}
    script = ["bash", str(CLUSTER / "slurm.sh"), "/shared/course", "01_gradient_direction"]
    words = _words(script, {**task, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert build_parser().parse_args(words[2:]).shard == (3, 8)


def _words(script, environment):
    return subprocess.run(script, env=environment, capture_output=True, text=True, check=True).stdout.split()


def test_the_ended_processes_of_the_boxes_are_collected_in_a_pod():
    job = yaml.safe_load((CLUSTER / "kubernetes.yaml").read_text(encoding="utf-8"))
    assert job["spec"]["template"]["spec"]["shareProcessNamespace"] is True


def test_the_commands_of_the_walk_through_exist():
    text = (HOMEWORK_FOLDER / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"(?:gradwalk homework|python -m gradwalk\.grading) (\w+)((?: [^\s#]+)*)", text)
    assert {name for name, _ in commands} == {
        "new",
        "build",
        "doctor",
        "try",
        "setup",
        "release",
        "collect",
        "grade",
        "merge",
        "interview",
        "feedback",
    }
    for name, arguments in commands:
        build_parser().parse_args([name, *arguments.split()])
