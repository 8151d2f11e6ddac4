"""Every explorer that gradwalk exports, and settings that move every control of it."""

from __future__ import annotations

from typing import Any

import gradwalk.explorers
from gradwalk.explorers.explorer import Explorer

CLASSES = {
    name: kind
    for name in gradwalk.explorers.__all__
    if isinstance(kind := getattr(gradwalk.explorers, name), type) and issubclass(kind, Explorer)
}

# A value other than the first for every control, all at once; those that follow from others come as they must.
MOVED: dict[str, dict[str, Any]] = {
    "SurfaceExplorer": {"surface": "hills", "x": 0.5, "y": -1.0, "camera": [50.0, 15.0]},
    "LinkedExplorer": {"surface": "x*y", "x": -0.5, "y": 2.0, "camera": [40.0, 0.0]},
    "DescentExplorer": {
        "surface": "Himmelblau", "x": -1.0, "y": 2.0, "learning_rate": 0.0123, "num_steps": 60, "step": 44,
        "camera": [20.0, 45.0],
    },
    "DirectionExplorer": {
        "surface": "saddle", "x": 1.0, "y": 0.5, "direction": -33.0, "kept": [10.0, 170.0], "show_gradient": False,
        "camera": [60.0, -90.0],
    },
    "TaylorExplorer": {
        "surface": "Rosenbrock", "x": 1.0, "y": 0.5, "length": 0.123, "direction": 100.0, "second_order": True,
        "camera": [10.0, 10.0],
    },
    "ChainExplorer": {"g": "sin(x)", "f": "y**3", "x": -0.5, "dx": 0.25},
    "GraphExplorer": {"formula": "a*b + tanh(a)", "inputs": {"a": 0.25, "b": -3.0}, "step": 5, "node": "a"},
    "FillInExplorer": {
        "formula": "a*b + a", "inputs": {"a": 2.0, "b": 3.0}, "entries": {"v2": "7", "v1": "6", "∂v2/∂v1": "v1/6"},
        "hints": {"∂v2/∂a": 2}, "task": "∂v2/∂a",
    },
    "ConceptMap": {"concept": "taylor"},
    "LayerExplorer": {"sizes": [2, 4], "numbers": {"x1": 4.5, "w[3, 1]": -0.25}, "chosen": "w[3, 1]"},
    "NetworkExplorer": {
        "sizes": [3, 2, 3], "biases": True, "numbers": {"x3": 0.75, "b2[2]": 5.0, "t1": 0.1}, "chosen": "w1[1, 2]",
        "step": 10, "paths": 1,
    },
    "SmallChangeExplorer": {
        "direction": "all, at random", "weight": "w2[0, 1]", "seed": 7, "length": 0.0123, "stage": 2,
    },
    "TrainingExplorer": {
        "dataset": "square", "symmetric": True, "seed": 9, "learning_rate": 0.0123, "num_steps": 120, "step": 77,
        "seconds": 60,
    },
    "GradientCheckLab": {"network": False, "formula": "x**3", "weight": "w2[1, 1]", "x": -1.5, "h": 1e-6},
    "BugHunt": {
        "size": "2-2-2", "biases": False, "numbers": {"x1": 0.35, "w2[1, 1]": -2.5}, "suspicion": "one path",
    },
}  # fmt: skip


def seen(explorer: Explorer) -> dict[str, Any]:
    """All that a reader sees in the stage: marks, words, layout and pictures."""
    return {name: getattr(explorer.stage, name) for name in explorer.stage.keys if is_seen(name)}


def is_seen(name: str) -> bool:
    return name in ("marks", "readout", "note", "frames") or name.startswith("picture_")
