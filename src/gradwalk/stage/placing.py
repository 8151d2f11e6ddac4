"""Place marks on a panel: where each is in pixels, and all that it is painted with there.

This is computed once, here; the browser and Matplotlib paint what comes out.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from gradwalk.stage import shapes as draw
from gradwalk.stage.clipping import clipped_line
from gradwalk.stage.marks import Mark
from gradwalk.stage.naming import names_apart
from gradwalk.stage.shapes import Pixel, Room, Shape

STANDING = ("point", "text", "node")  # their shapes are drawn around their place; as in js/painter.js
FAR = 1000  # pixels outside the axes, beyond which nothing is drawn and lines are cut
BEHAVIOUR = ("label", "drag", "guided", "press", "follow")  # what the hand may do; the rest of a look is in the shapes
CLEAR = 5  # pixels between the text of an edge and its head
ELSEWHERE = 1e4  # pixels that are in no picture
COVER = 1.4  # how far a point reaches in its size: the corner of a diamond, and the line around it

Placed = dict[str, Any]  # "kind", "at", "shapes" and what is in BEHAVIOUR; see Mark in js/model.js
Pixels = list[list[float]]


class Placer:
    """The marks of one panel in pixels; a mark that is shown again at the same place is not computed again."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Mark, tuple[Pixels, Room, Placed]] = WeakKeyDictionary()

    def place(self, marks: Mapping[str, Mark], pixels: np.ndarray, room: Room) -> dict[str, Placed]:
        """Return `marks` inside the axes `room`, the later to be painted over the earlier.

        `pixels` has shape (n, 2): the points of all marks, one after the other. Two things become marks of their own
        and are painted later: the text of an edge, so that no other line runs through it, and the head of an arrow so
        short that the point at its tail would cover it.
        """
        placed, lines, end = {}, {}, 0
        rows, rounded = pixels.tolist(), _rounded(pixels, room)
        for name, mark in marks.items():
            start, end = end, end + len(mark.at)
            placed[name] = self._placed(mark, rows[start:end], room, rounded and rounded[start:end])
            if mark.kind == "edge":
                lines[name] = rows[start:end]
        placed = names_apart(marks, placed, room)
        return _covered_heads_last(marks, _texts_after_edges(marks, lines, placed))

    def _placed(self, mark: Mark, pixels: Pixels, room: Room, rounded: Pixels | None) -> Placed:
        known = self._known.get(mark)
        if known is None or known[0] != pixels or known[1] != room:
            known = self._known[mark] = (pixels, room, placed_mark(mark, pixels, room, rounded))
        return known[2]


def _rounded(pixels: np.ndarray, room: Room) -> Pixels | None:
    """Return pixels to a tenth, all at once; None unless all of them are near the axes, as they mostly are."""
    wide = room.within(-FAR)
    near = bool(((pixels >= wide[:2]) & (pixels <= wide[2:])).all())
    return pixels.round(1).tolist() if near else None


def placed_mark(mark: Mark, pixels: Pixels, room: Room, rounded: Pixels | None = None) -> Placed:
    """Return a mark as it is painted at `pixels`, rounded to a tenth; a point without a place is None.

    A line that runs away is cut far outside the axes; a point, text or node that ran away is missing. Where nothing
    runs away, the caller can have `rounded` all pixels before.
    """
    seen, shapes = pixels, mark.shapes
    if rounded is None:
        seen = _cut_far(pixels, room)
    if mark.kind in ("arrow", "edge"):
        seen, shapes = _headed(mark, pixels, seen, room)
    elif rounded is not None:
        return _as_placed(mark, rounded, shapes)
    return _as_placed(mark, [None if x != x else [round(x, 1), round(y, 1)] for x, y in seen], shapes)


def _cut_far(pixels: Pixels, room: Room) -> Pixels:
    wide = room.within(-FAR)
    if all(wide.holds((x, y)) for x, y in pixels):
        return pixels
    return clipped_line(np.array(pixels), np.array(wide[:2]), np.array(wide[2:])).tolist()


