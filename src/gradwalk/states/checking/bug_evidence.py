"""Hold a backward pass with a planted bug against central differences, and a suspicion against what the pass claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from gradwalk.labels import tr, tr_later
from gradwalk.mathematics import network
from gradwalk.mathematics.gradient_check import GradientCheck
from gradwalk.mathematics.names import Name
from gradwalk.mathematics.network_bugs import BUGS, Bug
from gradwalk.mathematics.parameters import Parameters
from gradwalk.states.numerals import number
from gradwalk.states.state import Readout

RELATIVE = 1e-6  # two gradients agree that are closer, for their size, or that rounding alone holds apart
ORDER_SEED = 2006  # shuffles the bugs over the cases

SUSPICIONS: Mapping[str, str] = {
    "sign": tr_later("The sign is wrong: ŷ − y in the place of y − ŷ"),
    "missing derivative": tr_later("The factor 1 − z² is missing"),
    "derivative at h": tr_later("1 − h² stands in the place of 1 − z²"),
    "one path": tr_later("Only the path through the first output is counted"),
    "transposed weights": tr_later("w⁽²⁾ is reshaped where it should be transposed"),
    "updated weights": tr_later("w⁽²⁾ has already taken its step of (1.1)"),
    "bias forgotten": tr_later("The hidden biases get no gradient"),
}

HIDDEN = (
    "All {count} claims agree with the check, and yet the bug is in the code: a check passed at one point proves "
    "nothing about others."
)
ALL_AGREE = (
    "At these numbers every claimed gradient agrees with the check, so nothing here speaks for this bug or any other. "
    "Change the numbers until one disagrees."
)


def bug_of_case(case: int) -> Bug:
    """Return the bug planted in case 1, 2, ...; seven cases in a row have seven different bugs."""
    names = np.random.default_rng(ORDER_SEED).permutation(list(BUGS))
    return BUGS[str(names[(case - 1) % len(names)])]


@dataclass(frozen=True, eq=False)
class BugEvidence:
    """What the buggy pass claims at one input x (D,) and target (K,), beside central differences of E."""

    headline: ClassVar[tuple[str, ...]] = ()

    bug: Bug
    parameters: Parameters
    x: np.ndarray
    target: np.ndarray

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names of the weights and biases, as in `Parameters.labels()`."""
        return self.parameters.labels()

    @cached_property
    def check(self) -> GradientCheck:
        """The gradient check of the buggy pass."""
        return network.gradient_check(self.parameters, self.x, self.target, backward_pass=self.bug.backward)

    @property
    def claimed(self) -> np.ndarray:
        """The gradient that the buggy pass computes, shape (P,)."""
        return self.check.gradient

    @property
    def checked(self) -> np.ndarray:
        """The gradient by central differences of E, shape (P,)."""
        return self.check.numerical

    @property
    def agreeing(self) -> np.ndarray:
        """Which claims agree with the check, shape (P,)."""
        return self.check.agreeing

    def agree(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Return, entry by entry, whether two gradients agree at these numbers."""
        return np.abs(a - b) <= RELATIVE * np.maximum(np.abs(a), np.abs(b)) + self.check.allowance

    def shown(self, gradient: np.ndarray) -> np.ndarray:
        """Return a gradient with 0 where it is no larger than what rounding can leave of 0, shape (P,)."""
        return np.where(np.abs(gradient) <= self.check.allowance, 0.0, gradient)

    def under(self, suspicion: str) -> np.ndarray:
        """Return the gradient that the code would claim if its bug were `suspicion`, shape (P,)."""
        return BUGS[suspicion].backward(self.parameters, self.x, self.target).flatten()

    def fits(self, suspicion: str) -> bool:
        """Return whether a suspicion explains every claim at these numbers."""
        return bool(self.agree(self.under(suspicion), self.claimed).all())

    def settles(self, suspicion: str) -> bool:
        """Return whether these numbers show that the bug is `suspicion` and no other."""
        return not self.agreeing.all() and [name for name in BUGS if self.fits(name)] == [suspicion]

    def judge(self, suspicion: str) -> str:
        """Return why a suspicion does not fit what is seen here, or what speaks for it and what it breaks."""
        if self.agreeing.all():
            return ALL_AGREE
        if not self.fits(suspicion):
            return self._contradiction(suspicion)
        rivals = [name for name in BUGS if name != suspicion and self.fits(name)]
        if rivals:
            others = " or ".join(f"“{SUSPICIONS[name]}”" for name in rivals)
            return f"It fits, but at these numbers so would {others}. Find numbers at which they differ."
        return explanation(self.bug)

    def _contradiction(self, suspicion: str) -> str:
        """Return the claim that a wrong suspicion explains worst."""
        expected = self.under(suspicion)
        worst = int(np.argmax(np.abs(expected - self.claimed)))
        name = f"∂E/∂{self.names[worst].symbol}"
        would = "leave it right" if self.agree(expected, self.checked)[worst] else f"make it {number(expected[worst])}"
        claims = "gets it right" if self.agreeing[worst] else f"claims {number(self.claimed[worst])}"
        return (
            f"That does not fit. Look at {name}: by the check it is {number(self.checked[worst])}. "
            f"The bug you name would {would}, but the code {claims}."
        )

    def readout(self) -> Readout:
        """Return the text twin: each array of claims, and the check of the same array."""
        both = (self.shown(self.claimed), self.shown(self.checked))
        claimed, checked = (self.parameters.unflatten(values) for values in both)
        pairs = zip(claimed.arrays(), checked.arrays(), strict=True)
        rows = []
        for (name, claims), (_, checks) in pairs:
            derivative = f"∂E/∂{Name(name, name).symbol}"
            rows += [
                (tr("{derivative} claimed", derivative=derivative), matrix(claims)),
                (tr("checked"), matrix(checks)),
            ]
        return rows

    def note(self) -> str:
        """Return how many claims fail the check, or a warning that none does."""
        count, wrong = len(self.names), int(np.sum(~self.agreeing))
        if not wrong:
            return HIDDEN.format(count=count)
        return f"{wrong} of {count} claimed gradients differ from the check."


def matrix(values: np.ndarray) -> str:
    """Return the entries of a vector or matrix, its rows divided by semicolons."""
    return "(" + "; ".join(", ".join(tidy(entry) for entry in row) for row in np.atleast_2d(values)) + ")"


def tidy(value: float) -> str:
    """Return a gradient as the course shows numbers, 0 without decimals."""
    return number(value) if value else "0"


def explanation(bug: Bug) -> str:
    """Return what is said of a bug once it is found."""
    return (
        f"Found. {bug.explanation} It breaks ({bug.equation}): the code says  {bug.wrong}  where it should say  "
        f"{bug.right}. A gradient check passes all the same when {bug.hidden_when}: make it so, and see."
    )
