"""Edits of a learner's code: in her own writing, from all over a program, and each run comes to an end."""

import numpy as np

from gradwalk.checks.own_code import examine
from gradwalk.checks.own_code.edits import MOST_EDITS, edits_of

from .own_answers import run_with_source

LINE = "def f(a, b):\n    return (1 - b**2) * (a - (b+1))"


def test_an_edit_keeps_her_blanks_and_leaves_no_bracket_that_nothing_needs():
    after = {edit.after for edit in edits_of(LINE)}
    assert {
        "return 1 * (a - (b+1))",
        "return (1 - b) * (a - (b+1))",
        "return (-b**2) * (a - (b+1))",
        "return (1 - b**2) * a",
        "return (1 - b**2) * (a - b)",
        "return (1 - b**2) * (-(b+1))",
        "return a - (b+1)",
    } <= after
    assert not any(part in text for text in after for part in ("((", "))))", " ** ", "(1)", "(a)"))
    assert len(after) == len(edits_of(LINE))


def test_a_call_keeps_its_brackets():
    text = "def f(a, b):\n    return np.sum(a + b) + g((a), b)[0]"
    after = {edit.after for edit in edits_of(text)}
    assert "return np.sum(a) + g((a), b)[0]" in after
    assert "return np.sum(a + b) + g((a), b)[1]" in after


def test_edits_of_a_long_program_come_from_all_over_it():
    text = "def f(a, b):\n" + "".join(f"    x{n} = a * b + {n}\n" for n in range(40)) + "    return x39 - b"
    edits = edits_of(text)
    assert len(edits) == MOST_EDITS
    lines = [edit.line for edit in edits]
    assert lines == sorted(lines)
    assert lines[0] < 5
    assert lines[-1] > 36


def test_an_edited_function_that_calls_itself_without_end_comes_to_one():
    text = "def f(n):\n    if n == 0:\n        return 1\n    return f(n - 1) + f(n - 1) - f(n - 1)\n"
    space = {"np": np}
    run_with_source(text, space, "<twice>")
    found = examine(space["f"], [6], [4])
    assert found["unedited"] == 1
    assert {"TimeoutError", "RecursionError"} & {edit.get("error") for edit in found["edits"]}
