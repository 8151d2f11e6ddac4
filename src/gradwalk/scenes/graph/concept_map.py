"""See the whole course on one page: its concepts, and what each does to the next; a circle that closes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from gradwalk.scenes.kit.palette import BLACK, BLUE, GREY, PALE
from gradwalk.scenes.kit.panel import Panel
from gradwalk.scenes.kit.scene import Scene
from gradwalk.stage import Mark, edge, node

WIDTH, HEIGHT = 888, 512
BOX = (152, 54)
COLUMNS, ROWS = (84, 322, 566, 804), (60, 190, 320, 450)  # pixels


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

    @property
    def at(self) -> tuple[float, float]:
        """The middle of its box, in pixels."""
        return (COLUMNS[self.place[0]], ROWS[self.place[1]])


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
    ("change", "singles out", "downhill"),
    ("downhill", "directs", "update"),
    ("rate", "scales", "update"),
    ("update", "changes", "weights"),
)

HOW = "Press a concept, or choose it above, to read what it means and where the course treats it."


class ConceptMapScene(Scene):
    """One panel with all concepts and relations."""

    def __init__(self) -> None:
        super().__init__(_panel())

    @staticmethod
    def marks(chosen: str) -> dict[str, dict[str, Mark]]:
        """Return boxes and arrows; those that belong to the concept `chosen` stand out, "" chooses none."""
        edges = {f"{start} {goal}": _relation(start, verb, goal, chosen) for start, verb, goal in RELATIONS}
        return {"map": {**edges, **{name: _box(name, chosen) for name in CONCEPTS}}}


def _panel() -> Panel:
    label = "Concept map of the course. Each box can be pressed; the list below has every relation as text."
    return Panel("map", label, _draw_nothing, width=WIDTH, height=HEIGHT, bounds=(0, 0, 1, 1))


def _draw_nothing(axes: Axes) -> None:
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")


def _box(name: str, chosen: str) -> Mark:
    concept, mine = CONCEPTS[name], name == chosen
    return node(
        concept.at,
        concept.lines,
        fill="#dcebf5" if mine else PALE if name in neighbours(chosen) else "white",
        color=BLUE if mine else GREY,
        width=3 if mine else 1.5,
        box=BOX,
        size=12,
        label=f"{concept.name}, {concept.lines[1]}",
        press=True,
    )


def _relation(start: str, verb: str, goal: str, chosen: str) -> Mark:
    mine = chosen in (start, goal)
    color = BLUE if mine else "#9aa0a6"
    ends = _between(np.array(CONCEPTS[start].at), np.array(CONCEPTS[goal].at))
    return edge(
        ends, color, width=2.5 if mine else 1.5, text=verb, text_color=BLUE if mine else BLACK, where=0.46, size=12
    )


def _between(start: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """Return where the line between the middles of two boxes leaves the first and meets the second, shape (2, 2)."""
    half = np.array(BOX) / 2
    with np.errstate(divide="ignore"):
        share = np.min(half / np.abs(goal - start))
    return np.array([start + share * (goal - start), goal - share * (goal - start)])


def neighbours(chosen: str) -> set[str]:
    """Return the concepts that stand in a relation with `chosen`."""
    pairs = {(start, goal) for start, _, goal in RELATIONS if chosen in (start, goal)}
    return {name for pair in pairs for name in pair} - {chosen}


def readout(chosen: str) -> list[tuple[str, str]]:
    """Return the relations as (concept, what it does to which other): all of them, or those of `chosen`."""
    return [
        (CONCEPTS[start].name, f"{verb} → {CONCEPTS[goal].name}")
        for start, verb, goal in RELATIONS
        if not chosen or chosen in (start, goal)
    ]


def note(chosen: str) -> str:
    """Return what the chosen concept means and where it is treated; without one, how to choose."""
    if not chosen:
        return HOW
    concept = CONCEPTS[chosen]
    return f"{concept.name}: {concept.sentence} ({concept.where})"
