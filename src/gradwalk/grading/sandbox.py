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
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import IO

from gradwalk.grading.box import bubblewrap_command, ordinary_uid, plain_command
from gradwalk.grading.limits import Limits, bytes_in_use
from gradwalk.grading.seccomp import build_filter

WATCH_SECONDS = 0.1
SILENCE_SECONDS = 2.5
MOST_CELLS, MOST_CALLS, LONGEST_ID, MOST_CHOSEN = 20_000, 10, 200, 400
SHORTEST_LINE = len('{"lost": "c0"}')  # a reply of millions of shorter ones would take seconds to read
INSTALL_HINT = (
    "Bubblewrap is not installed, so nothing is graded: install it with `apt-get install bubblewrap` "
    "(or dnf, pacman, zypper), or pass --unsafe to run submissions without a sandbox on a machine of your own."
)


class SandboxError(RuntimeError):
    """The sandbox could not be started; nothing is known about the submission."""


class Stopped(BaseException):
    """Marking was stopped by the person at the keyboard; nothing is to be written any more."""


@dataclass(frozen=True)
class HandedOut:
    """What the box must know of the homework: its name, all names there are, whose folder it is, what was handed out.

    given  sources of the cells that are handed out filled in; `stubs` those of the empty answers
    """

    homework: str = ""
    homeworks: tuple[str, ...] = ()
    student: str = ""
    given: tuple[str, ...] = ()
    stubs: tuple[str, ...] = ()


@dataclass
class BoxReply:
    """What came out of one run; all of it is claimed by a box in which the learner's code ran.

    answers     question -> what it answered
    unstudied   question -> its answer as it was before her code was looked at; it counts where that came to no end
    cells       cell -> {"error": name or None, "changed": questions, "absent": packages, "cut": bool, "seconds"}
    calls       (homework, id) of each call of `homework` by a cell of hers, in order
    chosen      (question about her code, letters, code) of each answer she gave, in order
    pictures    number -> {"width", "height", "rgb"} of each picture that could be decoded
    lost_steps  steps that ended their session; `step` is the last one that was begun
    ended_by    how the run ended: itself, time, memory, output
    """

    answers: dict[str, dict] = field(default_factory=dict)
    unstudied: dict[str, dict] = field(default_factory=dict)
    cells: dict[int, dict] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    chosen: list[tuple[str, str, str]] = field(default_factory=list)
    pictures: dict[int, dict] = field(default_factory=dict)
    lost_steps: list[str] = field(default_factory=list)
    step: str = ""
    ready: bool = False
    ended_by: str = "itself"


def find_bubblewrap() -> str:
    """Return the path of `bwrap`, or raise SandboxError with how to get it."""
    path = shutil.which("bwrap")
    if path is None:
        raise SandboxError(INSTALL_HINT)
    return path


def run(
    cells: list[dict],
    questions: list[dict],
    data: dict,
    limits: Limits | None = None,
    *,
    handed_out: HandedOut | None = None,
    left_out: Iterable[str] = (),
    pictures: Sequence[str] = (),
    seconds: float | None = None,
    unsafe: bool = False,
    stop: threading.Event | None = None,
) -> BoxReply:
    """Run `cells`, ask `questions`, return a BoxReply.

    cells      list of {"index": int, "pieces": [source, ...]} in the order of the notebook; with "last", it is run
               after the others, and only when one of the questions "names" has no answer
    questions  list of {"name", "variable", "calls": list of encoded argument lists, or None for a plain value}
    data       homework name -> id -> encoded numbers
    left_out   steps not to be run: "c3" of cell 3 all that is not a definition, "d3" all
    pictures   files in base64, to be decoded
    seconds    how long the run may take; by default as long as one submission may
    stop       ends the run when it is set, with Stopped
    Raises SandboxError when the box cannot be started; whatever the submission does ends in a BoxReply.
    """
    limits = limits or Limits()
    seconds = limits.all_seconds if seconds is None else seconds
    uid = None if unsafe else ordinary_uid()
    plots = any("matplotlib" in piece or "pylab" in piece for cell in cells for piece in cell["pieces"])
    sent = [{"last": False, "names": [], **cell} for cell in cells]
    request = {**asdict(handed_out or HandedOut()), "cells": sent, "questions": questions, "data": data}
    request |= {
        "pictures": list(pictures),
        "left_out": list(left_out),
        "limits": limits.for_worker(uid, seconds),
        "plots": plots,
    }
    names = {question["name"] for question in questions}
    with contextlib.ExitStack() as stack:
        command, passed = _command(limits, unsafe, stack)
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=passed, env={}
        )
        stack.callback(_end, process)
        output, ended_by = _Conversation(process, limits, seconds, names, stop).hold(json.dumps(request).encode())
        complaint = _end(process)
    reply = read_reply(output, names)
    reply.ended_by = ended_by
    if not reply.ready and ended_by == "itself":
        raise SandboxError(f"The sandbox did not start; run `doctor` to see why ({complaint[-300:]}).")
    return reply


def _command(limits: Limits, unsafe: bool, stack: contextlib.ExitStack) -> tuple[list[str], tuple[int, ...]]:
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


