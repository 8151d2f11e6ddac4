"""What an explorer is to readers without a kernel: a page that moves, a still picture, words, a file for a paper."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Generic

import ipywidgets as widgets

from gradwalk.explorers.settings import Control, choices, read
from gradwalk.explorers.substitute import Substitute
from gradwalk.labels import tr, tr_later
from gradwalk.pages import Recordable, Recording, album, fragment, page, record
from gradwalk.scenes.kit.paper import save_picture
from gradwalk.scenes.kit.scene import Marks, Scene, StateT
from gradwalk.stage import Stage
from gradwalk.states.state import Readout

# Painted below the picture: neither a page of a repository nor a Jupyter without widgets shows text beside it.
STILL = tr_later("A still picture. It moves where the notebook runs.")


class Portable(widgets.VBox, Generic[StateT]):
    """A box of widgets that can be written as a page, a picture or a text; see `Explorer`, which says what it shows."""

    scene: Scene[StateT]
    stage: Stage
    substitute: Substitute
    controls: dict[str, Control]
    title: str
    hidden: Collection[str] = ()  # the names of the controls that are out of sight
    # At how many of its values each control is recorded for a page without Python; what is not named stays as it is.
    recorded: ClassVar[Mapping[str, int]] = {}
    # Menus whose choice makes other pictures: a page has a table for each choice, and loads it when that is chosen.
    menus: ClassVar[Sequence[str]] = ()

    def view(self) -> tuple[Marks, Readout, str]:
        """Return the marks, the text twin and the note of the present state."""
        raise NotImplementedError

    # --- pages without Python ---

    def choosable(self) -> dict[str, list[Any]]:
        """Return the `menus` with their choices; none where one of them stands at a formula of the reader's own."""
        found = {name: list(choices(self.controls[name])) for name in self.menus if name not in self.hidden}
        return found if all(read(self.controls[name]) in found[name] for name in found) else {}

    def question(self) -> Mapping[str, Any] | None:
        """Return what the explorer asks the reader, for a page: see `pages.questions`; nothing if it does not ask."""
        return None

    @property
    def classes(self) -> Sequence[str]:
        """The classes by which the style sheet knows this explorer."""
        return self._dom_classes

    def record(self: Recordable, *, views: int = 0, **most: int) -> Recording:
        """Return all that this explorer shows, at every combination of the values of some controls; see `record`."""
        return record(self, views=views, **most)

    def write_html(
        self: Recordable,
        path: str | Path | None = None,
        *,
        full_html: bool = True,
        views: int = 0,
        menus: bool = False,
        narrow: bool = True,
        **most: int,
    ) -> str | None:
        """Write this explorer as one HTML file that is live in any browser, without Python and without a network.

        `most` says at how many values a control can be moved, by its name: write_html("a.html", x=21, y=21). With
        `views`, such as 24, panels in space can be turned in so many steps; that makes the file larger by 60 kB a view.
        With `menus` the reader can choose another surface or data set, too; each is about as large as the first.
        Without `narrow` pictures for phones are left out, and the file is half as large. Without `full_html` it is a
        fragment to paste into a page. Without `path` the HTML is returned. Raises ValueError for a control that there
        is not, or that cannot be recorded, and for more states than 30,000.
        """
        taken = album(self, views=views, menus=menus, narrow=narrow, **most)
        text = page(taken, self.title or type(self).__name__) if full_html else fragment(taken)
        if path is None:
            return text
        Path(path).write_text(text, encoding="utf-8")
        return None

    # --- readers without a kernel ---

    def still(self, caption: str = "") -> bytes:
        """Return a PNG picture of the present state, marks included, with a line of text below it if one is given."""
        return self.scene.still(self.view()[0], caption)

    def text(self) -> str:
        """Return the text twin of the present state in one line."""
        _, readout, note = self.view()
        pairs = [f"{name} = {value}" if name else value for name, value in readout]
        return "; ".join([*pairs, note] if note else pairs)

    def save(self, path: str | Path, width: float | None = None) -> None:
        """Write the present picture, marks included, for a paper: PDF and SVG as lines, PNG at 300 dots an inch.

        The ending of `path` says which. `width` is in centimetres (default: the size on the page); letters and lines
        shrink and grow with it. Raises ValueError for another ending, and for a width that is not from 5 to 100.
        """
        save_picture(self.scene, self.view()[0], path, width, self.title)

    def keep_still(self, png: bytes | None = None) -> None:
        """Give the page a still picture, `png` or the present state, to show where it has no front end for the stage.

        An explorer that is the output of a cell does so by itself; a widget that holds explorers calls it.
        """
        self.substitute.keep(png or self.still(), self.scene.still_width, self.text())

    def _display_(self) -> Stage:
        """Return what marimo shows, which knows anywidget and no other widgets: the stage, moved by hand and keys."""
        return self.stage

    def _repr_mimebundle_(self, **options: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Add a picture and the text twin, for readers without a kernel, to what a live notebook shows."""
        bundle = super()._repr_mimebundle_(**options) or {}
        words, png = self.text(), self.still(f"{self.title}. {tr(STILL)}" if self.title else tr(STILL))
        self.keep_still(png)
        data = {**bundle, "text/plain": f"{type(self).__name__}: {words}", "image/png": png}
        return data, {"image/png": {"width": self.scene.still_width, "alt": words}}
