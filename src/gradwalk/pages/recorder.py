"""Ask an explorer for everything that it shows, at every combination of the values of some of its controls."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from gradwalk.pages.columns import Column, column
from gradwalk.pages.controls import RecordedControl
from gradwalk.pages.recordable import Recordable
from gradwalk.scenes.kit.panel import SpacePanel
from gradwalk.scenes.kit.scene import Marks
from gradwalk.stage import Mark

MOST_STATES = 30_000
FEW, FEWEST = 12, 4  # values of a control that are not made fewer, and the fewest that are left
MOST_TURNED = 160  # states in which a panel is recorded from another side


class View(NamedTuple):
    """One panel from another direction: the azimuth of its camera in degrees, its PNG, and its marks by column.

    `kept` are for each control the numbers of the values at which the marks were recorded.
    """

    azimuth: float
    picture: bytes
    marks: Mapping[str, Any]
    kept: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Recording:
    """All that an explorer shows, at every combination of the values of its recorded controls.

    `columns` has frames, note, readout, pictures and marks, each a column (see `columns`) or a dict of them; `pictures`
    holds the PNGs that the picture columns number. `presses` says which control a pressed mark sets to which value:
    panel -> mark -> (number of the control, number of the value). `classes` are those of the style sheet; `width` is
    that of all panels in CSS pixels, and `words` are the text twin of the first state; `names` says which
    of its names stand large, and in what ink each is written.
    """

    title: str
    controls: tuple[RecordedControl, ...]
    columns: Mapping[str, Any]
    pictures: tuple[bytes, ...]
    presses: Mapping[str, Mapping[str, tuple[int, int]]]
    views: Mapping[str, tuple[View, ...]]
    cameras: Mapping[str, Mapping[str, float]]
    classes: tuple[str, ...]
    width: int
    words: str
    names: Mapping[str, Any]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each control has."""
        return tuple(len(control.values) for control in self.controls)


class _State(NamedTuple):
    """What is shown in one state: marks in data coordinates, as placed, and everything else."""

    marks: Marks
    placed: dict[str, dict[str, dict[str, Any]]]
    frames: list[dict[str, Any]]
    readout: list[list[str]]
    note: str
    pictures: dict[str, bytes]


def record(explorer: Recordable, *, views: int = 0, states: int = MOST_STATES, **most: int) -> Recording:
    """Return the record of an explorer; `most` says at how many values a control is recorded, by its name.

    What is not named is as in the explorer's own `recorded`; 1 leaves a control where it stands. Panels that turn are
    recorded from so many `views` round the vertical axis, too. With more than so many `states`, controls that are not
    named are recorded at fewer values. The explorer ends as it was. Raises ValueError for a control it does not have,
    for one whose values cannot be counted, and for too many states.
    """
    controls = _fewer(_controls(explorer, {**explorer.recorded, **most}), most, states)
    with explorer.aside():
        walked = list(_walk(explorer, controls))
        presses = _presses(explorer, controls, walked)
    shape = tuple(len(control.values) for control in controls)
    cameras = {name: {"azimuth": panel.camera[1], "elevation": panel.camera[0]} for name, panel in _turning(explorer)}
    kept = [_thinned(control, count) for control, count in zip(controls, _counts(controls, MOST_TURNED), strict=True)]
    rings = {name: _ring(panel, _at(walked, shape, kept), kept, views) for name, panel in _turning(explorer)}
    pictures = tuple(dict.fromkeys(png for state in walked for png in state.pictures.values()))
    return Recording(
        type(explorer).__name__, tuple(controls), _columns(walked, pictures, shape), pictures, presses,
        {name: ring for name, ring in rings.items() if ring}, cameras,
        tuple(explorer.classes), explorer.scene.still_width, explorer.text(), explorer.stage.words,
    )  # fmt: skip