class _Conversation:
    """Sends the request to one box and collects its reply until that is whole, or a limit is met."""

    def __init__(
        self, process: subprocess.Popen, limits: Limits, seconds: float, names: set[str], stop: threading.Event | None
    ) -> None:
        self.process, self.limits, self.seconds, self.stop = process, limits, seconds, stop
        self.waiting, self.expects_answers = set(names), bool(names)
        self.collected, self.read = bytearray(), 0

    def hold(self, request: bytes) -> tuple[bytes, str]:
        """Return the reply and what ended it: itself, time, memory or output; raises Stopped."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            os.set_blocking(self.process.stdin.fileno(), False)
            selector.register(self.process.stdout, selectors.EVENT_READ)
            selector.register(self.process.stdin, selectors.EVENT_WRITE)
            started = heard = watched = time.monotonic()
            while True:
                for key, _ in selector.select(WATCH_SECONDS):
                    if key.fileobj is self.process.stdin:
                        request = _write_some(self.process.stdin, request, selector)
                        continue
                    heard = time.monotonic()
                    if not self._hear():
                        return bytes(self.collected), "itself"
                now = time.monotonic()
                if len(self.collected) > self.limits.reply_bytes:
                    return bytes(self.collected[: self.limits.reply_bytes]), "output"
                if now - started > self.seconds or (self.read and now - heard > self._longest_silence()):
                    return bytes(self.collected), "time"
                if now - watched > WATCH_SECONDS:
                    watched = now
                    if self.stop is not None and self.stop.is_set():
                        raise Stopped
                    if bytes_in_use(self.process.pid) > self.limits.memory_bytes:
                        return bytes(self.collected), "memory"

    def _hear(self) -> bool:
        """Take what came; tell whether more is to be waited for."""
        chunk = os.read(self.process.stdout.fileno(), 65536) if self.process.stdout else b""
        self.collected += chunk
        end = self.collected.rfind(b"\n") + 1
        for line in bytes(self.collected[self.read : end]).split(b"\n") if end > self.read else ():
            if b'"answer"' in line:
                self.waiting.discard(str(_message_in(line).get("answer")))
        self.read = max(end, self.read)
        return bool(chunk) and bool(self.waiting or not self.expects_answers)

    def _longest_silence(self) -> float:
        """Every step is named when it begins: after its time, and that of ending it, the box itself must be stopped."""
        return max(self.limits.cell_seconds, self.limits.question_seconds) + SILENCE_SECONDS


def _write_some(stdin: IO[bytes], request: bytes, selector: selectors.BaseSelector) -> bytes:
    """Write what the pipe takes; close it when all is written or nobody reads."""
    try:
        request = request[os.write(stdin.fileno(), request) :]
    except BrokenPipeError:
        request = b""
    if not request:
        selector.unregister(stdin)
        stdin.close()
    return request


def _end(process: subprocess.Popen) -> str:
    """Kill the box if it still runs, and return the last words of its standard error."""
    if process.returncode is not None:
        return ""
    process.kill()
    process.wait()
    complaint = b""
    for stream in filter(None, (process.stderr, process.stdout, process.stdin)):
        with contextlib.suppress(OSError):
            if stream is process.stderr:
                os.set_blocking(stream.fileno(), False)
                complaint = stream.read(2000) or b""
            stream.close()
    return complaint.decode("utf-8", "replace").strip()


def read_reply(output: bytes, names: set[str]) -> BoxReply:
    """Read the worker's lines; the first one about a question in `names` counts, anything unreadable is passed over."""
    reply = BoxReply()
    for line in output.split(b"\n"):
        message = _message_in(line)
        if message:
            _take(message, names, reply)
    for name, answer in reply.unstudied.items():
        if "problem" in reply.answers.get(name, {"problem": "none"}):
            reply.answers[name] = answer
    return reply


def _message_in(line: bytes) -> dict:
    """Return what a line says, empty when it says nothing."""
    if len(line) < SHORTEST_LINE or not line.startswith(b"{"):
        return {}
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _take(message: dict, names: set[str], reply: BoxReply) -> None:
    reply.ready = reply.ready or "ready" in message
    name = message.get("answer")
    if isinstance(name, str) and name in names:
        reply.answers.setdefault(name, message)
    elif isinstance(unstudied := message.get("unstudied"), str) and unstudied in names:
        reply.unstudied.setdefault(unstudied, message)
    elif type(message.get("cell")) is int and len(reply.cells) < MOST_CELLS:
        _take_cell(message, names, reply)
    elif type(message.get("picture")) is int and message["picture"] < MOST_CALLS:
        reply.pictures.setdefault(message["picture"], message)
    elif isinstance(message.get("chosen"), str) and len(reply.chosen) < MOST_CHOSEN:
        given = message["chosen"][:20], str(message.get("letters"))[:20], str(message.get("code"))[:20]
        reply.chosen += [] if given in reply.chosen else [given]
    elif isinstance(message.get("lost"), str) and len(reply.lost_steps) < 100:
        reply.lost_steps.append(message["lost"][:60])
    elif isinstance(message.get("step"), str):
        reply.step = message["step"][:60]
    elif isinstance(message.get("id"), str) and isinstance(message.get("homework"), str):
        call = message["homework"][:100], message["id"][:LONGEST_ID]
        if call not in reply.calls and len(reply.calls) < MOST_CALLS:
            reply.calls.append(call)


def _take_cell(message: dict, names: set[str], reply: BoxReply) -> None:
    """Keep what is said of a cell; after a restart it is said again, and the last time counts."""
    error = message.get("error")
    before = reply.cells.get(message["cell"], {})
    reply.cells[message["cell"]] = {
        "error": error[:40] if isinstance(error, str) else None,
        "changed": [name for name in _texts(message.get("changed")) if name in names],
        "absent": [name[:80] for name in _texts(message.get("absent"))[:20]],
        "cut": message.get("cut") is True or before.get("cut", False),
    }


def _texts(found: object) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
