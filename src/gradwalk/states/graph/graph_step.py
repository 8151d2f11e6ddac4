"""A pass through a computational graph, stopped at a step, and the node that is explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from gradwalk.labels import tr_later
from gradwalk.mathematics.propagation import Propagation
from gradwalk.states.graph.graph_words import GraphWords
from gradwalk.states.state import Readout


@dataclass(frozen=True)
class GraphStep:
    """A pass through a graph whose nodes have `names`, the step looked at, and the node that is explained, or None."""

    headline: ClassVar[tuple[str, ...]] = (tr_later("step"), "forward: …", "∂…")

    propagation: Propagation
    names: Sequence[str]
    step: int
    selected: int | None = None

    @cached_property
    def words(self) -> GraphWords:
        """What can be said of the pass."""
        return GraphWords(self.propagation, self.names)

    def readout(self) -> Readout:
        """Return the text twin: the step in numbers, the node that is explained, and what is known."""
        pairs = self.words.step_pairs(self.step)
        if self.selected is not None:
            pairs += self.words.expression_pairs(self.selected, self.step)
        return pairs + self.words.known_pairs(self.step)

    def note(self) -> str:
        """Return one sentence about the step."""
        return self.words.headline(self.step)
