"""Write numbers in rows and columns on a panel whose data coordinates are pixels, each piece a mark of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from gradwalk.scenes.kit.palette import BLACK, PURPLE
from gradwalk.scenes.kit.panel import Draw, Panel
from gradwalk.stage import Mark, text

SIZE = 12  # pixels
PITCH = 20  # pixels from one row to the next


@dataclass(frozen=True)
class RowPiece:
    """A piece of a row: its text, and the pixel of its left edge (or its middle or right edge, by `anchor`)."""

    string: str
    x: float
    color: str = BLACK
    bold: bool = False
    anchor: str = "start"


Row = Sequence[RowPiece]


def row_marks(rows: Iterable[Row], top: float, size: float = SIZE, pitch: float = PITCH) -> dict[str, Mark]:
    """Return the marks of all cells, the first row's middle at `top` pixels; the ids are "row.column"."""
    return {
        f"{i}.{j}": _cell_mark(cell, top + i * pitch, size) for i, row in enumerate(rows) for j, cell in enumerate(row)
    }


@lru_cache(maxsize=4096)  # most cells of a move are those of the move before
def _cell_mark(cell: RowPiece, y: float, size: float) -> Mark:
    shift = (0, round(0.35 * size, 1))
    return text((cell.x, y), cell.string, cell.color, size=size, anchor=cell.anchor, bold=cell.bold, shift=shift)


def marked(string: str, x: float, chosen: bool, anchor: str = "start") -> RowPiece:
    """Return a cell that stands out, by weight and colour, where it belongs to what the reader chose."""
    return RowPiece(string, x, PURPLE if chosen else BLACK, chosen, anchor)


def _nothing(_axes: Axes) -> None:
    """Draw nothing: all that is seen are marks."""


class PixelPanel(Panel[Axes]):
    """A panel whose data coordinates are pixels from the top left; `draw(axes)` adds what stands still.

    Its marks need no projection, which is what keeps a network of sixty weights quick.
    """

    shrinks = False

    def __init__(self, name: str, label: str, width: int, height: int, draw: Draw = _nothing) -> None:
        super().__init__(name, label, draw, width=width, height=height, bounds=(0, 0, 1, 1))

    def redraw(self, draw: Draw) -> None:
        """Clear the picture, give it pixels as data coordinates, and paint it with `draw(axes)`."""

        def paint(axes: Axes) -> None:
            axes.set(xlim=(0, self.width), ylim=(self.height, 0))
            axes.axis("off")
            draw(axes)

        super().redraw(paint)

    def project(self, points: ArrayLike) -> np.ndarray:
        """Return the `points`, shape (n, 2), which are pixels already."""
        return np.asarray(points, dtype=float)
