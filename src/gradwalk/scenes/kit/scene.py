"""Put panels side by side: their layout, their pictures, their marks in pixels, and one still picture of it all."""

import io
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

import numpy as np
from PIL import Image, ImageColor

from gradwalk.scenes.kit.palette import MEANINGFUL
from gradwalk.scenes.kit.panel import SHARP, Draw, Panel, SpacePanel
from gradwalk.scenes.kit.still import caption_pixels
from gradwalk.stage import Frame, Mark
from gradwalk.states.state import State

ROW_WIDTH = 900  # CSS pixels; a still picture breaks into rows where the page would
GAP = 8

Marks = Mapping[str, Mapping[str, Mark]]  # panel -> id -> mark
StateT = TypeVar("StateT", bound=State)


class Scene(Generic[StateT]):
    """What is seen of a state: pictures that stand still, and the marks that `marks` gives for every panel."""

    def __init__(self, *panels: Panel) -> None:
        self.panels = {panel.name: panel for panel in panels}
        self._redrawn: set[str] = set()

    def marks(self, state: StateT, /) -> Marks:
        """Return the marks of every panel for a state whose pictures `fit` has seen to."""
        raise NotImplementedError

    def fit(self, state: StateT, /) -> None:
        """Paint anew, by `redraw`, the panels whose picture does not hold `state`, as where its axes are too short."""

    def remark(self, _state: StateT, /) -> str:
        """Return one sentence where the picture, unlike the state, needs a word, else an empty string."""
        return ""

    @property
    def frames(self) -> list[Frame]:
        """The layout of every panel."""
        return [panel.frame for panel in self.panels.values()]

    def pictures(self, names: Iterable[str] | None = None, scale: float = SHARP) -> dict[str, bytes]:
        """Return PNG pictures of the panels called `names`, or of all."""
        names = list(names or self.panels)
        self._redrawn -= set(names)
        return {name: self.panels[name].picture(scale) for name in names}

    def redraw(self, name: str, draw: Draw) -> None:
        """Paint the panel called `name` anew, for instance when its axes no longer hold a curve."""
        self.panels[name].redraw(draw)
        self._redrawn.add(name)

    def redrawn_pictures(self) -> dict[str, bytes]:
        """Return PNG pictures of the panels redrawn since the last call; most moves redraw none."""
        names, self._redrawn = sorted(self._redrawn), set()
        return {name: self.panels[name].picture() for name in names}

    def quick_pictures(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return coarser PNG pictures of the panels in space called `names`, for while a camera turns."""
        panels = {name: self.panels[name] for name in names}
        return {name: panel.quick_picture() for name, panel in panels.items() if isinstance(panel, SpacePanel)}

    def place(self, marks: Marks) -> dict[str, dict[str, dict[str, Any]]]:
        """Return `marks` with pixels in place of data, as the stage needs them."""
        return {name: self.panels[name].place(of_panel) for name, of_panel in marks.items()}

    def turn(self, name: str, elevation: float, azimuth: float) -> None:
        """Point the camera of the panel called `name`, in degrees."""
        panel = self.panels[name]
        if isinstance(panel, SpacePanel):
            panel.turn(elevation, azimuth)

    @property
    def still_width(self) -> int:
        """The width of the still picture in CSS pixels."""
        return max(sum(panel.width + GAP // SHARP for panel in row) for row in self.rows)

    def still(self, marks: Marks, caption: str = "") -> bytes:
        """Return one PNG of all panels with their marks, and below them a caption, for a reader without a kernel."""
        rows = [
            _side_by_side([panel.still(marks.get(panel.name, {})) for panel in row_of_panels])
            for row_of_panels in self.rows
        ]
        if caption:
            rows.append(caption_pixels(caption, self.still_width, SHARP))
        out = io.BytesIO()
        sheet = Image.fromarray(_stacked(rows)).convert("RGB")
        with_few_colours(sheet).save(out, format="png", optimize=True)
        return out.getvalue()

    @property
    def rows(self) -> list[list[Panel]]:
        """The panels in rows as wide as the page."""
        rows: list[list[Panel]] = [[]]
        for panel in self.panels.values():
            if rows[-1] and sum(each.width + GAP for each in rows[-1]) + panel.width > ROW_WIDTH:
                rows.append([])
            rows[-1].append(panel)
        return rows


def _side_by_side(pictures: list[np.ndarray]) -> np.ndarray:
    height = max(picture.shape[0] for picture in pictures)
    return np.concatenate([_padded(picture, height, picture.shape[1] + GAP) for picture in pictures], axis=1)


def _stacked(rows: list[np.ndarray]) -> np.ndarray:
    width = max(row.shape[1] for row in rows)
    return np.concatenate([_padded(row, row.shape[0] + GAP, width) for row in rows], axis=0)


def _padded(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the picture on a white sheet of `height` x `width` pixels."""
    sheet = np.full((height, width, 4), 255, dtype=np.uint8)
    sheet[: picture.shape[0], : picture.shape[1]] = picture
    return sheet


def with_few_colours(sheet: Image.Image) -> Image.Image:
    """Return an RGB picture in 256 colours, so that a notebook that stores it stays small.

    They are enough for these pale pictures. White and the few that mean something stay exactly as they are: chosen by
    area, the colours would have a point of few pixels turn from red to brown.
    """
    kept = [ImageColor.getrgb(colour) for colour in (*MEANINGFUL, "#ffffff")]
    few = sheet.quantize(256 - len(kept), dither=Image.Dither.NONE)
    in_one_number = np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    pixels, indices = np.asarray(sheet) @ in_one_number, np.asarray(few).copy()
    usual = (few.getpalette() or [])[: 3 * (256 - len(kept))]
    for index, colour in enumerate(kept, start=len(usual) // 3):
        indices[pixels == in_one_number @ colour] = index
    picture = Image.fromarray(indices)
    picture.putpalette([*usual, *np.ravel(kept).tolist()])
    return picture
