"""The explorers: each is one line in a notebook."""

from gradwalk.explorers.descent_explorer import DescentExplorer
from gradwalk.explorers.direction_explorer import DirectionExplorer
from gradwalk.explorers.prediction import Prediction, ask
from gradwalk.explorers.surface_explorers import LinkedExplorer, SurfaceExplorer
from gradwalk.explorers.taylor_explorer import TaylorExplorer

__all__ = [
    "DescentExplorer",
    "DirectionExplorer",
    "LinkedExplorer",
    "Prediction",
    "SurfaceExplorer",
    "TaylorExplorer",
    "ask",
]
