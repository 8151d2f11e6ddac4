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

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
sys.path += os.environ.pop("GRADWALK_PACKAGES", "/packages").split(os.pathsep)

PR_SET_DUMPABLE = 4
MAX_RESTARTS = 8
GRACE_SECONDS = 1.0


def main():
    """Read one request from standard input, run it, leave."""
    request = json.loads(sys.stdin.buffer.read())
    reply = os.dup(1)
    _silence(0, 1)
    _limit(request["limits"])
    _become_ordinary(request["limits"].get("uid"))
    import session

    if request.get("plots"):  # the slow import is paid once, and not out of the time of an answer
        import matplotlib.backends.backend_agg
        import matplotlib.figure  # noqa: F401
    session.send(reply, {"ready": True})
    _serve(request, reply, session)


def _silence(*streams):
    """Point standard streams at nothing: prints are lost on purpose and `input()` meets the end of the file."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in streams:
        os.dup2(nothing, stream)
    os.close(nothing)


def _limit(limits):
    for name in ("AS", "CPU", "FSIZE", "NPROC", "NOFILE", "CORE", "MSGQUEUE", "MEMLOCK"):
        if name in limits:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limits[name], limits[name]))


def _become_ordinary(uid):
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


def _serve(request, reply, session):
    left_out, answered = set(), set()
    for _ in range(MAX_RESTARTS):
        step = _run_session(request, reply, session, left_out, answered)
        if step is None:
            break
        session.send(reply, {"lost": step})
        left_out.add(step)


def _run_session(request, reply, session, left_out, answered):
    """Fork a session and follow it; return the step that ended it, or None when it came to its end."""
    progress, theirs = os.pipe()
    pid = _fork()
    if pid is None:
        return "fork"
    if pid == 0:
        os.setsid()
        _silence(2)
        os.close(progress)
        session.in_child(lambda: session.run_session(request, reply, theirs, left_out, answered))
    os.close(theirs)
    step = _follow(progress, request["limits"], answered)
    os.close(progress)
    _end_session(pid)
    return step


def _follow(progress, limits, answered):
    """Read the names of the steps as they begin; the last one is to blame when they stop without the word `end`."""
    step, buffer = "start", b""
    while True:
        seconds = limits["question_seconds" if step.startswith("q") else "cell_seconds"]
        ready, _, _ = select.select([progress], [], [], seconds + GRACE_SECONDS)
        chunk = os.read(progress, 4096) if ready else b""
        if not chunk:
            return step
        *lines, buffer = (buffer + chunk)[-8192:].split(b"\n")
        for line in lines:
            step = line.decode("utf-8", "replace")[:40]
            if step == "end":
                return None
            if step.startswith("q"):
                answered.add(step)


def _end_session(pid):
    """End the session and all it started. In the box that is everyone but this process; outside, one process group."""
    if _alone_in_the_box():
        _kill_everyone_else()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _alone_in_the_box():
    """Tell whether this is the first worker of a process-id namespace of its own, as an ordinary user.

    Only then may `kill(-1)` be used: anywhere else it would end processes that are not the learner's.
    """
    return sys.argv[1:] == ["--boxed"] and os.getppid() == 1 and os.getpid() <= 3 and os.geteuid() != 0


def _kill_everyone_else():
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


def _fork():
    try:
        return os.fork()
    except OSError:
        return None


if __name__ == "__main__":
    main()
