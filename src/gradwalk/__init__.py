"""Gradient descent and back-propagation, held in the hand: the explorers and the mathematics of the notebooks."""

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
    ask,
)
from gradwalk.mathematics.calculus import central_difference, directional_derivative, gradient_check
from gradwalk.mathematics.descent import gradient_descent
from gradwalk.mathematics.graph import Graph

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
    "Prediction",
    "SmallChangeExplorer",
    "SurfaceExplorer",
    "TaylorExplorer",
    "TrainingExplorer",
    "ask",
    "central_difference",
    "directional_derivative",
    "gradient_check",
    "gradient_descent",
]
