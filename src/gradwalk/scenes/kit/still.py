"""Paint marks with Matplotlib where the browser would paint them, for readers without a kernel.

The input is what the stage gets, in pixels, so the still picture and the live one cannot differ in place.
"""

import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon, Rectangle
from matplotlib.patheffects import withStroke

from gradwalk.stage import Frame

PIXEL = 0.72  # points (1/72 inch) to a CSS pixel at 100 dots an inch
CAPTION_SIZE = 12  # pixels
ARROW_NAME, NAME_GAP, SHORT_ARROW = 13, 11, 40  # pixels; as in stage.js
HIDDEN_ARROW = 9  # pixels: the point at its tail covers it, and a name would name nothing that is seen
LETTER_WIDTH = 0.78  # of a bold letter, in its height
MARKERS = {"circle": "o", "ring": "o", "square": "s", "diamond": "D"}

Placed = Mapping[str, Any]


def draw_placed(axes: Axes, marks: Iterable[Placed], frame: Frame) -> None:
    """Draw placed `marks` on `axes`, which cover the whole figure, clipped to the frame's inner rectangle."""
    axes.set(xlim=(0, frame.width), ylim=(frame.height, 0))
    axes.axis("off")
    left, top, right, bottom = frame.inner
    window = Rectangle((left, top), right - left, bottom - top, transform=axes.transData)
    for mark in marks:
        before = set(axes.get_children())
        _PAINTERS[mark["kind"]](axes, mark, _rows(mark["at"]))
        if mark.get("name"):
            _name_arrow(axes, mark, _rows(mark["at"]), frame.inner)
        for artist in set(axes.get_children()) - before:
            artist.set_clip_path(window)


def caption_pixels(caption: str, width: int, scale: int) -> np.ndarray:
    """Return a line of text below a picture `width` CSS pixels wide, wrapped: pixels of shape (rows, columns, 4)."""
    lines = textwrap.wrap(caption, int(width / (0.6 * CAPTION_SIZE)))
    height = (len(lines) + 1) * 1.5 * CAPTION_SIZE * PIXEL / 72
    figure = Figure(figsize=(width * PIXEL / 72, height), dpi=scale * 72 / PIXEL)
    FigureCanvasAgg(figure)
    figure.text(0.5, 0.5, "\n".join(lines), fontsize=CAPTION_SIZE * PIXEL, color="#555555", ha="center", va="center")
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba()).copy()


def _rows(at: Iterable[Any]) -> np.ndarray:
    """Return pixels as an array (n, 2), with nan where the browser gets no point."""
    return np.array([(np.nan, np.nan) if pixel is None else pixel for pixel in at], dtype=float)


def _dashes(mark: Placed) -> Any:
    """Return the browser's dash pattern as a Matplotlib line style."""
    if not mark.get("dash"):
        return "-"
    return (0, tuple(float(length) / mark["width"] for length in mark["dash"].split()))


def _point(axes: Axes, mark: Placed, at: np.ndarray) -> None:
    ring = mark["shape"] == "ring"
    axes.plot(
        *at.T,
        MARKERS[mark["shape"]],
        markersize=2 * mark["size"] * PIXEL,
        markerfacecolor="none" if ring else mark["color"],
        markeredgecolor=mark["color"] if ring else "white",
        markeredgewidth=(2.5 if ring else 1.5) * PIXEL,
    )


def _line(axes: Axes, mark: Placed, at: np.ndarray) -> None:
    axes.plot(*at.T, color=mark["color"], linewidth=mark["width"] * PIXEL, linestyle=_dashes(mark))
    if mark.get("dots"):
        axes.plot(*at.T, "o", color=mark["color"], markersize=2 * mark["dots"] * PIXEL, markeredgewidth=0)


