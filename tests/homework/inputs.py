"""Inputs of every kind that the text of an exercise allows, drawn without regard to its cases.

Two programs that agree on them compute the same. They tell what a mutant is, where the cases only tell what it gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator


def _size(rng: Generator) -> int:
    return int(rng.integers(2, 5))


def _rate(rng: Generator) -> float:
    return float(rng.uniform(0.03, 0.4))


def _surface(rng: Generator, size: int) -> tuple[Callable[[np.ndarray], float], Callable[[np.ndarray], np.ndarray]]:
    """A function of `size` variables whose parts do not separate, and its gradient."""
    matrix, shift, slope = rng.normal(size=(size, size)), rng.normal(size=size), rng.normal(size=size)
    symmetric = (matrix + matrix.T) / 2

    def value(w: np.ndarray) -> float:
        return float(w @ symmetric @ w / 2 + np.sum(np.sin(w + shift)) + slope @ w)

    return value, lambda w: symmetric @ w + np.cos(w + shift) + slope


def _network(rng: Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    inputs, hidden, outputs = (_size(rng) for _ in range(3))
    return (
        rng.normal(size=inputs),
        rng.normal(size=outputs),
        rng.normal(size=(hidden, inputs)),
        rng.normal(size=(outputs, hidden)),
    )


def _gradient_descent(rng: Generator) -> tuple[Any, ...]:
    return _surface(rng, 2)[1], rng.normal(size=2), _rate(rng), int(rng.integers(2, 6))


def _taylor(rng: Generator, *more: Any) -> tuple[Any, ...]:
    return (*_surface(rng, 2), rng.normal(size=2), *more)


def _unit(rng: Generator) -> np.ndarray:
    vector = rng.normal(size=2)
    return vector / np.linalg.norm(vector)


def _functions(rng: Generator) -> tuple[Any, ...]:
    a, b, c, d = rng.normal(size=4)
    return (
        lambda y: a + b * y + np.sin(y),
        lambda x: c * x + np.cos(d * x),
        lambda x: c - d * np.sin(d * x),
        float(rng.normal()),
    )


def _pair(rng: Generator, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(size=shape), rng.normal(size=shape)


def _hidden(rng: Generator) -> tuple[np.ndarray, ...]:
    x, t, w1, w2 = _network(rng)
    return w1 @ x, w2, w2 @ np.tanh(w1 @ x), t


def _outputs(rng: Generator) -> tuple[np.ndarray, ...]:
    _x, t, w1, w2 = _network(rng)
    z = np.tanh(rng.normal(size=w1.shape[0]))
    return z, w2 @ z, t


INPUTS: dict[str, Callable[[Generator], tuple[Any, ...]]] = {
    "update_step": lambda rng: (*_pair(rng, (_size(rng),)), _rate(rng)),
    "directional_derivative": lambda rng: _pair(rng, (_size(rng),)),
    "steepest_angle": lambda rng: (rng.normal(size=2),),
    "descent_path": _gradient_descent,
    "first_order_model": lambda rng: (float(rng.normal()), *_pair(rng, (_size(rng),))),
    "remainder": lambda rng: _taylor(rng, rng.normal(size=2)),
    "remainder_order": lambda rng: _taylor(rng, _unit(rng), _rate(rng)),
    "division_derivatives": lambda rng: tuple(map(float, rng.normal(size=2))),
    "tanh_derivative": lambda rng: (2 * rng.normal(size=(_size(rng), _size(rng))),),
    "chain_derivative": _functions,
    "numerical_gradient": lambda rng: (_surface(rng, 3)[0], rng.normal(size=3), _rate(rng)),
    "output_weight_gradient": _outputs,
    "hidden_gradient": _hidden,
    "network_gradients": _network,
    "training_step": lambda rng: (*_network(rng), _rate(rng)),
    "predicted_change": lambda rng: _pair(rng, (_size(rng), _size(rng))),
    "actual_change": lambda rng: (_surface(rng, 3)[0], *_pair(rng, (3,))),
    "most_sensitive": lambda rng: (rng.normal(size=(_size(rng), _size(rng))),),
    "step_for_change": lambda rng: (rng.normal(size=_size(rng)), float(rng.normal())),
}
