"""Walk through a computational graph: values forward, gradients backward, node by node, at inputs that you choose."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.explorer import ROW, Explorer
from gradwalk.explorers.formula_box import FormulaBox
from gradwalk.explorers.player import Stepper
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.propagation import Propagation
from gradwalk.scenes.graph.graph_scene import GraphScene, GraphState
from gradwalk.scenes.kit.scene import Marks

MOST_NODES = 150  # shown at once; beyond, a graph is no picture any more
SECONDS_A_STEP = 0.9
DEFAULTS = (1.0, 2.0, 0.5, 1.5, -1.0)
ATTEMPTS = 40  # at random inputs where everything is finite
BUTTON = {"width": "auto"}
NOBODY = ("none", -1)  # a menu shows no text for None


def check_size(graph: Graph) -> None:
    """Raise ValueError where a graph is too large to be looked at."""
    count = sum(graph.depends)
    if count > MOST_NODES:
        raise ValueError(f"This formula has {count} nodes, and {MOST_NODES} can be shown; write a shorter one.")


class GraphInputs(widgets.HBox):
    """A number box for each variable of a graph."""

    def __init__(self) -> None:
        super().__init__(layout=ROW)
        self.boxes: dict[str, widgets.FloatText] = {}
        self._watchers: list[Callable[[Any], None]] = []

    def watch(self, callback: Callable[[Any], None]) -> None:
        """Call `callback` when any number changes, also after the variables have changed."""
        self._watchers.append(callback)

    def show(self, values: Mapping[str, float]) -> None:
        """Make the boxes for `values`; boxes of the same variables are kept and only set."""
        if list(values) != list(self.boxes):
            former = list(self.boxes.values())
            self.boxes = {name: self._box(name, value) for name, value in values.items()}
            self.children = list(self.boxes.values())
            for box in former:
                box.close()
        for name, value in values.items():
            self.boxes[name].value = value

    def _box(self, name: str, value: float) -> widgets.FloatText:
        box = widgets.FloatText(
            value=value, step=0.1, description=name,
            style={"description_width": "initial"}, layout=widgets.Layout(width=f"{9 + 0.5 * len(name)}em"),
        )  # fmt: skip
        box.observe(lambda change: [watcher(change) for watcher in self._watchers], "value")
        return box

    @property
    def values(self) -> dict[str, float]:
        """The numbers in force, by variable."""
        return {name: box.value for name, box in self.boxes.items()}


class GraphViewer(Explorer):
    """The common ground of what shows a typed formula as a graph: its formula box, its inputs, its random numbers.

    `formula` is a text, a Python function or a Graph; `inputs` are numbers for its variables, which otherwise get
    small ones; `names` replaces v1, v2, ... Raises FormulaError where the formula cannot be read, and ValueError for
    inputs that are no variables, wrong names, or a graph of more than 150 nodes.
    """

    scene_class: type[GraphScene] = GraphScene

    def __init__(
        self,
        formula: str | Callable[..., Any] | Graph,
        inputs: Mapping[str, float],
        names: Sequence[str] | None,
        make_controls: Callable[[], list[widgets.Widget]],
    ) -> None:
        self.formula = FormulaBox(formula, "formula", check=check_size, known=tuple(inputs))
        self._given = {name: float(value) for name, value in inputs.items()}
        self._random = np.random.default_rng(0)
        self._check_inputs()
        self.scene = self.scene_class(self.graph, names)
        self.inputs = GraphInputs()
        self.inputs.show(self._start_values())
        self.randomise = widgets.Button(
            description="randomise", icon="random", tooltip="New random inputs", layout=BUTTON
        )
        super().__init__([self.formula, self.inputs, *make_controls()])
        self.add_class("gradwalk-scrolls")
        self.formula.observe(self._change_formula, "graph")
        self.inputs.watch(self._change_inputs)
        self.randomise.on_click(lambda _: self.draw_inputs())
        self.stage.on_press(self._press)

    @property
    def graph(self) -> Graph:
        """The graph in force."""
        return self.formula.graph

    @property
    def propagation(self) -> Propagation:
        """The forward and backward pass at the present inputs."""
        key = (self.graph, tuple(self.inputs.values.items()))
        if getattr(self, "_passed", (None,))[0] != key:
            self._passed = (key, Propagation(self.graph, self.inputs.values))
        return self._passed[1]

    def _check_inputs(self) -> None:
        unknown = [name for name in self._given if name not in self.graph.variables]
        if unknown:
            known = ", ".join(self.graph.variables) or "no variables"
            raise ValueError(f"{unknown[0]!r} is no variable of {self.graph}; give values for {known}.")

    def _start_values(self) -> dict[str, float]:
        names = self.graph.variables
        return {name: self._given.get(name, DEFAULTS[k % len(DEFAULTS)]) for k, name in enumerate(names)}

    def _options(self) -> list[tuple[str, int]]:
        """Return the shown nodes by name, in the order of computation."""
        return [(self.scene.names[i], i) for i in self.scene.shown]

    def draw_inputs(self) -> None:
        """Take random inputs, one decimal each, at which every value and gradient is finite if such are found."""
        for _ in range(ATTEMPTS):
            draws = np.round(self._random.uniform(-2, 2, len(self.graph.variables)), 1) + 0.0
            values = dict(zip(self.graph.variables, map(float, draws), strict=True))
            tried = Propagation(self.graph, values)
            if all(map(math.isfinite, (*tried.gradients.values(), tried.values[-1]))):
                break
        with self.together():
            self.inputs.show(values)

    def _change_formula(self, _change: Any) -> None:
        self.scene = self.scene_class(self.graph)
        self._batched = True
        self.inputs.show(self._start_values())
        self._restart()
        self._batched = False
        self.repaint()

    def _restart(self) -> None:
        """Set the controls that depend on the graph."""
        raise NotImplementedError

    def _change_inputs(self, change: Any) -> None:
        self.refresh(change)

    def _press(self, _panel: str, mark: str) -> None:
        raise NotImplementedError


class GraphExplorer(GraphViewer):
    """Step a formula forward and backward, node by node; press a node for its whole chain rule expression.

    GraphExplorer("x*y + sin(x)", x=2, y=3) starts at these inputs; `step` is the step looked at first, `node` the name
    of a node to explain. The other arguments are as for GraphViewer.
    """

    def __init__(
        self,
        formula: str | Callable[..., Any] | Graph = "x*y + sin(x)",
        *,
        names: Sequence[str] | None = None,
        step: int = 0,
        node: str | None = None,
        **inputs: float,
    ) -> None:
        self._first = (step, node)
        super().__init__(formula, inputs, names, self._make_controls)
        for control in (self.step, self.node):
            control.observe(self.refresh, "value")
        self.play.heed(self.stage)

    def _make_controls(self) -> list[widgets.Widget]:
        last = self.propagation.num_steps
        step = min(self._first[0], last)
        self.stepper = Stepper(step, last, SECONDS_A_STEP)
        self.step, self.play = self.stepper.step, self.stepper.play
        self.reset = widgets.Button(
            description="reset", icon="undo", tooltip="Back to the first inputs and step 0", layout=BUTTON
        )
        self.node = widgets.Dropdown(
            options=self._menu(), value=self._named(self._first[1]), description="explain node",
            style={"description_width": "7em"}, layout=widgets.Layout(width="16em"),
        )  # fmt: skip
        self.reset.on_click(lambda _: self._reset())
        return [
            widgets.HBox([*self.stepper.controls, self.reset, self.randomise], layout=ROW),
            self.node,
        ]

    def _menu(self) -> list[tuple[str, int]]:
        return [NOBODY, *self._options()]

    def _named(self, name: str | None) -> int:
        menu = dict(self._menu())
        if name is not None and name not in menu:
            raise ValueError(f"{name!r} is no node of this graph; choose one of {', '.join(menu)}.")
        return menu.get(name, NOBODY[1])

    @property
    def selected(self) -> int | None:
        """The node that is explained, or None."""
        return None if self.node.value == NOBODY[1] else self.node.value

    @property
    def state(self) -> GraphState:
        """The present state."""
        return GraphState(self.propagation, self.step.value, self.selected)

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        state = self.state
        return self.scene.marks(state), self.scene.readout(state), self.scene.note(state)

    def _reset(self) -> None:
        with self.together():
            self.step.value, self.node.value = 0, NOBODY[1]
            self.inputs.show(self._start_values())

    def _restart(self) -> None:
        self.node.options = self._menu()
        self.node.value = NOBODY[1]
        self.step.value = 0
        self.step.max = self.propagation.num_steps

    def _press(self, _panel: str, mark: str) -> None:
        """Explain the pressed node; pressed again, it is let go."""
        index = int(mark.removeprefix("node"))
        self.node.value = NOBODY[1] if self.node.value == index else index
