"""Gradient descent and back-propagation, held in the hand: the explorers and the mathematics of the notebooks.

A name is imported when it is first asked for, so that the checks of a homework load no Matplotlib and no widgets.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what editors and type checkers see
    from gradwalk.explorers import (
        BugHunt,
        ChainExplorer,
        ConceptMap,
        ConceptTest,
        DescentExplorer,
        DirectionExplorer,
        FillInExplorer,
        GradientCheckLab,
        GraphExplorer,
        LayerExplorer,
        LinkedExplorer,
        NetworkExplorer,
        Prediction,
        SmallChangeExplorer,
        SurfaceExplorer,
        TaylorExplorer,
        TrainingExplorer,
        YourPredictions,
        ask,
        link,
    )
    from gradwalk.mathematics.calculus import central_difference, directional_derivative
    from gradwalk.mathematics.descent import gradient_descent
    from gradwalk.mathematics.gradient_check import gradient_check
    from gradwalk.mathematics.graph import Graph
    from gradwalk.mathematics.parameters import Parameters, initialise
    from gradwalk.mathematics.surfaces import Surface, surface_from

_MATHEMATICS = {
    "Graph": "graph",
    "Parameters": "parameters",
    "Surface": "surfaces",
    "central_difference": "calculus",
    "directional_derivative": "calculus",
    "gradient_check": "gradient_check",
    "gradient_descent": "descent",
    "initialise": "parameters",
    "surface_from": "surfaces",
}

__version__ = "0.1.0"  # the one place; pyproject.toml reads it, and tests hold the changelog and the citation to it

__all__ = [
    "BugHunt",
    "ChainExplorer",
    "ConceptMap",
    "ConceptTest",
    "DescentExplorer",
    "DirectionExplorer",
    "FillInExplorer",
    "GradientCheckLab",
    "Graph",
    "GraphExplorer",
    "LayerExplorer",
    "LinkedExplorer",
    "NetworkExplorer",
    "Parameters",
    "Prediction",
    "SmallChangeExplorer",
    "Surface",
    "SurfaceExplorer",
    "TaylorExplorer",
    "TrainingExplorer",
    "YourPredictions",
    "ask",
    "central_difference",
    "directional_derivative",
    "gradient_check",
    "gradient_descent",
    "initialise",
    "link",
    "surface_from",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, once. Raises AttributeError for a name that is not in `__all__`."""
    if name not in __all__:
        raise AttributeError(f"module 'gradwalk' has no attribute {name!r}")
    home = f"gradwalk.mathematics.{_MATHEMATICS[name]}" if name in _MATHEMATICS else "gradwalk.explorers"
    globals()[name] = found = getattr(import_module(home), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
