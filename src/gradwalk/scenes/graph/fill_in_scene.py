"""See a computational graph that a learner fills in: what is open, what is right, what is wrong, and the hints."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gradwalk.mathematics import chain_rule
from gradwalk.mathematics.propagation import Message, Propagation
from gradwalk.scenes.graph.graph_scene import COMPUTING, KNOWN, WAITING, Content, GraphScene, Look
from gradwalk.scenes.kit.palette import GREEN, RED
from gradwalk.scenes.kit.scene import Marks
from gradwalk.stage import Mark, edge
from gradwalk.states.graph.graph_words import GraphWords, in_brackets
from gradwalk.states.numerals import number

VALUE, GRADIENT = "value", "gradient"
HALF = Look("#ffffff", GREEN, 1.8)
ALL_RIGHT = Look("#e2f3ec", GREEN, 2.2)
WRONG = Look("#fbe9e2", RED, 2.6)
CROSSED = "✗"
TICKED = "✓"


class Task(NamedTuple):
    """What is to be written: the value or the gradient of a node."""

    kind: str
    node: int

    @property
    def key(self) -> str:
        """The task as text, for a dictionary that crosses the wire."""
        return f"{self.kind} {self.node}"


class Entry(NamedTuple):
    """What was written for a task: the text, the number it stands for (None if unreadable), and the verdict."""

    text: str
    number: float | None
    is_right: bool
    sentence: str


@dataclass(frozen=True)
class Sheet:
    """The exercise: a pass through the graph, what was written by task, the task in hand, and the hints taken."""

    propagation: Propagation
    entries: Mapping[str, Entry]
    task: Task
    hints: Mapping[str, int]

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks: values in the order of computing, then gradients from the output back."""
        values = [Task(VALUE, i) for i in self.propagation.operations]
        return (*values, *(Task(GRADIENT, i) for i in gradient_order(self.propagation)))

    def is_right(self, task: Task) -> bool:
        """Tell whether a task is done."""
        return task.key in self.entries and self.entries[task.key].is_right

    def next_task(self) -> Task:
        """Return the first open task after the one in hand, or from the start; the one in hand when none is open."""
        place = self.tasks.index(self.task)
        later = (*self.tasks[place + 1 :], *self.tasks[:place])
        return next((task for task in later if not self.is_right(task)), self.task)

    def known(self, names: list[str]) -> dict[str, float]:
        """Return the values that an expression may use by name: the inputs, and operations already right."""
        shown = self.propagation.shown
        free = [i for i in shown if self.propagation.graph.nodes[i].is_variable or self.is_right(Task(VALUE, i))]
        return {names[i]: float(self.propagation.values[i]) for i in free if names[i].isidentifier()}


def gradient_order(propagation: Propagation) -> list[int]:
    """Return the shown nodes in an order in which every gradient can be found: users before what they use."""
    return sorted(propagation.shown, reverse=True)


