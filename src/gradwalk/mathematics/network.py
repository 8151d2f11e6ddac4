"""Run Bishop's two-layer tanh network forward (5.3)-(5.8) and backward (5.9)-(5.12), one function per equation.

Everything is a pure function of arrays: the parameters are arguments, and nothing that is passed in is changed.

Shapes, with N points, D inputs, M hidden units and K outputs: x (N, D), h and z (N, M), y and target (N, K).
A single point may also come without its N: x (D,), h and z (M,), y and target (K,).
The functions of one equation take arrays and check nothing; `forward`, `backward`, `total_loss`, `loss_and_gradient`
and `gradient_check` take anything array-like and check it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.gradient_check import GradientCheck
from gradwalk.mathematics.gradient_check import gradient_check as check_gradient
from gradwalk.mathematics.parameters import Parameters, as_data, initialise, require_finite, symmetric_start

__all__ = [
    "BLOCK", "Forward", "Gradients", "Parameters", "activation", "activation_derivative", "backward", "bias_gradient",
    "forward", "gradient_check", "hidden_input", "hidden_input_gradient", "hidden_output", "hidden_output_gradient",
    "hidden_weight_gradient", "hidden_weight_gradient_in_full", "initialise", "layer", "layer_derivative", "loss",
    "loss_and_gradient", "loss_function", "network_output", "output_gradient", "output_weight_gradient",
    "symmetric_start", "total_loss",
]  # fmt: skip

# So many points at a time are faster than all at once, whose z and gradients no cache can hold. Fewer still would be
# quicker on idle cores and far slower on busy ones: each block makes BLAS gather its threads five times.
BLOCK = 4096


# --- one layer ---------------------------------------------------------------------------------------------------


def layer(x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, out: np.ndarray | None = None) -> np.ndarray:
    """y_j = sum_i w_ji x_i (5.1), plus b_j where there is a bias: x (N, I), w (J, I), b (J,) -> y (N, J).

    `out` is an array to write y into.
    """
    y = x.dot(w.T, out)  # the same as x @ w.T, in half the time where the arrays are as small as in the lesson
    if b is not None:
        y += b
    return y


def layer_derivative(w: np.ndarray) -> np.ndarray:
    """dy_j/dx_i = w_ji (5.2): the matrix of all derivatives (J, I) is w itself, whatever x is."""
    return w


# --- forward -----------------------------------------------------------------------------------------------------


def hidden_input(x: np.ndarray, w1: np.ndarray, b1: np.ndarray | None = None) -> np.ndarray:
    """h_j = sum_i w_ji^(1) x_i (5.3), plus b1_j: x (N, D), w1 (M, D), b1 (M,) -> h (N, M)."""
    return layer(x, w1, b1)


def hidden_output(h: np.ndarray) -> np.ndarray:
    """z_j = f(h_j) (5.4): h (N, M) -> z (N, M)."""
    return activation(h)


def network_output(z: np.ndarray, w2: np.ndarray, b2: np.ndarray | None = None) -> np.ndarray:
    """y_k = sum_j w_kj^(2) z_j (5.5), plus b2_k: z (N, M), w2 (K, M), b2 (K,) -> y (N, K)."""
    return layer(z, w2, b2)


def activation(h: np.ndarray) -> np.ndarray:
    """f(h) = tanh(h) = (e^h - e^-h) / (e^h + e^-h) (5.6), entry by entry; np.tanh is the form that never overflows."""
    return np.tanh(h)


def activation_derivative(z: np.ndarray) -> np.ndarray:
    """f'(h) = 1 - f(h)^2 = 1 - z^2 (5.7), entry by entry; it takes z = f(h), which the forward pass has computed."""
    return 1.0 - z * z


def loss(y: np.ndarray, target: np.ndarray) -> float:
    """E = 1/2 sum_k (y_k - target_k)^2 (5.8), summed over the N points too: y, target (N, K) -> one number.

    The target is y-hat in the text and t_k in most books. Dividing E by N, as many do, divides every gradient
    by N as well: the same descent, with a learning rate N times as large.
    """
    return _half_sum_of_squares(y - target)


def _half_sum_of_squares(error: np.ndarray) -> float:
    return 0.5 * float(np.vdot(error, error))


# --- backward ----------------------------------------------------------------------------------------------------


def output_gradient(y: np.ndarray, target: np.ndarray) -> np.ndarray:
    """dE/dy_k = y_k - target_k, the first factor of (5.9): y, target (N, K) -> dE_dy (N, K)."""
    return y - target


def output_weight_gradient(dE_dy: np.ndarray, z: np.ndarray) -> np.ndarray:
    """dE/dw_kj^(2) = (y_k - target_k) z_j (5.9), summed over the points: dE_dy (N, K), z (N, M) -> dE_dw2 (K, M)."""
    return _sum_of_products(dE_dy, z)


