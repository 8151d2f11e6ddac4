"""Lay out a network of D inputs, M hidden units and K outputs in pixels, and make the marks that show its values.

A node is called x1, h1, z1, y1, t1 (a target) or E, and x0 or z0 where it is the constant 1 that a bias multiplies; a
weight is called as in `Parameters.labels()`, "w1[0, 2]". These names are the ids of nodes, edges and weights.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from matplotlib.axes import Axes

from gradwalk.scenes.palette import BLACK, GREY, PALE
from gradwalk.scenes.panel import Panel
from gradwalk.scenes.sheet import PixelPanel
from gradwalk.stage import Mark, edge, node, text

WIDTH = 888
PITCH = 84  # pixels from one row to the next
TOP, BOTTOM = 78, 36  # pixels above the first row and below the last
BOX, SMALL_BOX = (68, 38), (68, 20)
COLUMNS = {"x": 46, "h": 318, "z": 440, "y": 690, "t": 690, "E": 836}
LIFT = {"y": -10, "t": 22, "E": -10}  # an output stands above its target, both in one row
TITLES = {"x": "inputs", "h": "sum", "z": "hidden units", "y": "outputs, targets", "E": "loss"}
CONSTANTS = ("x0", "z0")  # the units of value 1 that biases multiply

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Look:
    """How a node, an edge or a weight is drawn; None leaves the usual."""

    fill: str = "white"
    color: str = GREY
    width: float = 1.5
    text_color: str = BLACK
    dash: str | None = None


PLAIN = Look()
LINK = Look(color="#9aa0a6", width=1.1)
NUMBER = Look(color="#d5d8dc", width=1)
WAITING = Look(fill=PALE, color="#b8bcc2", text_color=GREY)  # not computed yet


@dataclass(frozen=True, eq=False)  # equal only to itself, so that it can be a key
class Layout:
    """Where the nodes of a network stand, in pixels from the top left, and which links join them.

    `nodes` maps a name to the middle (x, y) of its box; `links` maps the name of a link to the names of its two nodes;
    `fan` is how many weights leave each source, by the letter of the source ("x" or "z").
    """

    width: int
    height: int
    nodes: Mapping[str, tuple[float, float]]
    links: Mapping[str, tuple[str, str]]
    fan: Mapping[str, int]
    titles: Mapping[str, float]

    @cached_property
    def weights(self) -> tuple[str, ...]:
        """The names of the links that are weights or biases, in the order of `Parameters.labels()`."""
        return tuple(sorted((name for name in self.links if name[0] in "wb"), key=lambda name: (name[0] == "b", name)))

    @cached_property
    def ends(self) -> dict[str, np.ndarray]:
        """The pixels where each link leaves one box and meets the other, shape (2, 2)."""
        return {name: self._ends(*pair) for name, pair in self.links.items()}

    def _ends(self, source: str, goal: str) -> np.ndarray:
        right, left = _box(source)[0] / 2, -_box(goal)[0] / 2
        return np.array([np.add(self.nodes[source], (right, 0)), np.add(self.nodes[goal], (left, 0))], dtype=float)

    @cached_property
    def spots(self) -> dict[str, np.ndarray]:
        """The pixel where the number of each weight stands, shape (2,).

        At the fraction 1 / (n + 1) of n parallel fans all lines are equally far apart, so no number covers another.
        """
        shares = {name: 1 / (self.fan[self.links[name][0][0]] + 1) for name in self.weights}
        return {name: (1 - share) * self.ends[name][0] + share * self.ends[name][1] for name, share in shares.items()}

    def chip_box(self, name: str) -> tuple[float, float]:
        """Return width and height in pixels of the number of the weight called `name`."""
        return (46, min(20, PITCH / (self.fan[self.links[name][0][0]] + 1) - 1))

    def panel(self, name: str, label: str) -> Panel:
        """Return an empty panel of this size whose data coordinates are pixels, with a title over every column."""

        def draw(axes: Axes) -> None:
            for title, x in self.titles.items():
                axes.text(x, 16, title, ha="center", va="center", fontsize=9.5, color=GREY)

        return PixelPanel(name, label, self.width, self.height, draw)


@lru_cache(maxsize=256)
def network_layout(sizes: tuple[int, int, int], biases: bool = False) -> Layout:
    """Return the layout of a two-layer network of `sizes` (D, M, K), with biases as weights of a constant 1."""
    counts = dict(zip("xhzyt", (sizes[0], sizes[1], sizes[1], sizes[2], sizes[2]), strict=True))
    rows = max(sizes)
    nodes = {f"{letter}{i + 1}": _place(letter, i, n, rows) for letter, n in counts.items() for i in range(n)}
    nodes["E"] = _place("E", 0, 1, rows)
    if biases:
        nodes |= {f"{letter}0": (COLUMNS[letter], float(TOP + PITCH * rows)) for letter in "xz"}
    titles = {title: COLUMNS[letter] for letter, title in TITLES.items()}
    height = TOP + PITCH * (rows - 1 + biases) + BOTTOM
    fan = {"x": sizes[1], "z": sizes[2]}
    return Layout(WIDTH, height, nodes, _network_links(sizes, biases), fan, titles)


def _place(letter: str, index: int, count: int, rows: int) -> tuple[float, float]:
    """Return the middle of node number `index` of `count` in its column, centred on `rows` rows."""
    return (COLUMNS[letter], TOP + PITCH * (index + (rows - count) / 2) + LIFT.get(letter, 0))


def _network_links(sizes: tuple[int, int, int], biases: bool) -> dict[str, tuple[str, str]]:
    inputs, hidden, outputs = (range(size) for size in sizes)
    links = {f"w1[{j}, {i}]": (f"x{i + 1}", f"h{j + 1}") for j in hidden for i in inputs}
    links |= {f"w2[{k}, {j}]": (f"z{j + 1}", f"y{k + 1}") for k in outputs for j in hidden}
    if biases:
        links |= {f"b1[{j}]": ("x0", f"h{j + 1}") for j in hidden}
        links |= {f"b2[{k}]": ("z0", f"y{k + 1}") for k in outputs}
    links |= {f"h{j + 1} z{j + 1}": (f"h{j + 1}", f"z{j + 1}") for j in hidden}
    return links | {f"{letter}{k + 1} E": (f"{letter}{k + 1}", "E") for k in outputs for letter in "yt"}


@lru_cache(maxsize=64)
def layer_layout(num_inputs: int, num_outputs: int) -> Layout:
    """Return the layout of one fully connected layer: inputs x, outputs y, and a weight "w[j, i]" for every pair."""
    columns, rows = {"x": (150, num_inputs), "y": (700, num_outputs)}, max(num_inputs, num_outputs)
    nodes = {
        f"{letter}{i + 1}": (x, TOP + PITCH * (i + (rows - count) / 2))
        for letter, (x, count) in columns.items()
        for i in range(count)
    }
    links = {f"w[{j}, {i}]": (f"x{i + 1}", f"y{j + 1}") for j in range(num_outputs) for i in range(num_inputs)}
    height = TOP + PITCH * (rows - 1) + BOTTOM
    titles = {"inputs": 150, "outputs": 700}
    return Layout(WIDTH, height, nodes, links, {"x": num_outputs}, titles)


def _box(name: str) -> tuple[int, int]:
    return SMALL_BOX if name[0] == "t" or name in CONSTANTS else BOX


# --- names ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def symbol(name: str) -> str:
    """Return the name of a node or weight as the course writes it: "w1[0, 2]" -> "w⁽¹⁾₁₃", "t1" -> "ŷ₁"."""
    if "[" not in name:
        letter = "ŷ" if name[0] == "t" else name[0]
        return "1" if name in CONSTANTS else letter + name[1:].translate(_BELOW)
    array, indices = name.rstrip("]").split("[")
    subscript = "".join(str(int(index) + 1) for index in indices.split(",")).translate(_BELOW)
    layer = {"1": "⁽¹⁾", "2": "⁽²⁾"}.get(array[1:], "")
    return f"{array[0]}{layer}{subscript}"


@lru_cache(maxsize=1024)
def words(name: str, layout: Layout) -> str:
    """Return what a screen reader calls a node or weight: "weight w⁽¹⁾₁₃ from x₃ to h₁"."""
    if name in layout.links:
        source, goal = layout.links[name]
        if name[0] == "b":
            return f"bias {symbol(name)} of {symbol(goal)}"
        return f"weight {symbol(name)} from {symbol(source)} to {symbol(goal)}"
    kinds = {"x": "input", "h": "sum", "z": "hidden unit", "y": "output", "t": "target", "E": "loss"}
    return f"{kinds[name[0]]} {symbol(name)}"


# --- marks ---------------------------------------------------------------------------------------------------------
# Most marks of a move are those of the move before, so each is made once and kept.


def node_marks(
    layout: Layout, values: Mapping[str, str], looks: Mapping[str, Look] | None = None, press: Collection[str] = ()
) -> dict[str, Mark]:
    """Return the box of every node with its symbol and its value as text; those named in `press` can be pressed.

    A node without a look is plain where it has a value, and pale where it waits for one.
    """
    looks = looks or {}
    marks = {}
    for name in layout.nodes:
        value = values.get(name, "")
        usual = PLAIN if value or name in CONSTANTS else WAITING
        marks[name] = _node(layout, name, value, looks.get(name, usual), name in press)
    return marks


@lru_cache(maxsize=1024)
def _node(layout: Layout, name: str, value: str, look: Look, press: bool) -> Mark:
    single = name in CONSTANTS or name[0] == "t"
    lines = [f"{symbol(name)}  {value}".strip()] if single else [symbol(name), value or "?"]
    return node(
        layout.nodes[name], lines, fill=look.fill, color=look.color, text_color=look.text_color, width=look.width,
        box=_box(name), label=f"{words(name, layout)}, {value}" if press else None, press=press,
    )  # fmt: skip


def edge_marks(
    layout: Layout,
    looks: Mapping[str, Look] | None = None,
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
def _edge(layout: Layout, name: str, look: Look, backwards: bool, press: bool) -> Mark:
    ends = layout.ends[name]
    way = ends[::-1] if backwards else ends
    return edge(way, look.color, width=look.width, dash=look.dash, press="pointer" if press else False)


def weight_marks(
    layout: Layout, values: Mapping[str, str], looks: Mapping[str, Look] | None = None, press: bool = True
) -> dict[str, Mark]:
    """Return the number of every weight in a small box on its edge; with `press` it can be focused and pressed."""
    looks = looks or {}
    return {
        name: _weight(layout, name, values.get(name, ""), looks.get(name, NUMBER), press) for name in layout.weights
    }


@lru_cache(maxsize=4096)
def _weight(layout: Layout, name: str, value: str, look: Look, press: bool) -> Mark:
    return node(
        layout.spots[name], [value], fill=look.fill, color=look.color, text_color=look.text_color, width=look.width,
        box=layout.chip_box(name), size=11.5, label=f"{words(name, layout)}, {value}" if press else None, press=press,
    )  # fmt: skip


def caption_marks(layout: Layout, captions: Mapping[str, str], color: str) -> dict[str, Mark]:
    """Return a line of text above each node named in `captions`, up to its right edge; the id is "above " + name."""
    return {f"above {name}": _caption(layout, name, line, color) for name, line in captions.items()}


@lru_cache(maxsize=1024)
def _caption(layout: Layout, name: str, line: str, color: str) -> Mark:
    shift = (_box(name)[0] / 2, -25)
    return text(layout.nodes[name], line, color, size=11.5, anchor="end", shift=shift, bold=True)
