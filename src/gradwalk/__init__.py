"""Gradient descent and back-propagation, held in the hand."""

from gradwalk.explorers import DescentExplorer, LinkedExplorer, Prediction, SurfaceExplorer

__all__ = ["DescentExplorer", "LinkedExplorer", "Prediction", "SurfaceExplorer"]
