"""Run a learner's cells and call her functions, inside the sandbox; send what they return back as JSON lines.

Three generations of processes keep one bad answer from costing another: the *server* (this file's `main`) never runs a
cell; it forks a *session* that runs the cells in order; the session forks a *caller* for each question. A cell that
ends, hangs or kills its session is left out when the server starts the next one. Nothing sent from here is trusted:
forging a message only helps someone who already knows the numbers.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from typing import Any

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
sys.path += os.environ.pop("GRADWALK_PACKAGES", "/packages").split(os.pathsep)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 1, 4, 36
MAX_RESTARTS = 8
GRACE_SECONDS = 0.5


def main() -> None:
    """Read one request from standard input, run it, leave."""
    request = json.loads(sys.stdin.buffer.read())
    reply = os.dup(1)
    _silence(0, 1)
    _limit(request["limits"])
    _become_ordinary(request["limits"].get("uid"))
    import asking
    import session

    if request.get("plots"):  # the slow import is paid once, and not out of the time of an answer
        import matplotlib.backends.backend_agg
        import matplotlib.figure  # noqa: F401
    asking.send(reply, {"ready": True})
    if request["pictures"]:
        import pictures

        pictures.send_pictures(request["pictures"], reply)
    _serve(request, reply, session)


def _silence(*streams: int) -> None:
    """Point standard streams at nothing: prints are lost on purpose and `input()` meets the end of the file."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in streams:
        os.dup2(nothing, stream)
    os.close(nothing)


def _limit(limits: dict) -> None:
    """Put the limits on this process; where the machine already allows less, its own stays."""
    for name in ("AS", "CPU", "FSIZE", "NPROC", "NOFILE", "CORE", "MSGQUEUE", "MEMLOCK"):
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        bound = limits[name] if hard == resource.RLIM_INFINITY else min(limits[name], hard)
        resource.setrlimit(kind, (bound, bound))


def _become_ordinary(uid: int | None) -> None:
    """Give up root for good: RLIMIT_NPROC does not bind root, and an ordinary user may do less everywhere."""
    if uid is None:
        return
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if os.getresuid() != (uid, uid, uid):
        raise SystemExit("the worker is still root")


# --- the server: starts sessions, watches the time of each step, restarts without the step that failed ---------------


def _serve(request: dict, reply: int, session: Any) -> None:
    """Run sessions until one comes to its end or the time is over; a later one leaves out what ended the one before."""
    limits = request["limits"]
    request["until"] = time.monotonic() + limits["box_seconds"]
    left_out, answered = set(request["left_out"]), set()
    share = 1.0
    for _ in range(MAX_RESTARTS):
        request["cells_until"] = time.monotonic() + share * limits["cells_seconds"]
        step = _run_session(request, reply, session, left_out, answered)
        if step is None or time.monotonic() > request["until"]:
            break
        share = min(share / 2, 0.25)  # what took the time before is left out now, and the whole must come to an end
        if step:
            session.asking.send(reply, {"lost": step})
            left_out.add(step)


def _run_session(request: dict, reply: int, session: Any, left_out: set[str], answered: set[str]) -> str | None:
    """Fork a session and follow it; return the step that ended it, or None when it came to its end."""
    progress, theirs = os.pipe()
    go, answer = os.pipe()
    pid = _fork()
    if pid is None:
        return "fork"
    if pid == 0:
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # so that it knows of all that its cells start
        _silence(2)
        os.close(progress)
        os.close(answer)
        session.asking.in_child(lambda: session.run_session(request, reply, (theirs, go), left_out, answered))
    os.close(theirs)
    os.close(go)
    with contextlib.closing(_Watch(progress, answer, pid, request["limits"])) as watch:
        step = watch.follow(left_out, answered)
    _end_session(pid)
    return step


class _Watch:
    """Follows one session from outside: by what it says of its steps, by the clock, and by its end."""

    def __init__(self, progress: int, answer: int, pid: int, limits: dict) -> None:
        """Take the pipe its steps are named on, the one they are allowed on, its process id, the limits.

        A step begins when it is allowed. So what ended the server is the last step that has begun, and no later one.
        """
        self.progress, self.answer = progress, answer
        self.longest_step = max(limits["question_seconds"], limits["cell_seconds"])
        self.seconds = self.longest_step  # of the step that runs
        self.end = _descriptor_of(pid)
        self.step, self.since, self.longest = "start", time.monotonic(), (0.0, "")

    def follow(self, left_out: set[str], answered: set[str]) -> str | None:
        """Return the step to blame when the session stops without the word `end`, "" when none is, None at its end."""
        buffer = b""
        while True:
            chunk = self._read()
            *lines, buffer = (buffer + chunk)[-8192:].split(b"\n")
            for line in lines:
                word = line.decode("utf-8", "replace")[:40]
                if word == "end":
                    return None
                if word == "full":  # a cell has left processes behind, and most likely the one that took longest
                    self._measure()
                    return "" if self.step.startswith("q") and answered - {self.step} else self.longest[1]
                self._note(word, left_out, answered)
            if not chunk:
                return self.step

    def close(self) -> None:
        """Close what it reads from."""
        for descriptor in filter(None, (self.progress, self.answer, self.end)):
            os.close(descriptor)

    def _read(self) -> bytes:
        """Return what is said next; nothing when the session has ended, though what it started holds the pipe."""
        watched = [self.progress] if self.end is None else [self.progress, self.end]
        ready, _, _ = select.select(watched, [], [], self.seconds + GRACE_SECONDS)
        return os.read(self.progress, 4096) if self.progress in ready else b""

    def _measure(self) -> None:
        """Remember the cell that took longest."""
        if self.step.startswith(("c", "d")):
            self.longest = max(self.longest, (time.monotonic() - self.since, self.step))

    def _note(self, word: str, left_out: set[str], answered: set[str]) -> None:
        self._measure()
        if word.startswith("cut "):
            left_out.add(word.removeprefix("cut "))  # once is enough: it need not take its time again
            return
        self.step, _, seconds = word.partition(" ")
        self.since, self.seconds = time.monotonic(), _number(seconds) if seconds else self.longest_step
        if word.startswith("q"):
            answered.add(word)
        with contextlib.suppress(OSError):
            os.write(self.answer, b".")


def _number(text: str) -> float:
    """Read a time; what is no number was not written by the session."""
    try:
        return min(max(float(text), 0.0), 60.0)
    except ValueError:
        return 0.0


def _descriptor_of(pid: int) -> int | None:
    """Return a descriptor that becomes readable when the process ends, or None where there is no such thing."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def _end_session(pid: int) -> None:
    """End the session and all it started. In the box that is everyone but this process; outside, one process group."""
    if _alone_in_the_box():
        _kill_everyone_else()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _alone_in_the_box() -> bool:
    """Tell whether this is the first worker of a process-id namespace of its own, as an ordinary user.

    Only then may `kill(-1)` be used: anywhere else it would end processes that are not the learner's.
    """
    return sys.argv[1:] == ["--boxed"] and os.getppid() == 1 and os.getpid() <= 3 and os.geteuid() != 0


def _kill_everyone_else() -> None:
    """End every other process of this box, those that made themselves daemons too."""
    for _ in range(200):
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return
        time.sleep(0.005)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            continue


def _fork() -> int | None:
    try:
        return os.fork()
    except OSError:
        return None


if __name__ == "__main__":
    main()
