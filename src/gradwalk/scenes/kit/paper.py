"""Write a scene for a paper: pictures and marks as lines of one Matplotlib figure, not as pixels."""

from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gradwalk.scenes.kit.panel import DPI
from gradwalk.scenes.kit.scene import GAP, Marks, Scene
from gradwalk.scenes.kit.style import own_settings

CENTIMETRES = 2.54  # in an inch
WIDTHS = (5.0, 100.0)  # centimetres
TITLE = 36  # CSS pixels above the panels
DOTS = 300  # an inch of a PNG
# Without dates and random names, the same picture is the same file; letters of a PDF are text that can be found.
METADATA: dict[str, dict[str, Any]] = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}, ".png": {}}
SETTINGS: dict[Any, Any] = {"pdf.fonttype": 42, "svg.hashsalt": "gradwalk"}


def save_picture(
    scene: Scene[Any], marks: Marks, path: str | Path, width: float | None = None, title: str = ""
) -> None:
    """Write the panels of a scene with `marks` to a PDF, SVG or PNG file, `width` centimetres wide.

    Raises ValueError for another ending, and for a width that is no number from 5 to 100.
    """
    ending = Path(path).suffix.lower()
    if ending not in METADATA:
        raise ValueError(f"Give a path that ends in {', '.join(METADATA)}, not {str(path)!r}.")
    _check_width(width)
    with own_settings(), rc_context(SETTINGS):
        figure = figure_of(scene, marks, width, title)
        figure.savefig(path, format=ending[1:], dpi=DOTS, metadata=METADATA[ending])


def figure_of(scene: Scene[Any], marks: Marks, width: float | None = None, title: str = "") -> Figure:
    """Return one figure of all panels, in the rows of the still picture, with their marks."""
    rows, top = scene.rows, TITLE if title else 0
    heights = [max(panel.height for panel in row) for row in rows]
    across, down = scene.still_width, top + sum(heights) + GAP * (len(rows) - 1)
    inches = across / DPI if width is None else width / CENTIMETRES
    figure = Figure(figsize=(inches, inches * down / across), dpi=DPI)
    FigureCanvasAgg(figure)
    if title:
        figure.text(0.5, 1 - 0.5 * top / down, title, ha="center", va="center", fontsize=12, parse_math=False)
    above = top
    for row, height in zip(rows, heights, strict=True):
        left = 0
        for panel in row:
            box = (left / across, (down - above - panel.height) / down, panel.width / across, panel.height / down)
            panel.paint_on(figure, box, marks.get(panel.name, {}))
            left += panel.width + GAP // 2
        above += height + GAP
    return figure


def _check_width(width: object) -> None:
    low, high = WIDTHS
    is_number = isinstance(width, (int, float)) and not isinstance(width, bool)
    if width is not None and not (is_number and low <= width <= high):
        raise ValueError(f"Give the width from {low:g} to {high:g} centimetres, not {width!r}.")