def _arrow(axes: Axes, mark: Placed, at: np.ndarray) -> None:
    at = at[np.isfinite(at).all(axis=1)]
    length = np.hypot(*(at[-1] - at[-2])) if len(at) >= 2 else 0.0
    if length < 0.5:
        return
    head = min(4 + 3 * mark["width"], length) * PIXEL  # a longer head would begin behind the tail
    style = f"-|>,head_length={head},head_width={0.42 * head}"
    line = {"linewidth": mark["width"] * PIXEL, "linestyle": _dashes(mark), "color": mark["color"]}
    if len(at) > 2:
        axes.plot(*at[:-1].T, **line)
    axes.add_patch(FancyArrowPatch(at[-2], at[-1], arrowstyle=style, mutation_scale=1, shrinkA=0, shrinkB=0, **line))


def _name_arrow(axes: Axes, mark: Placed, at: np.ndarray, inner: tuple[float, float, float, float]) -> None:
    """Write the name of an arrow where stage.js writes it."""
    (tail, head), (left, top, right, bottom) = at, inner
    length = float(np.hypot(*(head - tail)))
    if not length >= HIDDEN_ARROW:
        return
    width = LETTER_WIDTH * ARROW_NAME * len(mark["name"])
    low, high = np.array([left + 2, top + 9]), np.array([right - 2 - width, bottom - 9])
    along = (head - tail) / length
    side = 1 if along[0] > 0 or (along[0] == 0 and along[1] > 0) else -1
    if length >= SHORT_ARROW:
        start = _start((tail + head) / 2, side * np.array([along[1], -along[0]]), NAME_GAP, width)
    else:
        start = _start(head, along, NAME_GAP, width)
        if (start < low).any() or (start > high).any():
            start = _start(tail, -along, NAME_GAP + 6, width)
    _write(axes, np.clip(start, low, high), mark["name"], mark["color"], ARROW_NAME, "left", "center", "bold")


def _start(at: np.ndarray, way: np.ndarray, gap: float, width: float) -> np.ndarray:
    """Return where a word begins that stands `gap` away from a point."""
    share = 0.5 if abs(way[0]) < 0.4 else 0 if way[0] > 0 else 1
    return at + gap * way - np.array([share * width, 0])


def _edge(axes: Axes, mark: Placed, at: np.ndarray) -> None:
    _arrow(axes, mark, at)
    if mark.get("text"):
        middle = at[0] + mark["where"] * (at[1] - at[0])
        _write(axes, middle, mark["text"], mark.get("text_color", mark["color"]), mark["size"], "center", "center")


def _polygon(axes: Axes, mark: Placed, at: np.ndarray) -> None:
    axes.add_patch(Polygon(at, facecolor=mark["color"], alpha=mark["opacity"], edgecolor="none"))


def _text(axes: Axes, mark: Placed, at: np.ndarray) -> None:
    align = {"start": "left", "middle": "center", "end": "right"}[mark["anchor"]]
    _write(axes, at[0] + mark["shift"], mark["text"], mark["color"], mark["size"], align, "baseline")


def _node(axes: Axes, mark: Placed, at: np.ndarray) -> None:
    (x, y), (width, height) = at[0], mark["box"]
    box = FancyBboxPatch(
        (x - width / 2 + 8, y - height / 2 + 8), width - 16, height - 16, boxstyle="round,pad=8,rounding_size=8",
        facecolor=mark["fill"], edgecolor=mark["color"], linewidth=mark["width"] * PIXEL,
    )  # fmt: skip
    axes.add_patch(box)
    for i, line in enumerate(mark["lines"]):
        middle = y + (i - (len(mark["lines"]) - 1) / 2) * 1.25 * mark["size"]
        _write(axes, (x, middle), line, mark.get("text_color", "#1a1a1a"), mark["size"], "center", "center_baseline")


def _write(
    axes: Axes, at: Any, string: str, color: str, size: float, across: str, along: str, weight: str = "normal"
) -> None:
    look = {"color": color, "fontsize": size * PIXEL, "fontweight": weight, "ha": across, "va": along}
    words = axes.text(*at, string, **look, parse_math=False)
    words.set_path_effects([withStroke(linewidth=2.5 * PIXEL, foreground="white", alpha=0.9)])


_PAINTERS: dict[str, Callable[[Axes, Placed, np.ndarray], None]] = {
    "point": _point,
    "arrow": _arrow,
    "polyline": _line,
    "polygon": _polygon,
    "text": _text,
    "node": _node,
    "edge": _edge,
}
