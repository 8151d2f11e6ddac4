"""Follow a change of the weights through a network, exactly and to first order, up to its effect on the loss."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradwalk.labels import tr_later
from gradwalk.mathematics.network import (
    Forward,
    activation_derivative,
    backward,
    forward,
    hidden_input,
    hidden_output,
    loss,
    network_output,
)
from gradwalk.mathematics.parameters import Parameters

SMALLEST, LARGEST = 1e-4, 2.0  # lengths of a change
LENGTHS = np.logspace(np.log10(SMALLEST), np.log10(LARGEST), 44)
SHARES = np.linspace(-1.3, 1.3, 41)  # where the loss is drawn, in lengths of the change

UP, DOWN, DOWNHILL, UPHILL, RANDOM = (
    tr_later("one weight, up"),
    tr_later("one weight, down"),
    tr_later("all, along −∇E"),
    tr_later("all, along +∇E"),
    tr_later("all, at random"),
)
DIRECTIONS = (UP, DOWN, DOWNHILL, UPHILL, RANDOM)

PARAMETERS = Parameters(np.array([[0.8, -0.4], [-0.6, 1.0], [0.5, 0.7]]), np.array([[1.2, -0.7, 0.6]]))
X, TARGET = np.array([0.9, 0.6]), np.array([-0.3])
WEIGHTS = PARAMETERS.flatten()


def _loss(vector: np.ndarray) -> float:
    """E as a function of all weights, shape (P,); without the checks of `network.total_loss`, for the curves."""
    split = PARAMETERS.w1.size
    w1, w2 = vector[:split].reshape(PARAMETERS.w1.shape), vector[split:].reshape(PARAMETERS.w2.shape)
    return loss(network_output(hidden_output(hidden_input(X, w1)), w2), TARGET)


def unit_direction(direction: str, weight: int, seed: int) -> np.ndarray:
    """Return the unit vector in the space of all weights, shape (P,), that belongs to one of DIRECTIONS."""
    size = len(PARAMETERS.flatten())
    if direction in (UP, DOWN):
        return np.eye(size)[weight] * (1 if direction == UP else -1)
    if direction == RANDOM:
        drawn = np.random.default_rng(seed).normal(size=size)
        return drawn / np.linalg.norm(drawn)
    gradient = backward(PARAMETERS, X, TARGET).flatten()
    return gradient / np.linalg.norm(gradient) * (1 if direction == UPHILL else -1)


@dataclass(frozen=True, eq=False)
class SmallChange:
    """The network PARAMETERS at (X, TARGET), and a unit direction u, shape (P,), in which its weights change."""

    direction: np.ndarray

    @cached_property
    def before(self) -> Forward:
        """h, z and y before the change."""
        return forward(PARAMETERS, X)

    @cached_property
    def loss(self) -> float:
        """E before the change."""
        return _loss(WEIGHTS)

    @cached_property
    def gradient(self) -> np.ndarray:
        """The gradient of E, shape (P,)."""
        return backward(PARAMETERS, X, TARGET).flatten()

    @property
    def steepness(self) -> float:
        """The length of the gradient: what the best direction promises for a change of length one."""
        return float(np.linalg.norm(self.gradient))

    @property
    def slope(self) -> float:
        """grad E . u, what this direction promises for a change of length one."""
        return float(self.gradient @ self.direction)

    def actual(self, length: float) -> float:
        """Return E(w + length u) - E(w)."""
        return _loss(WEIGHTS + length * self.direction) - self.loss

    def predicted(self, length: float) -> float:
        """Return grad E . (length u), the right-hand side of (6.4)."""
        return length * self.slope

    @cached_property
    def remainders(self) -> np.ndarray:
        """|actual - predicted| for all LENGTHS."""
        return np.array([abs(self.actual(length) - self.predicted(length)) for length in LENGTHS])

    def profile(self, length: float) -> np.ndarray:
        """Return the actual change at SHARES of `length`, in units of steepness x length, shape (n,)."""
        changes = np.array([self.actual(share * length) for share in SHARES])
        return changes / (self.steepness * length)

    def exact_changes(self, length: float) -> Mapping[str, np.ndarray]:
        """Return by how much h, z and y really change."""
        after = forward(PARAMETERS.unflatten(WEIGHTS + length * self.direction), X)
        return {name: getattr(after, name) - getattr(self.before, name) for name in "hzy"}

    def first_order_changes(self, length: float) -> Mapping[str, np.ndarray]:
        """Return the changes of h, z and y to first order, each from the one before, and that of E.

        dh = dw1 x is exact; dz = (1 - z^2) dh by (5.7); dy = dw2 z + w2 dz leaves out dw2 dz; dE = (y - target) . dy.
        """
        step = PARAMETERS.unflatten(length * self.direction)
        dh = step.w1 @ X
        dz = activation_derivative(self.before.z) * dh
        dy = step.w2 @ self.before.z + PARAMETERS.w2 @ dz
        return {"h": dh, "z": dz, "y": dy, "E": np.array([(self.before.y - TARGET) @ dy])}
