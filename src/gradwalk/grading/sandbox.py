"""Run a learner's cells in a box: no network, nothing of this machine but a read-only Python, limits on everything.

Why it holds, layer by layer:
  1. Bubblewrap gives new namespaces: no network interface, own process ids, own mounts. The box is built from nothing;
     only the interpreter, its C libraries, NumPy, Matplotlib and `inside/` are bound, read-only. Submissions, the
     gradebook, homework sources and Gradwalk itself are not in it, so no path leads to them.
  2. The worker gives up root (when grading runs as root) before any of the learner's code, holds no capability, and
     `no_new_privs` is set by Bubblewrap.
  3. Resource limits and a system-call filter bound each process; a watch outside bounds the memory of all together and
     the wall clock. Killing the sandbox's first process kills every process in it.
  4. What comes back is at most `reply_bytes` of JSON, read as numbers and never as instructions.
"""

import contextlib
import json
import os
import selectors
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

from gradwalk.grading.box import bubblewrap_command, ordinary_uid, plain_command
from gradwalk.grading.limits import Limits, bytes_in_use
from gradwalk.grading.seccomp import build_filter

WATCH_SECONDS = 0.1
SHORTEST_LINE = len('{"lost": "c0"}')  # a reply of millions of shorter ones would take seconds to read
INSTALL_HINT = (
    "Bubblewrap is not installed, so nothing is graded: install it with `apt-get install bubblewrap` "
    "(or dnf, pacman, zypper), or pass --unsafe to run submissions without a sandbox on a machine of your own."
)


class SandboxError(RuntimeError):
    """The sandbox could not be started; nothing is known about the submission."""


@dataclass
class Reply:
    """What came out of one run: the answers by question, the errors of cells, and how the run ended."""

    answers: dict = field(default_factory=dict)
    cell_errors: dict = field(default_factory=dict)
    lost_steps: list = field(default_factory=list)
    ready: bool = False
    ended_by: str = "itself"  # or: time, memory, output


def find_bubblewrap():
    """Return the path of `bwrap`, or raise SandboxError with how to get it."""
    path = shutil.which("bwrap")
    if path is None:
        raise SandboxError(INSTALL_HINT)
    return path


def run(cells, questions, data, limits=None, *, unsafe=False):
    """Run `cells`, ask `questions`, return a Reply.

    cells      list of {"index": int, "pieces": [source, ...]} in the order of the notebook
    questions  list of {"name", "variable", "calls": list of encoded argument lists, or None for a plain value}
    data       dict of encoded values: the learner's own numbers
    Raises SandboxError when the box cannot be started; whatever the submission does ends in a Reply.
    """
    limits = limits or Limits()
    uid = None if unsafe else ordinary_uid()
    plots = any("matplotlib" in piece or "pylab" in piece for cell in cells for piece in cell["pieces"])
    request = {"cells": cells, "questions": questions, "data": data, "limits": limits.for_worker(uid), "plots": plots}
    with contextlib.ExitStack() as stack:
        command, passed = _command(limits, unsafe, stack)
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=passed, env={}
        )
        stack.callback(_end, process)
        output, ended_by = _talk(process, json.dumps(request).encode(), limits)
        complaint = _end(process)
    reply = read_reply(output, {question["name"] for question in questions})
    reply.ended_by = ended_by
    if not reply.ready and ended_by == "itself":
        raise SandboxError(f"The sandbox did not start; run `doctor` to see why ({complaint[-300:]}).")
    return reply


def _command(limits, unsafe, stack):
    if unsafe:
        return plain_command(stack.enter_context(tempfile.TemporaryDirectory())), ()
    program = build_filter()
    if program is None:
        return bubblewrap_command(find_bubblewrap(), limits, None), ()
    reading, writing = os.pipe()  # the filter is smaller than a pipe's buffer, so writing it first cannot block
    stack.callback(os.close, reading)
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(program)
    return bubblewrap_command(find_bubblewrap(), limits, reading), (reading,)


def _talk(process, request, limits):
    """Send the request and collect the reply until it ends or a limit is met; return (bytes, what ended it)."""
    start = watched = time.monotonic()
    collected = bytearray()
    with selectors.DefaultSelector() as selector:
        os.set_blocking(process.stdin.fileno(), False)
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        while True:
            for key, _ in selector.select(WATCH_SECONDS):
                if key.fileobj is process.stdin:
                    request = _write_some(process.stdin, request, selector)
                    continue
                chunk = os.read(process.stdout.fileno(), 65536)
                if not chunk:
                    return bytes(collected), "itself"
                collected += chunk
            now = time.monotonic()
            if len(collected) > limits.reply_bytes:
                return bytes(collected[: limits.reply_bytes]), "output"
            if now - start > limits.wall_seconds:
                return bytes(collected), "time"
            if now - watched > WATCH_SECONDS:
                watched = now
                if bytes_in_use(process.pid) > limits.memory_bytes:
                    return bytes(collected), "memory"


def _write_some(stdin, request, selector):
    """Write what the pipe takes; close it when all is written or nobody reads."""
    try:
        request = request[os.write(stdin.fileno(), request) :]
    except BrokenPipeError:
        request = b""
    if not request:
        selector.unregister(stdin)
        stdin.close()
    return request


def _end(process):
    """Kill the box if it still runs, and return the last words of its standard error."""
    if process.returncode is not None:
        return ""
    process.kill()
    process.wait()
    with contextlib.suppress(OSError):
        os.set_blocking(process.stderr.fileno(), False)
        complaint = process.stderr.read(2000) or b""
    process.stdout.close()
    process.stderr.close()
    if not process.stdin.closed:
        with contextlib.suppress(OSError):
            process.stdin.close()
    return complaint.decode("utf-8", "replace").strip()


def read_reply(output, names):
    """Read the worker's lines; the first one about a question in `names` counts, anything unreadable is passed over."""
    reply = Reply()
    for line in output.split(b"\n"):
        if len(line) < SHORTEST_LINE or not line.startswith(b"{"):
            continue
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(message, dict):
            _take(message, names, reply)
    return reply


def _take(message, names, reply):
    reply.ready = reply.ready or "ready" in message
    name = message.get("answer")
    if isinstance(name, str) and name in names:
        reply.answers.setdefault(name, message)
    elif type(message.get("cell")) is int and isinstance(message.get("error"), str):
        reply.cell_errors.setdefault(message["cell"], message["error"][:40])
    elif isinstance(message.get("lost"), str) and len(reply.lost_steps) < 100:
        reply.lost_steps.append(message["lost"][:60])
