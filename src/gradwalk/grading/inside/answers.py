"""Know which of the learner's names hold an answer of hers, and not what was handed out."""

import ast
import types
from typing import Any

import numpy as np
import statements
import values

NOTHING = object()  # a name that holds nothing at all


class Answers:
    """The answers in one notebook while its cells are run.

    questions  question -> the name that holds its answer, in `space`, the names of the notebook
    checked    question -> what was given to its check, in order
    """

    def __init__(self, questions: dict[str, str], space: dict[str, Any], checked: dict[str, list]) -> None:
        """Take the names; what they hold now is nothing of hers."""
        self.questions, self.space, self.checked = questions, space, checked
        self.handed_out = {name: self._now(name) for name in questions}
        self.seen = dict(self.handed_out)

    def _now(self, name: str) -> tuple[Any, Any]:
        """Return what the name holds, and what is in it: a table can be filled without becoming another one."""
        found = self.space.get(self.questions[name], NOTHING)
        return found, repr(values.encode(found)) if isinstance(found, dict | list | np.ndarray) else None

    def changed(self) -> list[str]:
        """Return the questions whose answers are not what they were when this was last asked."""
        changed = []
        for name in self.questions:
            now, before = self._now(name), self.seen[name]
            if now[0] is not before[0] or now[1] != before[1]:
                self.seen[name] = now
                changed.append(name)
        return changed

    def untouched(self, name: str) -> bool:
        """Tell whether the answer to a question is what was handed out, or nothing at all."""
        found, inside = self._now(name)
        given, given_inside = self.handed_out[name]
        if found is NOTHING or found is None or (found is given and inside == given_inside):
            return True
        return (inside is not None and inside == given_inside) or _same_code(found, given)

    def wants(self, names: list[str]) -> bool:
        """Tell whether one of the questions `names` has no answer yet."""
        return any(self.untouched(name) for name in names if name in self.questions)

    def adds_only(self, statement: ast.stmt) -> bool:
        """Tell whether a statement gives names a value, and none that has one of hers.

        An entry of a table is no name: a table filled only by what stands below an error is nobody's answer.
        """
        known = {variable: name for name, variable in self.questions.items()}
        given = set(statements.names_given(statement))
        return bool(given) and all(
            self.untouched(known[name]) if name in known else name not in self.space for name in given
        )

    def answer_to(self, name: str) -> tuple[Any, bool]:
        """Return the answer and whether it is hers: what the name holds, or else what she last gave to the check."""
        if not self.untouched(name):
            return self.space[self.questions[name]], True
        checked = self.checked[name][-1:]
        given, _ = self.handed_out[name]
        if checked and checked[0] is not None and checked[0] is not given and not _same_code(checked[0], given):
            return checked[0], True
        return self.space.get(self.questions[name], given), False


def _same_code(one: Any, other: Any) -> bool:
    """Tell whether two functions are the same but for comments and blank lines."""
    if not (isinstance(one, types.FunctionType) and isinstance(other, types.FunctionType)):
        return False
    mine, given = one.__code__, other.__code__
    return (mine.co_code, mine.co_names, mine.co_varnames) == (given.co_code, given.co_names, given.co_varnames) and (
        [part for part in mine.co_consts if not isinstance(part, types.CodeType)]
        == [part for part in given.co_consts if not isinstance(part, types.CodeType)]
    )
