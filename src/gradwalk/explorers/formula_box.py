"""A box for a typed formula: what is in force stays while a mistake is explained, and what was typed stays too."""

from collections.abc import Callable, Sequence

import ipywidgets as widgets
import traitlets

from gradwalk.explorers.controls import Message
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

    def __init__(
        self,
        formula: str | Callable | Graph,
        description: str,
        variables: Sequence[str] | None = None,
        check: Callable[[Graph], None] | None = None,
        width: str = "34em",
        known: Sequence[str] = (),
    ) -> None:
        self._variables, self._check, self._known = variables, check, tuple(known)
        first = self._read(formula)
        self.text = widgets.Text(
            value=formula if isinstance(formula, str) else str(first),
            description=description,
            continuous_update=False,
            style={"description_width": "5em"},
            layout=widgets.Layout(width=width, max_width="100%"),
        )
        self.message = Message(reading(formula, variables, known) if isinstance(formula, str) else "")
        super().__init__([self.text, self.message], layout=widgets.Layout(max_width="100%"))
        self.graph = first
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

    def _typed(self, change: dict) -> None:
        try:
            graph = self._read(change["new"])
        except (FormulaError, ValueError) as error:
            self.message.warn(f"{error} The formula in force stays {self.graph}.")
            return
        self.message.remark(reading(change["new"], self._variables, self._known))
        if str(graph) != str(self.graph) or graph.variables != self.graph.variables:
            self.graph = graph
