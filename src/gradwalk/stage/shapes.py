"""What marks look like: circles, boxes, paths and words in pixels, computed once and painted alike everywhere.

The browser sets them as attributes of SVG elements (`js/painter.js`), Matplotlib as patches (`scenes/kit/still.py`).
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from gradwalk.stage.clipping import between, shares_inside
from gradwalk.stage.indices import letters, runs

Shape = dict[str, Any]  # see Shape in js/model.js
Pixel = tuple[float, float]

HALO = 4  # pixels of white around letters, half of them outside; as in stage.css
BASELINE = 0.35  # of the size of letters, from their middle down to the line they stand on
LINE = 1.25  # of the size of letters, from one line to the next
CORNER = 8  # pixels, as is
BOLD_LETTER, LETTER = 0.78, 0.63  # width of a letter in its height, rather too wide than too narrow
NO_ARROW = 0.5
HEAD_WIDTH = 0.42  # half of it, in the length of a head
CASING = 3


class Room(NamedTuple):
    """The rectangle of the axes, in pixels from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, margin: float) -> "Room":
        """Return the rectangle that is smaller by `margin` on each side, or larger by a negative one."""
        return Room(self.left + margin, self.top + margin, self.right - margin, self.bottom - margin)

    def holds(self, pixel: Pixel) -> bool:
        """Return whether a pixel is in the rectangle."""
        return self.left <= pixel[0] <= self.right and self.top <= pixel[1] <= self.bottom


def point_shapes(color: str, size: float, shape: str) -> list[Shape]:
    """Return a point of radius `size` around the origin."""
    if shape == "ring":
        return [{"r": size, "fill": "none", "stroke": color, "line": 2.5}]
    look = {"fill": color, "stroke": "white", "line": 1.5}
    if shape == "square":
        return [{"x": -size, "y": -size, "width": 2 * size, "height": 2 * size, **look}]
    if shape == "diamond":
        far = round(1.3 * size, 1)
        return [{"points": [[0, -far], [far, 0], [0, far], [-far, 0]], "closed": True, **look}]
    return [{"r": size, **look}]


def text_shapes(
    string: str, color: str, size: float, anchor: str, shift: Sequence[float], bold: bool, plate: bool = False
) -> list[Shape]:
    """Return a line of text that stands `shift` pixels away from the origin; a `plate` keeps lines out of it."""
    words = words_on_halo(string, color, size, *shift, anchor=anchor, bold=bold)
    if not plate:
        return words
    across = round((BOLD_LETTER if bold else LETTER) * size * letters(string), 1)
    left = shift[0] - across * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    box = {
        "x": round(left, 1),
        "y": round(shift[1] - size, 1),
        "width": across,
        "height": round(1.3 * size, 1),
        "rx": 3,
    }
    return [{**box, "fill": "white", "opacity": 0.9}, *words]


def node_shapes(
    lines: Sequence[str],
    box: Sequence[float],
    fill: str,
    color: str,
    width: float,
    size: float,
    text_color: str | None,
) -> list[Shape]:
    """Return a rounded box around the origin with centred lines of text."""
    across, down = box
    frame = {"x": -across / 2, "y": -down / 2, "width": across, "height": down, "rx": CORNER}
    middle = (len(lines) - 1) / 2
    words = [
        words_shape(line, text_color or "#1a1a1a", size, 0, ((i - middle) * LINE + BASELINE) * size, anchor="middle")
        for i, line in enumerate(lines)
        if line
    ]
    return [{**frame, "fill": fill, "stroke": color, "line": width}, *words]


def polyline_shapes(color: str, width: float, dash: str | None, dots: float | None) -> list[Shape]:
    """Return a line through the mark's own points, and a dot of radius `dots` at each."""
    line = _stroke(color, width, dash)
    return [line, {"dots": True, **_stroke(color, 2 * dots)}] if dots else [line]


def polygon_shapes(color: str, opacity: float) -> list[Shape]:
    """Return the area between the mark's own points."""
    return [{"closed": True, "fill": color, "opacity": opacity}]


def plate_shapes(string: str, color: str, size: float) -> list[Shape]:
    """Return a text around the origin on a white plate, which keeps the line below out of its letters."""
    across, down = round(LETTER * size * letters(string) + 4, 1), round(1.2 * size, 1)
    plate = {"x": -across / 2, "y": -down / 2, "width": across, "height": down, "rx": 3}
    words = words_on_halo(string, color, size, 0, BASELINE * size, anchor="middle")
    return [{**plate, "fill": "white", "opacity": 0.9}, *words]