class FillInScene(GraphScene):
    """A computational graph with a place for the value and the gradient of every node."""

    def sheet_marks(self, sheet: Sheet) -> Marks:
        """Return the marks of the panel; the node in hand has a purple frame, its uses are lit."""
        contents = {i: self._content(sheet, i) for i in self.shown}
        return {"graph": {**self._lit(sheet), **self.nodes(contents, sheet.task.node, sheet.task.node)}}

    def _lit(self, sheet: Sheet) -> dict[str, Mark]:
        """Light the edges that the task in hand needs: from the operands, or from the users back."""
        node = sheet.task.node
        if sheet.task.kind == VALUE:
            return {f"edge{node}-{k}": self._used(node, k) for k, _ in self._operands(node)}
        marks = {}
        for message in sheet.propagation.received[node]:
            route = self.layout.routes[message.child, message.operand][::-1]
            marks[f"edge{message.child}-{message.operand}"] = edge(route, self.gradient_color, width=3)
        return marks

    def _content(self, sheet: Sheet, index: int) -> Content:
        is_input = self.graph.nodes[index].is_variable
        value = sheet.entries.get(Task(VALUE, index).key)
        gradient = sheet.entries.get(Task(GRADIENT, index).key)
        value_line = number(sheet.propagation.values[index]) if is_input else _shown(value)
        lines = (*self.titles[index], value_line, f"grad {_shown(gradient)}")
        label = f"{self.spoken[index]}, value {_said(value_line)}, gradient {_said(_shown(gradient))}"
        return Content(lines, self._entry_look(sheet, index, [value, gradient], is_input), label)

    def _entry_look(self, sheet: Sheet, index: int, entries: list[Entry | None], is_input: bool) -> Look:
        if any(entry is not None and not entry.is_right for entry in entries):
            return WRONG
        done = [entry is not None for entry in entries]
        if (done[0] or is_input) and done[1]:
            return ALL_RIGHT
        if any(done):
            return HALF
        if index == sheet.task.node:
            return COMPUTING
        return KNOWN if is_input else WAITING

    def task_name(self, task: Task) -> str:
        """Return a task by name: "v1", or "∂v3/∂v1"."""
        return self.names[task.node] if task.kind == VALUE else self.words.gradient_name(task.node)

    # ------------------------------------------------------------ words

    def sheet_readout(self, sheet: Sheet) -> list[tuple[str, str]]:
        """Return the text twin."""
        right = sum(sheet.is_right(task) for task in sheet.tasks)
        wrong = [task for task in sheet.tasks if task.key in sheet.entries and not sheet.is_right(task)]
        pairs = [("right", f"{right} of {len(sheet.tasks)}"), ("to write", self.task_name(sheet.task))]
        if wrong:
            pairs.append(("to correct", ", ".join(self.task_name(task) for task in wrong)))
        written = [f"{self.task_name(t)} {_shown(sheet.entries[t.key])}" for t in sheet.tasks if t.key in sheet.entries]
        return [*pairs, ("written", ", ".join(written))] if written else pairs

    def sheet_note(self, sheet: Sheet) -> str:
        """Return the hint that was taken last for the task in hand, or what else must be said."""
        trouble = GraphWords(sheet.propagation, self.names).trouble()
        if trouble:
            return trouble
        if all(sheet.is_right(task) for task in sheet.tasks):
            hints = sum(sheet.hints.values())
            return f"All {len(sheet.tasks)} entries are right; you took {hints} hint{'s' if hints != 1 else ''}."
        taken = sheet.hints.get(sheet.task.key, 0)
        if not taken:
            return ""
        hints = self.hints(sheet.propagation, sheet.task)
        last = " That was the last hint: the rest is arithmetic." if taken >= len(hints) else ""
        return f"Hint {min(taken, len(hints))} of {len(hints)}: {hints[min(taken, len(hints)) - 1]}{last}"

    def hints(self, propagation: Propagation, task: Task) -> list[str]:
        """Return the hints for a task, each saying more than the one before; none says the number itself."""
        words = GraphWords(propagation, self.names)
        if task.kind == VALUE:
            operands = sorted({self.names[p] for _, p in self._operands(task.node)})
            numbers = words.in_numbers(task.node).split(" = ")[0]
            return [
                f"Put the value of {' and '.join(operands)} into {words.title(task.node)}.",
                f"{self.names[task.node]} = {numbers}; work it out, or write it as it stands.",
            ]
        return self._gradient_hints(propagation, task)

    def _gradient_hints(self, propagation: Propagation, task: Task) -> list[str]:
        messages = propagation.received[task.node]
        name = self.words.gradient_name(task.node)
        if not messages:
            return ["The output with respect to itself: if it changes by one, by how much does it change?"]
        users = [self.names[message.child] for message in messages]
        times = "twice" if len(users) == 2 else f"{len(users)} times"
        uses = f"used {times}, by {' and '.join(users)}: so many messages arrive, and they are added"
        once = f"used once, by {users[0]}: one message arrives, gradient times local derivative"
        symbols = chain_rule.children_symbols(propagation, self.names, task.node)
        terms = [self.words.gradient_name(message.child) for message in messages]
        rules = [chain_rule.local_text(self.graph, self.names, m.child, m.operand) for m in messages]
        ruled = " + ".join(f"{a} · {chain_rule.factor(b)}" for a, b in zip(terms, rules, strict=True))
        numbers = " + ".join(f"{in_brackets(m.gradient)} · {in_brackets(m.local)}" for m in messages)
        return [
            f"{self.names[task.node]} is {uses if len(users) > 1 else once}.",
            f"{name} = {symbols}. {self._local_words(messages[0])}",
            f"{name} = {ruled}.",
            f"{name} = {numbers}; work it out.",
        ]

    def _local_words(self, message: Message) -> str:
        """Return what the symbol of a local derivative stands for."""
        name, which = chain_rule.local_name(self.names, message), ("first", "second")[message.operand]
        user = self.names[message.child]
        return f"{name} is the local derivative of {user}: by its {which} operand alone, whatever stands there."


def _shown(entry: Entry | None) -> str:
    """Return an entry as it stands in its node."""
    if entry is None:
        return "?"
    if entry.number is None:
        return f"{CROSSED} {entry.text[:8]}"
    return f"{TICKED if entry.is_right else CROSSED} {number(entry.number)}"


def _said(line: str) -> str:
    """Return a line as a screen reader says it."""
    return line.replace("?", "still open").replace(TICKED, "right,").replace(CROSSED, "wrong,")
