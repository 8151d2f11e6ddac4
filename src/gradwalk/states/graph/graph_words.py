"""Put a forward and backward pass into words: what happens at a step, and a node's whole chain rule expression."""

import math
from collections.abc import Collection, Mapping, Sequence

from gradwalk.labels import tr
from gradwalk.mathematics import chain_rule, notation
from gradwalk.mathematics.propagation import Message, Propagation
from gradwalk.states.numerals import factor, number, out_of

MOST_PATHS = 4  # more are told by the nodes that use the node
FEW_NODES = 18  # so many can show all that is known of them
MOST_VARIABLES = 8  # of which the gradients are all listed

Pairs = list[tuple[str, str]]

HEADLINES = {
    "start": "The inputs are known. Step forward: each operation takes the values of its operands.",
    "seed": "The backward pass begins: the output changes one for one with itself, so its gradient is 1.",
}
NO_VALUE = "The output has no finite value at these inputs; change one of them."
NO_GRADIENT = (
    "The chain rule gives no finite gradient at these inputs: a local derivative is undefined or infinite there "
    "(the formula itself may have a slope all the same)."
)


def message_words(message: Message) -> str:
    """Return what a message does to the gradient of its receiver: before + gradient × local derivative = after."""
    terms = f"{number(message.before)} + {factor(message.gradient, number)} × {factor(message.local, number)}"
    return f"{terms} = {number(message.after)}"