def _controls(explorer: Recordable, counts: Mapping[str, int]) -> list[RecordedControl]:
    """Return the controls to record. Raises ValueError as `record` says."""
    for name, count in counts.items():
        if name not in explorer.controls:
            raise ValueError(f"Record some of the controls {', '.join(explorer.controls)}, not {name!r}.")
        if count > 1 and len(explorer.recordable(count)[name]) < 2:
            raise ValueError(f"Leave out {name}: it takes anything, so its values cannot be recorded.")
    stepper = getattr(explorer, "stepper", None)
    controls = []
    for name, count in counts.items():
        widget, values = explorer.controls[name], explorer.recordable(count)[name]
        if count > 1:
            plays = stepper is not None and widget is stepper.step
            control = RecordedControl.of(name, widget, values, stepper.play.seconds if plays else 0)
            controls.append(replace(control, hidden=name in explorer.hidden))
    if (states := math.prod(len(control.values) for control in controls)) > MOST_STATES:
        raise ValueError(f"Record at most {MOST_STATES} states, not {states}: give a control fewer values.")
    return controls


def _counts(controls: Sequence[RecordedControl], most: int) -> list[int]:
    """Return at how many values each control is left, so that there are at most so many states in all.

    What the page plays through, and what has few values, keeps them all.
    """
    counts = [len(control.values) for control in controls]
    long = [k for k, control in enumerate(controls) if counts[k] > FEW and not control.seconds]
    fixed = math.prod(count for k, count in enumerate(counts) if k not in long)
    while long and math.prod(counts) > most:
        share = max(1.0, most / fixed) ** (1 / len(long))
        smaller = [k for k in long if counts[k] > share]
        if not smaller:
            break
        for k in smaller:
            counts[k] = max(FEWEST, min(counts[k] - 1, int(share)))
        long = [k for k in long if counts[k] > FEWEST]
    return counts


def _thinned(control: RecordedControl, count: int) -> list[int]:
    """Return the numbers of `count` of the values of a control, evenly spread, and of the one it starts with."""
    spread = np.linspace(0, len(control.values) - 1, count).round().astype(int).tolist()
    return sorted({*spread, control.start})


def _fewer(controls: list[RecordedControl], named: Mapping[str, int], most: int) -> list[RecordedControl]:
    """Return controls with fewer values where there are more than so many states, those that are named left alone."""
    if math.prod(len(control.values) for control in controls) <= most:
        return controls
    counts = _counts(controls, most)
    return [
        control if control.name in named else control.at(_thinned(control, count))
        for control, count in zip(controls, counts, strict=True)
    ]


def _at(states: Sequence[_State], shape: tuple[int, ...], kept: Sequence[Sequence[int]]) -> list[Marks]:
    """Return the marks of the states at the kept values alone."""
    every = np.arange(len(states)).reshape(shape)
    return [states[number].marks for number in every[np.ix_(*kept)].ravel()] if kept else [states[0].marks]


def _walk(explorer: Recordable, controls: Sequence[RecordedControl]) -> Iterator[_State]:
    """Yield one state after another, the values of the last control following each other fastest."""
    scene, pictures = None, {}
    for values in itertools.product(*(control.values for control in controls)):
        explorer.settings = {control.name: value for control, value in zip(controls, values, strict=True)}
        marks, readout, note = explorer.view()
        pictures = explorer.scene.pictures() if explorer.scene is not scene else {**pictures, **_redrawn(explorer)}
        scene = explorer.scene
        frames = [frame.as_dict() for frame in scene.frames]
        yield _State(marks, scene.place(marks), frames, [list(pair) for pair in readout], note, pictures)


def _redrawn(explorer: Recordable) -> dict[str, bytes]:
    return explorer.scene.redrawn_pictures()


# --- what a press does ------------------------------------------------------------------------------------------------


def _presses(
    explorer: Recordable, controls: Sequence[RecordedControl], states: Sequence[_State]
) -> dict[str, dict[str, tuple[int, int]]]:
    found: dict[str, dict[str, tuple[int, int]]] = {}
    pressable = {
        (panel, name)
        for state in states
        for panel, marks in state.placed.items()
        for name, mark in marks.items()
        if mark.get("press")
    }
    for panel, name in sorted(pressable):
        if (effect := _effect(explorer, controls, panel, name)) is not None:
            found.setdefault(panel, {})[name] = effect
    return found


