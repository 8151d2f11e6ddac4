"""The numbered equation of notebook 3, both sides in numbers.

A check takes a random generator and returns (left side, right side), arrays of the same shape. It never compares them
itself: test_equations.py does, and it also sees to it that a changed sign would be found.
"""

import numpy as np

from gradwalk.mathematics.calculus import central_difference


def chain_rule(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return dz/dx of z = f(g(x)), and dz/dy times dy/dx, all three by central differences."""
    a, b, c = rng.uniform(0.5, 1.5, 3)
    x = rng.uniform(-2, 2, 20)

    def g(x):
        return a * x**2 - b * np.cos(x)

    def f(y):
        return np.sin(c * y) + y**3 / 5

    dz_dx = central_difference(lambda x: f(g(x)), x)
    return dz_dx, central_difference(f, g(x)) * central_difference(g, x)


EQUATIONS = {"4.1": chain_rule}
