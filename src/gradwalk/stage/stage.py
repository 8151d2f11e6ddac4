"""Show still pictures with marks that move over them, and learn what the hand does to them.

This is the only place that knows the browser; the modules in `js` are the other half.
"""

import json
import pathlib
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from gradwalk.stage.javascript import FOLDER, joined
from gradwalk.stage.picture_first import picture_first
from gradwalk.stage.shapes import Room

_HERE = pathlib.Path(__file__).parent


@dataclass(frozen=True)
class Frame:
    """The layout of one panel, in CSS pixels with the origin at the top left.

    `inner` is the rectangle (left, top, right, bottom) of its axes, to which marks are clipped.
    A press anywhere inside it takes the mark named `grab`; with `turns`, it turns the camera instead.
    """

    name: str
    width: int
    height: int
    inner: Room
    label: str
    grab: str = ""
    turns: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the frame as the browser gets it."""
        return {**vars(self), "inner": list(self.inner)}


def _as_text(marks: Mapping[str, Any], _stage: Any) -> str:
    """Return marks as JSON text: ipywidgets would search a nested dict for buffers, two milliseconds for 200 marks."""
    return json.dumps(marks, separators=(",", ":"), default=float)


class Keys(anywidget.AnyWidget):
    """What protects the keys of the question that it is a part of, brings its style sheet, and is not seen itself."""

    _esm = joined(FOLDER / "keys.js")
    _css = _HERE / "stage.css"


class Stage(anywidget.AnyWidget):
    """Panels side by side: in each a picture, over it marks; below them the text twin.

    The kernel sets pictures, marks and readout with `show`. The browser sets `hand` (where a mark is dragged to),
    `cameras` (elevation and azimuth in degrees) and sends key and press messages.
    """

    # As text and not as paths: anywidget connects every instance to a watched file and never lets go of it.
    _esm = joined()
    _css = (_HERE / "stage.css").read_text(encoding="utf-8")

    frames = traitlets.List(traitlets.Dict()).tag(sync=True)
    marks = traitlets.Dict().tag(sync=True, to_json=_as_text)
    readout = traitlets.List().tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    # Which names of the readout stand large, and in what ink each name is written; see `Words` in js/model.js.
    words = traitlets.Dict({"headline": None, "fold": "", "inks": {}}).tag(sync=True)
    # Echoing what the browser itself just said would double the traffic of a drag.
    hand = traitlets.Dict().tag(sync=True, echo_update=False)
    cameras = traitlets.Dict().tag(sync=True, echo_update=False)
    reduced_motion = traitlets.Bool(False).tag(sync=True, echo_update=False)
    # The browser numbers what it reports; without the answer to its latest number it says that nobody listens.
    answered = traitlets.Int(0).tag(sync=True)

    def __init__(self, frames: Sequence[Frame], **traits: Any) -> None:
        super().__init__(frames=[frame.as_dict() for frame in frames], **traits)
        # One trait a picture: when one panel is painted anew, the others do not cross the wire again.
        self.add_traits(**{f"picture_{frame.name}": traitlets.Bytes().tag(sync=True) for frame in frames})
        self._on_message("ask", lambda _message: None)

    def show(
        self,
        marks: Mapping[str, Mapping[str, Any]],
        readout: Sequence[tuple[str, str]] = (),
        note: str = "",
        pictures: Mapping[str, bytes] | None = None,
        frames: Sequence[Frame] | None = None,
    ) -> None:
        """Show `marks` (panel -> id -> placed mark), the text twin, and new PNG `pictures`, in one message.

        `readout` holds (name, value) pairs; `note` is one sentence for what the reader must know, or empty.
        """
        with self.hold_sync():
            if frames is not None:
                self.frames = [frame.as_dict() for frame in frames]
            for panel, png in (pictures or {}).items():
                self.set_trait(f"picture_{panel}", png)
            self.marks = {panel: dict(placed) for panel, placed in marks.items()}
            self.readout = [list(pair) for pair in readout]
            self.note = note

    def on_drag(self, callback: Callable[[str, str, tuple[float, float], bool], None]) -> None:
        """Call `callback(panel, mark, (x, y) in pixels, held)` while a mark is dragged; held is False at the drop.

        What is reported while a mark is held comes as the trait `hand`, of which the browser keeps all but the last
        back as long as the kernel is busy. So it can come after what was done later, and then it means nothing.
        """

        def moved(hand: Mapping[str, Any]) -> None:
            callback(hand["panel"], hand["mark"], (hand["x"], hand["y"]), hand["held"])

        def held(change: Mapping[str, Any]) -> None:
            hand = change["new"]
            if hand and hand.get("number", self.answered + 1) > self.answered:
                with self._answering(hand):
                    moved(hand)

        self.observe(held, "hand")
        self._on_message("hand", moved)

    def on_turn(self, callback: Callable[[str, float, float, bool], None]) -> None:
        """Call `callback(panel, elevation, azimuth, held)` in degrees when the reader turns a camera."""

        def turned(change: Mapping[str, Any]) -> None:
            for panel, view in change["new"].items():
                if view != change["old"].get(panel):
                    with self._answering(view):
                        callback(panel, view["elevation"], view["azimuth"], view["held"])

        self.observe(turned, "cameras")

    def on_key(self, callback: Callable[[str, str, str, bool], None]) -> None:
        """Call `callback(panel, mark, key, shift)` when a key is pressed on a focused mark."""
        self._on_message("key", lambda m: callback(m["panel"], m["mark"], m["key"], m["shift"]))

    def on_press(self, callback: Callable[[str, str], None]) -> None:
        """Call `callback(panel, mark)` when a mark is pressed, by pointer, Enter or Space."""
        self._on_message("press", lambda m: callback(m["panel"], m["mark"]))

    def on_try(self, callback: Callable[[Mapping[str, Any]], None]) -> None:
        """Call `callback(settings)` when words around the explorer ask for values, by name; see `tries.js`."""
        self._on_message("try", lambda m: callback(m["settings"]))

    def press(self, panel: str, mark: str) -> None:
        """Do what a press of `mark` in the browser does."""
        self._handle_custom_msg({"type": "press", "panel": panel, "mark": mark}, [])

    def _on_message(self, kind: str, callback: Callable[[Mapping[str, Any]], None]) -> None:
        def received(_widget: Any, content: Mapping[str, Any], _buffers: Any) -> None:
            if content.get("type") == kind:
                with self._answering(content):
                    callback(content)

        self.on_msg(received)

    @contextmanager
    def _answering(self, report: Mapping[str, Any]) -> Generator[None]:
        """Tell the browser, after its report was dealt with or failed, that it was heard; with what it led to."""
        with picture_first(), self.hold_sync():
            try:
                yield
            finally:
                self.answered = max(self.answered, report.get("number", 0))
