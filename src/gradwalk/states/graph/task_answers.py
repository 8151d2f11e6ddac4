"""The verdicts on every number that can be written for a task, as a finite table: for a page without Python."""

import math
from typing import Any

from gradwalk.mathematics.node_entries import CLOSE, TOLERANCE
from gradwalk.mathematics.node_slips import gradient_slips, value_slips
from gradwalk.states.graph.task_table import VALUE, TaskTable

INSIDE = 0.99  # of a tolerance: at its very edge rounding decides
SMALLEST = 1e-9  # half the width of a range around 0
STRANGE = 7.123  # times the right number, and
FAR = 3.3217  # more: no usual mistake gives that


def right_number(table: TaskTable) -> float:
    """Return what is to be written for the task in hand."""
    numbers = table.propagation.values if table.task.kind == VALUE else table.propagation.gradients
    return float(numbers[table.task.node])


def verdicts(table: TaskTable) -> dict[str, Any]:
    """Return the ranges of numbers that get a verdict of their own, the first that fits counts, and that of all others.

    Each is [lowest, highest, whether it is right, sentence], and every sentence is what `table` itself says.
    """
    right = right_number(table)
    slips = [value for value in _slips(table) if math.isfinite(value)]
    ranges = [_range(table, right, TOLERANCE), *(_range(table, value, TOLERANCE) for value in dict.fromkeys(slips))]
    near = right * (1 + (CLOSE + TOLERANCE) / 2)
    if right:
        ranges.append([*_around(right, CLOSE), False, table.judged(repr(near)).sentence])
    return {"ranges": ranges, "else": table.judged(repr(STRANGE * right + FAR)).sentence}


def _slips(table: TaskTable) -> list[float]:
    slips = value_slips if table.task.kind == VALUE else gradient_slips
    return [float(slip.value) for slip in slips(table.propagation, table.names, table.task.node)]


def _around(value: float, tolerance: float) -> tuple[float, float]:
    reach = max(INSIDE * tolerance * abs(value), SMALLEST)
    return value - reach, value + reach


def _range(table: TaskTable, value: float, tolerance: float) -> list[Any]:
    entry = table.judged(repr(value))
    return [*_around(value, tolerance), entry.is_right, entry.sentence]
