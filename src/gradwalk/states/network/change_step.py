"""A small change of the weights, of one length, followed so far through the network, in words."""

import math
from dataclasses import dataclass
from typing import ClassVar

from gradwalk.labels import tr, tr_later
from gradwalk.states.network.small_change import SmallChange
from gradwalk.states.numerals import apart, compact, short, signed
from gradwalk.states.state import Readout

STAGES = ("Δw", "Δh", "Δz", "Δy", "ΔE")
WHY = (
    "In purple the weights that change, by so much. The others keep the value shown in black.",
    "Δh = Σ Δw⁽¹⁾ x holds exactly: h is a linear function of w⁽¹⁾.",
    "Δz ≈ (1 − z²) Δh, by (5.7): only to first order, because tanh is curved.",
    "Δy ≈ Σ (Δw⁽²⁾ z + w⁽²⁾ Δz): the product Δw⁽²⁾ Δz of two small changes is left out.",
    "ΔE ≈ (y − ŷ) Δy. It is the same number as ∇E · Δw, (6.4).",
)


@dataclass(frozen=True)
class ChangeStep:
    """A change of the weights by `length` along a direction, followed up to STAGES[stage]."""

    headline: ClassVar[tuple[str, ...]] = (
        "|Δw|", tr_later("predicted ΔE, ∇E · Δw"), tr_later("actual ΔE"), tr_later("actual − predicted"),
    )  # fmt: skip

    change: SmallChange
    length: float
    stage: int

    def readout(self) -> Readout:
        """Return the text twin."""
        change, length = self.change, self.length
        actual, predicted = change.actual(length), change.predicted(length)
        rows = [
            ("|Δw|", compact(length)),
            (tr("predicted ΔE, ∇E · Δw"), _with_sign(predicted, apart(predicted, actual))),
            (tr("actual ΔE"), _with_sign(actual, apart(actual, predicted))),
            (tr("actual − predicted"), signed(actual - predicted)),
            (tr("lowest ∇E · Δw for this length, −|∇E||Δw|"), signed(-change.steepness * length)),
            (
                tr("share of it that this direction promises"),
                f"{-100 * change.slope / change.steepness:.0f} %".replace("-", "−"),
            ),
        ]
        first, exact = change.first_order_changes(length), change.exact_changes(length)
        for letter in "hzy":
            pairs = ", ".join(f"{signed(a)} ≈ {signed(b)}" for a, b in zip(exact[letter], first[letter], strict=True))
            rows.append((f"Δ{letter}", pairs))
        return rows

    def note(self) -> str:
        """Return why the stage looked at holds, and at the last stage what the prediction is worth."""
        if self.stage < len(STAGES) - 1:
            return WHY[self.stage]
        return f"{WHY[-1]} {self._worth()}".strip()

    def _worth(self) -> str:
        """Return whether the change is a step of (1.1), and where it is not small, that it is not."""
        change, length = self.change, self.length
        actual, predicted = change.actual(length), change.predicted(length)
        words = []
        if math.isclose(change.slope, -change.steepness):
            step = f"This Δw is −η∇E with η = {compact(length / change.steepness)}: one step of (1.1)"
            words.append(f"{step}, the best direction for a small step.")
        if predicted and actual * predicted <= 0:
            words.append("Prediction and outcome differ even in sign: this change is not small.")
        elif abs(actual - predicted) > 0.1 * abs(predicted):
            words.append("The prediction misses by more than a tenth: for this direction the change is not small.")
        return " ".join(words)


def brief(value: float) -> str:
    """Return a change so short that it fits into the box of a weight."""
    return _with_sign(value, short(value))


def _with_sign(value: float, written: str) -> str:
    return f"+{written}" if value > 0 else written
