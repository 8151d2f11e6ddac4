"""The numbered equations of notebook 5, both sides in numbers; see test_equations.py for what a check returns.

(6.1) to (6.4) hold up to a remainder. For a polynomial of degree two the remainder is known, so it can be subtracted;
for a network both sides are compared in the limit of a small change, by the derivative along it.
"""

import numpy as np

from gradwalk.mathematics.calculus import central_difference
from gradwalk.mathematics.network import backward, initialise, total_loss


def random_quadratic(rng):
    """Return f of degree two, its second derivatives (2, 2), a point and another one not far from it."""
    a, b, c, d, e = rng.uniform(0.5, 2.0, 5)
    second = np.array([[2 * a, b], [b, 2 * c]])
    return (
        lambda x, y: a * x**2 + b * x * y + c * y**2 + d * x - e * y + 1,
        second,
        rng.uniform(1, 2, 2),
        rng.uniform(2, 3, 2),
    )


def slopes(f, x0, y0):
    """Return f_x and f_y at (x0, y0) by central differences."""
    return central_difference(lambda x: f(x, y0), x0), central_difference(lambda y: f(x0, y), y0)


def taylor_model(rng):
    """(6.1): f(x, y) less its remainder is f(x0, y0) + f_x (x - x0) + f_y (y - y0); at half the way it is a quarter."""
    f, second, (x0, y0), (x, y) = random_quadratic(rng)
    f_x, f_y = slopes(f, x0, y0)
    way = np.array([x - x0, y - y0])
    remainder = way @ second @ way / 2
    half_way = f(x0 + way[0] / 2, y0 + way[1] / 2) - f(x0, y0) - (f_x * way[0] + f_y * way[1]) / 2
    return [
        (f(x, y) - remainder, f(x0, y0) + f_x * (x - x0) + f_y * (y - y0)),
        (remainder, 4 * half_way),
    ]


def difference_of_values(rng):
    """(6.2): f(x, y) - f(x0, y0), without the remainder, is f_x (x - x0) + f_y (y - y0)."""
    f, second, (x0, y0), (x, y) = random_quadratic(rng)
    f_x, f_y = slopes(f, x0, y0)
    way = np.array([x - x0, y - y0])
    remainder = way @ second @ way / 2
    return f(x, y) - f(x0, y0) - remainder, f_x * (x - x0) + f_y * (y - y0)


def small_change(rng):
    """(6.3): the change of f for each unit of t, when x and y change by t dx and t dy, is f_x dx + f_y dy."""
    a, b = rng.uniform(0.5, 1.5, 2)
    x0, y0, dx, dy = rng.uniform(0.5, 1.5, 4)

    def f(x, y):
        return np.sin(a * x) * y**2 + np.exp(b * x * y / 3)

    f_x, f_y = slopes(f, x0, y0)
    change = central_difference(lambda t: f(x0 + t * dx, y0 + t * dy), 0.0)
    return change, f_x * dx + f_y * dy


def change_of_the_loss(rng):
    """(6.4): the change of E for each unit of t, when w changes by t dw, is grad E . dw."""
    parameters = initialise(2, 3, 2, seed=int(rng.integers(1000)))
    x, target = rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
    w, gradient = parameters.flatten(), backward(parameters, x, target).flatten()
    dw = rng.normal(size=w.shape)

    def loss_at(t):
        return total_loss(parameters.unflatten(w + t * dw), x, target)

    return central_difference(loss_at, 0.0), gradient @ dw


EQUATIONS = {
    "6.1": taylor_model,
    "6.2": difference_of_values,
    "6.3": small_change,
    "6.4": change_of_the_loss,
}
