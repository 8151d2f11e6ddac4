"""Wiggle x and watch the change run through y = g(x) and z = f(y): the slopes multiply, equation (4.1)."""

import math
from collections.abc import Callable
from typing import Any, ClassVar, Unpack

from gradwalk.explorers.arrangement import row
from gradwalk.explorers.controls import slider
from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.explorers.formula_box import FormulaBox
from gradwalk.explorers.number_controls import NumberSlider
from gradwalk.mathematics.composition import Link
from gradwalk.mathematics.graph import Graph
from gradwalk.scenes.graph.chain_scene import REACH, ChainScene
from gradwalk.states.graph.chain_step import ChainStep

KEYS = {"ArrowLeft": -1, "ArrowRight": 1, "ArrowDown": -1, "ArrowUp": 1}
KEY_STEPS, SHIFT_STEPS = 1, 10  # slider steps of an arrow key, without and with Shift


class ChainExplorer(Explorer[ChainStep]):
    """y = g(x), z = f(y) and z = f(g(x)) in three linked plots.

    `f` is a formula in y and `g` a formula in x, or Python functions of one variable; x starts at `x` and is wiggled
    by `dx`. Raises FormulaError where a formula cannot be read, ValueError where `x_range` is no interval.
    """

    recorded: ClassVar = {"x": 41, "dx": 41}

    def __init__(
        self,
        f: str | Callable[..., Any] | Graph = "sin(y)",
        g: str | Callable[..., Any] | Graph = "x**2/2",
        x: float = 1.0,
        dx: float = 0.6,
        x_range: tuple[float, float] = (-2.0, 2.0),
        **look: Unpack[Look],
    ) -> None:
        low, high = map(float, x_range)
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise ValueError(f"Give x_range as two finite numbers, the smaller first, not {x_range}.")
        self.x_range = (low, high)
        self.g = FormulaBox(g, "g(x) =", variables=("x",), width="21em")
        self.f = FormulaBox(f, "f(y) =", variables=("y",), width="21em")
        self.x = slider("x", low, high, x)
        self.dx = slider("Δx", -REACH * (high - low), REACH * (high - low), dx)
        rows = ([self.g.text, self.f.text], [self.g.message, self.f.message], [self.x, self.dx])
        named = {"g": self.g, "f": self.f, "x": self.x, "dx": self.dx}
        super().__init__(named, [row(*controls) for controls in rows], **look)
        self.stage.on_drag(self._drag)
        self.stage.on_key(self._key)

    @property
    def pictured(self) -> tuple[Link, Link]:
        """The two functions."""
        return Link(self.g.graph), Link(self.f.graph)

    def new_scene(self) -> ChainScene:
        """Return the three plots."""
        return ChainScene(*self.pictured, self.x_range)

    @property
    def state(self) -> ChainStep:
        """The point and its change in the present state."""
        return ChainStep(*self.pictured, self.x.value, self.dx.value)

    def _drag(self, panel: str, mark: str, pixel: tuple[float, float], _held: bool) -> None:
        """Move x with the black point, and x + Δx with the diamond; a point runs along its curve."""
        across = float(self.scene.panels[panel].unproject(pixel)[0])
        if mark == "end":
            _set(self.dx, across - self.x.value)
        else:
            _set(self.x, across)

    def _key(self, _panel: str, mark: str, key: str, shift: bool) -> None:
        control = self.dx if mark == "end" else self.x
        _set(control, control.value + KEYS[key] * (SHIFT_STEPS if shift else KEY_STEPS) * control.step)


def _set(control: NumberSlider, wanted: float) -> None:
    """Set a slider to the place of its handle nearest to a number."""
    control.value = control.nearest(wanted)
