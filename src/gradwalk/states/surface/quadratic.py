"""Ask once of a surface whether it is a polynomial, and of a quadratic one its constant Hessian."""

from functools import lru_cache

import numpy as np

from gradwalk.mathematics.calculus import hessian
from gradwalk.mathematics.descent import eigenvalues, settling_limit
from gradwalk.mathematics.graph import Graph, polynomial_degree
from gradwalk.mathematics.surfaces import Surface

ROUNDED = 1e-9  # what is smaller beside the largest is rounding


@lru_cache(maxsize=64)
def degree_of(surface: Surface) -> float:
    """Return the degree of F as a polynomial, inf where it is none or is not known."""
    return polynomial_degree(surface.graph) if isinstance(surface.graph, Graph) else np.inf


@lru_cache(maxsize=64)
def constant_hessian(surface: Surface) -> np.ndarray | None:
    """Return the Hessian, shape (2, 2), where F is a polynomial of degree two at most, else None.

    None, too, where it or F is too large for a number of the computer: then nothing is known of F.
    """
    if degree_of(surface) > 2:
        return None
    with np.errstate(all="ignore"):
        if not np.isfinite(surface.value(0.0, 0.0)):
            return None
        curvatures = hessian(lambda at: np.array(surface.gradient(*at), dtype=float), np.zeros(2))
    return curvatures if np.isfinite(curvatures).all() else None


def curvatures_of(surface: Surface) -> np.ndarray | None:
    """Return the eigenvalues of the constant Hessian, shape (2,), None where there is none."""
    matrix = constant_hessian(surface)
    return None if matrix is None else eigenvalues(matrix)


def limit_of(surface: Surface) -> float | None:
    """Return the learning rate below which descent settles where F is quadratic, else None; see `settling_limit`.

    It is 0, too, where F falls evenly in a direction in which it does not curve, as x**2 + y does.
    """
    matrix = constant_hessian(surface)
    if matrix is None:
        return None
    return 0.0 if _falls_evenly(surface, matrix) else settling_limit(matrix)


def _falls_evenly(surface: Surface, matrix: np.ndarray) -> bool:
    """Return whether a quadratic with this Hessian has no point at which its gradient is zero."""
    slope = np.array(surface.gradient(0.0, 0.0), dtype=float)
    slope, matrix = (part / (np.abs(part).max() or 1.0) for part in (slope, matrix))
    step, *_ = np.linalg.lstsq(matrix, slope, rcond=ROUNDED)
    return bool(np.abs(slope - matrix @ step).max() > ROUNDED)
