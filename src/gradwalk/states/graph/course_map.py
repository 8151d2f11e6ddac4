"""The concepts of the course and what each does to the next: a circle that closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from gradwalk.labels import tr, tr_later
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
        (tr_later("weights w"), tr_later("what can be changed")), (0, 1),
        "The weights are all that training changes; inputs and targets are given.", "notebook 4",
    ),
    "forward": Concept(
        (tr_later("forward propagation"), tr_later("(5.3)–(5.6)")), (1, 0),
        "Inputs and weights give h, then z, then y, each computed once and kept.", "notebook 4",
    ),
    "loss": Concept(
        (tr_later("loss E"), tr_later("(5.8)")), (2, 0),
        "One number says how far the outputs are from their targets.", "notebook 4",
    ),
    "graph": Concept(
        (tr_later("computational graph"), tr_later("every step a node")), (1, 1),
        "A formula cut into single operations: values run forward through it, gradients backward.", "notebook 3",
    ),
    "chain rule": Concept(
        (tr_later("chain rule"), tr_later("(4.1)")), (2, 1),
        "Slopes multiply along a path and add over paths.", "notebook 3",
    ),
    "back-propagation": Concept(
        (tr_later("back-propagation"), tr_later("(5.9)–(5.12)")), (3, 1),
        "The chain rule from the loss backward: each node passes on its gradient times a local derivative.",
        "notebooks 3 and 4",
    ),
    "gradient": Concept(
        (tr_later("gradient ∇E"), tr_later("one slope a weight")), (3, 2),
        "It lies in the space of the weights and points where E rises fastest, here.", "notebook 1",
    ),
    "check": Concept(
        (tr_later("gradient check"), tr_later("finite differences")), (3, 3),
        "Central differences of E, weight by weight, compared with what the backward pass claims.", "notebook 4",
    ),
    "taylor": Concept(
        (tr_later("Taylor model"), tr_later("(2.1), (6.1)")), (2, 2),
        "Near a point a smooth function is its tangent, up to a remainder that shrinks with the square of the step.",
        "notebooks 2 and 5",
    ),
    "change": Concept(
        (tr_later("ΔE ≈ ∇E · Δw"), tr_later("(6.2)–(6.4)")), (2, 3),
        "A small change of the weights changes E by about the gradient times it.", "notebook 5",
    ),
    "rate": Concept(
        (tr_later("learning rate η"), tr_later("how far")), (1, 2),
        "It must keep the step so short that the Taylor model still holds; how short depends on the curvature.",
        "notebooks 1 and 2",
    ),
    "downhill": Concept(
        (tr_later("−∇E"), tr_later("steepest descent")), (1, 3),
        "Of all short steps of one length, the one along −∇E lowers E most: cos θ = −1.", "notebook 2",
    ),
    "update": Concept(
        (tr_later("update"), tr_later("(1.1)")), (0, 2),
        "w − η∇E: a step, then a new gradient, because the old one belonged to the old place.", "notebooks 1 and 4",
    ),
}  # fmt: skip

# (from, what it does, to)
RELATIONS = (
    ("weights", tr_later("feed"), "forward"),
    ("forward", tr_later("yields"), "loss"),
    ("graph", tr_later("orders"), "forward"),
    ("graph", tr_later("lays out"), "chain rule"),
    ("loss", tr_later("starts"), "back-propagation"),
    ("chain rule", tr_later("drives"), "back-propagation"),
    ("back-propagation", tr_later("computes"), "gradient"),
    ("check", tr_later("tests"), "gradient"),
    ("gradient", tr_later("shapes"), "taylor"),
    ("gradient", tr_later("enters"), "change"),
    ("taylor", tr_later("becomes"), "change"),
    ("taylor", tr_later("limits"), "rate"),
    ("change", tr_later("selects"), "downhill"),
    ("downhill", tr_later("directs"), "update"),
    ("rate", tr_later("scales"), "update"),
    ("update", tr_later("changes"), "weights"),
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
            ("", f"{tr(CONCEPTS[start].name)} {tr(verb)} {tr(CONCEPTS[goal].name)}")
            for start, verb, goal in RELATIONS
            if not self.chosen or self.chosen in (start, goal)
        ]

    def note(self) -> str:
        """Return what the chosen concept means and where it is treated; without one, how to choose."""
        if not self.chosen:
            return HOW
        concept = CONCEPTS[self.chosen]
        return f"{tr(concept.name)}: {concept.sentence} ({concept.where})"
