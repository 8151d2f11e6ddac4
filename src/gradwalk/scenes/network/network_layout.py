"""Lay out a network of D inputs, M hidden units and K outputs in pixels, and make the marks that show its values.

The names of nodes, edges and weights, as `network_wiring` gives them, are the ids of their marks.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from matplotlib.axes import Axes

from gradwalk.labels import cached, tr, tr_later
from gradwalk.mathematics.names import TARGET, Name
from gradwalk.scenes.kit.palette import BLACK, GREY, PALE
from gradwalk.scenes.kit.panel import Panel
from gradwalk.scenes.kit.rows import PixelPanel
from gradwalk.stage import Mark, edge, node, text
from gradwalk.states.network.wiring import Wiring, words

WIDTH = 888
PITCH = 76  # pixels from one row to the next: a caption stands between an output's target and the next output
TOP, BOTTOM = 72, 34  # pixels above the first row and below the last
BOX, TARGET_BOX, CONSTANT_BOX = (68, 38), (88, 18), (68, 20)  # a target and its number stand in one line
COLUMNS = {"x": 46, "h": 318, "z": 440, "y": 690, "t": 690, "E": 836}
LAYER_COLUMNS = {"x": 150, "y": 700}
LIFT = {"y": -14, "t": 15, "E": -14}  # an output stands above its target, both in one row
TITLES = {
    "x": tr_later("inputs"), "h": tr_later("sum"), "z": tr_later("hidden units"),
    "y": tr_later("outputs, targets"), "E": tr_later("loss"),
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a node, an edge or a weight is drawn; None leaves the usual."""

    fill: str = "white"
    color: str = GREY
    width: float = 1.5
    text_color: str = BLACK
    dash: str | None = None


PLAIN = Style()
LINK = Style(color="#9aa0a6", width=1.1)
NUMBER = Style(color="#d5d8dc", width=1)
WAITING = Style(fill=PALE, color="#b8bcc2", text_color=GREY)  # not computed yet


@dataclass(frozen=True, eq=False)  # equal only to itself, so that it can be a key
class NetworkLayout:
    """Where the nodes of a network stand, in pixels from the top left; `nodes` maps a name to the middle of its box."""

    wiring: Wiring
    width: int
    height: int
    nodes: Mapping[Name, tuple[float, float]]
    titles: Mapping[str, float]

    @property
    def links(self) -> Mapping[str, tuple[Name, Name]]:
        """Name of a link -> names of its two nodes."""
        return self.wiring.links

    @property
    def weights(self) -> tuple[Name, ...]:
        """The names of the links that are weights or biases."""
        return self.wiring.weights

    @cached_property
    def ends(self) -> dict[str, np.ndarray]:
        """The pixels where each link leaves one box and meets the other, shape (2, 2)."""
        return {name: self._ends(*pair) for name, pair in self.links.items()}

    def _ends(self, source: Name, goal: Name) -> np.ndarray:
        right, left = _box(source)[0] / 2, -_box(goal)[0] / 2
        return np.array([np.add(self.nodes[source], (right, 0)), np.add(self.nodes[goal], (left, 0))], dtype=float)

    @cached_property
    def spots(self) -> dict[str, np.ndarray]:
        """The pixel where the number of each weight stands, shape (2,).

        At the fraction 1 / (n + 1) of n parallel fans all lines are equally far apart, so no number covers another.
        """
        shares = {name: 1 / (self._fan(name) + 1) for name in self.weights}
        return {name: (1 - share) * self.ends[name][0] + share * self.ends[name][1] for name, share in shares.items()}

    def chip_box(self, name: Name) -> tuple[float, float]:
        """Return width and height in pixels of the number of the weight called `name`."""
        return (50, min(20, PITCH / (self._fan(name) + 1) - 1))

    def _fan(self, weight: Name) -> int:
        """Return how many weights leave the source of `weight`."""
        return self.wiring.fan[self.links[weight][0].letter]

    def panel(self, name: str, label: str) -> Panel:
        """Return an empty panel of this size whose data coordinates are pixels, with a title over every column."""

        def draw(axes: Axes) -> None:
            for title, x in self.titles.items():
                axes.text(x, 12, tr(title), ha="center", va="center", fontsize=9.5, color=GREY)

        return PixelPanel(name, label, self.width, self.height, draw)


@lru_cache(maxsize=256)
def network_layout(wiring: Wiring) -> NetworkLayout:
    """Return the layout of a two-layer network; biases are weights of a constant 1 below the columns."""
    rows, columns = max(wiring.sizes), Counter(name.letter for name in wiring.nodes if not name.is_constant)
    nodes = {name: _place(name, columns[name.letter], rows) for name in wiring.nodes}
    titles = {title: COLUMNS[letter] for letter, title in TITLES.items()}
    height = TOP + PITCH * (rows - 1 + wiring.biases) + BOTTOM
    return NetworkLayout(wiring, WIDTH, height, nodes, titles)


