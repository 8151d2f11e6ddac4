"""All the records of an explorer that a page may ask for: of each choice in its menus, wide, and narrow for phones."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gradwalk.pages.controls import RecordedControl
from gradwalk.pages.recordable import Recordable
from gradwalk.pages.recorder import MOST_STATES, Recording, record
from gradwalk.scenes.kit.panel import NARROW as NARROW_WIDTH

NARROW = "narrow"
STATES_OF_A_CHOICE = 200


@dataclass(frozen=True)
class Album:
    """The `first` record of an explorer, the menus above it, and every record by the name of its part.

    A part is called by the numbers of the choices in the menus, "2-0", or "" without menus, and for a narrow screen by
    the same with ".narrow" behind. `start` is the part to begin with, and `still` a PNG of its first state. `question`
    is what the explorer asks, if it asks. `fixed` are the settings, one word or number each, that nothing here
    changes; `title` are the words above it.
    """

    first: Recording
    still: bytes
    menus: tuple[RecordedControl, ...]
    records: Mapping[str, Recording]
    start: str
    question: Mapping[str, Any] | None
    fixed: Mapping[str, str | float | bool]
    title: str = ""


def album(
    explorer: Recordable,
    *,
    views: int = 0,
    menus: bool = False,
    narrow: bool = True,
    states: int = MOST_STATES,
    **most: int,
) -> Album:
    """Return the records of an explorer; `views`, `states` and `most` are as for `record`.

    What is only there when it is chosen has fewer states and one view. The explorer ends as it was. Raises ValueError
    as `record` does.
    """
    first = record(explorer, views=views, states=states, **most)
    choosable = explorer.choosable() if menus else {}
    chosen = tuple(_menu(name, explorer.controls[name], values) for name, values in choosable.items())
    start = _called(control.start for control in chosen)
    records = {start: first}
    for name, settings in _choices(chosen):
        how = {"views": views, "states": states} if name == start else {"states": min(states, STATES_OF_A_CHOICE)}
        with explorer.aside():
            explorer.settings = settings
            if name != start:
                records[name] = record(explorer, **how, **most)
            if narrow and _shrinks(explorer):
                how["views"] = how.get("views", 0) // 2  # a finger turns less finely
                with explorer.narrow():
                    records[f"{name}.{NARROW}" if name else NARROW] = record(explorer, **how, **most)
    fixed = _fixed(explorer, first, chosen)
    return Album(first, explorer.still(), chosen, records, start, explorer.question(), fixed, explorer.title)


def _fixed(explorer: Recordable, first: Recording, menus: tuple[RecordedControl, ...]) -> dict[str, str | float | bool]:
    """Return the settings that a page cannot change, for the words of a text that ask for one as it stands."""
    changed = {control.name for control in (*first.controls, *menus)}
    return {
        name: value
        for name, value in explorer.settings.items()
        if name not in changed and isinstance(value, str | float | int)
    }


def _menu(name: str, control: Any, values: Sequence[Any]) -> RecordedControl:
    return replace(RecordedControl.of(name, control, values), kind="menu")


def _choices(menus: tuple[RecordedControl, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each part with its settings, those of the explorer as it stands where there is no menu."""
    for places in itertools.product(*(range(len(menu.values)) for menu in menus)):
        yield _called(places), {menu.name: menu.values[k] for menu, k in zip(menus, places, strict=True)}


def _called(places: Iterable[int]) -> str:
    return "-".join(map(str, places))


def _shrinks(explorer: Recordable) -> bool:
    """Tell whether there is a panel that is wider than a phone and can be made narrower."""
    return any(panel.shrinks and panel.width > NARROW_WIDTH for panel in explorer.scene.panels.values())
