"""Run a backward pass with exactly one planted bug, to be found by a gradient check: seven mistakes people really make.

Every bug is one line put in the place of one line of `LISTING`, the backward pass of the two-layer network for one
point, in the names of notebook 4. What is run is the listing itself, so that nobody can read one thing and run another.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics import network
from gradwalk.mathematics.network import Gradients
from gradwalk.mathematics.parameters import Parameters, as_data, require_finite

LISTING = """\
error = y - y_hat
dE_dw2 = np.outer(error, z)
dE_dz = w2.T @ error
dE_dh = dE_dz * (1 - z**2)
dE_dw1 = np.outer(dE_dh, x)
dE_db1 = dE_dh
dE_db2 = error
"""

LEARNING_RATE = 0.1  # the step that the bug "updated weights" takes too early


@dataclass(frozen=True)
class Bug:
    """A backward pass with one wrong line.

    `right` and `wrong` are that line of `LISTING` before and after; `equation` is the number of the equation it
    breaks; `explanation` says in a sentence what is wrong; `hidden_when` says when the gradient comes out right all
    the same.
    """

    name: str
    equation: str
    right: str
    wrong: str
    explanation: str
    hidden_when: str

    @property
    def listing(self) -> str:
        """The whole backward pass as code, with the wrong line in it."""
        return LISTING.replace(self.right, self.wrong)

    def backward(self, parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
        """Run the wrong listing for one point, x (D,) and target (K,); see `run`."""
        return run(self.listing, parameters, x, target)


def run(listing: str, parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """Go forward, then run the lines of a backward pass for one point, x (D,) and target (K,).

    The lines find x, y_hat (the target), h, z, y and w2, and leave error (dE/dy), dE_dz, dE_dh and the gradient of each
    array of parameters. Raises ValueError for a wrong shape, more than one point, nan or infinity.
    """
    x, target = as_data(parameters, x, target)
    require_finite(target=target)
    if x.ndim != 1:
        raise ValueError(f"Give one point x of shape ({len(x[0])},), not {len(x)} points: the listing is for one.")
    passed = network.forward(parameters, x)
    names: dict[str, Any] = {"np": np, "x": x, "y_hat": target, "w2": parameters.w2}
    names |= {"h": passed.h, "z": passed.z, "y": passed.y}
    exec(_compiled(listing), names)
    found = {name: names[f"dE_d{name}"] for name, _ in parameters.arrays()}
    return Gradients(**found, dE_dy=names["error"], dE_dz=names["dE_dz"], dE_dh=names["dE_dh"])


@lru_cache(maxsize=32)
def _compiled(listing: str) -> CodeType:
    return compile(listing, "<the backward pass>", "exec")


BUGS = {
    bug.name: bug
    for bug in (
        Bug(
            "sign",
            "5.9",
            right="error = y - y_hat",
            wrong="error = y_hat - y",
            explanation="The difference is taken the wrong way round, so the whole gradient points the opposite way "
            "and descent climbs.",
            hidden_when="every output hits its target",
        ),
        Bug(
            "missing derivative",
            "5.10",
            right="dE_dh = dE_dz * (1 - z**2)",
            wrong="dE_dh = dE_dz",
            explanation="The factor f'(h) = 1 - z^2 is missing, as if tanh were the identity, so at every point "
            "the gradient at h comes out too large in size.",
            hidden_when="every z is 0",
        ),
        Bug(
            "derivative at h",
            "5.7",
            right="dE_dh = dE_dz * (1 - z**2)",
            wrong="dE_dh = dE_dz * (1 - h**2)",
            explanation="The derivative of tanh is 1 - z^2 with z = tanh(h); with h itself squared it is wrong, and "
            "even negative as soon as |h| > 1.",
            hidden_when="h is so near 0 that tanh(h) and h can hardly be told apart",
        ),
        Bug(
            "one path",
            "5.11",
            right="dE_dz = w2.T @ error",
            wrong="dE_dz = w2[0] * error[0]",
            explanation="A hidden unit sends to every output, but only the path through the first output is counted "
            "where (5.11) sums over all k.",
            hidden_when="there is only one output",
        ),
        Bug(
            "transposed weights",
            "5.11",
            right="dE_dz = w2.T @ error",
            wrong="dE_dz = w2.reshape(w2.T.shape) @ error",
            explanation="w2 gets the shape of its transpose but keeps the order of its entries, so each error travels "
            "back along another unit's weight.",
            hidden_when="there is one output or one hidden unit, or w2 is symmetric",
        ),
        Bug(
            "updated weights",
            "5.11",
            right="dE_dz = w2.T @ error",
            wrong=f"dE_dz = (w2 - {LEARNING_RATE} * dE_dw2).T @ error",
            explanation="w2 has already taken its step when the hidden layer's gradient is computed, so the two "
            "layers' gradients belong to two different networks.",
            hidden_when="the gradient of w2 is 0",
        ),
        Bug(
            "bias forgotten",
            "5.10",
            right="dE_db1 = dE_dh",
            wrong="dE_db1 = 0 * dE_dh",
            explanation="The hidden biases get no gradient, though a bias is the weight of an input that is always 1 "
            "and (5.10) holds for it with x_i = 1.",
            hidden_when="the network has no hidden biases",
        ),
    )
}
