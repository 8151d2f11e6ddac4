"""See a computational graph that a learner fills in: what is open, what is right, what is wrong, and the hints."""

from gradwalk.labels import tr
from gradwalk.scenes.graph.graph_scene import COMPUTING, KNOWN, WAITING, Content, LayeredScene, NodeLook
from gradwalk.scenes.kit.palette import GREEN, RED
from gradwalk.scenes.kit.scene import Marks
from gradwalk.stage import Mark, edge
from gradwalk.states.graph.task_table import CROSSED, GRADIENT, TICKED, VALUE, JudgedEntry, Task, TaskTable
from gradwalk.states.numerals import number

HALF = NodeLook("#ffffff", GREEN, 1.8)
ALL_RIGHT = NodeLook("#e2f3ec", GREEN, 2.2)
WRONG = NodeLook("#fbe9e2", RED, 2.6)


class FillInScene(LayeredScene[TaskTable]):
    """A computational graph with a place for the value and the gradient of every node."""

    def marks(self, table: TaskTable) -> Marks:
        """Return the marks of the panel; the node in hand has a purple frame, its uses are lit."""
        contents = {i: self._content(table, i) for i in self.shown}
        return {"graph": {**self._lit(table), **self.nodes(contents, table.task.node, table.task.node)}}

    def _lit(self, table: TaskTable) -> dict[str, Mark]:
        """Light the edges that the task in hand needs: from the operands, or from the users back."""
        node = table.task.node
        if table.task.kind == VALUE:
            return {f"edge{node}-{k}": self._used(node, k) for k, _ in self._operands(node)}
        marks = {}
        for message in table.propagation.received[node]:
            route = self.layout.routes[message.child, message.operand][::-1]
            marks[f"edge{message.child}-{message.operand}"] = edge(route, self.gradient_color, width=3)
        return marks

    def _content(self, table: TaskTable, index: int) -> Content:
        is_input = self.graph.nodes[index].is_variable
        value, gradient = (table.entry_of(Task(kind, index)) for kind in (VALUE, GRADIENT))
        value_line = number(table.propagation.values[index]) if is_input else _shown(value)
        lines = (*self.titles[index], value_line, tr("grad {number}", number=_shown(gradient)))
        said = {"value": _said(value_line), "gradient": _said(_shown(gradient))}
        label = f"{self.spoken[index]}, {tr('value {value}, gradient {gradient}', **said)}"
        return Content(lines, self._entry_look(table, index, [value, gradient], is_input), label)

    def _entry_look(self, table: TaskTable, index: int, entries: list[JudgedEntry | None], is_input: bool) -> NodeLook:
        if any(entry is not None and not entry.is_right for entry in entries):
            return WRONG
        done = [entry is not None for entry in entries]
        if (done[0] or is_input) and done[1]:
            return ALL_RIGHT
        if any(done):
            return HALF
        if index == table.task.node:
            return COMPUTING
        return KNOWN if is_input else WAITING


def _shown(entry: JudgedEntry | None) -> str:
    """Return an entry as it stands in its node."""
    return "?" if entry is None else entry.shown


def _said(line: str) -> str:
    """Return a line as a screen reader says it."""
    return line.replace("?", tr("still open")).replace(TICKED, tr("right,")).replace(CROSSED, tr("wrong,"))
