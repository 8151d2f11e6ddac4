"""The numbered equations of notebook 4, both sides in numbers; see test_equations.py for what a check returns.

The right sides are written out with their indices, as printed in the notebook. The left sides are the package's own
functions, or derivatives by central differences. D, M and K all differ, so that a transposed matrix cannot pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gradwalk.mathematics import network

D, M, K = 3, 4, 2
Pairs = list[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Case:
    """Random numbers for a network without biases, and what follows from them in plain NumPy."""

    x: np.ndarray
    target: np.ndarray
    w1: np.ndarray
    w2: np.ndarray

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Case:
        """Return numbers between 0.3 and 1 in size, so that every term matters and tanh is bent but not flat."""
        shapes = (D,), (K,), (M, D), (K, M)
        return cls(*(rng.uniform(0.3, 1, shape) * rng.choice([-1, 1], shape) for shape in shapes))

    @property
    def h(self) -> np.ndarray:
        return self.w1 @ self.x

    @property
    def z(self) -> np.ndarray:
        return np.tanh(self.h)

    @property
    def y(self) -> np.ndarray:
        return self.w2 @ self.z

    def loss_at_output(self, y: np.ndarray) -> float:
        return 0.5 * float(((y - self.target) ** 2).sum())

    def loss(self, w1: np.ndarray, w2: np.ndarray) -> float:
        return self.loss_at_output(w2 @ np.tanh(w1 @ self.x))


def slopes(f: Callable, at: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """The derivative of f (a number or an array) by every entry of `at`: the shape of f's value, then that of `at`."""
    columns = []
    for index in np.ndindex(at.shape):
        nudge = np.zeros_like(at)
        nudge[index] = step
        columns.append((np.asarray(f(at + nudge)) - np.asarray(f(at - nudge))) / (2 * step))
    return np.moveaxis(np.array(columns), 0, -1).reshape(*np.shape(columns[0]), *at.shape)


def layer(rng: np.random.Generator) -> tuple:
    """Return y, and the sum over i of w_ji x_i."""
    c = Case.drawn(rng)
    return network.layer(c.x, c.w1), [sum(c.w1[j, i] * c.x[i] for i in range(D)) for j in range(M)]


def layer_derivative(rng: np.random.Generator) -> Pairs:
    """Return dy_j/dx_i by differences, and w_ji; and the package's matrix of derivatives."""
    c = Case.drawn(rng)
    dy_dx = slopes(lambda x: network.layer(x, c.w1), c.x)
    return [
        (dy_dx, [[c.w1[j, i] for i in range(D)] for j in range(M)]),
        (network.layer_derivative(c.w1), dy_dx),
    ]


def hidden_input(rng: np.random.Generator) -> Pairs:
    """Return h of the package's function and of its forward pass, and the sum over i of w_ji x_i."""
    c = Case.drawn(rng)
    h = [sum(c.w1[j, i] * c.x[i] for i in range(D)) for j in range(M)]
    return [(network.hidden_input(c.x, c.w1), h), (network.forward(network.Parameters(c.w1, c.w2), c.x).h, h)]


def hidden_output(rng: np.random.Generator) -> Pairs:
    """Return z of the package's function and of its forward pass, and f(h_j) one by one."""
    c = Case.drawn(rng)
    z = [np.tanh(c.h[j]) for j in range(M)]
    return [(network.hidden_output(c.h), z), (network.forward(network.Parameters(c.w1, c.w2), c.x).z, z)]


def network_output(rng: np.random.Generator) -> Pairs:
    """Return y of the package's function and of its forward pass, and the sum over j of w_kj z_j."""
    c = Case.drawn(rng)
    y = [sum(c.w2[k, j] * c.z[j] for j in range(M)) for k in range(K)]
    return [(network.network_output(c.z, c.w2), y), (network.forward(network.Parameters(c.w1, c.w2), c.x).y, y)]


def activation(rng: np.random.Generator) -> Pairs:
    """Return f(h), tanh(h), and the quotient of exponentials."""
    h = rng.uniform(0.2, 3, 20) * rng.choice([-1, 1], 20)
    return [
        (network.activation(h), (np.exp(h) - np.exp(-h)) / (np.exp(h) + np.exp(-h))),
        (np.tanh(h), (np.exp(h) - np.exp(-h)) / (np.exp(h) + np.exp(-h))),
    ]


def activation_derivative(rng: np.random.Generator) -> Pairs:
    """Return f'(h) by differences, and 1 - f(h)^2; and the package's slope, which takes z."""
    h = rng.uniform(0.2, 2, 20) * rng.choice([-1, 1], 20)
    slope = (network.activation(h + 1e-5) - network.activation(h - 1e-5)) / 2e-5
    return [(slope, 1 - network.activation(h) ** 2), (network.activation_derivative(np.tanh(h)), slope)]