def _as_placed(mark: Mark, at: Sequence[Sequence[float] | None], shapes: Sequence[Shape]) -> Placed:
    behaviour = {key: mark.look[key] for key in BEHAVIOUR if key in mark.look}
    return {"kind": mark.kind, "at": at, "shapes": list(shapes) if any(at) else [], **behaviour}


def _headed(mark: Mark, pixels: Pixels, seen: Pixels, room: Room) -> tuple[Sequence[Pixel], list[Shape]]:
    """Return the shaft of an arrow or edge, and what it is painted with: shaft and head."""
    look, cut = mark.look, False
    line = [(x, y) for x, y in seen if x == x]
    if mark.kind == "arrow":
        part = draw.cut_arrow(*((x, y) for x, y in pixels), look["width"], room) if _all_finite(pixels) else None
        line, cut = (list(part[:2]), part[2]) if part else ([], False)
    if len(line) < 2:
        return [], []
    shaft, head = draw.arrow_line(line, look["width"])
    return shaft, draw.arrow_shapes(head, look["color"], look["width"], look.get("dash"), cut) if head else []


def _all_finite(pixels: Pixels) -> bool:
    return all(math.isfinite(value) for pixel in pixels for value in pixel)


def _texts_after_edges(
    marks: Mapping[str, Mark], lines: Mapping[str, Pixels], placed: dict[str, Placed]
) -> dict[str, Placed]:
    """Return placed marks with the texts of edges, which run along `lines`, as marks of their own after the last."""
    texts = {f"{name} text": text for name, line in lines.items() if (text := _edge_text(marks[name], line))}
    if not texts:
        return placed
    names = list(placed)
    first = names.index(list(lines)[-1]) + 1
    return {name: placed[name] for name in names[:first]} | texts | {name: placed[name] for name in names[first:]}


def _edge_text(mark: Mark, line: Pixels) -> Placed | None:
    """Return the text of an edge, at about the fraction `where` of its first segment; None where that runs away.

    It leaves the head free, and on a line that is too short for both it stands before the head.
    """
    look, (start, end) = mark.look, line[:2]
    length = math.dist(start, end)
    if not look.get("text") or not 0 < length < ELSEWHERE or max(map(abs, (*start, *end))) > ELSEWHERE:
        return None
    shapes = draw.plate_shapes(look["text"], look.get("text_color", look["color"]), look["size"])
    across, along = (abs(b - a) / length for a, b in zip(start, end, strict=True))
    # From the middle of the plate to where the line comes out of it.
    half = min(shapes[0]["width"] / 2 / (across or 1e-9), shapes[0]["height"] / 2 / (along or 1e-9))
    head = draw.head_length(look["width"]) if len(line) == 2 else 0
    share = min(look["where"], (length - head - half - CLEAR) / length)
    share = max(share, min(half + CLEAR, (length - head) / 2) / length)
    spot = [round(a + share * (b - a), 1) for a, b in zip(start, end, strict=True)]
    return {"kind": "text", "at": [spot], "shapes": shapes}


def _covered_heads_last(marks: Mapping[str, Mark], placed: dict[str, Placed]) -> dict[str, Placed]:
    """Return placed marks, with the heads of arrows that would lie below a point as marks of their own at the end."""
    points = [(placed[name]["at"][0], mark.look["size"]) for name, mark in marks.items() if mark.kind == "point"]
    points = [(at, COVER * size) for at, size in points if at]
    heads = {}
    for name, mark in marks.items():
        shapes = placed[name]["shapes"]
        if mark.kind == "arrow" and shapes and any(_reaches(at, reach, shapes[1]) for at, reach in points):
            head = shapes[1]
            placed[name] = {**placed[name], "shapes": [shapes[0], *shapes[2:]]}
            heads[f"{name} head"] = {"kind": "polygon", "at": head["points"], "shapes": [draw.casing(head), head]}
    return placed | heads


def _reaches(at: Sequence[float], reach: float, head: Shape) -> bool:
    return any(math.dist(at, corner) < reach for corner in head["points"])
