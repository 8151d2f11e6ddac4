"""Ask once of a surface whether it is a polynomial, and of a quadratic one its constant Hessian."""

from functools import lru_cache

import numpy as np

from gradwalk.mathematics.calculus import hessian
from gradwalk.mathematics.descent import eigenvalues, settling_limit
from gradwalk.mathematics.graph import Graph, polynomial_degree
from gradwalk.mathematics.surfaces import Surface


@lru_cache(maxsize=64)
def degree_of(surface: Surface) -> float:
    """Return the degree of F as a polynomial, inf where it is none or is not known."""
    return polynomial_degree(surface.graph) if isinstance(surface.graph, Graph) else np.inf


@lru_cache(maxsize=64)
def constant_hessian(surface: Surface) -> np.ndarray | None:
    """Return the Hessian, shape (2, 2), where F is a polynomial of degree two at most, else None.

    None, too, where it is too large for a number of the computer.
    """
    if degree_of(surface) > 2:
        return None
    with np.errstate(all="ignore"):
        curvatures = hessian(lambda at: np.array(surface.gradient(*at), dtype=float), np.zeros(2))
    return curvatures if np.isfinite(curvatures).all() else None


def curvatures_of(surface: Surface) -> np.ndarray | None:
    """Return the eigenvalues of the constant Hessian, shape (2,), None where there is none."""
    matrix = constant_hessian(surface)
    return None if matrix is None else eigenvalues(matrix)


def limit_of(surface: Surface) -> float | None:
    """Return the learning rate below which descent settles where F is quadratic, else None; see `settling_limit`."""
    matrix = constant_hessian(surface)
    return None if matrix is None else settling_limit(matrix)
