"""Ask for the answers: each question in a process of its own, so that one that runs wild costs no other."""

import builtins
import contextlib
import io
import json
import os
import random
import select
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import own_code
import standins
import values
from answers import NOTHING

if TYPE_CHECKING:
    from session import NotebookRun

STUDY_SECONDS = 0.8
LONGEST_SAID_TWICE = 50_000  # letters of an answer
BUILTIN_ERRORS = {
    id(kind): name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}


class Full(BaseException):
    """Something of hers has left processes behind, or has taken all there are: they must be ended first."""


def in_child(work: Callable[[], None]) -> None:
    """Run `work` and leave at once, so that no learner's exit handler runs in the child's name."""
    try:
        work()
    finally:
        os._exit(0)


def send(reply: int, message: dict) -> None:
    """Write one line; a line break comes first so that a half-written neighbour spoils only itself."""
    data = ("\n" + json.dumps(message) + "\n").encode()
    while data:
        data = data[os.write(reply, data) :]


def describe(error: BaseException) -> str:
    """Name the error by Python's own name for it; a learner's text or type could carry a hidden input out."""
    return next((BUILTIN_ERRORS[id(base)] for base in type(error).__mro__ if id(base) in BUILTIN_ERRORS), "Exception")


def has_children() -> bool:
    """Tell whether something this process has started, or what that has started, still runs."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        return True
    return False


def _fork_patiently() -> int:
    """Fork; wait a little when the processes of the question before have not gone yet. Raises Full."""
    for _ in range(25):
        try:
            return os.fork()
        except OSError:
            time.sleep(0.02)
    raise Full


def ask_all(notebook: "NotebookRun", say: Callable[[str], object], done: set[str]) -> None:
    """Ask what is not done; a question that takes its whole time leaves the later ones at least a part of theirs."""
    whole = notebook.limits["question_seconds"]
    until = min(time.monotonic() + notebook.limits["answers_seconds"], notebook.request["until"])
    waiting = [question for question in notebook.request["questions"] if f"q{question['name']}" not in done]
    for left, question in zip(range(len(waiting) - 1, -1, -1), waiting, strict=True):
        say(f"q{question['name']}")
        send(notebook.reply, {"step": f"q{question['name']}"})
        seconds = until - time.monotonic() - left * whole / 4
        _ask_in_child(notebook, question, notebook.reply, min(whole, max(whole / 4, seconds)))


def _ask_in_child(notebook: "NotebookRun", question: dict, reply: int, seconds: float) -> None:
    """Ask one question in a child, which is ended after so many seconds."""
    pid = _fork_patiently()
    if pid == 0:
        os.setsid()
        in_child(lambda: send(reply, {"answer": question["name"], **_answer(notebook, question)}))
    problem = "ended" if _ends_within(pid, seconds) else "time"
    if problem == "time":
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # what the answer started must not take processes from the next one
    send(reply, {"answer": question["name"], "problem": problem, "attempted": True})  # the first line counts


def _ends_within(pid: int, seconds: float) -> bool:
    """Wait for the end of a child, so many seconds at most; tell whether it came."""
    try:
        descriptor = os.pidfd_open(pid)
    except (AttributeError, OSError):  # an old kernel, or no descriptor is left: look now and then
        return _seen_to_end(pid, time.monotonic() + seconds)
    try:
        return bool(select.select([descriptor], [], [], max(seconds, 0.0))[0])
    finally:
        os.close(descriptor)


def _seen_to_end(pid: int, deadline: float) -> bool:
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _answer(notebook: "NotebookRun", question: dict) -> dict:
    found, attempted = notebook.answers.answer_to(question["name"])
    if found is NOTHING:
        return {"problem": "missing", "attempted": False}
    if isinstance(found, standins.Unknown):
        return {"problem": "absent", "absent": found.__dict__["_package"], "attempted": True}
    if question["calls"] is None:
        return {"responses": [_guard(lambda: {"value": values.encode(found)})], "attempted": attempted}
    if not callable(found):
        return {"problem": "not callable", "value": values.encode(found), "attempted": attempted}
    responses = [_guard(lambda call=call: _call(found, call)) for call in question["calls"]]
    answered = {"responses": responses, "attempted": attempted}
    inputs = question.get("study", {}).get(notebook.homeworks.last)
    if inputs is None or any("error" in one for one in responses):
        return answered
    if len(json.dumps(responses)) < LONGEST_SAID_TWICE:
        send(notebook.reply, {"unstudied": question["name"], **answered})  # it counts if an edit ends this process
    return answered | _study(notebook, inputs, found)


def _study(notebook: "NotebookRun", inputs: dict[str, list], found: Callable) -> dict:
    """Return what her code shows of itself, for questions about it; nothing when that takes too long."""
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, STUDY_SECONDS)
    try:
        examined = own_code.examine(found, *([_build(one) for one in inputs[name]] for name in ("small", "large")))
        return {"study": _encoded(examined), "student": notebook.homeworks.last}
    except BaseException:  # noqa: BLE001  the answer counts, whatever edited code may do
        return {}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _encoded(examined: dict) -> dict:
    """Return what was found with its values encoded."""
    if not examined:
        return {}
    lists = {name: [_with_value(one) for one in examined[name]] for name in ("edits", "parts")}
    return {**examined, **lists, "unedited": values.encode(examined["unedited"])}


def _with_value(entry: dict) -> dict:
    return {**entry, "value": values.encode(entry["value"])} if "value" in entry else entry


def _ring(_signal: int, _frame: object) -> None:
    raise StudyTime


class StudyTime(BaseException):
    """The time for looking at her code is over."""


def _guard(work: Callable[[], dict]) -> dict:
    try:
        return work()
    except ModuleNotFoundError as error:
        return {"error": "ModuleNotFoundError", "absent": str(error.name).partition(".")[0][:80]}
    except BaseException as error:  # noqa: BLE001  whatever the answer raises is the answer's own result
        return {"error": describe(error)}


class _Heard(io.TextIOBase):
    """Takes what is printed, and only remembers whether there was anything."""

    heard = False

    def write(self, text: str) -> int:
        """Take `text`."""
        self.heard = self.heard or bool(text.strip())
        return len(text)


def _call(function: Callable, call: list) -> dict:
    """Call `function` once on fresh inputs; report its value, what became of the inputs, whether it printed."""
    arguments = [_build(argument) for argument in call]
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  a learner may use the old interface; graded twice, it must say the same twice
    output = _Heard()
    try:
        with contextlib.redirect_stdout(output):
            value = function(*arguments)
    except BaseException as error:  # SystemExit, too, is the answer's own result
        if isinstance(error, ModuleNotFoundError):
            raise
        return {"error": describe(error), "printed": output.heard}
    if isinstance(value, standins.Unknown):  # then it is not hers, and is not known either
        package = value.__dict__["_package"]
        raise standins.NotHere(f"{package} is not here", name=package)
    after = [None if callable(argument) else values.encode(argument) for argument in arguments]
    return {"value": values.encode(value), "after": after, "printed": output.heard}


def _build(argument: Any) -> Any:
    if isinstance(argument, dict) and "callable" in argument:
        return eval(argument["callable"], {"np": np})  # the text comes from the exercise, never from a learner
    return values.decode(argument)
