"""Paint placed marks with Matplotlib, for readers without a kernel.

The input is what the stage gets, with all shapes computed, so the still picture and the live one cannot differ.
"""

import textwrap
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import BoxStyle, Circle, FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from gradwalk.scenes.kit.style import own_settings
from gradwalk.stage import Frame, Placed
from gradwalk.stage.placing import STANDING
from gradwalk.stage.shapes import HALO, Shape

PIXEL = 0.72  # points (1/72 inch) to a CSS pixel at 100 dots an inch
CAPTION_SIZE = 12  # pixels
ALIGNED = {"start": "left", "middle": "center", "end": "right"}


def draw_placed(axes: Axes, marks: Iterable[Placed], frame: Frame) -> None:
    """Draw placed `marks` on `axes`, which cover the whole figure, clipped to the frame's inner rectangle."""
    axes.set(xlim=(0, frame.width), ylim=(frame.height, 0))
    axes.axis("off")
    left, top, right, bottom = frame.inner
    window = Rectangle((left, top), right - left, bottom - top, transform=axes.transData)
    shapes = ((mark, shape) for mark in marks for shape in mark["shapes"])
    artists = (artist for mark, shape in shapes for artist in _artists(mark, shape))
    for order, artist in enumerate(artists):
        axes.add_artist(artist)
        artist.set(zorder=order, clip_path=window)  # which `add_artist` sets, too


@own_settings()
def caption_pixels(caption: str, width: int, scale: int) -> np.ndarray:
    """Return a line of text below a picture `width` CSS pixels wide, wrapped: pixels of shape (rows, columns, 4)."""
    lines = textwrap.wrap(caption, int(width / (0.6 * CAPTION_SIZE)))
    height = (len(lines) + 1) * 1.5 * CAPTION_SIZE * PIXEL / 72
    figure = Figure(figsize=(width * PIXEL / 72, height), dpi=scale * 72 / PIXEL)
    canvas = FigureCanvasAgg(figure)
    figure.text(0.5, 0.5, "\n".join(lines), fontsize=CAPTION_SIZE * PIXEL, color="#555555", ha="center", va="center")
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def _artists(mark: Placed, shape: Shape) -> list[Artist]:
    """Return what Matplotlib paints for a shape of a mark: one artist, or one for each piece of a text."""
    origin = np.array(mark["at"][0]) if mark["kind"] in STANDING else np.zeros(2)
    if "runs" in shape:
        return [_words(piece, origin) for piece in _pieces(shape)]
    return [_words(shape, origin) if "text" in shape else _artist(mark, shape, origin)]


def _artist(mark: Placed, shape: Shape, origin: np.ndarray) -> Artist:
    """Return what Matplotlib paints for a shape that is no text; the words of SVG for how it looks are kept."""
    if "dots" in shape:
        return _dots(shape, _rows(mark["at"]))
    if "r" in shape:
        return Circle((float(origin[0]), float(origin[1])), shape["r"], **_look(shape))
    if "width" in shape:
        return _box(shape, origin)
    return PathPatch(_path(_rows(shape.get("points", mark["at"])) + origin, "closed" in shape), **_look(shape))


def _look(shape: Shape) -> dict[str, Any]:
    """Return the colours, line width and dashes of a shape."""
    fill, stroke, width = shape.get("fill", "none"), shape.get("stroke", "none"), shape.get("line", 1)
    dash = [float(length) / width for length in shape.get("dash", "").split()]
    return {
        "facecolor": to_rgba(fill, None if fill == "none" else shape.get("opacity", 1)),
        "edgecolor": stroke,
        "linewidth": width * PIXEL if stroke != "none" else 0,
        "linestyle": (0, dash) if dash else "-",
        "joinstyle": "round",
        "capstyle": "butt",
    }


def _path(points: np.ndarray, closed: bool) -> Path:
    """Return the path through points of shape (n, 2); a row of nan lifts the pen."""
    there = np.all(np.isfinite(points), axis=1)
    lifted = ~np.concatenate([[False], there[:-1]])
    codes = np.where(lifted, Path.MOVETO, Path.LINETO)[there]
    if closed and len(codes):
        return Path([*points[there], (0, 0)], [*codes, Path.CLOSEPOLY])
    return Path(points[there], codes)


def _box(shape: Shape, origin: np.ndarray) -> FancyBboxPatch:
    x, y = origin + np.array([shape["x"], shape["y"]])
    corner = min(shape.get("rx", 0), shape["width"] / 2, shape["height"] / 2)
    style = BoxStyle("Round", pad=0, rounding_size=corner) if corner else BoxStyle("Square", pad=0)
    return FancyBboxPatch((x, y), shape["width"], shape["height"], boxstyle=style, **_look(shape))


def _dots(shape: Shape, points: np.ndarray) -> Line2D:
    size = shape["line"] * PIXEL
    return Line2D(*points.T, linestyle="none", marker="o", markersize=size, color=shape["stroke"], markeredgewidth=0)


def _words(shape: Shape, origin: np.ndarray) -> Text:
    x, y = origin + np.array([shape["x"], shape["y"]])
    words = Text(
        x, y, shape["text"], color=shape["fill"], fontsize=shape["size"] * PIXEL, parse_math=False,
        ha=ALIGNED[shape.get("anchor", "start")], va="baseline", fontweight="bold" if "bold" in shape else "normal",
    )  # fmt: skip
    if "halo" in shape:
        words.set_path_effects([withStroke(linewidth=HALO * PIXEL, foreground="white", alpha=0.9)])
    return words


def _pieces(shape: Shape) -> list[Shape]:
    """Return the pieces of a text with indices as texts of their own, each beginning where SVG lets it begin."""
    look = {key: value for key, value in shape.items() if key not in ("runs", "anchor")}
    pieces, x, y = [], 0.0, shape["y"]
    for run in shape["runs"]:
        size = run.get("size", shape["size"])
        x, y = x + run.get("dx", 0), y + run.get("dy", 0)
        pieces.append({**look, "text": run["text"], "x": x, "y": y, "size": size})
        x += _advance(run["text"], size, "bold" in shape)
    start = shape["x"] - x * {"start": 0, "middle": 0.5, "end": 1}[shape.get("anchor", "start")]
    return [{**piece, "x": start + piece["x"]} for piece in pieces]


@lru_cache(maxsize=4096)
def _advance(string: str, size: float, bold: bool) -> float:
    """Return how far a text moves what follows it, in pixels: the sum of the advances of its letters."""
    font = get_font(findfont(FontProperties(weight="bold" if bold else "normal")))
    font.set_size(size, 72)  # points of 1/72 inch, which here are pixels
    return sum(font.load_char(ord(letter)).linearHoriAdvance for letter in string) / 0x10000


def _rows(points: Iterable[Any]) -> np.ndarray:
    """Return pixels as an array (n, 2), with nan for a point that has no place."""
    return np.array([(np.nan, np.nan) if pixel is None else pixel for pixel in points], dtype=float)
