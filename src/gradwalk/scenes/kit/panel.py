"""Paint one still Matplotlib picture and project marks onto it, on the plane or in space.

All positions that leave this module are CSS pixels with the origin at the top left.
"""

import io
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D, proj3d
from numpy.typing import ArrayLike
from PIL import Image

from gradwalk.scenes.kit.still import draw_placed
from gradwalk.scenes.kit.style import own_settings
from gradwalk.stage import Frame, Mark, Placed, Placer, Room
from gradwalk.stage.clipping import clipped_line

DPI = 100  # a Matplotlib pixel at this resolution is a CSS pixel
SEEK_STEPS = 8
SHARP = 2  # pictures have twice the pixels, for sharp screens
REACH = 1  # times the range of the axes, outside which nothing is drawn in space
DRAWABLE = 1e300  # larger numbers overflow where Matplotlib adds and stretches them
NARROW = 340  # CSS pixels: what a phone has room for
WHOLE, HALF = 888, 440  # CSS pixels: as wide as the controls, and two side by side with the gap between them

_widest: ContextVar[int | None] = ContextVar("widest", default=None)

AxesT = TypeVar("AxesT", bound=Axes)
Draw = Callable[[Axes], None]
SpaceDraw = Callable[[Axes3D], None]


@contextmanager
def narrow_panels() -> Generator[None, None, None]:
    """Make panels with axes inside that are no wider than a phone; their letters stay as large as ever.

    What stands at fixed pixels, as a network does, keeps its size: a narrow page scrolls it.
    """
    before = _widest.set(NARROW)
    try:
        yield
    finally:
        _widest.reset(before)


def is_narrow(axes: Axes) -> bool:
    """Tell whether axes have room for half as many ticks only."""
    return axes.get_window_extent().width < NARROW


Bounds = tuple[float, float, float, float]


def _fitted(width: int, height: int, bounds: Bounds, widest: int) -> tuple[int, int, Bounds]:
    """Return the size and the bounds of axes in a panel no wider than `widest`, with the same pixels around them."""
    left, bottom, across, up = bounds
    w, h = widest, min(height, widest)
    wide, high = (1 - across) * width / w, (1 - up) * height / h
    return w, h, (left * width / w, bottom * height / h, 1 - wide, 1 - high)


