"""The stage: pictures that stand still, marks that move over them, and the hand that moves them."""

from gradwalk.stage.marks import Mark, arrow, edge, node, point, polygon, polyline, text
from gradwalk.stage.picture_first import PictureFirst, picture_first
from gradwalk.stage.placing import Placed, Placer
from gradwalk.stage.shapes import Room
from gradwalk.stage.stage import Frame, Keys, Stage

__all__ = [
    "Frame", "Keys", "Mark", "PictureFirst", "Placed", "Placer", "Room", "Stage",
    "arrow", "edge", "node", "picture_first", "point", "polygon", "polyline", "text",
]  # fmt: skip
