"""A box for a typed formula: what is in force stays while a mistake is explained, and what was typed stays too."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import traitlets

from gradwalk.explorers.arrangement import row
from gradwalk.explorers.message import MessageLine
from gradwalk.mathematics.formula import FormulaError, reading
from gradwalk.mathematics.graph import Graph


class FormulaBox(widgets.VBox):
    """A text box with a line for a message below it; `graph` is the formula in force.

    `formula` is a text, a Python function or a Graph; `variables` are the names it may use (None: any names, of which
    the `known` ones surprise nobody). `check` may refuse a graph by raising ValueError with one sentence. The message
    tells how a formula is read where this differs from what was typed. Raises FormulaError where the first formula
    cannot be read.
    """

    graph = traitlets.Instance(Graph)
    value = traitlets.Unicode(read_only=True)  # the formula in force, as it was typed

    def __init__(
        self,
        formula: str | Callable | Graph,
        description: str,
        variables: Sequence[str] | None = None,
        check: Callable[[Graph], None] | None = None,
        width: str = "34em",
        known: Sequence[str] = (),
        name_width: str = "5em",
    ) -> None:
        self._variables, self._check, self._known = variables, check, tuple(known)
        first = self._read(formula)
        self.text = widgets.Text(
            value=formula if isinstance(formula, str) else str(first),
            description=description,
            continuous_update=False,
            style={"description_width": name_width},
            layout=widgets.Layout(width=width, max_width="100%"),
        )
        self.message = MessageLine(reading(formula, variables, known) if isinstance(formula, str) else "")
        super().__init__([row(self.text), self.message], layout=widgets.Layout(max_width="100%"))
        self.graph = first
        self.set_trait("value", self.text.value)
        self.text.observe(self._typed, "value")

    def _read(self, formula: str | Callable | Graph) -> Graph:
        """Return the graph of a formula that `check` accepts."""
        if isinstance(formula, Graph):
            graph = formula
        elif callable(formula):
            graph = Graph.from_function(formula, self._variables)
        else:
            graph = Graph.from_formula(formula, self._variables)
        if self._check is not None:
            self._check(graph)
        return graph

    def put(self, value: Any) -> None:
        """Put a typed formula in force. Raises ValueError where it cannot be read."""
        if not isinstance(value, str):
            raise ValueError(f"Give a formula as text, not {value!r}.")
        self._read(value)
        self.text.value = value

    def choices(self) -> list[str]:
        """Return the formula in force: any text can be typed, and none can be foreseen."""
        return [self.value]

    def _typed(self, change: dict) -> None:
        try:
            graph = self._read(change["new"])
        except (FormulaError, ValueError) as error:
            self.message.warn(f"{error} The formula in force stays {self.graph}.")
            return
        self.message.remark(reading(change["new"], self._variables, self._known))
        if str(graph) != str(self.graph) or graph.variables != self.graph.variables:
            self.graph = graph
        self.set_trait("value", change["new"])
