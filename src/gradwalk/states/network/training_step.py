"""A training looked at after some of its steps: the loss so far, the fit, and what goes wrong."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from gradwalk.labels import tr
from gradwalk.states.network.training_run import TrainingRun
from gradwalk.states.numerals import compact, number, out_of
from gradwalk.states.state import Readout

SAME = 1e-9  # hidden units whose weights are closer than this are one unit

SYMMETRIC = (
    "All three hidden units compute the same: equal weights get equal gradients, step after step, so they never part. "
    "Three units do the work of one."
)
DIVERGED = "The training ends at step {step}: E is no finite number any more. This learning rate is too large."
TOO_LARGE = "E is no finite number from the start: with targets of about the size 1 the training can begin."
GREW = "E is larger than at the start: at this learning rate the steps leap over the valley."
ROSE = "The last step raised E: it was too long for what the gradient promises."


@dataclass(frozen=True)
class TrainingStep:
    """A run after `step` steps, which it has reached, of the `num_steps` that the reader asks for."""

    headline: ClassVar[tuple[str, ...]] = ("step", "η", "E", "2/λ_max of E here")

    run: TrainingRun
    step: int
    num_steps: int

    @cached_property
    def losses(self) -> np.ndarray:
        """E after 0, 1, ..., `step` steps, shape (step + 1,)."""
        return self.run.losses(self.step)

    @cached_property
    def is_finite(self) -> bool:
        """Whether all weights are finite numbers."""
        return bool(np.isfinite(self.run.parameters(self.step).flatten()).all())

    @cached_property
    def curves(self) -> tuple[np.ndarray, np.ndarray]:
        """The fit y, shape (n, 1), and the hidden units' outputs z, shape (n, 3)."""
        return self.run.curves(self.step)

    @property
    def units_are_equal(self) -> bool:
        """Whether all hidden units have the same weights, and so the same gradients, and not just the same outputs."""
        now = self.run.parameters(self.step)
        of_units = np.column_stack([now.w1, now.w2.T, *([] if now.b1 is None else [now.b1])])
        return bool(np.ptp(of_units, axis=0).max() < SAME)

    def readout(self) -> Readout:
        """Return the text twin."""
        ends = "" if math.isfinite(self.losses[-1]) else f", {tr('where the training ends')}"
        rows = [
            (tr("step"), out_of(self.step, self.num_steps) + ends),
            ("η", compact(self.run.learning_rate)),
            ("E", number(self.losses[-1])),
            (tr("E at the start"), number(self.losses[0])),
        ]
        if self.is_finite:
            rows.append((tr("largest difference between hidden units"), number(hidden_difference(self.curves[1]))))
            rows.append((tr("2/λ_max of E here"), number(self.run.limit(self.step))))
        return rows

    def note(self) -> str:
        """Return one sentence where the training needs a word, else an empty string."""
        if not math.isfinite(self.losses[0]):
            return TOO_LARGE
        if not math.isfinite(self.losses[-1]):
            return DIVERGED.format(step=self.step)
        if self.losses[-1] > self.losses[0]:
            return GREW
        if self.units_are_equal:
            return SYMMETRIC
        return ROSE if self.step and self.losses[-1] > self.losses[-2] else ""


def hidden_difference(z: np.ndarray) -> float:
    """Return the largest difference between the outputs of any two hidden units, z of shape (n, 3)."""
    return float(np.max(z.max(axis=1) - z.min(axis=1)))
