"""The common ground of all explorers: controls above, the stage below, and what both show as one."""

import html
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, TypedDict

import ipywidgets as widgets

from gradwalk.explorers.lifecycle import close_parts, shown_by_this_cell
from gradwalk.explorers.message import MessageLine, warning
from gradwalk.explorers.portable import Portable
from gradwalk.explorers.settings import MOST_VALUES, Control, Held, is_number, put, read, recordable_values
from gradwalk.explorers.substitute import Substitute
from gradwalk.labels import for_browser, shown_names, tr, tr_later
from gradwalk.scenes.kit.palette import inks
from gradwalk.scenes.kit.panel import SpacePanel, narrow_panels
from gradwalk.scenes.kit.scene import Marks, Scene, StateT
from gradwalk.stage import Stage, picture_first
from gradwalk.states.state import Readout

SLIDER = {"style": {"description_width": "3em"}, "layout": {"width": "22em", "max_width": "100%"}}
# A scroll bar inside an output would take the wheel and hide half the picture.
PAGE = {"max_width": "100%", "overflow": "visible", "margin": "4px 0"}
TURNS = [[30.0, float(azimuth)] for azimuth in range(-180, 180, 15)]  # cameras at which a picture can be recorded


class Look(TypedDict, total=False):
    """What every explorer takes: a `title` above it, and the names of the controls to `hide`."""

    title: str
    hide: Sequence[str]


