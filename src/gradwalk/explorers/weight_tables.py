"""All weights of a layer or a network as tables to type into: row j holds what arrives at unit j."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import ipywidgets as widgets

from gradwalk.explorers.lifecycle import close_parts
from gradwalk.explorers.number_controls import NumberBox
from gradwalk.explorers.value_controls import MOST, ValueChooser
from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.names import Name

HOW_TO_READ = tr_later("Row j: the weights that arrive at unit j. Column i: those that leave unit i.")
WIDTH, COLUMN = "6em", "6.8em"  # of a box, and of the column that it stands in with its margins


class WeightTables(widgets.VBox):
    """A table for each array of weights, opened by a button in the row of `chooser`, which puts in force what is typed.

    The boxes are made when they are first wanted, and made anew for a network of another shape.
    """

    def __init__(self, chooser: ValueChooser) -> None:
        self.chooser = chooser
        self.toggle = widgets.ToggleButton(
            value=False,
            description=tr("weights as tables"),
            tooltip=tr("Show and change all weights in tables"),
            icon="table",
            layout={"width": "auto"},
        )
        self.boxes: dict[Name, NumberBox] = {}
        self._showing = False
        super().__init__()
        chooser.row.children = [*chooser.row.children, widgets.HBox([self.toggle])]  # as wide as its words
        self.toggle.observe(self._show, "value")
        chooser.observe(self._show, "values")

    def _show(self, _change: Any = None) -> None:
        """Let the boxes hold the weights in force; closed, there are none."""
        weights = self.chooser.values.wiring.weights if self.toggle.value else ()
        if tuple(self.boxes) != tuple(weights):
            self._make(weights)
        self._showing = True
        for name, box in self.boxes.items():
            box.value = self.chooser.values.numbers[name]
        self._showing = False

    def _make(self, weights: Iterable[Name]) -> None:
        former = self.children
        self.boxes = {name: self._box(name) for name in weights}
        tables = [self._table(array, list(names)) for array, names in groupby(self.boxes, lambda name: name.array)]
        self.children = [widgets.HTML(tr(HOW_TO_READ)), *tables] if tables else []
        for part in former:
            close_parts(part)
            part.close()

    def _table(self, array: str, names: list[Name]) -> widgets.VBox:
        """Return the boxes of one array in rows and columns; those of a vector stand in a column."""
        columns = 1 + max(name.index[-1] for name in names) if len(names[0].index) > 1 else 1
        layout = {"grid_template_columns": f"repeat({columns}, {COLUMN})", "grid_gap": "2px 4px", "max_width": "100%"}
        grid = widgets.GridBox([self.boxes[name] for name in names], layout=layout)
        return widgets.VBox([widgets.Label(Name(array, array).symbol), grid])

    def _box(self, name: Name) -> NumberBox:
        box = NumberBox(self.chooser.values.numbers[name], -MOST, MOST, width=WIDTH)
        box.description, box.text.tooltip = name.symbol, name.symbol
        box.observe(self._typed, "value")
        box.observe(self._say, "trouble")
        return box

    def _typed(self, _change: Any) -> None:
        if not self._showing:
            typed: dict[str, float] = {name: box.value for name, box in self.boxes.items()}
            self.chooser.take(self.chooser.values.with_numbers(typed))

    def _say(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.chooser.message.warn(change["new"])
