"""See the whole course on one page: its concepts, and what each does to the next; a circle that closes."""

import numpy as np

from gradwalk.labels import tr
from gradwalk.scenes.kit.palette import BLACK, BLUE, GREY, PALE
from gradwalk.scenes.kit.rows import PixelPanel
from gradwalk.scenes.kit.scene import Marks, Scene
from gradwalk.stage import Mark, edge, node
from gradwalk.states.graph.course_map import CONCEPTS, RELATIONS, CourseMap

WIDTH, HEIGHT = 888, 512
BOX = (152, 54)
COLUMNS, ROWS = (84, 322, 566, 804), (60, 190, 320, 450)  # pixels


class ConceptMapScene(Scene[CourseMap]):
    """One panel with all concepts and relations."""

    def __init__(self) -> None:
        label = tr("Concept map of the course. Each box can be pressed; the list below has every relation as text.")
        super().__init__(PixelPanel("map", label, WIDTH, HEIGHT))

    def marks(self, course: CourseMap) -> Marks:
        """Return boxes and arrows; those that belong to the chosen concept stand out."""
        edges = {f"{start} {goal}": _relation(start, verb, goal, course) for start, verb, goal in RELATIONS}
        return {"map": {**edges, **{name: _box(name, course) for name in CONCEPTS}}}


def middle(name: str) -> np.ndarray:
    """Return the middle of a concept's box, in pixels, shape (2,)."""
    column, row = CONCEPTS[name].place
    return np.array([COLUMNS[column], ROWS[row]])


def _box(name: str, course: CourseMap) -> Mark:
    mine, lines = name == course.chosen, [*map(tr, CONCEPTS[name].lines)]
    return node(
        middle(name),
        lines,
        fill="#dcebf5" if mine else PALE if name in course.neighbours else "white",
        color=BLUE if mine else GREY,
        width=3 if mine else 1.5,
        box=BOX,
        size=12,
        label=", ".join(lines),
        press=True,
    )


def _relation(start: str, verb: str, goal: str, course: CourseMap) -> Mark:
    mine = course.chosen in (start, goal)
    color = BLUE if mine else "#9aa0a6"
    ends = _between(middle(start), middle(goal))
    return edge(
        ends, color, width=2.5 if mine else 1.5, text=tr(verb), text_color=BLUE if mine else BLACK, where=0.46, size=12
    )


def _between(start: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """Return where the line between the middles of two boxes leaves the first and meets the second, shape (2, 2)."""
    half = np.array(BOX) / 2
    with np.errstate(divide="ignore"):
        share = np.min(half / np.abs(goal - start))
    return np.array([start + share * (goal - start), goal - share * (goal - start)])