class Explorer(Portable[StateT]):
    """Controls and a stage. The values of the controls are all there is: what is seen is a function of them.

    A subclass makes its `controls`, by name and in the order shown, and says what they mean: `state` is what is looked
    at, `new_scene` makes the pictures of it, and `pictured` is the part of the controls that they depend on.
    """

    # What the reader unfolds below the pictures: all that the text twin says beyond its large numbers.
    fold: ClassVar[str] = tr_later("all numbers")
    _held = 0  # how many blocks of `together` are open

    def __init__(
        self,
        controls: Mapping[str, Control],
        rows: Sequence[widgets.Widget],
        *,
        title: str = "",
        hide: Sequence[str] = (),
    ) -> None:
        self.controls = dict(controls)
        self.title = _checked_title(title)
        self.scene, self._made_for = self.new_scene(), self.pictured
        self._painted: Scene[StateT] | None = None  # the scene whose pictures the stage has
        self.stage = Stage(self.scene.frames, cameras=self._cameras(), words=self._words())
        self.stage.on_turn(self._turn)
        self.stage.on_try(self._try)
        self._camera = self._held_camera()
        self.substitute = Substitute()
        self.message = MessageLine(over=True)
        heading = [widgets.HTML(f"<b>{html.escape(self.title)}</b>")] if self.title else []
        super().__init__([*heading, *rows, self.message, self.substitute, self.stage], layout=PAGE)
        self.add_class("gradwalk-explorer")
        self._hide(hide)
        self.refresh()
        for control in self.controls.values():
            control.observe(self.refresh, "value")
            if control.has_trait("trouble"):
                control.observe(self._say_trouble, "trouble")
        shown_by_this_cell(self)

    def close(self) -> None:
        """Close the explorer with all its widgets, and let go of its pictures."""
        close_parts(self)
        super().close()
        # The notebook keeps what a cell has shown; kept with its parts, each run would hold a set of pictures.
        self.children = ()
        for heavy in ("scene", "_painted", "_made_for", "stage", "substitute", "controls"):
            vars(self).pop(heavy, None)

    def _words(self) -> dict[str, Any]:
        """Return how the stage names things: see `Words` in stage/js/model.js."""
        words = {"headline": [*shown_names(self.state.headline)], "fold": tr(self.fold), "inks": inks()}
        labels = for_browser()
        return {**words, "labels": labels} if labels else words

    # --- what a subclass says ---

    @property
    def state(self) -> StateT:
        """What is looked at: a function of the values of the controls."""
        raise NotImplementedError

    @property
    def pictured(self) -> Any:
        """The values that the pictures depend on; where they change, `new_scene` makes others."""
        return None

    def new_scene(self) -> Scene[StateT]:
        """Return the pictures and marks that belong to `pictured`."""
        raise NotImplementedError

    @property
    def parts(self) -> dict[str, Sequence[widgets.Widget]]:
        """What can be hidden, by name: every control that is a widget."""
        return {name: [part] for name, part in self.controls.items() if isinstance(part, widgets.Widget)}

    # --- what is seen ---

    def view(self) -> tuple[Marks, Readout, str]:
        """Return the marks, the text twin and the note of the present state."""
        if self._made_for != (wanted := self.pictured):
            self.scene, self._made_for = self._turned(self.new_scene()), wanted
        state = self.state
        self.scene.fit(state)
        return self.scene.marks(state), state.readout(), state.note() or self.scene.remark(state)

    def refresh(self, *_change: Any) -> None:
        """Show the present state; pictures stay as they are, but for those that it has no place in."""
        if self._held:
            return
        marks, readout, note = self.view()
        scene, is_new = self.scene, self.scene is not self._painted
        pictures = scene.pictures() if is_new else scene.redrawn_pictures()
        self.stage.show(scene.place(marks), readout, note, pictures, scene.frames if is_new else None)
        self._painted = scene

    def _hide(self, names: Sequence[str]) -> None:
        """Take controls out of sight; they go on holding their values. Raises ValueError for names of none."""
        parts = self.parts
        if isinstance(names, str) or not isinstance(names, Sequence):
            raise ValueError(f"Give hide as names in brackets, as in hide=({next(iter(parts))!r},), not {names!r}.")
        for name in names:
            if name not in parts:
                raise ValueError(f"{name!r} cannot be hidden; choose among {', '.join(parts)}.")
            for widget in (each for part in parts[name] for each in _whole(part)):
                widget.add_class("gradwalk-hidden")
        self.hidden = frozenset(names)

    @contextmanager
    def quietly(self) -> Generator[None, None, None]:
        """Set controls that follow from another one, whose own change shows the outcome."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    @contextmanager
    def aside(self) -> Generator[None, None, None]:
        """Set controls inside and show nothing of it; settings and pictures end as they were."""
        self.view()  # so that the pictures are those of the present settings
        before, kept = self.settings, (self.scene, self._made_for)
        with self.quietly():
            try:
                yield
            finally:
                self.settings = before
                self.scene, self._made_for = kept
                self.view()

    @contextmanager
    def narrow(self) -> Generator[None, None, None]:
        """Have pictures for a narrow screen inside, and show nothing of it; settings end as they were."""
        with self.aside(), narrow_panels():
            self.scene, self._made_for = self._turned(self.new_scene()), self.pictured
            yield

    @contextmanager
    def together(self) -> Generator[None, None, None]:
        """Set several controls and show the outcome once, with new pictures where it needs them.

        Whatever happens inside, the explorer goes on answering and shows what its controls then say.
        """
        with picture_first():
            try:
                with self.quietly():
                    yield
            finally:
                self.refresh()

    def _try(self, wanted: Mapping[str, Any]) -> None:
        """Set what the words around the explorer ask for; where they do not fit, it is said and nothing changes."""
        try:
            self.settings = wanted
        except ValueError as error:
            self.say(str(error))

    def _say_trouble(self, _change: Any) -> None:
        """Say what to type in place of a number that cannot be read."""
        sentences = (getattr(control, "trouble", "") for control in self.controls.values())
        self.say(next(filter(None, sentences), ""))

    def say(self, sentence: str) -> None:
        """Show a warning over the pictures, or none."""
        self.message.value = warning(sentence) if sentence else ""

    # --- settings ---

    @property
    def settings(self) -> dict[str, Any]:
        """The values of all controls, by name, as JSON has them; the constructor takes the same names.

        Assign all or some of them. Raises ValueError for a name or a value that does not fit; then nothing changes.
        """
        return {name: read(control) for name, control in self.controls.items()}

    @settings.setter
    def settings(self, wanted: Mapping[str, Any]) -> None:
        if not isinstance(wanted, Mapping):
            raise ValueError(f"Give the settings as a dict of names and values, not {wanted!r}.")
        for name in wanted:
            if name not in self.controls:
                raise ValueError(f"{name!r} is no setting here; choose among {', '.join(self.controls)}.")
        before = self.settings
        with self.together():
            try:
                self._put(wanted)
            except ValueError:
                self._put(before)
                raise

    def _put(self, wanted: Mapping[str, Any]) -> None:
        """Set the controls in their own order: what comes first decides which values the others may have."""
        for name, control in self.controls.items():
            if name in wanted:
                try:
                    put(control, wanted[name])
                except ValueError as error:
                    raise ValueError(f"Setting {name}: {error}") from None

    def recordable(self, at_most: int = MOST_VALUES) -> dict[str, list[Any]]:
        """Return for each control up to `at_most` values that it can be recorded at, the present one among them.

        A control that takes anything, as a typed formula, can be recorded at its present value alone.
        """
        return {name: recordable_values(control, at_most) for name, control in self.controls.items()}

    # --- the camera ---

    def _cameras(self) -> dict[str, dict[str, Any]]:
        views = {name: panel.camera for name, panel in self.scene.panels.items() if isinstance(panel, SpacePanel)}
        return {name: {"elevation": up, "azimuth": around, "held": False} for name, (up, around) in views.items()}

    def _held_camera(self) -> Held:
        """Return what the hand turns; it is a control where there is something to turn."""
        views = list(self.stage.cameras.values())
        camera = Held([views[0]["elevation"], views[0]["azimuth"]] if views else TURNS[0], _checked_camera, TURNS)
        camera.observe(self._aim, "value")
        if views:
            self.controls["camera"] = camera
        return camera

    def _turned(self, scene: Scene[StateT]) -> Scene[StateT]:
        """Return a scene whose cameras stand as they stand here."""
        for panel, view in self.stage.cameras.items():
            scene.turn(panel, view["elevation"], view["azimuth"])
        return scene

    def _aim(self, change: Mapping[str, Any]) -> None:
        """Turn the cameras where they are not so yet; turned by hand they are."""
        up, around = change["new"]
        view = {"elevation": up, "azimuth": around, "held": False}
        if any((now["elevation"], now["azimuth"]) != (up, around) for now in self.stage.cameras.values()):
            self.stage.cameras = dict.fromkeys(self.stage.cameras, view)

    def _turn(self, panel: str, elevation: float, azimuth: float, held: bool) -> None:
        """Turn a camera; while the hand holds it, the picture is painted with a coarser mesh."""
        self.scene.turn(panel, elevation, azimuth)
        pictures = self.scene.quick_pictures([panel]) if held else self.scene.pictures([panel])
        marks, readout, note = self.view()
        self.stage.show(self.scene.place(marks), readout, note, pictures=pictures)
        self._camera.value = [elevation, azimuth]


def _checked_title(title: object) -> str:
    """Return a title. Raises ValueError unless it is a text of one line."""
    if not isinstance(title, str) or "\n" in title:
        raise ValueError(f"Give the title as a text of one line, not {title!r}.")
    return title


def _whole(part: widgets.Widget) -> Iterator[widgets.DOMWidget]:
    """Yield a widget and all in it: some of its parts may stand elsewhere in the explorer."""
    if isinstance(part, widgets.DOMWidget):
        yield part
    for child in getattr(part, "children", ()):
        yield from _whole(child)


def _checked_camera(value: Any) -> list[float]:
    """Return [elevation, azimuth] in degrees. Raises ValueError for anything else."""
    if isinstance(value, (list, tuple)) and len(value) == 2 and all(map(is_number, value)):
        return [float(angle) for angle in value]
    raise ValueError(f"Give the camera as two numbers of degrees, [elevation, azimuth], not {value!r}.")
