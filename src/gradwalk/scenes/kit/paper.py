"""Write a scene for a paper: pictures and marks as lines of one Matplotlib figure, not as pixels.

The figure is made at the size of the page, where all letters have their room, and grows or shrinks as a whole.
"""

import re
from pathlib import Path
from typing import Any, cast

from matplotlib import rc_context
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gradwalk.scenes.kit.panel import DPI
from gradwalk.scenes.kit.scene import GAP, Marks, Scene
from gradwalk.scenes.kit.style import own_settings

CENTIMETRES = 2.54  # in an inch
WIDTHS = (5.0, 100.0)  # centimetres
TITLE = 36  # CSS pixels above the panels
DOTS = 300  # an inch of a PNG
POINTS = 72  # an inch of a PDF
ENDINGS = (".pdf", ".svg", ".png")
# Without dates and random names, the same picture is the same file; letters of a PDF are text that can be found.
SETTINGS: dict[Any, Any] = {"pdf.fonttype": 42, "svg.hashsalt": "gradwalk"}


def save_picture(
    scene: Scene[Any], marks: Marks, path: str | Path, width: float | None = None, title: str = ""
) -> None:
    """Write the panels of a scene with `marks` to a PDF, SVG or PNG file, `width` centimetres wide.

    Raises ValueError for another ending, a folder that there is not, and a width that is no number from 5 to 100;
    ImportError for a PDF where the package fontTools is missing, as in JupyterLite until it is imported.
    """
    ending = Path(path).suffix.lower() if isinstance(path, str | Path) else ""
    if ending not in ENDINGS:
        raise ValueError(f"Give a path that ends in {', '.join(ENDINGS)}, not {str(path)!r}.")
    if not Path(path).parent.is_dir():
        raise ValueError(f"Give a path in a folder that there is; there is no {str(Path(path).parent)!r}.")
    _check_width(width)
    with own_settings(), rc_context(SETTINGS):
        figure = figure_of(scene, marks, title)
        scale = 1.0 if width is None else width / CENTIMETRES / figure.get_figwidth()
        if ending == ".pdf":
            _write_pdf(figure, path, scale)
        elif ending == ".svg":
            _write_svg(figure, path, scale)
        else:
            figure.savefig(path, format="png", dpi=DOTS * scale, pil_kwargs={"dpi": (DOTS, DOTS)})


def figure_of(scene: Scene[Any], marks: Marks, title: str = "") -> Figure:
    """Return one figure of all panels, in the rows of the still picture, with their marks, at the size of the page."""
    rows, top = scene.rows, TITLE if title else 0
    heights = [max(panel.height for panel in row) for row in rows]
    across, down = scene.still_width, top + sum(heights) + GAP * (len(rows) - 1)
    figure = Figure(figsize=(across / DPI, down / DPI), dpi=DPI)
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


def _write_pdf(figure: Figure, path: str | Path, scale: float) -> None:
    """Write a page of `scale` times the figure; Matplotlib alone would leave the letters as large as they are."""
    try:  # here, because it needs fontTools, which a notebook in the browser has to do without until it is asked for
        from matplotlib.backends.backend_mixed import MixedModeRenderer
        from matplotlib.backends.backend_pdf import Op, PdfFile, RendererPdf
    except ImportError as error:
        raise ImportError(f"Run `import fontTools` in a cell of its own, then save {str(path)!r} again.") from error
    width, height = map(float, figure.get_size_inches())
    figure.set_dpi(POINTS)
    file = PdfFile(path, metadata={"CreationDate": None})
    try:
        file.newPage(width * scale, height * scale)
        file.output(scale, 0, 0, scale, 0, 0, Op.concat_matrix)
        file.width, file.height = width, height  # what lies outside of it is cut off, in the measure of the figure
        renderer = MixedModeRenderer(figure, width, height, POINTS, RendererPdf(file, POINTS, height, width))
        figure.draw(cast(RendererBase, renderer))  # it hands everything on to one
        renderer.finalize()
        file.finalize()
    finally:
        file.close()


def _write_svg(figure: Figure, path: str | Path, scale: float) -> None:
    """Write an SVG whose size is `scale` times that of its view box."""
    figure.savefig(path, format="svg", metadata={"Date": None})
    text = Path(path).read_text(encoding="utf-8")
    sized = re.sub(r'(width|height)="([\d.]+)pt"', lambda found: _scaled(found, scale), text, count=2)
    Path(path).write_text(sized, encoding="utf-8")


def _scaled(found: re.Match[str], scale: float) -> str:
    return f'{found[1]}="{float(found[2]) * scale:.6g}pt"'
