"""Look back over the course: press a concept to see what it means, what it rests on and what rests on it."""

from typing import ClassVar, Unpack

import ipywidgets as widgets

from gradwalk.explorers.arrangement import row
from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.labels import tr, tr_later
from gradwalk.scenes.graph.concept_map_scene import ConceptMapScene
from gradwalk.states.graph.course_map import CONCEPTS, CourseMap

WHOLE = tr_later("the whole course")


class ConceptMap(Explorer[CourseMap]):
    """The concepts of the course and their relations; `concept` is the one looked at first, "" for all.

    Raises ValueError where there is no such concept.
    """

    fold: ClassVar = tr_later("all relations")
    recorded: ClassVar = {"concept": 50}

    def __init__(self, concept: str = "", **look: Unpack[Look]) -> None:
        if not isinstance(concept, str) or (concept and concept not in CONCEPTS):
            raise ValueError(f"Choose as concept one of {', '.join(CONCEPTS)}, not {concept!r}.")
        options = [(tr(WHOLE), ""), *((tr(entry.name), name) for name, entry in CONCEPTS.items())]
        self.concept = widgets.Dropdown(
            options=options, value=concept, description=tr("look at"), layout=widgets.Layout(width="20em")
        )
        super().__init__({"concept": self.concept}, [row(self.concept)], **look)
        self.stage.on_press(self._press)

    def new_scene(self) -> ConceptMapScene:
        """Return the map."""
        return ConceptMapScene()

    @property
    def state(self) -> CourseMap:
        """The course, or the concept that is looked at."""
        return CourseMap(self.concept.value)

    def _press(self, _panel: str, mark: str) -> None:
        """Choose the pressed concept; pressed again, the whole course is shown."""
        self.concept.value = "" if mark == self.concept.value else mark
