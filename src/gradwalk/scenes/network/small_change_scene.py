"""See a small change of the weights run through a network, and its promise against what it does to the loss."""

from collections.abc import Iterable, Mapping

import numpy as np
from matplotlib.axes import Axes

from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.names import LOSS, Name, unit
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREY, PURPLE, RED
from gradwalk.scenes.kit.panel import Panel
from gradwalk.scenes.kit.powers import write_powers
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.scenes.network.network_layout import Style, edge_marks, network_layout, node_marks, weight_marks
from gradwalk.stage import Mark, point, polyline, text
from gradwalk.states.network.change_step import ChangeStep, brief
from gradwalk.states.network.small_change import LARGEST, LENGTHS, PARAMETERS, SHARES, SMALLEST, TARGET, SmallChange, X
from gradwalk.states.network.wiring import network_wiring
from gradwalk.states.numerals import compact, number, signed

REMAINDERS = (1e-11, 10.0)  # shown of |actual - predicted|
TALL = 1.6  # the loss is shown up to so many times the best promise
LAYOUT = network_layout(network_wiring(PARAMETERS.sizes))
CHANGED = Style(color=PURPLE, width=2.5, text_color=PURPLE)
LIT = Style(color=PURPLE, width=2.5)


class SmallChangeScene(Scene[ChangeStep]):
    """The network with every change at its node; below it E along the change, and the remainder against its length."""

    def __init__(self) -> None:
        label = tr("A network; above each node how much it changes. Press a weight's number to change that weight.")
        super().__init__(LAYOUT.panel("network", label), self._profile_panel(), self._remainder_panel())

    @staticmethod
    def _profile_panel() -> Panel:
        label = tr("The change of E along the change of the weights, with the tangent that ∇E promises.")
        return Panel("profile", label, _draw_profile, width=440, height=240, bounds=(0.12, 0.19, 0.86, 0.77))

    @staticmethod
    def _remainder_panel() -> Panel:
        label = tr("The difference of actual and predicted ΔE against the length of Δw, both axes logarithmic.")
        return Panel(
            "remainder", label, _draw_remainder, width=440, height=240, bounds=(0.16, 0.19, 0.82, 0.77), grab="here"
        )

    def marks(self, state: ChangeStep) -> Marks:
        """Return the marks of all panels."""
        return {
            "network": network_marks(state.change, state.length, state.stage),
            "profile": profile_marks(state.change, state.length),
            "remainder": remainder_marks(state.change, state.length),
        }


def _draw_profile(axes: Axes) -> None:
    axes.set(xlim=(SHARES[0], SHARES[-1]), ylim=(-TALL, TALL), xticks=[], yticks=[-1, 0, 1])
    axes.set_yticklabels(["−|∇E||Δw|", "0", "|∇E||Δw|"], fontsize=8, rotation=90, va="center")
    axes.set_xlabel(tr("how far along Δw"), fontsize=10, labelpad=16)
    axes.axhline(0, color="#dadce0", linewidth=1)
    axes.axvline(0, color="#dadce0", linewidth=1)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_remainder(axes: Axes) -> None:
    axes.set(xscale="log", yscale="log", xlim=(SMALLEST / 1.5, LARGEST * 1.5), ylim=REMAINDERS)
    axes.set_xlabel(tr("length |Δw|"), fontsize=10, labelpad=1)
    axes.set_ylabel(tr("|actual ΔE − predicted ΔE|"), fontsize=10)
    axes.tick_params(labelsize=9)
    write_powers(axes.xaxis)
    write_powers(axes.yaxis)
    axes.grid(color="#eceef0")
    axes.spines[["top", "right"]].set_visible(False)


def network_marks(change: SmallChange, length: float, stage: int) -> dict[str, Mark]:
    """Return the network: values before the change, and above each node its change, actual and to first order."""
    step = dict(zip(LAYOUT.weights, length * change.direction, strict=True))
    changed = [name for name, value in step.items() if value]
    chips = {name: brief(step[name]) if name in changed else compact(w) for name, w in _weights().items()}
    marks = edge_marks(LAYOUT, dict.fromkeys(_lit(changed, stage), LIT))
    marks |= node_marks(LAYOUT, _values(change))
    marks |= weight_marks(LAYOUT, chips, dict.fromkeys(changed, CHANGED))
    exact, first = change.exact_changes(length), change.first_order_changes(length)
    exact = {**exact, "E": np.array([change.actual(length)])}
    shown = [letter for place, letter in enumerate("hzyE", start=1) if place <= stage]
    upper = {name: f"Δ {signed(value)}" for name, value in _named(exact, shown)}
    lower = {name: f"≈ {signed(value)}" for name, value in _named(first, shown)}
    return marks | _captions(lower, GREY, -25) | _captions(upper, PURPLE, -40)


