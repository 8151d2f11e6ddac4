"""Run a backward pass with exactly one planted bug, to be found by a gradient check: seven mistakes people really make.

Every bug is one line put in the place of one line of `LISTING`, the backward pass of the two-layer network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics import network
from gradwalk.mathematics.network import Gradients
from gradwalk.mathematics.parameters import Parameters, as_data, require_finite

LISTING = """\
dE_dy = y - target
dE_dw2 = dE_dy.T @ z
dE_dz = dE_dy @ w2
dE_dh = dE_dz * (1 - z**2)
dE_dw1 = dE_dh.T @ x
dE_db1 = dE_dh.sum(axis=0)
dE_db2 = dE_dy.sum(axis=0)
"""

LEARNING_RATE = 0.1  # the step that the bug "updated weights" takes too early


@dataclass(frozen=True)
class Bug:
    """A backward pass with one wrong line.

    `right` and `wrong` are that line of `LISTING` before and after; `equation` is the number of the equation it
    breaks; `explanation` says in a sentence what is wrong; `hidden_when` says when the gradient comes out right all
    the same. `backward(parameters, x, target)` takes and returns what `network.backward` does.
    """

    name: str
    equation: str
    right: str
    wrong: str
    explanation: str
    hidden_when: str
    backward: Callable[[Parameters, ArrayLike, ArrayLike], Gradients]

    @property
    def listing(self) -> str:
        """The whole backward pass as code, with the wrong line in it."""
        return LISTING.replace(self.right, self.wrong)


def _wrong_sign(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """Every gradient has its sign turned: dE_dy = target - y."""
    return _backward(parameters, x, target, dE_dy=lambda y, target: target - y)


def _missing_derivative(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """dE_dh = dE_dz, without the factor f'(h)."""
    return _backward(parameters, x, target, dE_dh=lambda dE_dz, h, z: dE_dz)


def _derivative_at_h(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """1 - h^2 in the place of 1 - z^2."""
    return _backward(parameters, x, target, dE_dh=lambda dE_dz, h, z: dE_dz * (1 - h**2))


def _one_path(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """The sum over k stops after the first output."""
    return _backward(parameters, x, target, dE_dz=lambda dE_dy, w2, dE_dw2: dE_dy[..., :1] @ w2[:1])


def _transposed(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """w_jk in the place of w_kj.

    Where K != M the transposed matrix does not fit, so its entries, read row by row, fill one that does: what a
    careless reshape does. For K = M that changes nothing and is the plain transpose.
    """
    return _backward(parameters, x, target, dE_dz=lambda dE_dy, w2, dE_dw2: dE_dy @ w2.T.reshape(w2.shape))


def _updated_weights(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """w2 takes its step of (1.1), of learning rate LEARNING_RATE, before the hidden layer's gradient is computed."""
    return _backward(parameters, x, target, dE_dz=lambda dE_dy, w2, dE_dw2: dE_dy @ (w2 - LEARNING_RATE * dE_dw2))


def _bias_forgotten(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """The hidden biases are told that they have no influence."""
    return _backward(parameters, x, target, dE_db1=np.zeros_like)


def _backward(parameters, x, target, dE_dy=None, dE_dz=None, dE_dh=None, dE_db1=None) -> Gradients:
    """The backward pass with at most one of its equations replaced by the function given for it."""
    x, target = as_data(parameters, x, target)
    require_finite(target=target)
    passed = network.forward(parameters, x)
    w2, h, z = parameters.w2, passed.h, passed.z
    gradient_y = (dE_dy or network.output_gradient)(passed.y, target)
    gradient_w2 = network.output_weight_gradient(gradient_y, z)
    gradient_z = dE_dz(gradient_y, w2, gradient_w2) if dE_dz else network.hidden_output_gradient(gradient_y, w2)
    gradient_h = dE_dh(gradient_z, h, z) if dE_dh else network.hidden_input_gradient(gradient_z, z)
    gradient_w1 = network.hidden_weight_gradient(gradient_h, x)
    gradient_b1 = network.bias_gradient(gradient_h)
    biases = {
        "b1": None if parameters.b1 is None else dE_db1(gradient_b1) if dE_db1 else gradient_b1,
        "b2": None if parameters.b2 is None else network.bias_gradient(gradient_y),
    }
    return Gradients.trusted(gradient_w1, gradient_w2, **biases, dE_dy=gradient_y, dE_dz=gradient_z, dE_dh=gradient_h)


BUGS = {
    bug.name: bug
    for bug in (
        Bug(
            "sign",
            "5.9",
            right="dE_dy = y - target",
            wrong="dE_dy = target - y",
            explanation="The difference is taken the wrong way round, so the whole gradient points the opposite way "
            "and descent climbs.",
            hidden_when="every output hits its target",
            backward=_wrong_sign,
        ),
        Bug(
            "missing derivative",
            "5.10",
            right="dE_dh = dE_dz * (1 - z**2)",
            wrong="dE_dh = dE_dz",
            explanation="The factor f'(h) = 1 - z^2 is missing, as if tanh were the identity, so at every point "
            "the gradient at h comes out too large in size.",
            hidden_when="every z is 0",
            backward=_missing_derivative,
        ),
        Bug(
            "derivative at h",
            "5.7",
            right="dE_dh = dE_dz * (1 - z**2)",
            wrong="dE_dh = dE_dz * (1 - h**2)",
            explanation="The derivative of tanh is 1 - z^2 with z = tanh(h); with h itself squared it is wrong, and "
            "even negative as soon as |h| > 1.",
            hidden_when="h is so near 0 that tanh(h) and h can hardly be told apart",
            backward=_derivative_at_h,
        ),
        Bug(
            "one path",
            "5.11",
            right="dE_dz = dE_dy @ w2",
            wrong="dE_dz = dE_dy[:, :1] @ w2[:1]",
            explanation="A hidden unit sends to every output, but only the path through the first output is counted "
            "where (5.11) sums over all k.",
            hidden_when="there is only one output",
            backward=_one_path,
        ),
        Bug(
            "transposed weights",
            "5.11",
            right="dE_dz = dE_dy @ w2",
            wrong="dE_dz = dE_dy @ w2.T.reshape(w2.shape)",
            explanation="The entries of w2 are taken in transposed order, so each error travels back along another "
            "unit's weight.",
            hidden_when="there is one output or one hidden unit, or w2 is symmetric",
            backward=_transposed,
        ),
        Bug(
            "updated weights",
            "5.11",
            right="dE_dz = dE_dy @ w2",
            wrong=f"dE_dz = dE_dy @ (w2 - {LEARNING_RATE} * dE_dw2)",
            explanation="w2 has already taken its step when the hidden layer's gradient is computed, so the two "
            "layers' gradients belong to two different networks.",
            hidden_when="the gradient of w2 is 0",
            backward=_updated_weights,
        ),
        Bug(
            "bias forgotten",
            "5.10",
            right="dE_db1 = dE_dh.sum(axis=0)",
            wrong="dE_db1 = 0 * b1",
            explanation="The hidden biases get no gradient, though a bias is the weight of an input that is always 1 "
            "and (5.10) holds for it with x_i = 1.",
            hidden_when="the network has no hidden biases",
            backward=_bias_forgotten,
        ),
    )
}
