"""Fill a computational graph in by hand: values forward, gradients backward, each checked, each mistake explained."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import ipywidgets as widgets

from gradwalk.explorers.arrangement import beside, row
from gradwalk.explorers.graph_explorer import BUTTON, GraphViewer
from gradwalk.explorers.message import MessageLine
from gradwalk.explorers.ordered import Menu
from gradwalk.explorers.settings import Held, checked_numbers, is_number
from gradwalk.labels import tr
from gradwalk.mathematics.chain_rule import lowered
from gradwalk.mathematics.graph import Graph
from gradwalk.scenes.graph.fill_in_scene import FillInScene
from gradwalk.states.graph.task_answers import right_number, verdicts
from gradwalk.states.graph.task_table import GRADIENT, VALUE, JudgedEntry, Task, TaskTable
from gradwalk.states.numerals import number

START = "Fill in the values first, then the gradients from the output back; any order is allowed."


class FillInExplorer(GraphViewer[TaskTable]):
    """An empty graph: the learner writes the value and the gradient of each node and is told why an entry is wrong.

    `formula`, `inputs` and `names` are as for GraphViewer. An entry is a number (2/3, .5, 1e-3) or an expression in the
    inputs and in the nodes already right. `task` is what is to be written first, "v1" or "∂v3/∂v1"; `entries` are texts
    by task, in the order of writing, and `hints` how many were taken; new inputs or a new formula empty them.
    """

    scene_class = FillInScene
    recorded: ClassVar = {"entries": 100, "task": 100}

    def __init__(
        self,
        formula: str | Callable[..., Any] | Graph = "x*y + sin(x)",
        *,
        names: Sequence[str] | None = None,
        task: str | None = None,
        entries: Mapping[str, str] | None = None,
        hints: Mapping[str, int] | None = None,
        inputs: Mapping[str, float] | None = None,
        title: str = "",
        hide: Sequence[str] = (),
        **values: float,
    ) -> None:
        self.entries: dict[str, JudgedEntry] = {}  # the judged entries by task
        self._written, self._hints = Held({}, self._checked_entries, self._in_order), Held({}, self._checked_hints)
        super().__init__(
            formula, {**checked_numbers("inputs", inputs), **values}, names, self._make_controls, title=title, hide=hide
        )
        given = {"entries": entries, "hints": hints, "task": task}
        self.settings = {name: value for name, value in given.items() if value is not None}

    def _make_controls(self) -> tuple[dict[str, Any], list[widgets.Widget]]:
        self.task = Menu(
            options=self._menu(), description=tr("write"), style={"description_width": "5em"},
            layout=widgets.Layout(width="15em"),
        )  # fmt: skip
        self.entry = widgets.Text(
            placeholder=tr("a number or an expression, then Enter"), continuous_update=False,
            layout=widgets.Layout(width="21em", max_width="100%"),
        )  # fmt: skip
        self.check = widgets.Button(description=tr("check"), icon="check", button_style="primary", layout=BUTTON)
        self.hint = widgets.Button(description=tr("hint"), icon="question", layout=BUTTON)
        self.clear = widgets.Button(description=tr("clear all"), icon="eraser", layout=BUTTON)
        self.feedback = MessageLine(START)
        self._observe()
        filling = row(self.task, self.entry, beside(self.check, self.hint, self.clear, self.randomise))
        controls = {"entries": self._written, "hints": self._hints, "task": self.task}
        return controls, [filling, self.feedback]

    def _menu(self) -> list[tuple[str, str]]:
        """Return the tasks, each as it is seen and by its name."""
        return [(lowered(name), name) for name in self._table("").tasks]

    def _observe(self) -> None:
        self._written.observe(self._judge, "value")
        self.task.observe(self._change_task, "value")
        self.inputs.observe(lambda _: self._forget(), "value")
        self.entry.observe(lambda _: self.submit(), "value")
        self.check.on_click(lambda _: self.submit())
        self.hint.on_click(lambda _: self.take_hint())
        self.clear.on_click(lambda _: self._empty())

    def _table(self, chosen: str) -> TaskTable:
        return TaskTable(self.propagation, self.names, self.entries, chosen, self._hints.value)

    @property
    def state(self) -> TaskTable:
        """The exercise in its present state."""
        return self._table(self.task.value)

    @property
    def hints(self) -> dict[str, int]:
        """How many hints were taken, by task."""
        return self._hints.value

    # --- what the reader does ---

    def submit(self) -> None:
        """Check what stands in the box for the task in hand; where it is right, go on to the next open task."""
        text, name = self.entry.value.strip(), self.task.value
        if not text or self._held:
            return
        with self.together():
            earlier = {other: written for other, written in self._written.value.items() if other != name}
            self._written.value = {**earlier, name: text}  # last, because what was right before it counts
            entry = self.entries[name]
            if entry.is_right:
                self.task.value = self.state.next_task()
                self.entry.value = ""
        if entry.is_right and entry.number is not None:
            luck = f"{entry.sentence} " if entry.sentence else ""
            self.feedback.remark(lowered(f"{name} = {number(entry.number)} is right. {luck}{self._next()}"))
        else:
            self.feedback.warn(lowered(f"{name}: {entry.sentence}"))

    def _next(self) -> str:
        if self.state.is_right(self.task.value):
            return "Nothing is left to fill in."
        return f"Next: {self.task.value}."

    def _judge(self, change: Mapping[str, Any]) -> None:
        """Judge what is new in what was written, each entry with those that were right before it."""
        before, after = list(change["old"].items()), list(change["new"].items())
        kept = len(before) if after[: len(before)] == before else 0
        self.entries = {name: self.entries[name] for name, _ in after[:kept]}
        for name, text in after[kept:]:
            self.entries = {**self.entries, name: self._table(name).judged(text)}

    def take_hint(self) -> None:
        """Show one more hint for the task in hand."""
        most, taken = len(self.state.hints()), self.hints.get(self.task.value, 0)
        self._hints.value = {**self.hints, self.task.value: min(taken + 1, most)}

    def _change_task(self, _change: Any) -> None:
        """Show what was written for the task chosen."""
        if self._held:
            return
        written = self.entries.get(self.task.value)
        with self.quietly():
            self.entry.value = written.text if written else ""
        if written and not written.is_right:
            self.feedback.warn(lowered(f"{self.task.value}: {written.sentence}"))
        else:
            self.feedback.remark("")

    def _empty(self) -> None:
        with self.together():
            self._forget()

    def _restart(self) -> None:
        self._forget()
        self.task.offer(menu := self._menu(), menu[0][1])

    def _forget(self) -> None:
        """Begin anew: what was written belonged to the old numbers."""
        with self.quietly():
            self._written.value, self._hints.value = {}, {}
            self.task.value = self._menu()[0][1]
            self.entry.value = ""
            self.feedback.remark(START)

    def _press(self, _panel: str, mark: str) -> None:
        """Take the pressed node in hand: its value while that is open, else, or when pressed again, its gradient."""
        table, index = self.state, int(mark.removeprefix("node"))
        value, gradient = (table.name_of(Task(kind, index)) for kind in (VALUE, GRADIENT))
        is_open = value in table.tasks and not table.is_right(value)
        self.task.value = value if is_open and self.task.value != value else gradient

    # --- a page without Python ---

    def _in_order(self) -> list[dict[str, str]]:
        """Return what is written when nothing, the first task, the first two ... are right."""
        tasks = self._table("").tasks
        texts = {name: repr(right_number(self._table(name))) for name in tasks}
        return [dict(list(texts.items())[:count]) for count in range(len(tasks) + 1)]

    def question(self) -> dict[str, Any]:
        """Return every task in its order, with the verdicts on what can be written for it, and its hints."""
        before, tasks = self.settings, []
        with self.quietly():
            for name, written in zip(self._table("").tasks, self._in_order(), strict=False):
                self.settings = {"entries": written, "task": name}
                tasks.append({"name": name, **verdicts(self.state), "hints": self.state.hints()})
            self.settings = before
        return {"tasks": tasks, "drives": ["entries", "task"]}

    # --- settings ---

    def _checked_entries(self, value: Any) -> dict[str, str]:
        """Return texts by task. Raises ValueError for anything else."""
        return self._by_task(value, lambda text: isinstance(text, str), "texts")

    def _checked_hints(self, value: Any) -> dict[str, int]:
        """Return numbers of hints by task. Raises ValueError for anything else."""
        return self._by_task(value, lambda count: is_number(count, whole=True) and count >= 0, "numbers of hints")

    def _by_task(self, value: Any, fits: Callable[[Any], bool], what: str) -> dict[str, Any]:
        if not isinstance(value, Mapping) or not all(map(fits, value.values())):
            raise ValueError(f"Give {what} by task, as a dict, not {value!r}.")
        for name in value:
            if name not in (tasks := self._table("").tasks):
                raise ValueError(f"{name!r} is no task here; choose among {', '.join(tasks)}.")
        return dict(value)