def _captions(lines: Mapping[Name, str], color: str, lift: float) -> dict[str, Mark]:
    """Return a line of text `lift` pixels above or below the middle of each node named in `lines`."""
    return {
        f"{name} {lift}": text(LAYOUT.nodes[name], line, color, size=12, anchor="middle", shift=(0, lift))
        for name, line in lines.items()
    }


def _weights() -> dict[Name, float]:
    return dict(zip(LAYOUT.weights, PARAMETERS.flatten(), strict=True))


def _values(change: SmallChange) -> dict[Name, str]:
    arrays = {"x": X, "h": change.before.h, "z": change.before.z, "y": change.before.y, "t": TARGET}
    values = {name: number(value) for name, value in _named(arrays, arrays)}
    return {**values, LOSS: number(change.loss)}


def _named(arrays: Mapping[str, np.ndarray], letters: Iterable[str]) -> list[tuple[Name, float]]:
    """Return (name of a node, its number) for the arrays called `letters`; E has no index."""
    return [
        (LOSS if letter == LOSS else unit(letter, i), float(value))
        for letter in letters
        for i, value in enumerate(arrays[letter])
    ]


def _lit(changed: list[Name], stage: int) -> list[str]:
    """Return the links along which the change has run so far."""
    wet = {name for name in LAYOUT.nodes if name.letter == "h" and any(LAYOUT.links[w][1] == name for w in changed)}
    lit: list[str] = [*changed]
    for letter in "hzyE"[1:stage]:
        links = [name for name, (source, goal) in LAYOUT.links.items() if source in wet and goal.letter == letter]
        own = {LAYOUT.links[name][1] for name in changed if LAYOUT.links[name][1].letter == letter}
        lit += links
        wet = {LAYOUT.links[name][1] for name in links} | own
    return lit


def profile_marks(change: SmallChange, length: float) -> dict[str, Mark]:
    """Return E along the change and its tangent, in units of the best promise: small changes look straight."""
    unit = change.steepness * length
    curve, slope = change.profile(length), change.slope / change.steepness
    at = {tr_later("actual"): change.actual(length) / unit, tr_later("predicted"): slope}
    kept = {name: float(np.clip(value, -TALL, TALL)) for name, value in at.items()}
    marks = {
        "tangent": polyline([(s, slope * s) for s in (SHARES[0], SHARES[-1])], BLUE, width=2, dash="7 4"),
        "curve": polyline(np.column_stack([SHARES, np.clip(curve, -9, 9)]), BLACK, width=2),
        "gap": polyline([(1, kept["predicted"]), (1, kept["actual"])], RED, width=2.5),
        "predicted": point((1, kept["predicted"]), BLUE, size=6, shape="diamond"),
        "actual": point((1, kept["actual"]), BLACK, size=6),
    }
    for share, words in ((-1, f"−{compact(length)}"), (0, "0"), (1, compact(length))):
        marks[f"tick {share}"] = text((share, -TALL), words, GREY, size=12, anchor="middle", shift=(0, -6))
    upper, lower = sorted(kept, key=kept.__getitem__, reverse=True)
    for name, lift in ((upper, -9), (lower, 18)):
        color = BLACK if name == "actual" else BLUE
        anchor_at = (1, float(np.clip(kept[name], -TALL + 0.45, TALL - 0.2)))
        marks[f"{name} name"] = text(anchor_at, tr(name), color, anchor="end", shift=(-8, lift), bold=True)
    return marks


def remainder_marks(change: SmallChange, length: float) -> dict[str, Mark]:
    """Return the remainder against the length, a guide of slope 2, and the present length, which the hand can move."""
    low, high = REMAINDERS
    curve = np.clip(change.remainders, low, high)
    here = float(np.clip(abs(change.actual(length) - change.predicted(length)), low, high))
    guide = curve[0] * (LENGTHS / LENGTHS[0]) ** 2
    label = tr("Length of the change. Arrow keys change it.")
    return {
        "guide": polyline(np.column_stack([LENGTHS, guide])[[0, -1]], GREY, width=1.5, dash="3 4"),
        "guide name": text((LENGTHS[20], guide[20]), tr("slope {slope}", slope=2), GREY, anchor="end", shift=(-10, -6)),
        "curve": polyline(np.column_stack([LENGTHS, curve]), RED, width=2),
        "here": point((length, here), RED, size=7, drag=True, label=label),
    }
