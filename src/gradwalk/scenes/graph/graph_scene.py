"""See a formula as a computational graph: values that flow forward, gradients that flow backward, paths that add up."""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from gradwalk.labels import tr
from gradwalk.mathematics.chain_rule import lowered
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.propagation import Message, Propagation
from gradwalk.scenes.graph.graph_layout import Boxes, GraphLayout, lay_out
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREEN, GREY, ORANGE, PALE, PURPLE
from gradwalk.scenes.kit.rows import PixelPanel
from gradwalk.scenes.kit.scene import Marks, Scene, StateT
from gradwalk.stage import Mark, edge, node
from gradwalk.states.graph.graph_step import GraphStep
from gradwalk.states.graph.graph_words import FEW_NODES, MOST_PATHS, GraphWords
from gradwalk.states.numerals import number

PAGE_WIDTH = 888.0
FONT = 11  # pixels
CHARACTER = 0.64 * FONT  # the usual width of one
NARROWEST = 104.0  # pixels
LONGEST_TITLE = 15  # characters; a longer one takes two lines
EVERY_EDGE = "#9aa0a6"
PATHS = ((BLUE, None), (ORANGE, "9 5"), (GREEN, "3 4"), (PURPLE, "14 4 3 4"))
GAP, WIDEST_GAP, GAP_DOWN = 62.0, 110.0, 42.0  # pixels between two layers, where local derivatives stand
PATH_SHIFT = 6.0  # pixels between two paths that share an edge


class NodeLook(NamedTuple):
    """How a node is drawn."""

    fill: str
    color: str
    width: float


WAITING = NodeLook(PALE, GREY, 1.2)
KNOWN = NodeLook("#ffffff", BLACK, 1.2)
COMPUTING = NodeLook("#fff3c4", BLACK, 3.5)
GATHERING = NodeLook("#ffffff", BLUE, 2.0)
COMPLETE = NodeLook("#e3f0f9", BLUE, 2.0)
SENDING = NodeLook("#bfdff2", BLUE, 4.0)


class Content(NamedTuple):
    """What stands in a node, how it is drawn, and what a screen reader says."""

    lines: tuple[str, ...]
    look: NodeLook
    label: str


