"""Whatever is changed and how often, an explorer has as many widgets as before; closed, it has none.

ipywidgets keeps every widget until it is closed: a box that is replaced and not closed stays, layout, style and all.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice

import ipywidgets as widgets
import pytest
from ipywidgets.widgets import widget as registry

import gradwalk as gw
from tests.explorers.every_explorer import CLASSES, MOVED

CHANGES = 40  # of what replaces widgets
ROUNDS = 3  # of all changes of an explorer: one that leaves a widget behind shows it in the second


pytestmark = pytest.mark.usefixtures("unpainted")


def count() -> int:
    return len(registry._instances)


def changes(name: str, explorer: widgets.Widget) -> list[Callable[[], None]]:
    """Every control there and back, one at a time and all at once, and every button."""
    first, moved = explorer.settings, MOVED[name]
    settings = [moved, first, *({key: value} for key, value in moved.items()), first]
    buttons = [button for button in vars(explorer).values() if type(button) is widgets.Button]
    return [
        *(lambda wanted=wanted: setattr(explorer, "settings", wanted) for wanted in settings),
        *(button.click for button in buttons),
    ]


@pytest.mark.parametrize("name", CLASSES)
def test_changes_of_every_kind_leave_as_many_widgets(name):
    explorer = CLASSES[name]()
    todo, first, counts = changes(name, explorer), explorer.settings, []
    for _ in range(ROUNDS):
        for change in todo:
            change()
        explorer.settings = {**first}
        counts.append(count())
    assert set(counts[1:]) == {counts[0]}


@pytest.mark.parametrize("size", ["size", "biases"])
def test_a_bug_hunt_changes_size_and_back_again(size):
    hunt, counts = gw.BugHunt(), set()
    values = {"size": ["1-1-1", "2-3-2"], "biases": [False, True]}[size]
    for value in islice(cycle(values), CHANGES):
        hunt.settings = {size: value}
        counts.add((value, count()))
    assert len(counts) == 2


@pytest.mark.parametrize("kind", [gw.GraphExplorer, gw.FillInExplorer])
def test_formulas_with_other_variables_replace_boxes(kind):
    explorer, counts = kind("x*y"), set()
    for formula in islice(cycle(["a + b", "c*d"]), CHANGES):
        explorer.formula.text.value = formula
        counts.add(count())
    assert len(counts) == 1


@pytest.mark.parametrize("name", CLASSES)
def test_a_closed_explorer_leaves_nothing(name):
    before = count()
    explorer = CLASSES[name]()
    explorer.settings = MOVED[name]
    explorer._repr_mimebundle_()
    explorer.close()
    assert count() == before


@pytest.mark.parametrize(
    "make",
    [
        lambda: gw.ConceptTest("before"),
        lambda: gw.ConceptTest("after"),
        lambda: gw.ask("01/arrow"),
        lambda: gw.ask("01/downhill", lambda: gw.LinkedExplorer("ravine", 10, 1)),
    ],
    ids=["before", "after", "question", "question with explorer"],
)
def test_a_closed_question_leaves_nothing(make):
    before = count()
    asked = make()
    if isinstance(asked, gw.Prediction):
        asked.options.value = asked.answer
        asked.commit()
    asked._repr_mimebundle_()
    asked.close()
    assert count() == before
