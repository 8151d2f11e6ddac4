"""A derivative beside its forward and central difference of one step h, and which error rules there."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from gradwalk.labels import tr, tr_later
from gradwalk.states.checking.difference_study import LARGEST, DifferenceStudy, Quotients
from gradwalk.states.numerals import number, powered
from gradwalk.states.state import Readout

KINDS = ("forward", "central")
DIFFERENCE = {"forward": tr_later("forward difference"), "central": tr_later("central difference")}
ERROR = {"forward": tr_later("error, forward"), "central": tr_later("error, central")}
BALANCE = {
    "forward": tr_later("truncation and rounding balance, forward: at h"),
    "central": tr_later("truncation and rounding balance, central: at h"),
}
DIGITS = 10  # of values whose differences are looked at
NO_DERIVATIVE = "f or its derivative is not finite at this x, so there is no error to measure: choose another x."
NO_ROUNDING = "f(x) is 0 here, so hardly a digit cancels; but a loss is 0 only where there is nothing left to learn."
STRAIGHT = "f is straight here: a long step bends nothing, and a smaller h only raises what error rounding makes."


@dataclass(frozen=True)
class Difference:
    """A study of f at x, and the step h that is looked at."""

    headline: ClassVar[tuple[str, ...]] = ("h", "exact …", tr_later("error, forward"), tr_later("error, central"))

    study: DifferenceStudy
    h: float

    @cached_property
    def seen(self) -> Quotients:
        """What the step h makes of f."""
        return self.study.look(self.h)

    def readout(self) -> Readout:
        """Return the text twin."""
        study, seen = self.study, self.seen
        here = "E" if study.name == "E" else "f(x)"
        rows = [(study.variable, number(study.x)), (here, number(study.value, DIGITS))]
        rows.append((tr("exact {slope}", slope=study.slope), number(study.exact, DIGITS)))
        if study.is_smooth:
            rows.append(("h", small(seen.h)))
            for kind in KINDS:
                rows.append((tr(DIFFERENCE[kind]), number(seen.differences[kind], DIGITS)))
                rows.append((tr(ERROR[kind]), small(seen.errors[kind])))
            rows += [(tr(BALANCE[kind]), small(study.balance(kind))) for kind in KINDS]
        return rows

    def note(self) -> str:
        """Return one sentence: which of the two errors rules at this h, and what a smaller h would do."""
        study, seen = self.study, self.seen
        if not study.is_smooth:
            return NO_DERIVATIVE
        if study.x + seen.h == study.x:
            return "x + h rounds to x itself: nothing is left to subtract."
        if study.value == 0:
            return NO_ROUNDING
        if not any(study.truncation(kind, LARGEST) for kind in KINDS):
            return STRAIGHT
        ruled = [kind for kind in KINDS if study.truncation(kind, seen.h) > study.rounding(seen.h)]
        if len(ruled) == 2:
            return (
                "Truncation rules both errors here: with h ten times smaller, forward gains a factor 10, central 100."
            )
        if not ruled:
            return "Rounding rules both errors here: with h ten times smaller, they become about ten times larger."
        other = "central" if ruled[0] == "forward" else "forward"
        return f"Truncation still rules the {ruled[0]} difference; the {other} one is at the mercy of rounding already."


def small(value: float) -> str:
    """Return an error or a step in two digits."""
    if value == 0:
        return "0"
    return powered(value, 1) if math.isfinite(value) else number(value)
