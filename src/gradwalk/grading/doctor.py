"""Tell which protections are active on this machine, by trying each of them from inside the sandbox."""

import os
import platform
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from gradwalk.grading import sandbox
from gradwalk.grading.limits import MEBIBYTE, Limits
from gradwalk.grading.seccomp import build_filter

PROBES = """
import ctypes, os, socket, time

def user(x):
    return os.getuid()

def privileges(x):
    try:
        os.setuid(0)
    except OSError:
        return True
    return False

def network(x):
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=0.3)
    except OSError as error:
        return error.errno in (97, 101)  # no such family of addresses, network unreachable
    return False

def sockets(x):
    try:
        socket.socketpair()
    except OSError as error:
        return error.errno == 97
    return False

def files(x):
    refused = 0
    for folder in ("/", "/inside", "/packages", "/usr/lib"):
        try:
            open(os.path.join(folder, "probe"), "w").close()
        except OSError:
            refused += 1
    return refused == 4 and not os.path.exists("/proc") and not os.path.exists("/home")

def processes(x):
    for count in range(1000):
        try:
            if os.fork() == 0:
                time.sleep(1)
                os._exit(0)
        except OSError:
            return count
    return -1

def memory(x):
    try:
        bytearray(8 * 2**30)
    except MemoryError:
        return True
    return False

def file_size(x):
    try:
        with open("/tmp/probe", "wb") as file:
            file.write(bytes(16 * 2**20))
    except OSError:
        return True
    return False

def calls(x):
    libc = ctypes.CDLL(None)
    return libc.unshare(0x10000000) == -1 and libc.memfd_create(b"probe", 0) == -1

def loop(x):
    while True:
        pass
"""
PROBE_NAMES = ("user", "privileges", "network", "sockets", "files", "memory", "file_size", "calls", "loop", "processes")
LOOP_SECONDS = 0.2  # long enough to define a function on a busy machine


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was tried, whether the protection holds, and what was seen."""

    name: str
    holds: bool
    detail: str


def examine(limits: Limits | None = None) -> list[Finding]:
    """Return the Findings for this machine; two boxes are started. Never raises: what fails is a finding."""
    limits = replace(limits or Limits(), question_seconds=2.0, wall_seconds=30.0)
    who = "root, and the sandbox drops to an ordinary user" if os.geteuid() == 0 else f"user {os.geteuid()}"
    findings = [Finding("system", platform.system() == "Linux", f"{platform.platform()}, as {who}")]
    try:
        bubblewrap = sandbox.find_bubblewrap()
        answers = _answers(limits)
    except sandbox.SandboxError as error:
        return [*findings, Finding("bubblewrap", False, str(error))]
    return [*findings, Finding("bubblewrap", True, bubblewrap), *_judge(answers, limits)]


def _answers(limits: Limits) -> dict[str, object]:
    """Return what each probe saw; raises SandboxError. What must run out of time does so beside the others, soon."""
    others = tuple(name for name in PROBE_NAMES if name != "loop")
    soon = replace(limits, question_seconds=LOOP_SECONDS, cell_seconds=LOOP_SECONDS)
    with ThreadPoolExecutor(2) as pool:
        parts = [pool.submit(_ask, others, limits), pool.submit(_ask, ("loop",), soon)]
        return {name: answer for part in parts for name, answer in part.result().items()}


def _ask(names: tuple[str, ...], limits: Limits) -> dict[str, object]:
    """Return what some probes saw, in a box of their own."""
    reply = sandbox.run([{"index": 0, "pieces": [PROBES]}], [_question(name) for name in names], {}, limits)
    return {name: _value(reply.answers.get(name, {})) for name in names}


def _question(name: str) -> dict:
    return {"name": name, "variable": name, "calls": [[0.0]]}


def _value(answer: dict) -> object:
    if "problem" in answer:
        return answer["problem"]
    responses = answer.get("responses") or [{}]
    return responses[0].get("value", responses[0].get("error"))


def _judge(answers: dict[str, object], limits: Limits) -> list[Finding]:
    """Turn what the probes saw into Findings."""
    count = answers["processes"]
    bounded = isinstance(count, int) and 0 <= count <= limits.processes
    size = limits.memory_bytes // MEBIBYTE
    return [
        Finding("ordinary user", answers["user"] not in (0, None), f"user id {answers['user']} inside"),
        Finding("no way back to root", answers["privileges"] is True, "setuid(0) refused"),
        Finding("no network", answers["network"] is True, "no interface, sockets refused"),
        Finding("no sockets", answers["sockets"] is True, "not even local ones, whose memory is counted nowhere"),
        Finding("private, read-only files", answers["files"] is True, "only /tmp can be written"),
        Finding("memory", answers["memory"] is True, f"{size} MiB for each process, and for all together"),
        Finding("file size", answers["file_size"] is True, f"{limits.file_bytes // MEBIBYTE} MiB for each file"),
        Finding("processes", bounded, f"{count} could be started, {limits.processes} are allowed"),
        Finding("system-call filter", answers["calls"] is True, _filter_detail()),
        Finding("time", answers["loop"] == "time", "an endless loop was ended"),
    ]


def _filter_detail() -> str:
    return "active" if build_filter() else f"not available for {platform.machine()}; the other layers hold without it"


def report(findings: list[Finding]) -> str:
    """Return the findings as text, one line each, and a last line that says whether grading may start."""
    lines = [f"{'ok  ' if finding.holds else 'FAIL'}  {finding.name}: {finding.detail}" for finding in findings]
    failed = [finding.name for finding in findings if not finding.holds]
    lines.append(f"Not protected: {', '.join(failed)}." if failed else "All protections are active.")
    return "\n".join(lines)