class Panel(Generic[AxesT]):
    """A picture of `width` x `height` CSS pixels, painted by `draw(axes)`, and the projection of its axes.

    `bounds` is (left, bottom, width, height) of the axes in fractions of the figure. A press inside the axes
    takes the mark named `grab`.
    """

    turns = False
    shrinks = True
    projection: str | None = None

    @own_settings()
    def __init__(
        self,
        name: str,
        label: str,
        draw: Callable[[AxesT], None],
        *,
        width: int = 430,
        height: int = 400,
        bounds: Bounds = (0.14, 0.14, 0.82, 0.8),
        grab: str = "",
    ) -> None:
        self.name, self.label, self.grab = name, label, grab
        if self.shrinks and (widest := _widest.get()) and width > widest:
            width, height, bounds = _fitted(width, height, bounds, widest)
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
        self._canvas = FigureCanvasAgg(self.figure)
        self.axes = cast(AxesT, self.figure.add_axes(bounds, projection=self.projection))
        self._placing, self._bounds = Placer(), bounds
        self.redraw(draw)

    @own_settings()
    def redraw(self, draw: Callable[[AxesT], None]) -> None:
        """Clear the axes and paint them anew with `draw(axes)`."""
        self._draw = draw
        self.axes.clear()
        draw(self.axes)
        self._settle()

    def _settle(self) -> None:
        """Fix the place of the axes, which Matplotlib otherwise leaves open until it draws."""
        self.axes.apply_aspect()
        box = self.axes.get_window_extent()
        edges = (box.x0, self.height - box.y1, box.x1, self.height - box.y0)
        self.room = Room(*(round(float(edge), 1) for edge in edges))

    @property
    def frame(self) -> Frame:
        """The layout of this panel, as the stage needs it."""
        return Frame(self.name, self.width, self.height, self.room, self.label, self.grab, self.turns)

    @own_settings()
    def picture(self, scale: float = SHARP) -> bytes:
        """Return the picture as PNG, with `scale` image pixels to a CSS pixel."""
        out = io.BytesIO()
        # Without the transparency that nobody sees, a fifth less is to be pressed together.
        Image.fromarray(self._painted(scale)).convert("RGB").save(out, format="png", compress_level=3)
        return out.getvalue()

    def _painted(self, scale: float) -> np.ndarray:
        """Return the picture as pixels of shape (rows, columns, 4), `scale` to a CSS pixel."""
        self.figure.set_dpi(DPI * scale)
        self._canvas.draw()
        pixels = np.asarray(self._canvas.buffer_rgba()).copy()
        self.figure.set_dpi(DPI)
        return pixels

    @own_settings()
    def still(self, marks: Mapping[str, Mark]) -> np.ndarray:
        """Return picture and marks together, painted by Matplotlib: pixels of shape (rows, columns, 4)."""
        overlay = self.figure.add_axes((0, 0, 1, 1))
        draw_placed(overlay, self.place(marks).values(), self.frame)
        pixels = self._painted(SHARP)
        overlay.remove()
        return pixels

    @own_settings()
    def paint_on(self, figure: Figure, box: Bounds, marks: Mapping[str, Mark]) -> None:
        """Paint picture and marks into the part `box` of another figure, (left, bottom, width, height) in fractions."""
        (left, bottom, width, height), (x, y, across, up) = box, self._bounds
        place = (left + x * width, bottom + y * height, across * width, up * height)
        axes = cast(AxesT, figure.add_axes(place, projection=self.projection))
        self._draw(axes)
        self._look_at(axes)
        draw_placed(figure.add_axes(box), self.place(marks).values(), self.frame)

    def _look_at(self, axes: AxesT) -> None:
        """Let other axes be seen as these are."""

    def project(self, points: ArrayLike) -> np.ndarray:
        """Return the pixels, shape (n, 2), of data `points`, shape (n, 2)."""
        with np.errstate(all="ignore"):  # what is not finite has no place, and gets none
            return self._flipped(self.axes.transData.transform(np.asarray(points, dtype=float)[:, :2]))

    def unproject(self, pixel: tuple[float, float]) -> np.ndarray:
        """Return the data coordinates (2,) of a pixel."""
        return self.axes.transData.inverted().transform(self._flipped(np.array([pixel], dtype=float)))[0]

    def _flipped(self, pixels: np.ndarray) -> np.ndarray:
        return np.column_stack([pixels[:, 0], self.height - pixels[:, 1]])

    def place(self, marks: Mapping[str, Mark]) -> dict[str, Placed]:
        """Return the marks in pixels, ready for the stage; one projection serves all."""
        if not marks:
            return {}
        return self._placing.place(marks, self.project(np.concatenate([mark.at for mark in marks.values()])), self.room)


