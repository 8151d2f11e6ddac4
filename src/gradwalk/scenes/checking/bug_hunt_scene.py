"""See the gradient that a backward pass claims beside the one that central differences give, weight by weight."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from gradwalk.labels import tr
from gradwalk.mathematics.names import Name
from gradwalk.scenes.kit.palette import BLACK, GREEN, GREY, RED
from gradwalk.scenes.kit.rows import PixelPanel
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.stage import Mark, polyline, text
from gradwalk.states.checking.bug_evidence import BugEvidence, tidy
from gradwalk.states.numerals import compact

WIDTH, ROW, TOP, BOTTOM = 644, 16, 34, 26  # pixels; it fits into a window of 800
NAME, CLAIMED, CHECKED, VERDICT = 14, 150, 240, 256  # pixels from the left: where each column starts or ends
MIDDLE, HALF = 486, 128  # pixels: the zero of the plot, and half its width


class BugHuntScene(Scene[BugEvidence]):
    """One row a weight: its name, what is claimed, what is checked, and both on a common line."""

    def __init__(self, names: tuple[Name, ...]) -> None:
        self.names = names
        height = TOP + ROW * len(names) + BOTTOM
        label = tr(
            "Claimed and checked gradient of every weight, as numbers and as dots on a line; read the list below."
        )
        super().__init__(PixelPanel("gradients", label, WIDTH, height, self._draw_table))

    def _draw_table(self, axes: Axes) -> None:
        words: dict[str, Any] = {"fontsize": 9.5, "color": GREY, "va": "center"}
        axes.text(NAME, 18, "∂E/∂…", **words)
        axes.text(CLAIMED, 18, tr("claimed"), ha="right", **words)
        axes.text(CHECKED, 18, tr("checked"), ha="right", **words)
        axes.text(MIDDLE, 18, tr("small dot: claimed, large grey dot: checked"), ha="center", **words)
        bottom = self.row(len(self.names)) - ROW / 2
        axes.plot([MIDDLE, MIDDLE], [TOP - 8, bottom + 4], color=GREY, linewidth=0.8)
        for place in range(len(self.names)):
            y = self.row(place)
            axes.plot([0, WIDTH], [y - ROW / 2, y - ROW / 2], color="#eceef0", linewidth=0.8)

    @staticmethod
    def row(place: int) -> float:
        """Return the height in pixels of the row number `place`."""
        return TOP + ROW * (place + 0.5)

    def marks(self, evidence: BugEvidence) -> Marks:
        """Return the numbers, the dots and the scale."""
        return {"gradients": {**self._plot(evidence), **self._numbers(evidence)}}

    def _numbers(self, evidence: BugEvidence) -> dict[str, Mark]:
        marks = {}
        claims, checks = evidence.shown(evidence.claimed), evidence.shown(evidence.checked)
        rows = zip(evidence.names, claims, checks, evidence.agreeing, strict=True)
        for place, (name, claimed, checked, agrees) in enumerate(rows):
            y, color = self.row(place), GREEN if agrees else RED
            marks[f"name {name}"] = text((NAME, y), name.symbol, BLACK, shift=(0, 5))
            marks[f"claimed {name}"] = text((CLAIMED, y), tidy(claimed), color, anchor="end", shift=(0, 5))
            marks[f"checked {name}"] = text((CHECKED, y), tidy(checked), BLACK, anchor="end", shift=(0, 5))
            verdict = "✓" if agrees else tr("✗ differs")
            marks[f"verdict {name}"] = text((VERDICT, y), verdict, color, shift=(0, 5), bold=not agrees)
        return marks

    def _plot(self, evidence: BugEvidence) -> dict[str, Mark]:
        largest = np.max(np.abs([evidence.shown(evidence.claimed), evidence.shown(evidence.checked)]))
        scale = neat_limit(float(largest))
        heights = np.array([self.row(place) for place in range(len(self.names))])
        claimed, checked = (
            np.column_stack([MIDDLE + HALF * values / scale, heights])
            for values in (evidence.claimed, evidence.checked)
        )
        marks = {
            "between": polyline(_pairs(claimed, checked), RED, width=2),
            "checked dots": polyline(checked, "#9aa0a6", width=0, dots=6.5),
            "right dots": polyline(_only(claimed, evidence.agreeing), GREEN, width=0, dots=3.5),
            "wrong dots": polyline(_only(claimed, ~evidence.agreeing), RED, width=0, dots=3.5),
        }
        bottom = self.row(len(self.names)) + 8
        for share, value in ((-1, -scale), (0, 0.0), (1, scale)):
            at = (MIDDLE + share * HALF, bottom)
            marks[f"tick {share}"] = text(at, compact(value), GREY, size=12, anchor="middle")
        return marks


def _pairs(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the points of n separate segments, shape (3 n, 2)."""
    return np.stack([first, second, np.full_like(first, np.nan)], axis=1).reshape(-1, 2)


def _only(points: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Return the points, those not chosen left blank."""
    return np.where(chosen[:, None], points, np.nan)


@lru_cache(maxsize=256)
def neat_limit(largest: float) -> float:
    """Return the smallest of 1, 2 or 5 times a power of ten that is at least `largest`; 1 where all is 0."""
    if not math.isfinite(largest) or largest == 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= largest * (1 - 1e-12))
