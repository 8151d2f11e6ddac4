"""Runs of a learner's edited code change nothing of hers: each begins with the names of the notebook as they were."""

import textwrap

import numpy as np
import pytest

from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.own_answer import inputs_for

from .own_answers import asked_about, evidence_of, run_with_source

NAME, EXERCISE = "01_gradient_direction", "update_step"
KEEPERS = {
    "a list": """
        log = []
        def helper(w):
            log.append(1)
            return w
        """,
    "a dict in a list": """
        log = [{}]
        def helper(w):
            log[0]["n"] = log[0].get("n", 0) + 1
            return w
        """,
    "an array": """
        log = np.zeros(3)
        def helper(w):
            log[0] += 1
            return w
        """,
    "a global number": """
        log = 0
        def helper(w):
            global log
            log += 1
            return w
        """,
    "a default argument": """
        def helper(w, log=[]):
            log.append(1)
            return w
        log = helper.__defaults__
        """,
    "a function without a source": """
        log = []
        exec("def helper(w): log.append(1); return w")
        """,
    "a closure": """
        def made():
            kept = [0]
            def one(w):
                kept[0] += 1
                return w
            return one, kept
        helper, log = made()
        """,
}
NOT_COPIED = {
    "an attribute of a function": """
        def helper(w):
            helper.n.append(1)
            return w
        helper.n = log = []
        """,
    "a class": """
        class Log:
            n = 0
        log = vars(Log)
        def helper(w):
            Log.n += 1
            return w
        """,
    "an object": """
        class Log:
            n = 0
            def __call__(self, w):
                self.n += 1
                return w
        helper = Log()
        log = vars(helper)
        """,
    "a method": """
        class Log:
            n = 0
            def one(self, w):
                self.n += 1
                return w
        keep = Log()
        helper, log = keep.one, vars(keep)
        """,
    "a partial": """
        from functools import partial
        log = []
        def one(w, k):
            log.append(k)
            return w
        helper = partial(one, k=1)
        """,
    "by its name": """
        log = []
        def helper(w):
            globals()["log"].append(1)
            return w
        """,
}
ANSWER = """
def update_step(w, gradient, learning_rate):
    return helper(w) - learning_rate * gradient
"""


def answered(source):
    space = {"np": np, "__name__": "__main__"}
    run_with_source(source, space, f"<{source}>")
    return space


@pytest.mark.parametrize("keeper", {**KEEPERS, **NOT_COPIED})
def test_runs_of_edited_code_leave_her_names_as_they_are(keeper):
    space = answered(textwrap.dedent({**KEEPERS, **NOT_COPIED}[keeper]) + ANSWER)
    before = repr(space["log"])
    evidence = evidence_of(NAME, EXERCISE, "ada", space[EXERCISE])
    assert repr(space["log"]) == before
    assert bool(evidence.edits) == (keeper in KEEPERS)
    assert asked_about(NAME, EXERCISE, "ada", space[EXERCISE])


def test_random_numbers_that_edited_code_draws_are_not_taken_from_hers():
    space = answered("def helper(w):\n    np.random.seed(3)\n    return w" + ANSWER)
    np.random.seed(5)  # noqa: NPY002
    first = np.random.random()  # noqa: NPY002
    np.random.seed(5)  # noqa: NPY002
    evidence_of(NAME, EXERCISE, "ada", space[EXERCISE])
    assert np.random.random() == first  # noqa: NPY002


def test_a_notebook_that_patches_random_is_asked_all_the_same(monkeypatch):
    monkeypatch.setattr(np.random, "get_state", None)
    monkeypatch.setattr("random.getstate", None)
    space = answered("def helper(w):\n    return w" + ANSWER)
    assert evidence_of(NAME, EXERCISE, "ada", space[EXERCISE]).edits


def test_each_edited_run_begins_with_the_names_as_they_were():
    space = answered(
        "calls = []\n"
        "def update_step(w, gradient, learning_rate):\n"
        "    calls.append(1)\n"
        "    return w - learning_rate * gradient * len(calls)\n"
    )
    evidence = evidence_of(NAME, EXERCISE, "ada", space[EXERCISE])
    exercise = HOMEWORKS[NAME].exercises[EXERCISE]
    small, _ = inputs_for(HOMEWORKS[NAME], exercise, "ada")
    assert np.allclose(evidence.unedited, exercise.reference(*small))
    edited = next(one for one in evidence.edits if "+ learning_rate" in one.after)
    assert np.allclose(edited.value, small[0] + small[2] * small[1])


def test_what_is_too_large_to_be_copied_for_each_run_is_not_run():
    space = answered("table = np.zeros(10**7)\ndef helper(w):\n    return w + table[0]\n" + ANSWER)
    assert not evidence_of(NAME, EXERCISE, "ada", space[EXERCISE]).edits