def _effect(explorer: Recordable, controls: Sequence[RecordedControl], panel: str, mark: str) -> tuple[int, int] | None:
    """Press a mark where that changes something; return the numbers of the control and of the value it is set to."""
    for number, control in enumerate(controls):
        for other in (control.values[0], control.values[-1]):
            explorer.settings = {control.name: other}
            explorer.stage.press(panel, mark)
            now = explorer.settings[control.name]
            if now != other and now in control.values:
                return number, control.values.index(now)
    return None


# --- other directions -------------------------------------------------------------------------------------------------


def _turning(explorer: Recordable) -> list[tuple[str, SpacePanel]]:
    return [(name, panel) for name, panel in explorer.scene.panels.items() if isinstance(panel, SpacePanel)]


def _ring(panel: SpacePanel, states: Sequence[Marks], kept: Sequence[Sequence[int]], count: int) -> tuple[View, ...]:
    """Return the views of a panel at its own elevation, from `count` directions less the present one."""
    elevation, azimuth = panel.camera
    marks = [state.get(panel.name, {}) for state in states]
    ring = tuple(_view(panel, elevation, azimuth + 360 * k / count, marks, kept) for k in range(1, count))
    panel.turn(elevation, azimuth)
    return ring


def _view(
    panel: SpacePanel,
    elevation: float,
    azimuth: float,
    states: Sequence[Mapping[str, Mark]],
    kept: Sequence[Sequence[int]],
) -> View:
    """Return one view; each state is placed on its own, since which mark covers which depends on where they are."""
    panel.turn(elevation, azimuth)
    rows = [panel.place(marks) for marks in states]
    return View(azimuth, panel.picture(), _mark_columns(rows, tuple(map(len, kept))), kept)


# --- columns ----------------------------------------------------------------------------------------------------------


def _columns(states: Sequence[_State], pictures: Sequence[bytes], shape: tuple[int, ...]) -> dict[str, Any]:
    numbers = {png: number for number, png in enumerate(pictures)}
    panels = list(states[0].pictures)
    return {
        "frames": column([state.frames for state in states], shape),
        "note": column([state.note for state in states], shape),
        "readout": _readout_columns([state.readout for state in states], shape),
        "pictures": {name: column([numbers[state.pictures[name]] for state in states], shape) for name in panels},
        "marks": {name: _mark_columns([state.placed.get(name, {}) for state in states], shape) for name in panels},
    }


def _readout_columns(rows: Sequence[Sequence[Sequence[str]]], shape: tuple[int, ...]) -> dict[str, Any]:
    """Return a column of the names, and one for every place at which a value can stand."""
    values = [[row[k][1] if k < len(row) else None for row in rows] for k in range(max(map(len, rows)))]
    names = column([[name for name, _ in row] for row in rows], shape)
    return {"names": names, "values": [column(place, shape) for place in values]}


def _mark_columns(states: Sequence[Mapping[str, Any]], shape: tuple[int, ...]) -> dict[str, Any]:
    """Return a column of the names of the marks in their order, and for each mark one for every attribute."""
    names = dict.fromkeys(name for marks in states for name in marks)
    return {
        "order": column([list(marks) for marks in states], shape),
        "looks": {name: _look_columns([marks.get(name) for marks in states], shape) for name in names},
    }


def _look_columns(marks: Sequence[Mapping[str, Any] | None], shape: tuple[int, ...]) -> dict[str, Column]:
    """Return a column for every attribute of a mark; where the mark is missing, what it was before stands in."""
    first = next(mark for mark in marks if mark is not None)
    filled = list(itertools.accumulate(marks, lambda before, mark: mark or before, initial=first))[1:]
    keys = dict.fromkeys(key for mark in filled for key in mark)
    return {key: column([mark.get(key) for mark in filled], shape) for key in keys}