class SpacePanel(Panel[Axes3D]):
    """A panel in three dimensions, whose camera the reader can turn.

    `sketch(axes)` paints the same with a coarser mesh: it is shown while the camera turns.
    """

    turns = True
    projection = "3d"

    def __init__(
        self,
        name: str,
        label: str,
        draw: SpaceDraw,
        *,
        sketch: SpaceDraw | None = None,
        bounds: Bounds = (-0.04, 0.02, 1, 1),
        **options: Any,
    ) -> None:
        super().__init__(name, label, draw, bounds=bounds, **options)
        self._draw_sketch = sketch or draw
        self._options: dict[str, Any] = {"bounds": bounds, **options}

    @cached_property
    def _sketch(self) -> "SpacePanel":
        return SpacePanel(self.name, self.label, self._draw_sketch, **self._options)

    def _look_at(self, axes: Axes3D) -> None:
        axes.view_init(elev=self.axes.elev, azim=self.axes.azim)

    def _settle(self) -> None:
        super()._settle()
        self._matrix = self.axes.get_proj()
        low, high = np.sort([self.axes.get_xlim(), self.axes.get_ylim(), self.axes.get_zlim()]).T
        self._reach = (low - REACH * (high - low), high + REACH * (high - low))

    def place(self, marks: Mapping[str, Mark]) -> dict[str, Placed]:
        """Return the marks in pixels, ready for the stage, without what is far outside the axes.

        A camera would put what is infinitely far away in the middle of the picture.
        """
        low, high = self._reach
        points = np.concatenate([mark.at for mark in marks.values()]) if marks else np.zeros((0, 3))
        if ((points < low) | (points > high)).any():
            marks = {name: self._within_reach(mark) for name, mark in marks.items()}
        return super().place(marks)

    def _within_reach(self, mark: Mark) -> Mark:
        at = clipped_line(mark.at, *self._reach)
        if at is mark.at:
            return mark
        if mark.kind == "arrow":
            ends = at[np.isfinite(at).all(axis=1)]
            at = ends if len(ends) == 2 else np.full((2, 3), np.nan)
        return replace(mark, at=at)

    @own_settings()
    def turn(self, elevation: float, azimuth: float) -> None:
        """Point the camera from `elevation` and `azimuth`, in degrees."""
        self.axes.view_init(elev=elevation, azim=azimuth)
        self._settle()

    @property
    def camera(self) -> tuple[float, float]:
        """Elevation and azimuth of the camera, in degrees."""
        return (self.axes.elev, self.axes.azim)

    @own_settings()
    def quick_picture(self) -> bytes:
        """Return a coarser picture from the same camera, at a fraction of the cost."""
        self._sketch.turn(self.axes.elev, self.axes.azim)
        return self._sketch.picture(scale=1)

    def project(self, points: ArrayLike) -> np.ndarray:
        """Return the pixels, shape (n, 2), of `points` in space, shape (n, 3)."""
        x, y, z = np.asarray(points, dtype=float).T
        with np.errstate(all="ignore"):
            flat = proj3d.proj_transform(x, y, z, self._matrix)
        return self._flipped(self.axes.transData.transform(np.column_stack([flat[0], flat[1]])))

    def unproject_at(self, pixel: tuple[float, float], height: float) -> np.ndarray:
        """Return (x, y), shape (2,), of the point in the plane z = `height` that is seen at `pixel`.

        The projection is M (x, y, z, 1) up to a factor, so x and y solve two linear equations.
        """
        u, v = self.axes.transData.inverted().transform(self._flipped(np.array([pixel], dtype=float)))[0]
        rows = self._matrix[:2] - np.outer((u, v), self._matrix[3])
        return np.linalg.solve(rows[:, :2], -(rows[:, 2] * height + rows[:, 3]))

    def unproject_on(self, pixel: tuple[float, float], height: Callable[..., ArrayLike], near: ArrayLike) -> np.ndarray:
        """Return (x, y), shape (2,), where the graph of `height(x, y)` passes closest to `pixel`, sought from `near`.

        Damped Gauss-Newton steps on the distance in pixels; where the graph turns its edge to the eye they stop short.
        """
        xy = np.asarray(near, dtype=float)
        span = np.array([np.ptp(self.axes.get_xlim()), np.ptp(self.axes.get_ylim())])
        probe = 1e-4 * span
        for _ in range(SEEK_STEPS):
            around = xy + np.array([[0, 0], [probe[0], 0], [0, probe[1]]])
            seen = self.project(np.column_stack([around, np.broadcast_to(height(*around.T), 3)]))
            if not np.isfinite(seen).all():
                break
            jacobian = ((seen[1:] - seen[0]) / probe[:, None]).T
            pull = jacobian.T @ (np.array(pixel) - seen[0])
            step = np.linalg.solve(jacobian.T @ jacobian + np.diag(4 / span**2), pull)
            xy = xy + np.clip(step, -0.1 * span, 0.1 * span)
        return xy
