"""The exercise of filling a graph in: what is to be written, what was written and judged, and the hints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

from gradwalk.labels import tr, tr_later
from gradwalk.mathematics import chain_rule
from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.node_entries import diagnose_gradient, diagnose_value, read_entry
from gradwalk.mathematics.node_slips import carried_slips
from gradwalk.mathematics.propagation import Message, Propagation
from gradwalk.states.graph.graph_words import GraphWords
from gradwalk.states.numerals import factor, number, out_of
from gradwalk.states.state import Readout

VALUE, GRADIENT = "value", "gradient"
CROSSED = "✗"
TICKED = "✓"


class Task(NamedTuple):
    """What is to be written: the value or the gradient of a node."""

    kind: str
    node: int


class JudgedEntry(NamedTuple):
    """What was written for a task: the text, the number it stands for (None if unreadable), and the verdict."""

    text: str
    number: float | None
    is_right: bool
    sentence: str

    @property
    def shown(self) -> str:
        """The entry as it stands in its node: a tick or a cross, and the number."""
        if self.number is None:
            return f"{CROSSED} {self.text[:8]}"
        return f"{TICKED if self.is_right else CROSSED} {number(self.number)}"


@dataclass(frozen=True)
class TaskTable:
    """The exercise: a pass through the graph, the entries by task, the task in hand, and how many hints were taken.

    Tasks are called by what is to be written: "v1" for a value, "∂v3/∂v1" for a gradient.
    """

    headline: ClassVar[tuple[str, ...]] = (tr_later("right"), tr_later("to write"), tr_later("to correct"))

    propagation: Propagation
    names: Sequence[str]
    entries: Mapping[str, JudgedEntry]
    chosen: str
    taken: Mapping[str, int]

    @cached_property
    def words(self) -> GraphWords:
        """What can be said of the pass."""
        return GraphWords(self.propagation, self.names)

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """All tasks by name: values in the order of computing, then gradients from the output back."""
        values = {self.names[i]: Task(VALUE, i) for i in self.propagation.operations}
        backwards = sorted(self.propagation.shown, reverse=True)  # users before what they use
        return values | {self.words.gradient_name(i): Task(GRADIENT, i) for i in backwards}

    @property
    def task(self) -> Task:
        """The task in hand."""
        return self.tasks[self.chosen]

    def entry_of(self, task: Task) -> JudgedEntry | None:
        """Return what was written for a task, if anything."""
        return self.entries.get(self.name_of(task))

    def name_of(self, task: Task) -> str:
        """Return a task by name."""
        return self.names[task.node] if task.kind == VALUE else self.words.gradient_name(task.node)

    def is_right(self, name: str) -> bool:
        """Tell whether the task called `name` is done."""
        return name in self.entries and self.entries[name].is_right

    def next_task(self) -> str:
        """Return the first open task after the one in hand, or from the start; the one in hand when none is open."""
        names = list(self.tasks)
        place = names.index(self.chosen)
        later = (*names[place + 1 :], *names[:place])
        return next((name for name in later if not self.is_right(name)), self.chosen)

    # --- judging ---

    def judged(self, text: str) -> JudgedEntry:
        """Return what is written for the task in hand with its number and the verdict on it."""
        try:
            value = read_entry(text, self._known())
        except FormulaError as error:
            return JudgedEntry(text, None, False, str(error))
        node = self.task.node
        if self.task.kind == VALUE:
            found = diagnose_value(self.propagation, self.names, node, value, self._written(VALUE, right=True))
        else:
            carried = carried_slips(self.propagation, self.names, node, self._written(GRADIENT, right=False))
            written = self._written(GRADIENT, right=True)
            found = diagnose_gradient(self.propagation, self.names, node, value, carried, written)
        return JudgedEntry(text, value, found.is_right, self._luck() if found.is_right else found.sentence)

    def _luck(self) -> str:
        """Return a warning where a number is right, and leaving a local derivative out would have given the same."""
        if self.task.kind == VALUE or not (by_luck := self.propagation.lucky_messages(self.task.node)):
            return ""
        name = chain_rule.local_name(self.names, by_luck[0])
        return f"(Here {name} happens to be 1: without it the number would be the same. Try other inputs, too.)"

    def _known(self) -> dict[str, float]:
        """Return the values that an expression may use by name: the inputs, and operations already right."""
        shown, names = self.propagation.shown, self.names
        free = [i for i in shown if self.propagation.graph.nodes[i].is_variable or self.is_right(names[i])]
        return {names[i]: float(self.propagation.values[i]) for i in free if names[i].isidentifier()}

    def _written(self, kind: str, right: bool) -> dict[int, float]:
        """Return the values or gradients that were written and found right, or wrong, by node."""
        written = {task.node: self.entries.get(name) for name, task in self.tasks.items() if task.kind == kind}
        return {i: e.number for i, e in written.items() if e and e.is_right == right and e.number is not None}

    # --- words ---

    def readout(self) -> Readout:
        """Return the text twin."""
        right = sum(map(self.is_right, self.tasks))
        wrong = [name for name in self.tasks if name in self.entries and not self.is_right(name)]
        pairs = [(tr("right"), out_of(right, len(self.tasks))), (tr("to write"), self.chosen)]
        if wrong:
            pairs.append((tr("to correct"), ", ".join(wrong)))
        written = [f"{name} {self.entries[name].shown}" for name in self.tasks if name in self.entries]
        return [*pairs, (tr("written"), ", ".join(written))] if written else pairs

    def note(self) -> str:
        """Return the hint that was taken last for the task in hand, or what else must be said."""
        if self.words.trouble():
            return self.words.trouble()
        if all(map(self.is_right, self.tasks)):
            hints = sum(self.taken.values())
            return f"All {len(self.tasks)} entries are right; you took {hints} hint{'s' if hints != 1 else ''}."
        taken = self.taken.get(self.chosen, 0)
        if not taken:
            return ""
        hints = self.hints()
        last = " That was the last hint: the rest is arithmetic." if taken >= len(hints) else ""
        return f"Hint {min(taken, len(hints))} of {len(hints)}: {hints[min(taken, len(hints)) - 1]}{last}"

    def hints(self) -> list[str]:
        """Return the hints for the task in hand, each saying more than the one before; none says the number itself."""
        node = self.task.node
        if self.task.kind == GRADIENT:
            return self._gradient_hints(node)
        graph = self.propagation.graph
        operands = sorted({self.names[p] for p in graph.parents_of(node) if graph.depends[p]})
        numbers = self.words.in_numbers(node).split(" = ")[0]
        return [
            f"Put the value of {' and '.join(operands)} into {self.words.title(node)}.",
            f"{self.names[node]} = {numbers}; work it out, or write it as it stands.",
        ]

    def _gradient_hints(self, node: int) -> list[str]:
        messages, names = self.propagation.received[node], self.names
        name = self.words.gradient_name(node)
        if not messages:
            return ["The output with respect to itself: if it changes by one, by how much does it change?"]
        users = [names[message.child] for message in messages]
        times = "twice" if len(users) == 2 else f"{len(users)} times"
        uses = f"used {times}, by {' and '.join(users)}: so many messages arrive, and they are added"
        once = f"used once, by {users[0]}: one message arrives, gradient times local derivative"
        symbols = chain_rule.children_symbols(self.propagation, names, node)
        terms = [self.words.gradient_name(message.child) for message in messages]
        rules = [chain_rule.local_text(self.propagation.graph, names, m.child, m.operand) for m in messages]
        ruled = " + ".join(f"{a} · {chain_rule.factor(b)}" for a, b in zip(terms, rules, strict=True))
        numbers = " + ".join(f"{factor(m.gradient, number)} · {factor(m.local, number)}" for m in messages)
        return [
            f"{names[node]} is {uses if len(users) > 1 else once}.",
            f"{name} = {symbols}. {self._local_words(messages[0])}",
            f"{name} = {ruled}.",
            f"{name} = {numbers}; work it out.",
        ]

    def _local_words(self, message: Message) -> str:
        """Return what the symbol of a local derivative stands for."""
        name, user = chain_rule.local_name(self.names, message), self.names[message.child]
        if len(self.propagation.graph.parents_of(message.child)) == 1:
            return f"{name} is the local derivative of {user}, by its operand."
        which = ("first", "second")[message.operand]
        return f"{name} is the local derivative of {user}, by its {which} operand alone, the other one held still."
