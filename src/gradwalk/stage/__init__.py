"""The stage: pictures that stand still, marks that move over them, and the hand that moves them."""

from gradwalk.stage.marks import Mark, arrow, edge, node, point, polygon, polyline, text
from gradwalk.stage.stage import Frame, Stage

__all__ = ["Frame", "Mark", "Stage", "arrow", "edge", "node", "point", "polygon", "polyline", "text"]
