"""One grid for the controls of all explorers: labels, tracks and values stand under each other (see stage.css).

An explorer has up to three rows, in this order: what is looked at, what is moved, and what is played, next to the
pictures that play moves. How many columns a row has depends on the room there is, and not on the explorer.
"""

from typing import TypeVar

import ipywidgets as widgets

ControlT = TypeVar("ControlT", bound=widgets.DOMWidget)


def row(*controls: widgets.Widget) -> widgets.HBox:
    """Return controls in the columns of the grid."""
    return _classed(widgets.HBox(list(controls)), "gradwalk-row")


def wide(control: ControlT) -> ControlT:
    """Let a control of a row, such as the box for a formula, take two columns where there are two; return it."""
    return _classed(control, "gradwalk-wide")


def beside(*controls: widgets.Widget) -> widgets.HBox:
    """Return controls that share two columns: buttons as wide as their words, and what they go with."""
    return _classed(widgets.HBox(list(controls)), "gradwalk-beside")


def asked(*parts: widgets.Widget) -> widgets.HBox:
    """Return a question's choices, what it is about, and its answer beside each other, while there is room."""
    return _classed(widgets.HBox(list(parts)), "gradwalk-asked")


def _classed(control: ControlT, name: str) -> ControlT:
    control.add_class(name)
    return control