def hidden_output_gradient(dE_dy: np.ndarray, w2: np.ndarray) -> np.ndarray:
    """dE/dz_j = sum_k (y_k - target_k) w_kj^(2) (5.11): dE_dy (N, K), w2 (K, M) -> dE_dz (N, M)."""
    return dE_dy.dot(w2)


def hidden_input_gradient(dE_dz: np.ndarray, z: np.ndarray) -> np.ndarray:
    """dE/dh_j = dE/dz_j dz_j/dh_j, the bracket in (5.10), with (5.7) for its last factor: (N, M) -> dE_dh (N, M)."""
    dE_dh = activation_derivative(z)
    dE_dh *= dE_dz  # in place: for many points, every array of (N, M) that need not be made saves time
    return dE_dh


def hidden_weight_gradient(dE_dh: np.ndarray, x: np.ndarray) -> np.ndarray:
    """dE/dw_ji^(1) = dE/dh_j x_i (5.10), summed over the points: dE_dh (N, M), x (N, D) -> dE_dw1 (M, D)."""
    return _sum_of_products(dE_dh, x)


def hidden_weight_gradient_in_full(
    x: np.ndarray, z: np.ndarray, y: np.ndarray, target: np.ndarray, w2: np.ndarray
) -> np.ndarray:
    """dE/dw_ji^(1) = (1 - z_j^2) x_i sum_k (y_k - target_k) w_kj^(2) (5.12), summed over the points: -> (M, D).

    It is (5.11) put into (5.10), with (5.7) used on the way.
    """
    return _sum_of_products((1.0 - z * z) * (y - target).dot(w2), x)


def bias_gradient(dE_dsum: np.ndarray) -> np.ndarray:
    """dE/db1_j = dE/dh_j and dE/db2_k = dE/dy_k, summed over the points: (N, J) -> (J,).

    A bias is the weight of one more input that is always 1, so this is (5.9) or (5.10) with z_j or x_i equal to 1.
    """
    return dE_dsum if dE_dsum.ndim == 1 else dE_dsum.sum(axis=0)


def _sum_of_products(gradient: np.ndarray, sent: np.ndarray) -> np.ndarray:
    """Gradient at a unit's sum times what the weight was multiplied by, summed over the points: -> (J, I)."""
    return gradient.T.dot(sent) if gradient.ndim == 2 else gradient[None].T.dot(sent[None])


# --- the whole network -------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Forward:
    """What the forward pass computes: h (N, M), z (N, M), y (N, K), or without N for a single point."""

    h: np.ndarray
    z: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class Gradients(Parameters):
    """What the backward pass computes: dE/dw1 in the place of w1, and so on; None where there is no bias.

    Besides these it keeps the gradients met on the way: dE_dy (N, K), dE_dz (N, M), dE_dh (N, M).
    """

    dE_dy: np.ndarray = field(kw_only=True)
    dE_dz: np.ndarray = field(kw_only=True)
    dE_dh: np.ndarray = field(kw_only=True)


def forward(parameters: Parameters, x: ArrayLike) -> Forward:
    """Apply (5.3), (5.4) and (5.5) to x (N, D) or (D,). Raises ValueError for a wrong shape, nan or infinity."""
    x, _ = as_data(parameters, x)
    require_finite(x=x)
    h = hidden_input(x, parameters.w1, parameters.b1)
    z = hidden_output(h)
    return Forward(h, z, network_output(z, parameters.w2, parameters.b2))