def _place(name: Name, count: int, rows: int) -> tuple[float, float]:
    """Return the middle of a node, one of `count` in its column, centred on `rows` rows."""
    letter, index = name.letter, name.index[0] if name.index else 0
    if name.is_constant:
        return (COLUMNS[letter], float(TOP + PITCH * rows))
    return (COLUMNS[letter], TOP + PITCH * (index + (rows - count) / 2) + LIFT.get(letter, 0))


@lru_cache(maxsize=64)
def layer_layout(wiring: Wiring) -> NetworkLayout:
    """Return the layout of one fully connected layer."""
    rows, counts = max(wiring.sizes), dict(zip("xy", wiring.sizes, strict=True))
    nodes = {
        name: (LAYER_COLUMNS[name.letter], TOP + PITCH * (name.index[0] + (rows - counts[name.letter]) / 2))
        for name in wiring.nodes
    }
    titles = {tr_later("inputs"): LAYER_COLUMNS["x"], tr_later("outputs"): LAYER_COLUMNS["y"]}
    return NetworkLayout(wiring, WIDTH, TOP + PITCH * (rows - 1) + BOTTOM, nodes, titles)


def _box(name: Name) -> tuple[int, int]:
    if name.letter == TARGET:
        return TARGET_BOX
    return CONSTANT_BOX if name.is_constant else BOX


# --- marks ---------------------------------------------------------------------------------------------------------
# Most marks of a move are those of the move before, so each is made once and kept.


def node_marks(
    layout: NetworkLayout,
    values: Mapping[Name, str],
    looks: Mapping[Name, Style] | None = None,
    press: Collection[str] = (),
) -> dict[str, Mark]:
    """Return the box of every node with its symbol and its value as text; those named in `press` can be pressed.

    A node without a look is plain where it has a value, and pale where it waits for one.
    """
    looks = looks or {}
    marks = {}
    for name in layout.nodes:
        value = values.get(name, "")
        usual = PLAIN if value or name.is_constant else WAITING
        marks[name] = _node(layout, name, value, looks.get(name, usual), name in press)
    return marks


@cached(1024)
def _node(layout: NetworkLayout, name: Name, value: str, look: Style, press: bool) -> Mark:
    single = name.is_constant or name.letter == TARGET
    lines = [f"{name.symbol}  {value}".strip()] if single else [name.symbol, value or "?"]
    return node(
        layout.nodes[name], lines, fill=look.fill, color=look.color, text_color=look.text_color, width=look.width,
        box=_box(name), label=f"{words(name, layout.wiring)}, {value}" if press else None, press=press,
    )  # fmt: skip


def edge_marks(
    layout: NetworkLayout,
    looks: Mapping[str, Style] | None = None,
    backwards: Collection[str] = (),
    press: Collection[str] = (),
) -> dict[str, Mark]:
    """Return the arrow of every link, with the id "edge " + name; those named in `backwards` point to their source.

    Those named in `press` can be pressed by the pointer; the keyboard presses their numbers (`weight_marks`).
    """
    looks = looks or {}
    return {
        f"edge {name}": _edge(layout, name, looks.get(name, LINK), name in backwards, name in press)
        for name in layout.links
    }


@lru_cache(maxsize=4096)
def _edge(layout: NetworkLayout, name: str, look: Style, backwards: bool, press: bool) -> Mark:
    ends = layout.ends[name]
    way = ends[::-1] if backwards else ends
    return edge(way, look.color, width=look.width, dash=look.dash, press="pointer" if press else False)


def weight_marks(
    layout: NetworkLayout, values: Mapping[Name, str], looks: Mapping[Name, Style] | None = None, press: bool = True
) -> dict[str, Mark]:
    """Return the number of every weight in a small box on its edge; with `press` it can be focused and pressed."""
    looks = looks or {}
    return {
        name: _weight(layout, name, values.get(name, ""), looks.get(name, NUMBER), press) for name in layout.weights
    }


@cached(4096)
def _weight(layout: NetworkLayout, name: Name, value: str, look: Style, press: bool) -> Mark:
    box = layout.chip_box(name)
    return node(
        layout.spots[name], [value], fill=look.fill, color=look.color, text_color=look.text_color, width=look.width,
        box=box, size=min(11.5, box[1] - 1.5), press=press,
        label=f"{words(name, layout.wiring)}, {value}" if press else None,
    )  # fmt: skip


def caption_marks(layout: NetworkLayout, captions: Mapping[Name, str], color: str) -> dict[str, Mark]:
    """Return a line of text above each node named in `captions`, up to its right edge; the id is "above " + name."""
    return {f"above {name}": _caption(layout, name, line, color) for name, line in captions.items()}


@lru_cache(maxsize=1024)
def _caption(layout: NetworkLayout, name: Name, line: str, color: str) -> Mark:
    shift = (_box(name)[0] / 2, -25)
    return text(layout.nodes[name], line, color, size=11.5, anchor="end", shift=shift, bold=True)
