"""Let go of what a cell showed before, when it is run again.

ipywidgets keeps every widget alive until it is closed, and a notebook keeps every output it has shown. Without this, a
cell run fifty times would hold fifty sets of pictures.
"""

import sys
import weakref
from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets
from IPython import get_ipython

# The cell of a notebook -> the execution that showed something last, and what it showed.
_shown: dict[str, tuple[str, list[weakref.ref[widgets.Widget]]]] = {}


def shown_by_this_cell(widget: widgets.Widget) -> None:
    """Note that the running cell made `widget`, and close what earlier runs of the same cell made.

    Front ends that do not tell which cell is running keep everything, as ipywidgets itself does.
    """
    cell, execution = _running_cell()
    if not cell:
        return
    before, earlier = _shown.get(cell, ("", []))
    if before != execution:
        for reference in earlier:
            if (shown := reference()) is not None:
                shown.close()
        earlier = []
    _shown[cell] = (execution, [*earlier, weakref.ref(widget)])


def close_parts(widget: widgets.Widget) -> None:
    """Close all widgets that `widget` is made of, down to their layouts, but not itself."""
    # When Python ends, ipywidgets closes each widget by itself, and half of what this needs is gone.
    waiting, seen = [] if sys.is_finalizing() else [widget], {id(widget)}
    while waiting:
        for part in _parts(waiting.pop()):
            if id(part) not in seen:
                seen.add(id(part))
                waiting.append(part)
                part.close()


def _running_cell() -> tuple[str, str]:
    """Return the ids of the cell and of its execution; empty where nothing tells them."""
    parent = getattr(get_ipython(), "get_parent", dict)() or {}
    return (parent.get("metadata", {}).get("cellId", ""), parent.get("header", {}).get("msg_id", ""))


def _parts(widget: widgets.Widget) -> list[widgets.Widget]:
    """Return the widgets in the traits and attributes of `widget`: children, layouts, styles, links."""
    values: list[Any] = [*vars(widget).values(), *widget.trait_values().values()]
    return [part for value in values for part in _flat(value) if isinstance(part, widgets.Widget)]


def _flat(value: Any) -> Iterable[Any]:
    """Return what is in a list, tuple or dict; anything else is by itself."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else (value,)
