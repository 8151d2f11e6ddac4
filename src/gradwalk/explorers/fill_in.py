"""Fill a computational graph in by hand: values forward, gradients backward, each checked, each mistake explained."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import traitlets

from gradwalk.explorers.controls import Message
from gradwalk.explorers.explorer import ROW
from gradwalk.explorers.graph_explorer import BUTTON, GraphViewer
from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.graph import Graph
from gradwalk.mathematics.node_slips import carried_slips, diagnose_gradient, diagnose_value, read_entry
from gradwalk.scenes.graph.fill_in_scene import GRADIENT, VALUE, Entry, FillInScene, Sheet, Task
from gradwalk.scenes.kit.scene import Marks
from gradwalk.states.numerals import number

START = "Fill in the values first, then the gradients from the output back; any order is allowed."


class FillInExplorer(GraphViewer):
    """An empty graph: the learner writes the value and the gradient of each node and is told why an entry is wrong.

    Arguments as for GraphViewer. An entry is a number (2/3, .5, 1e-3) or an expression in the inputs and in the nodes
    already right. `entries` keeps what was written and `hints` how many hints were taken, both by task; new inputs or
    a new formula empty them.
    """

    scene_class = FillInScene
    entries = traitlets.Dict()
    hints = traitlets.Dict()

    def __init__(
        self,
        formula: str | Callable[..., Any] | Graph = "x*y + sin(x)",
        *,
        names: Sequence[str] | None = None,
        **inputs: float,
    ) -> None:
        super().__init__(formula, inputs, names, self._make_controls)
        self.task.observe(self._change_task, "value")
        self.observe(self.refresh, ["entries", "hints"])

    def _make_controls(self) -> list[widgets.Widget]:
        self.task = widgets.Dropdown(
            options=self._tasks(), description="write", style={"description_width": "5em"},
            layout=widgets.Layout(width="15em"),
        )  # fmt: skip
        self.entry = widgets.Text(
            placeholder="a number or an expression, then Enter", continuous_update=False,
            layout=widgets.Layout(width="21em", max_width="100%"),
        )  # fmt: skip
        self.check = widgets.Button(description="check", icon="check", button_style="primary", layout=BUTTON)
        self.hint = widgets.Button(description="hint", icon="question", layout=BUTTON)
        self.clear = widgets.Button(description="clear all", icon="eraser", layout=BUTTON)
        self.feedback = Message(START)
        self.entry.observe(lambda _: self.submit(), "value")
        self.check.on_click(lambda _: self.submit())
        self.hint.on_click(lambda _: self.take_hint())
        self.clear.on_click(lambda _: self._empty())
        row = [self.task, self.entry, self.check, self.hint, self.clear, self.randomise]
        return [widgets.HBox(row, layout=ROW), self.feedback]

    def _tasks(self) -> list[tuple[str, Task]]:
        sheet = Sheet(self.propagation, {}, Task(VALUE, 0), {})
        return [(self.scene.task_name(task), task) for task in sheet.tasks]

    @property
    def sheet(self) -> Sheet:
        """The exercise in its present state."""
        return Sheet(self.propagation, self.entries, self.task.value, self.hints)

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        sheet = self.sheet
        return self.scene.sheet_marks(sheet), self.scene.sheet_readout(sheet), self.scene.sheet_note(sheet)

    def submit(self) -> None:
        """Check what stands in the box for the task in hand; where it is right, go on to the next open task."""
        text, task = self.entry.value.strip(), self.task.value
        if not text or self._batched:
            return
        entry = self._judged(text, task)
        name = self.scene.task_name(task)
        with self.together():
            self.entries = {**self.entries, task.key: entry}
            if entry.is_right:
                self.task.value = self.sheet.next_task()
                self.entry.value = ""
        if entry.is_right:
            self.feedback.remark(f"{name} = {number(entry.number)} is right. {self._next()}")
        else:
            self.feedback.warn(f"{name}: {entry.sentence}")

    def _next(self) -> str:
        if self.sheet.is_right(self.task.value):
            return "Nothing is left to fill in."
        return f"Next: {self.scene.task_name(self.task.value)}."

    def _judged(self, text: str, task: Task) -> Entry:
        """Return the entry with its number and the verdict on it."""
        names = self.scene.names
        try:
            value = read_entry(text, self.sheet.known(names))
        except FormulaError as error:
            return Entry(text, None, False, str(error))
        if task.kind == VALUE:
            found = diagnose_value(self.propagation, names, task.node, value)
        else:
            carried = carried_slips(self.propagation, names, task.node, self._wrong_gradients())
            found = diagnose_gradient(self.propagation, names, task.node, value, carried)
        return Entry(text, value, found.is_right, found.sentence)

    def _wrong_gradients(self) -> dict[int, float]:
        """Return the gradients that were written and are wrong, by node."""
        written = {i: self.entries.get(Task(GRADIENT, i).key) for i in self.scene.shown}
        return {i: e.number for i, e in written.items() if e and not e.is_right and e.number is not None}

    def take_hint(self) -> None:
        """Show one more hint for the task in hand."""
        key = self.task.value.key
        most = len(self.scene.hints(self.propagation, self.task.value))
        self.hints = {**self.hints, key: min(self.hints.get(key, 0) + 1, most)}

    def _change_task(self, _change: Any) -> None:
        """Show what was written for the task chosen."""
        if self._batched:
            return
        written = self.entries.get(self.task.value.key)
        with self.together():
            self.entry.value = written.text if written else ""
        if written and not written.is_right:
            self.feedback.warn(f"{self.scene.task_name(self.task.value)}: {written.sentence}")
        else:
            self.feedback.remark("")

    def _empty(self) -> None:
        with self.together():
            self._forget()

    def _restart(self) -> None:
        self.task.options = self._tasks()
        self._forget()

    def _forget(self) -> None:
        """Begin anew, within `together`."""
        self.entries, self.hints = {}, {}
        self.task.value = self.task.options[0][1]
        self.entry.value = ""
        self.feedback.remark(START)

    def _change_inputs(self, _change: Any) -> None:
        """New inputs make a new exercise; what was written belonged to the old numbers."""
        if self._batched:
            self._forget()
        else:
            self._empty()

    def _press(self, _panel: str, mark: str) -> None:
        """Take the pressed node in hand: its value while that is open, else, or when pressed again, its gradient."""
        index = int(mark.removeprefix("node"))
        value, gradient = Task(VALUE, index), Task(GRADIENT, index)
        is_open = value in self.sheet.tasks and not self.sheet.is_right(value)
        self.task.value = value if is_open and self.task.value != value else gradient
