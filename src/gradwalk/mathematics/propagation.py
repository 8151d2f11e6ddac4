"""Follow one forward and one backward pass node by node: what is known after each step, and who sent what to whom.

Also lists the paths from a node to the output, over which the chain rule sums.
"""

import math
import re
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from gradwalk.mathematics.graph import Backward, Graph, backward, forward

Edge = tuple[int, int]  # (child, k): the use of a node as operand k of node `child`


class Message(NamedTuple):
    """What node `child` sends to its operand `operand`, node `parent`, in the backward pass.

    `parent` had gathered `before`; it then has `before + gradient * local`.
    """

    child: int
    operand: int
    parent: int
    gradient: float
    local: float
    before: float

    @property
    def amount(self) -> float:
        """The gradient of the child times its local derivative."""
        return self.gradient * self.local

    @property
    def after(self) -> float:
        """What the parent has gathered once the message is in."""
        return self.before + self.amount


class Phase(NamedTuple):
    """What happens at a step: its kind (start, forward, seed or backward) and the node that acts, if any."""

    kind: str
    node: int | None


class Propagation:
    """A forward and a backward pass through `graph` at `inputs`, cut into steps.

    Step 0 knows the inputs. Then each operation gets its value, one a step; then the output gets the gradient 1; then
    each operation, last one first, sends its gradient to its operands. `shown` are the nodes that matter: constants
    and what is made of constants alone get no gradient and are left out. Raises ValueError for missing inputs.
    """

    def __init__(self, graph: Graph, inputs: Mapping[str, float]) -> None:
        self.graph = graph
        self.inputs = dict(inputs)
        self.values = forward(graph, inputs)
        self.output = len(graph) - 1
        self.shown = tuple(i for i in range(len(graph)) if graph.depends[i]) or (self.output,)
        self.operations = tuple(i for i in self.shown if graph.depends[i] and graph.nodes[i].operation is not None)
        self.num_steps = 2 * len(self.operations) + 1
        self._value_step = {i: k for k, i in enumerate(self.operations, start=1)}

    @cached_property
    def _backward(self) -> Backward:
        return backward(self.graph, self.values)

    @property
    def seed(self) -> float:
        """The gradient of the output with respect to itself: 1, or nan where the output is not defined."""
        return float(self._backward.gradients[self.output])

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """All messages in the order in which they are sent."""
        gathered = dict.fromkeys(self.shown, 0.0)
        gathered[self.output] = self.seed
        _, local = self._backward
        sent = []
        for child in reversed(self.operations):
            for operand, parent in enumerate(self.graph.parents_of(child)):
                if self.graph.depends[parent]:
                    slope = float(local[child][operand])
                    message = Message(child, operand, parent, gathered[child], slope, gathered[parent])
                    gathered[parent] = message.after
                    sent.append(message)
        return tuple(sent)

    @cached_property
    def received(self) -> dict[int, tuple[Message, ...]]:
        """The messages that each shown node receives, in the order of sending."""
        found: dict[int, list[Message]] = {i: [] for i in self.shown}
        for message in self.messages:
            found[message.parent].append(message)
        return {i: tuple(messages) for i, messages in found.items()}

    def lucky_messages(self, node: int) -> list[Message]:
        """Return the messages to `node` whose local derivative is 1 at these inputs, and would be another at others."""
        return [m for m in self.received[node] if math.isclose(m.local, 1) and self._varies(m)]

    def _varies(self, message: Message) -> bool:
        """Tell whether the local derivative in a message depends on the inputs."""
        operation = self.graph.nodes[message.child].operation
        letters = re.findall(r"\b[abz]\b", operation.derivative_formulas[message.operand] if operation else "")
        parents = dict(zip("ab", self.graph.parents_of(message.child), strict=False))
        return any(self.graph.depends[parents.get(letter, message.child)] for letter in letters)

    def phase(self, step: int) -> Phase:
        """Return what happens at `step`."""
        count = len(self.operations)
        if step == 0:
            return Phase("start", None)
        if step <= count:
            return Phase("forward", self.operations[step - 1])
        if step == count + 1:
            return Phase("seed", self.output)
        return Phase("backward", self.operations[2 * count + 1 - step])

    def value_at(self, node: int, step: int) -> float | None:
        """Return the value of `node` if it is known after `step`, else None."""
        return float(self.values[node]) if step >= self._value_step.get(node, 0) else None

    def gradient_at(self, node: int, step: int) -> float | None:
        """Return what `node` has gathered after `step`, or None where no message has arrived."""
        if node == self.output:
            return self.seed if step > len(self.operations) else None
        gathered = None
        for sent, after in self._arrivals[node]:
            if sent > step:
                break
            gathered = after
        return gathered

    @cached_property
    def _arrivals(self) -> dict[int, list[tuple[int, float]]]:
        """For each node the steps at which messages arrive, and what it then has gathered."""
        return {i: [(self.send_step(m.child), m.after) for m in messages] for i, messages in self.received.items()}

    def is_complete(self, node: int, step: int) -> bool:
        """Tell whether all messages to `node` have arrived after `step`, so that its gradient is final."""
        if node == self.output:
            return step > len(self.operations)
        return self.send_step(self.received[node][-1].child) <= step

    def send_step(self, node: int) -> int:
        """Return the step at which the operation `node` sends its gradient to its operands."""
        return 2 * len(self.operations) + 2 - self._value_step[node]

    def sent_at(self, step: int) -> tuple[Message, ...]:
        """Return the messages of a backward step; none at other steps."""
        kind, node = self.phase(step)
        return tuple(message for message in self.messages if message.child == node) if kind == "backward" else ()

    @cached_property
    def gradients(self) -> dict[int, float]:
        """d output / d node for every shown node."""
        gathered = {i: self.seed if i == self.output else 0.0 for i in self.shown}
        return gathered | {i: messages[-1].after for i, messages in self.received.items() if messages}

    @cached_property
    def path_counts(self) -> dict[int, int]:
        """The number of paths from each shown node to the output."""
        counts = dict.fromkeys(self.shown, 0)
        counts[self.output] = 1
        for message in self.messages:  # a child comes before its operands
            counts[message.parent] += counts[message.child]
        return counts

    def paths(self, node: int, limit: int = 6) -> list[tuple[Message, ...]]:
        """Return up to `limit` paths from `node` to the output, each as the messages met on the way, node first."""
        found: list[tuple[Message, ...]] = []
        waiting: list[tuple[Message, ...]] = [()]
        while waiting and len(found) < limit:
            path = waiting.pop()
            here = path[-1].child if path else node
            if here == self.output:
                found.append(path)
            waiting += [(*path, message) for message in self.received[here]]
        return found
