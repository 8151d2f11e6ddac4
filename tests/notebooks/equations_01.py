"""The numbered equation of notebook 1, both sides in numbers; see test_equations.py for what a check returns."""

import numpy as np

from gradwalk.mathematics.calculus import numerical_gradient
from gradwalk.mathematics.descent import gradient_descent


def update_step(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return w at step tau + 1 as the package walks there, and w - eta grad E with central differences for grad E."""
    curvature, eta = rng.uniform(1, 5, 3), rng.uniform(0.01, 0.1)

    def loss(w):
        return np.sum(curvature * w**2) / 2 + np.cos(w[0] * w[1])

    def gradient(w):
        return curvature * w - np.sin(w[0] * w[1]) * np.array([w[1], w[0], 0])

    w = rng.uniform(1, 2, 3)
    return gradient_descent(gradient, w, eta, 1)[-1], w - eta * numerical_gradient(loss, w)


EQUATIONS = {"1.1": update_step}
