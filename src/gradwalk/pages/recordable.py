"""What can be recorded for a page without a kernel."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.stage import Stage
from gradwalk.states.state import Readout


class Recordable(Protocol):
    """What is asked of an explorer."""

    @property
    def title(self) -> str:
        """What stands above it, "" for nothing."""

    @property
    def scene(self) -> Scene[Any]:
        """The pictures, and where marks stand in them."""

    @property
    def stage(self) -> Stage:
        """What the reader presses."""

    @property
    def controls(self) -> Mapping[str, Any]:
        """The controls by name."""

    @property
    def recorded(self) -> Mapping[str, int]:
        """At how many values each control is recorded."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The values of the controls by name."""

    @settings.setter
    def settings(self, wanted: Mapping[str, Any]) -> None: ...

    @property
    def hidden(self) -> Collection[str]:
        """The names of the controls that are out of sight."""

    def choosable(self) -> Mapping[str, Sequence[Any]]:
        """Return the controls whose choice makes other pictures, each with its choices."""

    def narrow(self) -> AbstractContextManager[None]:
        """Return a context in which the pictures are those for a narrow screen."""

    def question(self) -> Mapping[str, Any] | None:
        """Return what the explorer asks, as JSON, with every answer and what is said of it."""

    def recordable(self, at_most: int) -> Mapping[str, list[Any]]:
        """Return up to `at_most` values for each control."""

    def aside(self) -> AbstractContextManager[None]:
        """Return a context in which controls are set and nothing is shown; all ends as it was."""

    def view(self) -> tuple[Marks, Readout, str]:
        """Return the marks, the text twin and the note."""

    @property
    def classes(self) -> Sequence[str]:
        """The classes by which the style sheet knows it."""

    def still(self) -> bytes:
        """Return a PNG of the present state."""

    def text(self) -> str:
        """Return the text twin in one line."""
