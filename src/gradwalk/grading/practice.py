"""The inputs on which the code of learners is looked at where it is marked: made once for each id, and kept a while."""

import functools

from gradwalk.checks.exercise import GivenFunction, HomeworkDefinition
from gradwalk.checks.own_answer import AskedInputs, inputs_for
from gradwalk.grading.inside import values

MOST_KEPT = 256  # of a class, who has just been asked is needed again, and those without an id


class Practice:
    """The inputs of one homework, for any id: those of `inputs_for`, and what a box is sent of them."""

    def __init__(self, definition: HomeworkDefinition) -> None:
        """Take the homework; nothing is made yet."""
        self.definition = definition
        self.inputs = functools.lru_cache(MOST_KEPT)(self._inputs)
        self.sent = functools.lru_cache(MOST_KEPT)(self._sent)

    def _inputs(self, variable: str, who: str) -> AskedInputs:
        return inputs_for(self.definition, self.definition.exercises[variable], who)

    def _sent(self, variable: str, who: str) -> dict[str, list[object]]:
        small, cases = self.inputs(variable, who)
        return {"small": list(map(encoded, small)), "large": list(map(encoded, cases[0].arguments))}


def encoded(argument: object) -> object:
    """Return an argument as a box is sent it: plain data, or the expression of a function."""
    return {"callable": argument.source} if isinstance(argument, GivenFunction) else values.encode(argument)
