"""Say what moves in a picture: points, arrows, lines, polygons, texts, nodes and edges.

A mark holds data coordinates and a look. A panel projects it to pixels, where all its shapes are computed; the stage
paints them in the browser, and Matplotlib in a still picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.stage import shapes as draw
from gradwalk.stage.shapes import Shape


@dataclass(frozen=True, eq=False)  # what is placed is kept by mark, so that one made once is placed once
class Mark:
    """One thing that moves: its kind, its place in data coordinates, and how it looks.

    `at` has shape (n, 2) on a plane or (n, 3) in space; a row that is not finite breaks a polyline there.
    `look` holds what the place does not say (colour, width, label, ...), in CSS pixels. `shapes` are what it is painted
    with: those of a point, text or node around its own place, those of a line through `at`. Arrows and edges, whose
    heads depend on where they are, get theirs when they are placed (`placing.py`).
    """

    kind: str
    at: np.ndarray
    look: Mapping[str, Any] = field(default_factory=dict)
    shapes: Sequence[Shape] = ()


def _mark(kind: str, at: ArrayLike, shapes: Sequence[Shape] = (), **look: Any) -> Mark:
    """Make a mark, leaving out of `look` what is None so that messages stay short."""
    rows = np.atleast_2d(np.asarray(at, dtype=float))
    return Mark(kind, rows, {key: value for key, value in look.items() if value is not None}, shapes)


def point(
    at: ArrayLike,
    color: str,
    *,
    size: float = 7,
    shape: str = "circle",
    label: str | None = None,
    drag: bool = False,
    guided: bool = False,
) -> Mark:
    """Return a point of radius `size` pixels; shape is circle, square, diamond or ring.

    With `drag` the hand can take it, by pointer or by arrow keys; then `label` is what a screen reader says.
    A `guided` point runs on a rail, such as a circle: while it is held, the kernel says where it is, not the pointer.
    """
    look = {"color": color, "size": size, "shape": shape, "label": label}
    return _mark("point", at, draw.point_shapes(color, size, shape), **look, drag=drag or None, guided=guided or None)


def arrow(
    tail: ArrayLike, head: ArrayLike, color: str, *, width: float = 3, dash: str | None = None, name: str | None = None
) -> Mark:
    """Return a straight arrow from `tail` to `head`, drawn `width` pixels wide, with its `name` beside it.

    Where its head would be outside the axes, the arrow ends at their edge in a hollow head.
    """
    return _mark("arrow", [tail, head], color=color, width=width, dash=dash, name=name)


def polyline(
    points: ArrayLike, color: str, *, width: float = 2, dash: str | None = None, dots: float | None = None
) -> Mark:
    """Return a line through `points` (n, 2 or 3); `dots` is the radius in pixels of a dot at every point."""
    return _mark(
        "polyline",
        points,
        draw.polyline_shapes(color, width, dash, dots),
        color=color,
        width=width,
        dash=dash,
        dots=dots,
    )


def polygon(points: ArrayLike, color: str, *, opacity: float = 0.3) -> Mark:
    """Return a filled polygon with corners `points`."""
    return _mark("polygon", points, draw.polygon_shapes(color, opacity), color=color, opacity=opacity)


def text(
    at: ArrayLike,
    string: str,
    color: str,
    *,
    size: float = 13,
    anchor: str = "start",
    shift: Sequence[float] = (0, 0),
    bold: bool = False,
    plate: bool = False,
) -> Mark:
    """Return a line of text; `anchor` is start, middle or end; `shift` moves it by (right, down) pixels.

    With a `plate` behind it, what is painted before does not run through its letters.
    """
    shapes = draw.text_shapes(string, color, size, anchor, shift, bold, plate)
    return _mark(
        "text", at, shapes, text=string, color=color, size=size, anchor=anchor, shift=list(shift), bold=bold or None
    )


def node(
    at: ArrayLike,
    lines: Sequence[str],
    *,
    fill: str,
    color: str,
    box: Sequence[float] = (56, 40),
    text_color: str | None = None,
    size: float = 12,
    width: float = 1.5,
    label: str | None = None,
    press: bool = False,
    follow: bool = False,
) -> Mark:
    """Return a rounded box of `box` = (width, height) pixels with centred `lines` of text.

    With `press` it can be focused and pressed, by pointer or by Enter; then `label` is what a screen reader says.
    A panel too wide for the page scrolls to the node that it shall `follow`.
    """
    return _mark(
        "node",
        at,
        draw.node_shapes(lines, box, fill, color, width, size, text_color),
        lines=list(lines),
        fill=fill,
        color=color,
        box=list(box),
        text_color=text_color,
        size=size,
        width=width,
        label=label,
        press=press or None,
        follow=follow or None,
    )


def edge(
    points: ArrayLike,
    color: str,
    *,
    width: float = 1.5,
    dash: str | None = None,
    text: str | None = None,
    text_color: str | None = None,
    where: float = 0.5,
    size: float = 11,
    label: str | None = None,
    press: bool | str = False,
) -> Mark:
    """Return an arrow between nodes through `points`, with a text at the fraction `where` of its first segment.

    With `press` it can be focused and pressed, by pointer or by Enter; then `label` is what a screen reader says.
    With `press="pointer"` only the pointer presses it, for an edge whose number on it can be pressed by keyboard.
    """
    return _mark(
        "edge",
        points,
        color=color,
        width=width,
        dash=dash,
        text=text,
        text_color=text_color,
        where=where,
        size=size,
        label=label,
        press=press or None,
    )
