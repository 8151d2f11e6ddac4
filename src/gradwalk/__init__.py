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
    from gradwalk.labels import labels_in_use, use_labels
    from gradwalk.mathematics.calculus import central_difference, directional_derivative
    from gradwalk.mathematics.descent import gradient_descent
    from gradwalk.mathematics.gradient_check import gradient_check
    from gradwalk.mathematics.graph import Graph
    from gradwalk.mathematics.parameters import Parameters, initialise
    from gradwalk.mathematics.surfaces import Surface, surface_from

_HOMES = {  # of what is no explorer
    "Graph": "mathematics.graph",
    "Parameters": "mathematics.parameters",
    "Surface": "mathematics.surfaces",
    "central_difference": "mathematics.calculus",
    "directional_derivative": "mathematics.calculus",
    "gradient_check": "mathematics.gradient_check",
    "gradient_descent": "mathematics.descent",
    "initialise": "mathematics.parameters",
    "labels_in_use": "labels",
    "surface_from": "mathematics.surfaces",
    "use_labels": "labels",
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
    "labels_in_use",
    "link",
    "surface_from",
    "use_labels",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, once. Raises AttributeError for a name that is not in `__all__`."""
    if name not in __all__:
        raise AttributeError(f"module 'gradwalk' has no attribute {name!r}")
    home = _HOMES.get(name, "explorers")
    globals()[name] = found = getattr(import_module(f"gradwalk.{home}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
