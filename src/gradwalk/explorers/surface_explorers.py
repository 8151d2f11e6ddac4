"""Take the point on z = F(x, y) in hand: in space, or on the contour map beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Unpack, cast

import ipywidgets as widgets

from gradwalk.explorers.arrangement import row
from gradwalk.explorers.controls import SurfaceChooser, slider, slider_step
from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.explorers.settings import Control, checked_flag
from gradwalk.mathematics.surfaces import Surface, surface_from
from gradwalk.scenes.kit.scene import StateT
from gradwalk.scenes.surface.surface_scenes import LinkedScene, ReliefScene, SurfaceScene, WayDownScene
from gradwalk.states.surface.spot import Spot
from gradwalk.states.surface.way_down import WayDown

KEYS = {"ArrowLeft": (-1, 0), "ArrowRight": (1, 0), "ArrowDown": (0, -1), "ArrowUp": (0, 1)}
KEY_STEPS, SHIFT_STEPS = 2, 20  # slider steps that an arrow key moves the point, without and with Shift

SurfaceLike = str | Surface | Callable[..., Any]


class Window(Look, total=False):
    """How else to look at a surface: ranges and names of axes, as for `surface_from`, title and what to hide."""

    x_range: Sequence[float]
    y_range: Sequence[float]
    axis_names: Sequence[str]


def seen_through(surface: SurfaceLike, window: Window) -> Surface:
    """Return a surface in its window. Raises TypeError for an argument that there is not, so that no slip is lost."""
    for name in window:
        if name not in Window.__annotations__ | Look.__annotations__:
            known = ", ".join(Window.__annotations__ | Look.__annotations__)
            raise TypeError(f"There is no argument {name!r}; besides those of the explorer there are {known}.")
    ranges = window.get("x_range"), window.get("y_range")
    return surface_from(surface, *ranges, axis_names=window.get("axis_names"))


def look_of(window: Window) -> Look:
    """Return title and what to hide."""
    return {"title": window.get("title", ""), "hide": window.get("hide", ())}


class PointExplorer(Explorer[StateT]):
    """An explorer with a surface and a point (x, y) on it, moved by sliders, by the hand and by keys.

    `surface` is the name of a gallery surface, a formula in x and y, or a Python function of two variables; (x, y) is
    where the point starts; `camera` is [elevation, azimuth] in degrees; `window` may have x_range, y_range and
    axis_names, as for `surface_from`. `others` are the controls of a subclass, of which those in `beside` stand in the
    row of the sliders, and `rows` below. Raises FormulaError where the formula cannot be read, ValueError for a start
    outside of the ranges.
    """

    menus: ClassVar = ("surface",)
    scene_class: Callable[[Surface], ReliefScene[StateT]]

    def __init__(
        self,
        surface: SurfaceLike,
        x: float | None,
        y: float | None,
        camera: Sequence[float] | None,
        others: Mapping[str, Control] | None = None,
        beside: Sequence[widgets.Widget] = (),
        rows: Sequence[widgets.Widget] = (),
        **window: Unpack[Window],
    ) -> None:
        first = seen_through(surface, window)
        start = (first.start[0] if x is None else x, first.start[1] if y is None else y)
        self.chooser = SurfaceChooser(first)
        self.x = slider(first.axis_names[0], *first.x_range, start[0])
        self.y = slider(first.axis_names[1], *first.y_range, start[1])
        self.chooser.observe(self._change_surface, "value")
        controls = {"surface": self.chooser, "x": self.x, "y": self.y, **(others or {})}
        super().__init__(controls, [self.chooser, row(self.x, self.y, *beside), *rows], **look_of(window))
        if camera is not None:
            self.settings = {"camera": camera}
        self.stage.on_drag(self._drag)
        self.stage.on_key(self._key)

    @property
    def parts(self) -> dict[str, Sequence[widgets.Widget]]:
        """What can be hidden: the controls, and of the surface its formula alone."""
        return {**super().parts, "formula": [self.chooser.formula, self.chooser.message]}

    @property
    def surface(self) -> Surface:
        """The surface in force."""
        return self.chooser.surface

    @property
    def pictured(self) -> Surface:
        """The surface: its pictures stay while the point moves."""
        return self.surface

    def new_scene(self) -> ReliefScene[StateT]:
        """Return the pictures of the surface."""
        return type(self).scene_class(self.surface)

    @property
    def point(self) -> tuple[float, float]:
        """The point (x, y) in hand, without the noise that a slider leaves in the last digits: 0 is exactly 0."""
        return (round(self.x.value, 10), round(self.y.value, 10))

    @property
    def spot(self) -> Spot:
        """The point in hand, with F and the gradient there."""
        return Spot.on(self.surface, *self.point)

    def move_to(self, x: float, y: float) -> None:
        """Move the point to (x, y); the sliders keep it inside the picture and on their steps."""
        with self.together():
            self.x.value, self.y.value = self.x.nearest(x), self.y.nearest(y)

    def _change_surface(self, _change: Any, /) -> None:
        """Put the point at the start of a new surface."""
        with self.quietly():
            (left, right), (near, far), (x, y) = self.surface.x_range, self.surface.y_range, self.surface.start
            self.x.set_range(left, right, x, slider_step(left, right))
            self.y.set_range(near, far, y, slider_step(near, far))
            self.x.description, self.y.description = self.surface.axis_names

    def _drag(self, panel: str, mark: str, pixel: tuple[float, float], _held: bool, /) -> None:
        relief = cast(ReliefScene[StateT], self.scene)
        self.move_to(*relief.locate(panel, mark, pixel, self.point))

    def _key(self, _panel: str, _mark: str, key: str, shift: bool, /) -> None:
        right, up = KEYS[key]
        steps = SHIFT_STEPS if shift else KEY_STEPS
        self.move_to(self.x.value + right * steps * self.x.step, self.y.value + up * steps * self.y.step)


class SpotExplorer(PointExplorer[Spot]):
    """An explorer of the point itself, with the gradient there; the arguments are as for PointExplorer."""

    recorded: ClassVar = {"x": 31, "y": 31}

    def __init__(
        self,
        surface: SurfaceLike = "bowl",
        x: float | None = None,
        y: float | None = None,
        camera: Sequence[float] | None = None,
        **window: Unpack[Window],
    ) -> None:
        super().__init__(surface, x, y, camera, **window)

    @property
    def state(self) -> Spot:
        """The point in the present state."""
        return self.spot


class SurfaceExplorer(SpotExplorer):
    """The surface in space: move the black point, turn the camera, watch the gradient in the xy-plane."""

    scene_class = SurfaceScene


class LinkedExplorer(SpotExplorer):
    """Contour map and surface side by side: drag the point on the map, and both views agree.

    With `way_down` they show -grad F and, on the map, the straight way to the nearest minimum, with the angle between.
    Raises ValueError where it is neither True nor False.
    """

    def __init__(
        self,
        surface: SurfaceLike = "bowl",
        x: float | None = None,
        y: float | None = None,
        camera: Sequence[float] | None = None,
        *,
        way_down: bool = False,
        **window: Unpack[Window],
    ) -> None:
        self._spot_class = WayDown if checked_flag("way_down", way_down) else Spot
        super().__init__(surface, x, y, camera, **window)

    @property
    def state(self) -> Spot:
        """The point in the present state."""
        return self._spot_class.on(self.surface, *self.point)

    def new_scene(self) -> LinkedScene:
        """Return the pictures of the surface."""
        return WayDownScene(self.surface) if self._spot_class is WayDown else LinkedScene(self.surface)
