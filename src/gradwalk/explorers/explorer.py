"""The common ground of all explorers: controls above, the stage below, and a picture for readers without a kernel."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from gradwalk.explorers.lifecycle import close_parts, shown_by_this_cell
from gradwalk.explorers.substitute import Substitute
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.stage import Stage

SLIDER = {"style": {"description_width": "3em"}, "layout": {"width": "22em", "max_width": "100%"}}
ROW = {"flex_flow": "row wrap", "align_items": "center", "grid_gap": "4px 16px"}
# A scroll bar inside an output would take the wheel and hide half the picture.
PAGE = {"max_width": "100%", "overflow": "visible", "margin": "4px 0"}
# Painted below the picture: neither a page of a repository nor a Jupyter without widgets shows text beside it.
STILL = "A still picture. To move it, run the notebook where ipywidgets and anywidget are installed."


class Explorer(widgets.VBox):
    """Controls and a stage. The values of the widgets are the only state: what is seen is a function of them.

    A subclass makes `self.scene`, adds its controls, and says in `view` what is seen in the present state.
    """

    scene: Scene

    def __init__(self, controls: list[widgets.Widget]) -> None:
        self._batched = False
        self.stage = Stage(self.scene.frames, cameras=self._cameras())
        self.stage.on_turn(self._turn)
        self.substitute = Substitute()
        super().__init__([*controls, self.substitute, self.stage], layout=PAGE)
        self.add_class("gradwalk-explorer")
        self.repaint()
        shown_by_this_cell(self)

    def close(self) -> None:
        """Close the explorer with all its widgets, and let go of its pictures."""
        close_parts(self)
        super().close()
        # The notebook keeps what a cell has shown; kept with its parts, each run would hold a set of pictures.
        self.children = ()
        for heavy in ("scene", "stage", "substitute"):
            vars(self).pop(heavy, None)

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        raise NotImplementedError

    def refresh(self, *_change: Any) -> None:
        """Show the present state; pictures stay as they are, but for panels that `view` had to redraw."""
        if self._batched:
            return
        marks, readout, note = self.view()
        self.stage.show(self.scene.place(marks), readout, note, pictures=self.scene.redrawn_pictures())

    def repaint(self) -> None:
        """Show the present state with new pictures."""
        marks, readout, note = self.view()
        scene = self.scene
        self.stage.show(scene.place(marks), readout, note, pictures=scene.pictures(), frames=scene.frames)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Set several widgets and show the outcome once."""
        self._batched = True
        try:
            yield
        finally:
            self._batched = False
        self.refresh()

    def _cameras(self) -> dict[str, dict[str, Any]]:
        views = {name: panel.camera for name, panel in self.scene.panels.items() if panel.turns}
        return {name: {"elevation": up, "azimuth": around, "held": False} for name, (up, around) in views.items()}

    def _turn(self, panel: str, elevation: float, azimuth: float, held: bool) -> None:
        """Turn a camera; while the hand holds it, the picture is painted with a coarser mesh."""
        self.scene.turn(panel, elevation, azimuth)
        pictures = self.scene.quick_pictures([panel]) if held else self.scene.pictures([panel])
        marks, readout, note = self.view()
        self.stage.show(self.scene.place(marks), readout, note, pictures=pictures)

    def still(self, caption: str = "") -> bytes:
        """Return a PNG picture of the present state, marks included, with a line of text below it if one is given."""
        return self.scene.still(self.view()[0], caption)

    def text(self) -> str:
        """Return the text twin of the present state in one line."""
        _, readout, note = self.view()
        return "; ".join([f"{name} = {value}" for name, value in readout] + ([note] if note else []))

    def keep_still(self, png: bytes | None = None) -> None:
        """Give the page a still picture, `png` or the present state, to show where it has no front end for the stage.

        An explorer that is the output of a cell does so by itself; a widget that holds explorers calls it.
        """
        self.substitute.keep(png or self.still(), self.scene.still_width, self.text())

    def _repr_mimebundle_(self, **options: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Add a picture and the text twin, for readers without a kernel, to what a live notebook shows."""
        bundle = super()._repr_mimebundle_(**options) or {}
        words, png = self.text(), self.still(STILL)
        self.keep_still(png)
        data = {**bundle, "text/plain": f"{type(self).__name__}: {words}", "image/png": png}
        return data, {"image/png": {"width": self.scene.still_width, "alt": words}}
