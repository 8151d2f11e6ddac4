"""What a learner sees at home: run as a script, it executes notebooks as their kernel does and tells what check said.

One line of JSON in (the sources of the code cells), one line out (exercise -> the last status its check gave).
IPython's own shell with Gradwalk as it is, imported once; every notebook has a fork of its own and leaves nothing
behind. Packages a learner may have and the marking has not (pandas, torch, ...) are played by small modules.
"""

import contextlib
import json
import os
import select
import sys
import tempfile
import types

SECONDS = 30


def play_packages():
    """Put modules in place of packages that are not installed here, with as much in them as the notebooks use."""

    class Anything:
        def __init__(self, *values, **_named):
            self.values = values

        def __getattr__(self, name):
            if name.startswith("__") and name != "__version__":
                raise AttributeError(name)
            return Anything()

        def __call__(self, *arguments, **_named):
            function = len(arguments) == 1 and callable(arguments[0])
            return arguments[0] if function else Anything(*arguments)

        def __or__(self, _other):
            return self

        __ror__ = __or__

        def __getitem__(self, _key):
            return self

    class Frame:
        """As much of a table as is needed to compute with one column."""

        def __init__(self, columns):
            self.columns = columns

        def __getitem__(self, name):
            import numpy as np

            return np.asarray(self.columns[name])

    for name in ("pandas", "torch", "torch.nn", "seaborn", "scipy", "scipy.optimize", "numba", "memory_profiler"):
        module = types.ModuleType(name)
        module.__getattr__ = Anything().__getattr__
        module.__path__ = []
        sys.modules[name] = module
        if "." in name:
            setattr(sys.modules[name.partition(".")[0]], name.partition(".")[2], module)
    sys.modules["pandas"].DataFrame = Frame
    sys.modules["scipy"].__dict__.update(__all__=["zeta_of_three"], zeta_of_three=1.2)
    sys.modules["torch"].Tensor = sys.modules["torch.nn"].Module = type("Tensor", (), {})
    sys.modules["numba"].njit = lambda function=None, **_named: function or (lambda inner: inner)


def run(shell, sources):
    """Run the cells one after the other, whatever happens in each, and return exercise -> status."""
    from gradwalk.checks.homework import Homework
    from gradwalk.explorers import own_questions

    statuses, check = {}, Homework.check

    def noted(self, name, answer):
        statuses.pop(name, None)  # a check that fails says nothing
        feedback = check(self, name, answer)
        statuses[name] = feedback.verdict.status
        return feedback

    Homework.check = noted
    Homework._ask = lambda *_: ([], "")  # questions about a right answer change no status; they have tests of their own
    own_questions.OwnQuestions = lambda _work: None
    import builtins

    builtins.input = lambda *_prompt: "ada"
    for source in sources:
        with contextlib.suppress(SystemExit):
            shell.run_cell(source, store_history=True)
    return statuses


def serve():
    """Answer line by line."""
    from IPython.core.interactiveshell import InteractiveShell

    # Imported before the first fork, as is what notebooks import most.
    import gradwalk.checks
    import gradwalk.explorers.own_questions  # noqa: F401

    play_packages()
    reply = os.fdopen(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.environ["MPLBACKEND"] = "Agg"
    # What a kernel does for `%matplotlib` and this shell leaves to others.
    shell_type = type("Shell", (InteractiveShell,), {"enable_gui": lambda _self, _gui=None: None})
    shell = shell_type.instance(history_load_length=0)
    shell.history_manager.enabled = False
    for line in sys.stdin:
        print(json.dumps(in_fork(shell, json.loads(line))), file=reply, flush=True)


def in_fork(shell, sources):
    """Run one notebook in a fork and return what it says; None when it did not come to its end."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            sys.path.insert(0, "")
            os.write(writing, json.dumps(run(shell, sources)).encode())
        os._exit(0)
    os.close(writing)
    ready, _, _ = select.select([reading], [], [], SECONDS)
    text = os.read(reading, 1 << 16) if ready else b""
    os.close(reading)
    if not ready:
        os.kill(pid, 9)
    os.waitpid(pid, 0)
    return json.loads(text) if text else None


if __name__ == "__main__":
    serve()