class GraphWords:
    """The words for one graph, whose nodes have `names`."""

    def __init__(self, propagation: Propagation, names: Sequence[str]) -> None:
        self.propagation, self.names = propagation, names

    @property
    def output(self) -> str:
        """The name of the output."""
        return self.names[self.propagation.output]

    def gradient_name(self, node: int) -> str:
        """Return the symbol of a node's gradient, as in ∂v3/∂x."""
        return chain_rule.derivative_name(self.names, self.propagation.output, node)

    def title(self, node: int) -> str:
        """Return what a node computes: "v1 = x·y"; of a variable its name."""
        if self.propagation.graph.nodes[node].operation is None:
            return self.names[node]
        operation = chain_rule.operation_text(self.propagation.graph, self.names, node)
        return f"{self.names[node]} = {chain_rule.pretty(operation)}"

    def in_numbers(self, node: int) -> str:
        """Return the operation of a node with the values of its operands: 2.000·3.000 = 6.000."""
        graph, values = self.propagation.graph, self.propagation.values
        operands = [number(values[p]) if graph.depends[p] else self.names[p] for p in graph.parents_of(node)]
        operation = graph.nodes[node].operation
        written = self.names[node] if operation is None else chain_rule.pretty(notation.filled(operation, operands))
        return f"{written} = {number(values[node])}"

    def step_pairs(self, step: int) -> Pairs:
        """Return the step and its calculation as (name, value) pairs."""
        kind, node = self.propagation.phase(step)
        pairs = [(tr("step"), out_of(step, self.propagation.num_steps))]
        if kind == "forward" and node is not None:
            pairs.append((tr("forward: {node}", node=self.title(node)), self.in_numbers(node)))
        if kind == "seed":
            pairs.append((self.gradient_name(self.propagation.output), number(self.propagation.seed)))
        pairs += [(self._arrow(message), message_words(message)) for message in self.propagation.sent_at(step)]
        return pairs

    def _arrow(self, message: Message) -> str:
        local = chain_rule.local_name(self.names, message)
        gradient = self.gradient_name(message.parent)
        return tr("{gradient} by {local}: before + gradient × local derivative", gradient=gradient, local=local)

    def known_pairs(self, step: int) -> Pairs:
        """Return what is known after `step`: in a small graph of every node, else of the inputs at the end."""
        shown, passed = self.propagation.shown, self.propagation
        if len(shown) <= FEW_NODES:
            values = {i: passed.value_at(i, step) for i in shown}
            gradients = {i: passed.gradient_at(i, step) for i in shown}
            more = {i for i, value in gradients.items() if value is not None and not passed.is_complete(i, step)}
            return [*self._listed(tr("values"), values), *self._listed(tr("gradients"), gradients, more)]
        inputs = [i for i in shown if passed.graph.nodes[i].is_variable]
        if len(inputs) > MOST_VARIABLES or step < passed.num_steps:
            return []
        return [(self.gradient_name(i), number(passed.gradients[i])) for i in inputs]

    def _listed(self, name: str, numbers: Mapping[int, float | None], unfinished: Collection[int] = ()) -> Pairs:
        """Return one pair that lists the known `numbers`, with dots after the unfinished; none if nothing is known."""
        known = [
            f"{self.names[i]}: {number(value)}{' …' if i in unfinished else ''}"
            for i, value in numbers.items()
            if value is not None
        ]
        return [(name, ", ".join(known))] if known else []

    def headline(self, step: int) -> str:
        """Return one sentence about what happens at `step`."""
        if self.trouble():
            return self.trouble()
        kind, node = self.propagation.phase(step)
        if kind == "forward" and node is not None:
            return f"Forward: {self.names[node]} takes its value from its operands."
        if kind == "backward" and node is not None:
            return self._backward_headline(node, step)
        return HEADLINES[kind]

    def trouble(self) -> str:
        """Return one sentence where the value or a gradient is not finite, else an empty string."""
        if not math.isfinite(self.propagation.values[-1]):
            return NO_VALUE
        return "" if all(map(math.isfinite, self.propagation.gradients.values())) else NO_GRADIENT

    def _backward_headline(self, node: int, step: int) -> str:
        messages = self.propagation.sent_at(step)
        local = " and ".join(chain_rule.local_name(self.names, message) for message in messages)
        sentence = f"Backward: {self.names[node]} sends its gradient on, times {local}."
        waiting = {m.parent for m in messages if not self.propagation.is_complete(m.parent, step)}
        who = " and ".join(self.names[parent] for parent in sorted(waiting))
        if len(waiting) > 1:
            return f"{sentence} {who} still wait for other messages, so their sums are not finished."
        return f"{sentence} {who} still waits for another message, so its sum is not finished." if who else sentence

    def expression_pairs(self, node: int, step: int) -> Pairs:
        """Return the whole chain rule expression of a node: its paths, symbols, rules, and numbers once known."""
        count = self.propagation.path_counts[node]
        if node == self.propagation.output:
            return [(self.gradient_name(node), f"{number(self.propagation.seed)}, the output itself")]
        few = count <= MOST_PATHS
        pairs = self._by_paths(node) if few else self._by_children(node)
        if self.propagation.is_complete(node, step):
            total = number(self.propagation.gradients[node])
            return [*pairs, (tr("in numbers"), f"{self._numbers(node, few)} = {total}")]
        return [*pairs, (tr("in numbers"), "known once the backward pass has reached it")]

    def _by_paths(self, node: int) -> Pairs:
        graph, names = self.propagation.graph, self.names
        paths = self.propagation.paths(node, MOST_PATHS)
        rules = [chain_rule.path_rules(graph, names, path) for path in paths]
        return [
            (
                tr("paths from {node}", node=names[node]),
                "; ".join(chain_rule.path_names(names, path) for path in paths),
            ),
            (self.gradient_name(node), " + ".join(chain_rule.path_symbols(names, path) for path in paths)),
            (tr("by the rules"), " + ".join(rules)),
        ]

    def _by_children(self, node: int) -> Pairs:
        symbols = chain_rule.children_symbols(self.propagation, self.names, node)
        count = self.propagation.path_counts[node]
        return [
            (
                tr("paths from {node}", node=self.names[node]),
                f"{count:,}, of which {MOST_PATHS} are drawn; the nodes that use it have gathered them",
            ),
            (self.gradient_name(node), symbols),
        ]

    def _numbers(self, node: int, few: bool) -> str:
        if few:
            paths = self.propagation.paths(node, MOST_PATHS)
            return " + ".join(" · ".join(factor(m.local, number) for m in reversed(path)) for path in paths)
        terms = (f"{factor(m.gradient, number)} · {factor(m.local, number)}" for m in self.propagation.received[node])
        return " + ".join(terms)
