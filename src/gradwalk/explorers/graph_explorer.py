"""Walk through a computational graph: values forward, gradients backward, node by node, at inputs that you choose."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Unpack

import ipywidgets as widgets
import numpy as np

from gradwalk.explorers.arrangement import beside, row, wide
from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.explorers.formula_box import FormulaBox
from gradwalk.explorers.number_boxes import NumberBoxes
from gradwalk.explorers.number_controls import check_given
from gradwalk.explorers.ordered import Menu
from gradwalk.explorers.player import Stepper
from gradwalk.explorers.settings import checked_numbers
from gradwalk.labels import tr
from gradwalk.mathematics.chain_rule import lowered, node_names
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.propagation import Propagation
from gradwalk.scenes.graph.graph_scene import GraphScene, LayeredScene
from gradwalk.scenes.kit.scene import StateT
from gradwalk.states.graph.graph_step import GraphStep

MOST_NODES = 150  # shown at once; beyond, a graph is no picture any more
SECONDS_A_STEP = 0.9
DEFAULTS = (1.0, 2.0, 0.5, 1.5, -1.0)
ATTEMPTS = 40  # at random inputs where everything is finite
BUTTON = {"width": "auto"}
NOBODY = ""


def check_size(graph: Graph) -> None:
    """Raise ValueError where a graph is too large to be looked at."""
    count = sum(graph.depends)
    if count > MOST_NODES:
        raise ValueError(f"This formula has {count} nodes, and {MOST_NODES} can be shown; write a shorter one.")


class GraphViewer(Explorer[StateT]):
    """The common ground of what shows a typed formula as a graph: its formula box, its inputs, its random numbers.

    `formula` is a text, a Python function or a Graph; `inputs` are numbers for its variables, which otherwise get
    small ones; `names` replaces v1, v2, ... `make_controls` returns the other controls and the rows they stand in.
    Raises FormulaError where the formula cannot be read, and ValueError for inputs that are no variables, wrong names,
    or a graph of more than 150 nodes.
    """

    scene_class: Callable[[Graph, Sequence[str]], LayeredScene[StateT]]

    def __init__(
        self,
        formula: str | Callable[..., Any] | Graph,
        inputs: Mapping[str, float],
        names: Sequence[str] | None,
        make_controls: Callable[[], tuple[dict[str, Any], list[widgets.Widget]]],
        **look: Unpack[Look],
    ) -> None:
        self.formula = FormulaBox(formula, tr("formula"), check=check_size, known=tuple(inputs))
        wide(self.formula.text)
        for name, value in inputs.items():
            check_given(name, value, -math.inf, math.inf)
        self._given = {name: float(value) for name, value in inputs.items()}
        self._random = np.random.default_rng(0)
        self._check_inputs()
        self.names: Sequence[str] = tuple(node_names(self.graph, names))
        self._propagate = lru_cache(maxsize=1)(lambda graph, inputs: Propagation(graph, dict(inputs)))
        self.inputs = NumberBoxes(self._start_values())
        self.randomise = widgets.Button(
            description=tr("randomise"), icon="random", tooltip=tr("New random inputs"), layout=BUTTON
        )
        self.randomise.on_click(lambda _: self.draw_inputs())
        self.formula.observe(self._change_formula, "graph")
        controls, rows = make_controls()
        first = {"formula": self.formula, "inputs": self.inputs}
        super().__init__({**first, **controls}, [self.formula, self.inputs, *rows], **look)
        self.add_class("gradwalk-scrolls")
        self.stage.on_press(self._press)

    @property
    def graph(self) -> Graph:
        """The graph in force."""
        return self.formula.graph

    @property
    def propagation(self) -> Propagation:
        """The forward and backward pass at the present inputs."""
        return self._propagate(self.graph, tuple(self.inputs.value.items()))

    @property
    def pictured(self) -> tuple[Graph, Sequence[str]]:
        """The graph and the names of its nodes."""
        return self.graph, self.names

    def new_scene(self) -> LayeredScene[StateT]:
        """Return the picture of the graph."""
        return type(self).scene_class(self.graph, self.names)

    def _check_inputs(self) -> None:
        unknown = [name for name in self._given if name not in self.graph.variables]
        if unknown:
            known = ", ".join(self.graph.variables) or "no variables"
            raise ValueError(f"{unknown[0]!r} is no variable of {self.graph}; give values for {known}.")

    def _start_values(self) -> dict[str, float]:
        names = self.graph.variables
        return {name: self._given.get(name, DEFAULTS[k % len(DEFAULTS)]) for k, name in enumerate(names)}

    def draw_inputs(self) -> None:
        """Take random inputs of one decimal, if found such that all is finite and no local derivative is 1 by luck."""
        for _ in range(ATTEMPTS):
            draws = np.round(self._random.uniform(-2, 2, len(self.graph.variables)), 1) + 0.0
            values = dict(zip(self.graph.variables, map(float, draws), strict=True))
            tried = Propagation(self.graph, values)
            lucky = any(map(tried.lucky_messages, tried.shown))
            if not lucky and all(map(math.isfinite, (*tried.gradients.values(), tried.values[-1]))):
                break
        with self.together():
            self.inputs.show(values)

    def _change_formula(self, _change: Any) -> None:
        """Begin anew with the inputs of the new formula; names given at first belonged to the first formula."""
        with self.quietly():
            self.names = tuple(node_names(self.graph))
            typed = {name: self.inputs.value.get(name, value) for name, value in self._start_values().items()}
            self.inputs.show(typed)
            self._restart()

    def _restart(self) -> None:
        """Set the controls that depend on the graph."""
        raise NotImplementedError

    def _press(self, _panel: str, mark: str) -> None:
        raise NotImplementedError


class GraphExplorer(GraphViewer[GraphStep]):
    """Step a formula forward and backward, node by node; press a node for its whole chain rule expression.

    GraphExplorer("x*y + sin(x)", x=2, y=3) starts at these inputs, and so does `inputs={"x": 2, "y": 3}`; `step` is the
    step looked at first, `node` the name of a node to explain. `formula` and `names` are as for GraphViewer.
    """

    recorded: ClassVar = {"step": 400, "node": 200}

    scene_class = GraphScene

    def __init__(
        self,
        formula: str | Callable[..., Any] | Graph = "x*y + sin(x)",
        *,
        names: Sequence[str] | None = None,
        step: int = 0,
        node: str | None = None,
        inputs: Mapping[str, float] | None = None,
        title: str = "",
        hide: Sequence[str] = (),
        **values: float,
    ) -> None:
        self._first = (step, node)
        super().__init__(
            formula, {**checked_numbers("inputs", inputs), **values}, names, self._make_controls, title=title, hide=hide
        )
        self.play.heed(self.stage)

    def _make_controls(self) -> tuple[dict[str, Any], list[widgets.Widget]]:
        last = self.propagation.num_steps
        self.stepper = Stepper(self._first[0], last, SECONDS_A_STEP)
        self.step, self.play = self.stepper.step, self.stepper.play
        self.reset = widgets.Button(
            description=tr("reset"), icon="undo", tooltip=tr("Back to the first inputs and step 0"), layout=BUTTON
        )
        self.node = Menu(
            options=self._menu(), value=self._named(self._first[1]), description=tr("explain node"),
            style={"description_width": "7em"}, layout=widgets.Layout(width="16em"),
        )  # fmt: skip
        self.reset.on_click(lambda _: self._reset())
        looking = row(self.node, beside(self.reset, self.randomise))
        return {"step": self.step, "node": self.node}, [looking, row(self.stepper.controls)]

    def _menu(self) -> list[tuple[str, str]]:
        """Return nobody and the shown nodes, in the order of computation."""
        return [(tr("none"), NOBODY), *((lowered(self.names[i]), self.names[i]) for i in self.propagation.shown)]

    def _named(self, name: str | None) -> str:
        known = [value for _, value in self._menu()]
        if name is not None and name not in known:
            raise ValueError(f"{name!r} is no node of this graph; choose one of {', '.join(known[1:])}.")
        return name or NOBODY

    @property
    def selected(self) -> int | None:
        """The index of the node that is explained, or None."""
        return None if self.node.value == NOBODY else self.names.index(self.node.value)

    @property
    def state(self) -> GraphStep:
        """The present state."""
        return GraphStep(self.propagation, self.names, self.step.value, self.selected)

    def _reset(self) -> None:
        with self.together():
            self.step.value, self.node.value = 0, NOBODY
            self.inputs.show(self._start_values())

    def _restart(self) -> None:
        self.node.offer(self._menu(), NOBODY)
        self.step.set_range(0, self.propagation.num_steps, 0, 1)

    def _press(self, _panel: str, mark: str) -> None:
        """Explain the pressed node; pressed again, it is let go."""
        name = self.names[int(mark.removeprefix("node"))]
        self.node.value = NOBODY if self.node.value == name else name
