"""Gradient descent and back-propagation, held in the hand: the explorers and the mathematics of the notebooks."""

from gradwalk.explorers import (
    DescentExplorer,
    DirectionExplorer,
    LinkedExplorer,
    Prediction,
    SurfaceExplorer,
    TaylorExplorer,
    ask,
)
from gradwalk.mathematics.calculus import central_difference, directional_derivative, gradient_check
from gradwalk.mathematics.descent import gradient_descent
from gradwalk.mathematics.graph import Graph

__all__ = [
    "DescentExplorer",
    "DirectionExplorer",
    "Graph",
    "LinkedExplorer",
    "Prediction",
    "SurfaceExplorer",
    "TaylorExplorer",
    "ask",
    "central_difference",
    "directional_derivative",
    "gradient_check",
    "gradient_descent",
]
