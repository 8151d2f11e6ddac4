"""Look back over the course: press a concept to see what it means, what it rests on and what rests on it."""

import ipywidgets as widgets

from gradwalk.explorers.explorer import ROW, Explorer
from gradwalk.scenes.graph.concept_map import CONCEPTS, ConceptMapScene, note, readout
from gradwalk.scenes.kit.scene import Marks

WHOLE = "the whole course"


class ConceptMap(Explorer):
    """The concepts of the course and their relations; `concept` is the one looked at first, "" for all.

    Raises ValueError where there is no such concept.
    """

    def __init__(self, concept: str = "") -> None:
        if concept and concept not in CONCEPTS:
            raise ValueError(f"Choose as concept one of {', '.join(CONCEPTS)}, not {concept!r}.")
        options = [(WHOLE, ""), *((entry.name, name) for name, entry in CONCEPTS.items())]
        self.concept = widgets.Dropdown(
            options=options, value=concept, description="look at", layout=widgets.Layout(width="20em")
        )
        self.scene = ConceptMapScene()
        super().__init__([widgets.HBox([self.concept], layout=ROW)])
        self.concept.observe(self.refresh, "value")
        self.stage.on_press(self._press)

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the relations and the sentence of the present state."""
        chosen = self.concept.value
        return self.scene.marks(chosen), readout(chosen), note(chosen)

    def _press(self, _panel: str, mark: str) -> None:
        """Choose the pressed concept; pressed again, the whole course is shown."""
        self.concept.value = "" if mark == self.concept.value else mark
