"""The concepts of the course and what each does to the next: a circle that closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from gradwalk.states.state import Readout


@dataclass(frozen=True)
class Concept:
    """A concept: two lines in its box, its column and row, a sentence about it, and where the course treats it."""

    lines: tuple[str, str]
    place: tuple[int, int]
    sentence: str
    where: str

    @property
    def name(self) -> str:
        """What the reader calls it."""
        return self.lines[0]


CONCEPTS: Mapping[str, Concept] = {
    "weights": Concept(
        ("weights w", "what can be changed"), (0, 1),
        "The weights are all that training changes; inputs and targets are given.", "notebook 4",
    ),
    "forward": Concept(
        ("forward propagation", "(5.3)–(5.6)"), (1, 0),
        "Inputs and weights give h, then z, then y, each computed once and kept.", "notebook 4",
    ),
    "loss": Concept(
        ("loss E", "(5.8)"), (2, 0),
        "One number says how far the outputs are from their targets.", "notebook 4",
    ),
    "graph": Concept(
        ("computational graph", "every step a node"), (1, 1),
        "A formula cut into single operations: values run forward through it, gradients backward.", "notebook 3",
    ),
    "chain rule": Concept(
        ("chain rule", "(4.1)"), (2, 1),
        "Slopes multiply along a path and add over paths.", "notebook 3",
    ),
    "back-propagation": Concept(
        ("back-propagation", "(5.9)–(5.12)"), (3, 1),
        "The chain rule from the loss backward: each node passes on its gradient times a local derivative.",
        "notebooks 3 and 4",
    ),
    "gradient": Concept(
        ("gradient ∇E", "one slope a weight"), (3, 2),
        "It lies in the space of the weights and points where E rises fastest, here.", "notebook 1",
    ),
    "check": Concept(
        ("gradient check", "finite differences"), (3, 3),
        "Central differences of E, weight by weight, compared with what the backward pass claims.", "notebook 4",
    ),
    "taylor": Concept(
        ("Taylor model", "(2.1), (6.1)"), (2, 2),
        "Near a point a smooth function is its tangent, up to a remainder that shrinks with the square of the step.",
        "notebooks 2 and 5",
    ),
    "change": Concept(
        ("ΔE ≈ ∇E · Δw", "(6.2)–(6.4)"), (2, 3),
        "A small change of the weights changes E by about the gradient times it.", "notebook 5",
    ),
    "rate": Concept(
        ("learning rate η", "how far"), (1, 2),
        "It must keep the step so short that the Taylor model still holds; how short depends on the curvature.",
        "notebooks 1 and 2",
    ),
    "downhill": Concept(
        ("−∇E", "steepest descent"), (1, 3),
        "Of all short steps of one length, the one along −∇E lowers E most: cos θ = −1.", "notebook 2",
    ),
    "update": Concept(
        ("update", "(1.1)"), (0, 2),
        "w − η∇E: a step, then a new gradient, because the old one belonged to the old place.", "notebooks 1 and 4",
    ),
}  # fmt: skip

# (from, what it does, to)
RELATIONS = (
    ("weights", "feed", "forward"),
    ("forward", "yields", "loss"),
    ("graph", "orders", "forward"),
    ("graph", "lays out", "chain rule"),
    ("loss", "starts", "back-propagation"),
    ("chain rule", "drives", "back-propagation"),
    ("back-propagation", "computes", "gradient"),
    ("check", "tests", "gradient"),
    ("gradient", "shapes", "taylor"),
    ("gradient", "enters", "change"),
    ("taylor", "becomes", "change"),
    ("taylor", "limits", "rate"),
    ("change", "selects", "downhill"),
    ("downhill", "directs", "update"),
    ("rate", "scales", "update"),
    ("update", "changes", "weights"),
)

HOW = "Press a concept, or choose it above, to read what it means and where the course treats it."


@dataclass(frozen=True)
class CourseMap:
    """The whole course, or one concept of it: `chosen` is a name in CONCEPTS, "" for all."""

    headline: ClassVar[tuple[str, ...]] = ()

    chosen: str

    @property
    def neighbours(self) -> set[str]:
        """The concepts that stand in a relation with the chosen one."""
        pairs = {(start, goal) for start, _, goal in RELATIONS if self.chosen in (start, goal)}
        return {name for pair in pairs for name in pair} - {self.chosen}

    def readout(self) -> Readout:
        """Return the relations as sentences, which have no name: all of them, or those of the chosen one."""
        return [
            ("", f"{CONCEPTS[start].name} {verb} {CONCEPTS[goal].name}")
            for start, verb, goal in RELATIONS
            if not self.chosen or self.chosen in (start, goal)
        ]

    def note(self) -> str:
        """Return what the chosen concept means and where it is treated; without one, how to choose."""
        if not self.chosen:
            return HOW
        concept = CONCEPTS[self.chosen]
        return f"{concept.name}: {concept.sentence} ({concept.where})"
