"""The numbered equation of notebook 2, both sides in numbers; see test_equations.py for what a check returns."""

import numpy as np

from gradwalk.mathematics.calculus import central_difference, numerical_gradient


def taylor_expansion(rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return both lines of (2.1), with the remainder as an integral, and the slope along r that follows from it.

    The remainder is the integral of (1 - t) d^2/dt^2 F(r0 + t r) over t from 0 to 1, by Gauss and Legendre.
    """
    a, b, r0 = rng.uniform(0.5, 1, 2), rng.uniform(1, 2, 2), rng.uniform(-1, 1, 2)

    def F(at):
        return np.exp(at @ a) + np.sin(at @ b)

    gradient = numerical_gradient(F, r0)
    length, theta = rng.uniform(0.5, 1), rng.uniform(0.2, 1.2)
    phi = np.arctan2(gradient[1], gradient[0]) + theta
    r = length * np.array([np.cos(phi), np.sin(phi)])

    nodes, weights = np.polynomial.legendre.leggauss(20)
    t = (nodes + 1) / 2
    along = r0 + np.outer(t, r)
    second = (r @ a) ** 2 * np.exp(along @ a) - (r @ b) ** 2 * np.sin(along @ b)
    remainder = weights / 2 @ ((1 - t) * second)

    steepness = np.linalg.norm(gradient)
    return [
        (F(r0 + r), F(r0) + gradient @ r + remainder),
        (F(r0 + r), F(r0) + steepness * length * np.cos(theta) + remainder),
        (central_difference(lambda t: F(r0 + t * r / length), 0.0), steepness * np.cos(theta)),
    ]


EQUATIONS = {"2.1": taylor_expansion}
