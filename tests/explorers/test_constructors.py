"""No argument of a constructor is changed in silence: what cannot be held is a ValueError that names the value."""

from __future__ import annotations

import inspect
import math
from typing import Any

import pytest

from gradwalk.explorers.explorer import Explorer
from tests.explorers.every_explorer import CLASSES

BAD = (
    object(), math.nan, math.inf, -1e9, 1e9, -1, 500, 1e-30, 2.5, True, "no such thing (", "", (1, 2), [object()],
    {"a": "b"},
)  # fmt: skip
# What is asked for by the tests of their own: functions and numbers of one's own, the camera.
OTHERS = {"parameters", "target", "w", "x_range", "y_range", "axis_names", "window", "values", "names", "data"}


def arguments(kind: type[Explorer]) -> list[str]:
    found = inspect.signature(kind.__init__).parameters.values()
    return [one.name for one in found if one.name != "self" and one.kind is not one.VAR_KEYWORD]


CASES = [(kind, name) for kind in CLASSES.values() for name in arguments(kind) if name not in OTHERS]


def made(kind: type[Explorer], given: dict[str, Any]) -> tuple[Explorer | None, Exception | None]:
    """The explorer, or what its constructor raised."""
    try:
        return kind(**given), None
    except (ValueError, TypeError) as error:
        return None, error


def held_as(given: Any, held: Any) -> bool:
    """Whether a setting holds what was given, an angle but for whole turns, and texts and lists as JSON has them."""
    if isinstance(given, (int, float)) and isinstance(held, (int, float)):
        return given == held
    return list(given) == held if isinstance(given, (tuple, list)) else given == held


@pytest.mark.parametrize(("kind", "name"), CASES, ids=lambda part: getattr(part, "__name__", part))
def test_what_is_taken_is_held_and_what_is_not_is_said(kind, name, unpainted):
    for bad in BAD:
        explorer, error = made(kind, {name: bad})
        if error is not None:
            assert type(error) is not TypeError or name in ("surface", "f", "g", "formula"), (bad, error)
            assert str(error).endswith("."), (bad, str(error))
            assert "\n" not in str(error), (bad, str(error))
        if explorer is None or name not in explorer.settings:
            continue
        held = explorer.settings[name]
        if name == "direction" and kind.__name__ != "SmallChangeExplorer":
            assert (bad - held) % 360 == pytest.approx(0, abs=1e-5) or (bad - held) % 360 == pytest.approx(
                360, abs=1e-5
            )
        else:
            assert held_as(bad, held), (bad, held)
        explorer.close()


FLAGS = [
    (kind, name)
    for kind in CLASSES.values()
    for name, parameter in inspect.signature(kind).parameters.items()
    if isinstance(parameter.default, bool)
]


@pytest.mark.parametrize(("kind", "name"), FLAGS, ids=lambda part: getattr(part, "__name__", part))
@pytest.mark.parametrize("bad", [1, "no"])
def test_a_flag_is_true_or_false_and_nothing_else(kind, name, bad):
    with pytest.raises(ValueError, match=f"Give {name} as True or False, not {bad!r}"):
        kind(**{name: bad})


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("DescentExplorer", {"num_steps": 500}, "steps: Give a whole number from 1 to 200, not 500"),
        ("DescentExplorer", {"num_steps": 30, "step": 31}, "step: Give a whole number from 0 to 30, not 31"),
        ("DescentExplorer", {"x": 15}, "x: Give a number from -12 to 12, not 15"),
        ("TrainingExplorer", {"num_steps": 20001}, "from 1 to 20000, not 20001"),
        ("TrainingExplorer", {"seconds": 7}, "Give seconds as one of 5, 15, 60, not 7"),
        ("TrainingExplorer", {"symmetric": 1}, "Give symmetric as True or False, not 1"),
        ("SmallChangeExplorer", {"stage": 9}, "Give stage as one of 0, 1, 2, 3, 4, not 9"),
        ("ChainExplorer", {"x": 3}, "x: Give a number from -2 to 2, not 3"),
        ("NetworkExplorer", {"step": 12}, "from 0 to 10, not 12"),
        ("GraphExplorer", {"step": 99}, "step: Give a whole number from 0 to"),
        ("GradientCheckLab", {"x": 6}, "x: Give a number from -5 to 5, not 6"),
    ],
)
def test_the_sentence_has_the_value_and_the_range(kind, given, message):
    with pytest.raises(ValueError, match=message):
        CLASSES[kind](**given)
