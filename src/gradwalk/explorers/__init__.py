"""The explorers: each is one line in a notebook."""

from gradwalk.explorers.descent_explorer import DescentExplorer
from gradwalk.explorers.prediction import Prediction, ask
from gradwalk.explorers.surface_explorers import LinkedExplorer, SurfaceExplorer

__all__ = ["DescentExplorer", "LinkedExplorer", "Prediction", "SurfaceExplorer", "ask"]
