"""The explorers: each is one line in a notebook."""

from gradwalk.explorers.bug_hunt import BugHunt
from gradwalk.explorers.chain_explorer import ChainExplorer
from gradwalk.explorers.concept_map import ConceptMap
from gradwalk.explorers.concept_test import ConceptTest
from gradwalk.explorers.descent_explorer import DescentExplorer
from gradwalk.explorers.direction_explorer import DirectionExplorer
from gradwalk.explorers.fill_in import FillInExplorer
from gradwalk.explorers.gradient_check_lab import GradientCheckLab
from gradwalk.explorers.graph_explorer import GraphExplorer
from gradwalk.explorers.layer_explorer import LayerExplorer
from gradwalk.explorers.linking import link
from gradwalk.explorers.network_explorer import NetworkExplorer
from gradwalk.explorers.prediction import Prediction, ask
from gradwalk.explorers.small_change_explorer import SmallChangeExplorer
from gradwalk.explorers.surface_explorers import LinkedExplorer, SurfaceExplorer
from gradwalk.explorers.taylor_explorer import TaylorExplorer
from gradwalk.explorers.training_explorer import TrainingExplorer
from gradwalk.explorers.your_predictions import YourPredictions

__all__ = [
    "BugHunt",
    "ChainExplorer",
    "ConceptMap",
    "ConceptTest",
    "DescentExplorer",
    "DirectionExplorer",
    "FillInExplorer",
    "GradientCheckLab",
    "GraphExplorer",
    "LayerExplorer",
    "LinkedExplorer",
    "NetworkExplorer",
    "Prediction",
    "SmallChangeExplorer",
    "SurfaceExplorer",
    "TaylorExplorer",
    "TrainingExplorer",
    "YourPredictions",
    "ask",
    "link",
]
