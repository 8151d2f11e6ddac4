"""Gradient descent and back-propagation, held in the hand: the explorers and the mathematics of the notebooks."""

from gradwalk.explorers import (
    BugHunt,
    DescentExplorer,
    DirectionExplorer,
    GradientCheckLab,
    LinkedExplorer,
    Prediction,
    SurfaceExplorer,
    TaylorExplorer,
    TrainingExplorer,
    ask,
)
from gradwalk.mathematics.calculus import central_difference, directional_derivative, gradient_check
from gradwalk.mathematics.descent import gradient_descent
from gradwalk.mathematics.graph import Graph

__all__ = [
    "BugHunt",
    "DescentExplorer",
    "DirectionExplorer",
    "GradientCheckLab",
    "Graph",
    "LinkedExplorer",
    "Prediction",
    "SurfaceExplorer",
    "TaylorExplorer",
    "TrainingExplorer",
    "ask",
    "central_difference",
    "directional_derivative",
    "gradient_check",
    "gradient_descent",
]