def backward(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Gradients:
    """Go forward, then apply (5.9), (5.11) and (5.10): the gradient of E with respect to everything on the way.

    x (N, D) or (D,), target (N, K) or (K,). Raises ValueError for a wrong shape, nan or infinity.
    """
    x, target = as_data(parameters, x, target)
    require_finite(x=x, target=target)
    passed = forward(parameters, x)
    dE_dy = output_gradient(passed.y, target)
    dE_dw2 = output_weight_gradient(dE_dy, passed.z)
    dE_dz = hidden_output_gradient(dE_dy, parameters.w2)
    dE_dh = hidden_input_gradient(dE_dz, passed.z)
    dE_dw1 = hidden_weight_gradient(dE_dh, x)
    dE_db1 = None if parameters.b1 is None else bias_gradient(dE_dh)
    dE_db2 = None if parameters.b2 is None else bias_gradient(dE_dy)
    return Gradients.trusted(dE_dw1, dE_dw2, dE_db1, dE_db2, dE_dy=dE_dy, dE_dz=dE_dz, dE_dh=dE_dh)


def total_loss(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> float:
    """E(w) of (5.8) for x (N, D) or (D,) and target (N, K) or (K,); raises ValueError as `forward` does."""
    x, target = as_data(parameters, x, target)
    require_finite(target=target)
    return loss(forward(parameters, x).y, target)


def loss_and_gradient(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> tuple[float, Parameters]:
    """Return E and its gradient, dE/dw1 in the place of w1 and so on: the fast way, for training.

    The same equations as `forward` and `backward`, but no intermediate is kept: a single point makes no tables, and
    many points go through in blocks, which all use the same memory.
    Raises ValueError for a wrong shape, and for nan or infinity in x or target when it makes E infinite or nan
    (an infinite x can hide behind tanh = 1; `forward`, `backward` and `gradient_steps` look at every number).
    """
    x, target = as_data(parameters, x, target)
    if x.ndim == 1:
        value, gradient = _at_point(parameters, x, target)
    elif len(x) == 1:
        value, gradient = _at_point(parameters, x[0], target[0])
    else:
        value, gradient = _at_points(parameters, x, target)
    if not math.isfinite(value):
        require_finite(x=x, target=target)
    return value, gradient


def _at_point(parameters: Parameters, x: np.ndarray, target: np.ndarray) -> tuple[float, Parameters]:
    """E and its gradient for one point, x (D,) and target (K,)."""
    w1, w2, b1, b2 = parameters.w1, parameters.w2, parameters.b1, parameters.b2
    z = np.tanh(w1.dot(x) if b1 is None else w1.dot(x) + b1)  # (5.3), (5.4)
    dE_dy = (w2.dot(z) if b2 is None else w2.dot(z) + b2) - target  # (5.5), first factor of (5.9)
    dE_dh = dE_dy.dot(w2) * (1.0 - z * z)  # (5.11), (5.7)
    dE_dw1, dE_dw2 = _sum_of_products(dE_dh, x), _sum_of_products(dE_dy, z)  # (5.10), (5.9)
    biases = None if b1 is None else dE_dh, None if b2 is None else dE_dy
    return 0.5 * float(dE_dy.dot(dE_dy)), Parameters.trusted(dE_dw1, dE_dw2, *biases)  # (5.8)


def _at_points(parameters: Parameters, x: np.ndarray, target: np.ndarray) -> tuple[float, Parameters]:
    """E and its gradient for many points, x (N, D) and target (N, K), summed block by block."""
    size, (_, num_hidden, num_outputs) = min(BLOCK, len(x)), parameters.sizes
    memory = np.empty((size, num_hidden)), np.empty((size, num_hidden)), np.empty((size, num_outputs))
    value, gradient = 0.0, {name: np.zeros_like(array) for name, array in parameters.arrays()}
    for start in range(0, len(x), size):
        block = slice(start, start + size)
        loss, gradients = _at_block(parameters, x[block], target[block], memory)
        value += loss
        for name, added in gradients.items():
            gradient[name] += added
    return value, Parameters.trusted(**gradient)


def _at_block(
    parameters: Parameters, x: np.ndarray, target: np.ndarray, memory: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> tuple[float, dict[str, np.ndarray]]:
    """E and its gradient by name for a block of points; `memory` holds two arrays for (N, M) and one for (N, K).

    In place: every array of (N, M) that is made anew costs as much as a matrix product.
    """
    z, dE_dh, dE_dy = (array[: len(x)] for array in memory)
    layer(x, parameters.w1, parameters.b1, out=z)  # (5.3)
    np.tanh(z, out=z)  # (5.4)
    layer(z, parameters.w2, parameters.b2, out=dE_dy)  # (5.5)
    dE_dy -= target  # first factor of (5.9)
    dE_dw2 = _sum_of_products(dE_dy, z)  # (5.9)
    dE_dy.dot(parameters.w2, out=dE_dh)  # (5.11)
    z *= z
    dE_dh *= np.subtract(1.0, z, out=z)  # (5.7), the bracket in (5.10)
    gradient = {"w1": _sum_of_products(dE_dh, x), "w2": dE_dw2}  # (5.10)
    if parameters.b1 is not None:
        gradient["b1"] = bias_gradient(dE_dh)
    if parameters.b2 is not None:
        gradient["b2"] = bias_gradient(dE_dy)
    return _half_sum_of_squares(dE_dy), gradient


# --- the check ---------------------------------------------------------------------------------------------------


def loss_function(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> Callable[[np.ndarray], float]:
    """Return E as a function of one vector w (P,), in the order of `parameters.flatten()`; x and target stay fixed.

    Raises ValueError as `forward` does.
    """
    x, target = as_data(parameters, x, target)
    require_finite(x=x, target=target)
    return lambda w: total_loss(parameters.unflatten(w), x, target)


def gradient_check(
    parameters: Parameters,
    x: ArrayLike,
    target: ArrayLike,
    h: float | None = None,
    backward_pass: Callable[[Parameters, ArrayLike, ArrayLike], Parameters] = backward,
    tolerance: float = 1e-6,
) -> GradientCheck:
    """Compare the gradient of `backward_pass` with central differences of E of step h, parameter by parameter.

    The index `worst` of the result is explained by `parameters.labels()`. Passing it once shows that the gradient is
    right at this point, with these data only.
    Raises ValueError as `forward` does.
    """
    E = loss_function(parameters, x, target)
    gradient = backward_pass(parameters, x, target).flatten()
    return check_gradient(E, gradient, parameters.flatten(), h, tolerance)
