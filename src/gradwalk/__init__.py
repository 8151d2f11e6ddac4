"""Gradient descent and back-propagation, held in the hand: the explorers and the mathematics of the notebooks."""

from gradwalk.explorers import (
    DescentExplorer,
    LinkedExplorer,
    Prediction,
    SurfaceExplorer,
    ask,
)
from gradwalk.mathematics.calculus import central_difference, directional_derivative, gradient_check
from gradwalk.mathematics.descent import gradient_descent
from gradwalk.mathematics.graph import Graph

__all__ = [
    "DescentExplorer",
    "Graph",
    "LinkedExplorer",
    "Prediction",
    "SurfaceExplorer",
    "ask",
    "central_difference",
    "directional_derivative",
    "gradient_check",
    "gradient_descent",
]