def loss(rng: np.random.Generator) -> tuple:
    """Return E, and half the sum over k of the squares."""
    c = Case.drawn(rng)
    return network.loss(c.y, c.target), sum((c.y[k] - c.target[k]) ** 2 for k in range(K)) / 2


def output_weight_gradient(rng: np.random.Generator) -> Pairs:
    """Return dE/dw2 by differences, by the chain rule's product, and by (y_k - target_k) z_j."""
    c = Case.drawn(rng)
    dE_dw = slopes(lambda w2: c.loss(c.w1, w2), c.w2)
    dE_dy, dy_dw = slopes(c.loss_at_output, c.y), slopes(lambda w2: w2 @ c.z, c.w2)
    return [
        (dE_dw, [[dE_dy[k] * dy_dw[k, k, j] for j in range(M)] for k in range(K)]),
        (dE_dw, [[(c.y[k] - c.target[k]) * c.z[j] for j in range(M)] for k in range(K)]),
        (network.output_weight_gradient(network.output_gradient(c.y, c.target), c.z), dE_dw),
    ]


def hidden_weight_gradient(rng: np.random.Generator) -> Pairs:
    """Return dE/dw1 by differences, by dE/dh_j dh_j/dw_ji, and by the bracket times x_i."""
    c = Case.drawn(rng)
    dE_dw = slopes(lambda w1: c.loss(w1, c.w2), c.w1)
    dE_dh = slopes(lambda h: c.loss_at_output(c.w2 @ np.tanh(h)), c.h)
    dh_dw = slopes(lambda w1: w1 @ c.x, c.w1)
    dE_dz, dz_dh = slopes(lambda z: c.loss_at_output(c.w2 @ z), c.z), np.diag(slopes(np.tanh, c.h))
    return [
        (dE_dw, [[dE_dh[j] * dh_dw[j, j, i] for i in range(D)] for j in range(M)]),
        (dE_dw, [[(dE_dz[j] * dz_dh[j]) * c.x[i] for i in range(D)] for j in range(M)]),
        (network.hidden_input_gradient(dE_dz, c.z), dE_dh),
        (network.hidden_weight_gradient(dE_dh, c.x), dE_dw),
    ]


def hidden_output_gradient(rng: np.random.Generator) -> Pairs:
    """Return dE/dz by differences, by the chain rule's sum over k, and by the sum of (y_k - target_k) w_kj."""
    c = Case.drawn(rng)
    dE_dz = slopes(lambda z: c.loss_at_output(c.w2 @ z), c.z)
    dE_dy, dy_dz = slopes(c.loss_at_output, c.y), slopes(lambda z: c.w2 @ z, c.z)
    return [
        (dE_dz, [sum(dE_dy[k] * dy_dz[k, j] for k in range(K)) for j in range(M)]),
        (dE_dz, [sum((c.y[k] - c.target[k]) * c.w2[k, j] for k in range(K)) for j in range(M)]),
        (network.hidden_output_gradient(network.output_gradient(c.y, c.target), c.w2), dE_dz),
    ]


def hidden_weight_gradient_in_full(rng: np.random.Generator) -> Pairs:
    """Return dE/dw1 by differences, and (1 - z_j^2) x_i times the sum over k; and what the package computes."""
    c = Case.drawn(rng)
    dE_dw = slopes(lambda w1: c.loss(w1, c.w2), c.w1)
    outputs = range(K)
    return [
        (
            dE_dw,
            [
                [
                    (1 - c.z[j] ** 2) * c.x[i] * sum((c.y[k] - c.target[k]) * c.w2[k, j] for k in outputs)
                    for i in range(D)
                ]
                for j in range(M)
            ],
        ),
        (network.hidden_weight_gradient_in_full(c.x, c.z, c.y, c.target, c.w2), dE_dw),
        (network.backward(network.Parameters(c.w1, c.w2), c.x, c.target).w1, dE_dw),
    ]


EQUATIONS = {
    "5.1": layer,
    "5.2": layer_derivative,
    "5.3": hidden_input,
    "5.4": hidden_output,
    "5.5": network_output,
    "5.6": activation,
    "5.7": activation_derivative,
    "5.8": loss,
    "5.9": output_weight_gradient,
    "5.10": hidden_weight_gradient,
    "5.11": hidden_output_gradient,
    "5.12": hidden_weight_gradient_in_full,
}
