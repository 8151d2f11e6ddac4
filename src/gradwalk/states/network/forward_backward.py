"""Run one input forward and its error backward, and look up any number met on the way by its name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradwalk.mathematics import network
from gradwalk.mathematics.calculus import central_difference
from gradwalk.mathematics.names import LOSS, Name
from gradwalk.mathematics.network import Forward, Gradients
from gradwalk.states.network.values import NetworkValues

_QUIET = np.errstate(all="ignore")  # numbers too large for the computer become infinite, and are then said to be


@dataclass(frozen=True)
class ForwardBackward:
    """Both passes of the network for one input and its target."""

    values: NetworkValues

    @cached_property
    @_QUIET
    def forward_pass(self) -> Forward:
        """h (M,), z (M,) and y (K,) by (5.3) to (5.5)."""
        return network.forward(self.values.parameters, self.values.x)

    @cached_property
    @_QUIET
    def loss(self) -> float:
        """E by (5.8)."""
        return network.loss(self.forward_pass.y, self.values.target)

    @cached_property
    @_QUIET
    def backward_pass(self) -> Gradients:
        """The gradient of E with respect to everything, by (5.9) to (5.12)."""
        return network.backward(self.values.parameters, self.values.x, self.values.target)

    @cached_property
    @_QUIET
    def slopes(self) -> np.ndarray:
        """f'(h_j) by (5.7), shape (M,)."""
        return network.activation_derivative(self.forward_pass.z)

    def value(self, name: Name) -> float:
        """Return the value of the node or weight called `name`."""
        if name == LOSS:
            return self.loss
        if name in self.values.numbers:
            return self.values.numbers[name]
        return float(getattr(self.forward_pass, name.array)[name.index])

    def gradient(self, name: Name) -> float:
        """Return the derivative of E with respect to the sum, hidden unit, output or weight called `name`."""
        of_array = {"h": "dE_dh", "z": "dE_dz", "y": "dE_dy"}.get(name.array, name.array)
        return float(getattr(self.backward_pass, of_array)[name.index])

    @_QUIET
    def numerical_derivative(self, name: Name) -> float:
        """Return the central difference of E with respect to the number called `name`: two forward passes."""

        def loss(value: np.ndarray) -> float:
            return ForwardBackward(self.values.with_number(name, float(value))).loss

        return float(central_difference(loss, self.values.numbers[name]))

    @_QUIET
    def path_terms(self, hidden: int) -> np.ndarray:
        """Return the summands (y_k - target_k) w_kj^(2) of (5.11) for the hidden unit of index `hidden`: shape (K,)."""
        return self.backward_pass.dE_dy * self.values.parameters.w2[:, hidden]