def arrow_line(line: Sequence[Pixel], width: float) -> tuple[list[Pixel], list[Pixel]]:
    """Return the shaft of an arrow along `line` and the corners of its head, the tip first; neither if it is too short.

    The shaft stops inside the head, so that a thick line does not blunt the tip.
    """
    (x0, y0), (x1, y1) = line[-2], line[-1]
    length = math.dist(line[-2], line[-1])
    if length < NO_ARROW:
        return [], []
    head = min(head_length(width), length)  # a longer head would begin behind the tail
    ux, uy, half = (x1 - x0) / length, (y1 - y0) / length, HEAD_WIDTH * head
    x, y = x1 - head * ux, y1 - head * uy
    inside = min(1.0, head)
    shaft = [*line[:-1], (x + inside * ux, y + inside * uy)]
    return shaft, [(x1, y1), (x - half * uy, y + half * ux), (x + half * uy, y - half * ux)]


def arrow_shapes(
    head: Sequence[Pixel], color: str, width: float, dash: str | None = None, cut: bool = False
) -> list[Shape]:
    """Return the look of a shaft and a head with these corners.

    The head of an arrow that is `cut`, because it goes on where it cannot be seen, is hollow.
    """
    look = {"fill": "white", **_stroke(color, 1.5)} if cut else {"fill": color}
    return [_stroke(color, width, dash), {"points": rounded(head), "closed": True, **look}]


def head_length(width: float) -> float:
    """Return the length of the head of an arrow that is `width` wide, both in pixels."""
    return 4 + 3 * width


def cut_arrow(tail: Pixel, tip: Pixel, width: float, room: Room) -> tuple[Pixel, Pixel, bool] | None:
    """Return tail and tip of what is seen of an arrow, and whether it is cut because its own tip is beyond the room.

    A cut arrow ends in a whole head inside the room, wherever it leaves it; one that never comes in is None.
    """
    seen = shares_inside(tail, tip, room[:2], room[2:])
    if seen is None:
        if not room.holds(tail):
            return None
        seen = (0.0, 0.0)  # it begins on the very edge
    start = tail if room.holds(tail) else _pixel(between(tail, tip, seen[0]))
    if room.holds(tip):
        return (start, tip, False)
    head = head_length(width)
    inset = room.within(HEAD_WIDTH * head)
    whole = shares_inside(tail, tip, inset[:2], inset[2:]) or seen
    end = _pixel(between(tail, tip, whole[1]))
    far = _pixel(between(tail, tip, 1.0))
    length = math.dist(tail, far)
    if math.dist(start, end) < head:
        start = (end[0] - head * (far[0] - tail[0]) / length, end[1] - head * (far[1] - tail[1]) / length)
    return (start, end, True)


def casing(head: Shape) -> Shape:
    """Return a white edge to be painted below a head, so that it is seen on a point of any colour."""
    width = head.get("line", 0) + CASING
    return {"points": head["points"], "closed": True, "fill": "white", "stroke": "white", "line": width}


def rounded(points: Iterable[Iterable[float]]) -> list[list[float]]:
    """Return pixels rounded to a tenth."""
    return [[round(float(value), 1) for value in point] for point in points]


def _pixel(point: Iterable[float]) -> Pixel:
    x, y = point
    return (float(x), float(y))


def _stroke(color: str, width: float, dash: str | None = None) -> Shape:
    return {"stroke": color, "line": width} | ({"dash": dash} if dash else {})


def words_shape(
    string: str,
    color: str,
    size: float,
    x: float,
    y: float,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> Shape:
    """Return a line of text whose letters stand on the height `y`; what SVG takes for granted is left out."""
    shape: Shape = {"text": string, "x": round(x, 1), "y": round(y, 1), "fill": color, "size": size}
    if pieces := runs(string, size):
        shape["runs"] = pieces
    if anchor != "start":
        shape["anchor"] = anchor
    if bold:
        shape["bold"] = True
    if halo:
        shape["halo"] = True
    return shape


def words_on_halo(
    string: str, color: str, size: float, x: float, y: float, anchor: str = "start", bold: bool = False
) -> list[Shape]:
    """Return a line of text on a white halo, which is painted before where the one of an index would cover a letter."""
    words = words_shape(string, color, size, x, y, anchor, bold, halo=True)
    if "runs" not in words:
        return [words]
    return [{**words, "fill": "white"}, words_shape(string, color, size, x, y, anchor, bold)]