class LayeredScene(Scene[StateT]):
    """A computational graph in layers. The edges stand still in the picture; nodes and lit edges are marks."""

    lines_below = 2  # under its title, a node shows its value and its gradient
    gradient_color = BLUE

    def __init__(self, graph: Graph, names: Sequence[str]) -> None:
        self.graph, self.names = graph, names
        probe = Propagation(graph, dict.fromkeys(graph.variables, 1.0))
        self.words = GraphWords(probe, self.names)
        self.shown = probe.shown
        self.spoken = {i: self.words.title(i) for i in self.shown}
        self.titles = self._titles()
        self.layout = self._layout()
        self._drawn: dict[int, tuple] = {}  # the mark of each node, with what it was made of
        super().__init__(self._panel())

    def _titles(self) -> dict[int, tuple[str, ...]]:
        """Return the one or two lines that say what each node is; all nodes have the same number of lines."""
        if max(map(len, self.spoken.values())) <= LONGEST_TITLE:
            return {i: (title,) for i, title in self.spoken.items()}
        split = {i: title.split(" = ", 1) for i, title in self.spoken.items()}
        return {i: (name, f"= {rest[0]}" if rest else tr("input")) for i, (name, *rest) in split.items()}

    def _layout(self) -> GraphLayout:
        """Return the layout from left to right where the page is wide enough, else downwards."""
        parents = {i: self._operands(i) for i in self.shown}
        rightwards = lay_out(parents, self._boxes(GAP))
        if rightwards.width <= PAGE_WIDTH:
            spare = (PAGE_WIDTH - rightwards.width) / max(1, len(self.shown) - 1)
            return lay_out(parents, self._boxes(min(GAP + spare, WIDEST_GAP)))
        return min(rightwards, lay_out(parents, self._boxes(GAP_DOWN, downwards=True)), key=lambda each: each.width)

    def _operands(self, index: int) -> list[tuple[int, int]]:
        return [(k, p) for k, p in enumerate(self.graph.parents_of(index)) if self.graph.depends[p]]

    def _boxes(self, gap: float, downwards: bool = False) -> Boxes:
        return Boxes(*self._box, gap, 12, downwards)

    @cached_property
    def _box(self) -> tuple[float, float]:
        """The width and height of a node in pixels."""
        longest = max(len(line) for title in self.titles.values() for line in title)
        lines = len(next(iter(self.titles.values()))) + self.lines_below
        return (max(NARROWEST, round(CHARACTER * longest + 14)), 1.25 * FONT * lines + 10)

    def _panel(self) -> PixelPanel:
        width, height = math.ceil(max(self.layout.width, 320)), math.ceil(self.layout.height)
        label = tr("The computational graph of {formula}, from the inputs to the output.", formula=self.graph)
        return PixelPanel("graph", label[:300], width, height, self._draw_edges)

    def _draw_edges(self, axes: Axes) -> None:
        for route in self.layout.routes.values():
            axes.plot(*route[:-1].T, color=EVERY_EDGE, linewidth=1)
            arrow = {"arrowstyle": "-|>,head_length=.5,head_width=.22", "color": EVERY_EDGE, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", route[-1], route[-2], arrowprops=arrow)

    def nodes(
        self, contents: Mapping[int, Content], selected: int | None, followed: int | None = None
    ) -> dict[str, Mark]:
        """Return the marks of all nodes; the selected one has a purple frame, the followed one is kept in sight."""
        return {f"node{i}": self._node(i, content, i == selected, i == followed) for i, content in contents.items()}

    def _node(self, index: int, content: Content, selected: bool, followed: bool) -> Mark:
        """Return the mark of a node; from one step to the next most nodes stay as they were."""
        key = (content, selected, followed)
        if self._drawn.get(index, (None,))[0] != key:
            self._drawn[index] = (key, self._new_node(index, *key))
        return self._drawn[index][1]

    def _new_node(self, index: int, content: Content, selected: bool, followed: bool) -> Mark:
        fill, color, width = content.look
        if selected:
            color, width = PURPLE, 4.0
        centre = self.layout.centres[index]
        return node(
            centre, [*map(lowered, content.lines)], fill=fill, color=color, width=width,
            box=self._box, size=FONT, label=content.label, press=True, follow=followed,
        )  # fmt: skip

    def _used(self, child: int, operand: int) -> Mark:
        return edge(self.layout.routes[child, operand], BLACK, width=2.5)


class GraphScene(LayeredScene[GraphStep]):
    """A computational graph at one step: what each node knows, what the step uses, and the paths of a node."""

    def marks(self, state: GraphStep) -> Marks:
        """Return the marks of the panel for a state."""
        contents = {i: self.content(state, i) for i in self.shown}
        active = state.propagation.phase(state.step).node
        return {"graph": {**self._edges(state), **self.nodes(contents, state.selected, active)}}

    def content(self, state: GraphStep, index: int) -> Content:
        """Return what stands in a node after the step of `state`."""
        propagation, step = state.propagation, state.step
        value, gradient = propagation.value_at(index, step), propagation.gradient_at(index, step)
        complete = gradient is not None and propagation.is_complete(index, step)
        value_line = "" if value is None else number(value)
        gradient_line = "" if gradient is None else f"{number(gradient)}{'' if complete else ' …'}"
        known = {"value": value_line or tr("not yet known"), "gradient": gradient_line or tr("none yet")}
        label = f"{self.spoken[index]}, {tr('value {value}, gradient {gradient}', **known)}"
        lines = (*self.titles[index], value_line, gradient_line and tr("grad {number}", number=gradient_line))
        return Content(lines, self._look(state, index, value, gradient, complete), label)

    def _look(
        self, state: GraphStep, index: int, value: float | None, gradient: float | None, complete: bool
    ) -> NodeLook:
        kind, active = state.propagation.phase(state.step)
        if index == active:
            return SENDING if kind in ("seed", "backward") else COMPUTING
        if gradient is not None:
            return COMPLETE if complete else GATHERING
        return WAITING if value is None else KNOWN

    def _edges(self, state: GraphStep) -> dict[str, Mark]:
        """Return the edges that are lit: the paths of the selected node, or what the present step uses."""
        if state.selected is not None:
            return self.path_marks(state.propagation, state.selected)
        kind, active = state.propagation.phase(state.step)
        if kind == "forward" and active is not None:
            return {f"edge{active}-{k}": self._used(active, k) for k, _ in self._operands(active)}
        return self._messages(state, active)

    def _messages(self, state: GraphStep, active: int | None) -> dict[str, Mark]:
        """Return the edges on which gradients have gone back, with their local derivatives where there is room."""
        propagation, marks = state.propagation, {}
        for message in propagation.messages:
            now = message.child == active
            if propagation.send_step(message.child) > state.step or not (now or len(self.shown) <= FEW_NODES):
                continue
            marks[f"edge{message.child}-{message.operand}"] = self._message(message, now)
        return marks

    def _message(self, message: Message, now: bool) -> Mark:
        """Return an edge from child to operand, the way the gradient goes, with the local derivative on it."""
        backwards = self.layout.routes[message.child, message.operand][::-1]
        where = 0.75 if message.operand else 0.3  # two parallel edges do not write over one another
        return edge(
            backwards, BLUE if now else GREY, width=3.0 if now else 1.2,
            text=f"× {number(message.local)}", where=where, size=FONT,
        )  # fmt: skip

    def path_marks(self, propagation: Propagation, index: int) -> dict[str, Mark]:
        """Return the paths from a node to the output, each in its own colour and dashes, side by side."""
        paths = propagation.paths(index, MOST_PATHS)
        users: dict[tuple[int, int], list[int]] = {}
        for k, path in enumerate(paths):
            for message in path:
                users.setdefault((message.child, message.operand), []).append(k)
        marks: dict[str, Mark] = {}
        for (child, operand), using in users.items():
            for place, k in enumerate(using):
                shift = self._sideways((place - (len(using) - 1) / 2) * PATH_SHIFT)
                color, dash = PATHS[k]
                route = self.layout.routes[child, operand] + shift
                marks[f"path{k}-{child}-{operand}"] = edge(route, color, width=2.5, dash=dash)
        return marks

    def _sideways(self, shift: float) -> np.ndarray:
        """Return a shift across the direction of the layers."""
        return np.array([shift, 0.0] if self.layout.downwards else [0.0, shift])
