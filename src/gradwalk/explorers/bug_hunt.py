"""Find the one bug planted in a backward pass: compare its gradient with a gradient check, change numbers, name it."""

import html
from typing import Any

import ipywidgets as widgets
import numpy as np
import traitlets

from gradwalk.explorers.explorer import ROW, Explorer
from gradwalk.mathematics.network import forward
from gradwalk.mathematics.parameters import Parameters, initialise
from gradwalk.scenes.checking.bug_hunt_scene import BugHuntScene, note, readout
from gradwalk.scenes.kit.scene import Marks
from gradwalk.states.checking.bug_evidence import SUSPICIONS, Evidence, bug_of_case
from gradwalk.states.names import symbol

SIZES = {"2-3-2": (2, 3, 2), "2-3-1": (2, 3, 1), "2-2-2": (2, 2, 2), "1-1-1": (1, 1, 1)}
LARGEST = 10.0  # inputs, targets and weights stay within -LARGEST and LARGEST
ASK = "Which bug is it? Choose one and name it."


class BugHunt(Explorer):
    """A backward pass with one bug, chosen by the number of the `case`: cases 1 to 7 have seven different bugs.

    `size` is one of "2-3-2", "2-3-1", "2-2-2", "1-1-1" (inputs, hidden units, outputs). Inputs, targets and all
    weights can be changed; beside each claimed gradient stands the one by central differences. `solved` tells whether
    the bug has been named. Raises ValueError for another size or a case below 1.
    """

    solved = traitlets.Bool(False)

    def __init__(self, case: int = 1, size: str = "2-3-2", biases: bool = True) -> None:
        if size not in SIZES:
            raise ValueError(f"Choose as size one of {', '.join(SIZES)}, not {size!r}.")
        if isinstance(case, bool) or not isinstance(case, int) or case < 1:
            raise ValueError(f"Give the case as a whole number of at least 1, not {case!r}.")
        self._bug, self._case, self._draws = bug_of_case(case), case, 0
        self._make_controls(size, biases)
        self._make_numbers()
        self.scene = BugHuntScene(self.evidence.names)
        super().__init__([self._setting_row(), self._numbers_row])
        self.children = [*self.children, self._question()]
        self._observe()

    # --- controls ---

    def _make_controls(self, size: str, biases: bool) -> None:
        narrow = {"style": {"description_width": "5em"}, "layout": widgets.Layout(width="13em")}
        self.size = widgets.Dropdown(options=list(SIZES), value=size, description="D-M-K", **narrow)
        self.biases = widgets.Checkbox(value=biases, description="biases", indent=False, layout=_AUTO)
        self.draw = widgets.Button(description="Other random numbers", layout=_AUTO)
        self.flat = widgets.Button(description="Make every h = 0", layout=_AUTO)
        self.hit = widgets.Button(description="Make y hit ŷ", layout=_AUTO)
        options = [(words, name) for name, words in SUSPICIONS.items()]
        self.suspicion = widgets.RadioButtons(options=options, value=None, layout=widgets.Layout(width="auto"))
        self.name_it = widgets.Button(description="Name it", button_style="primary", disabled=True)
        self.feedback = widgets.HTML(_sentence(ASK))
        self._numbers_row = widgets.HBox(layout=ROW)

    def _setting_row(self) -> widgets.HBox:
        return widgets.HBox([self.size, self.biases, self.draw, self.flat, self.hit], layout=ROW)

    def _question(self) -> widgets.VBox:
        return widgets.VBox([self.suspicion, self.name_it, self.feedback])

    def _make_numbers(self) -> None:
        """Make a box for every input, target and weight, and fill them at random."""
        sizes = SIZES[self.size.value]
        self._structure = initialise(*sizes, biases=self.biases.value)
        names = [f"x{i + 1}" for i in range(sizes[0])] + [f"t{k + 1}" for k in range(sizes[2])]
        names += self._structure.labels()
        self.numbers = {name: _number_box(name) for name in names}
        self._fill(self._random_numbers())
        for box in self.numbers.values():
            box.observe(self._changed, "value")
        self._numbers_row.children = list(self.numbers.values())

    def _random_numbers(self) -> np.ndarray:
        """Return numbers of one decimal, none of them 0, the same for the same case and draw."""
        rng = np.random.default_rng([self._case, self._draws])
        drawn = np.round(rng.uniform(0.2, 1.2, len(self.numbers)), 1)
        return drawn * rng.choice([-1, 1], len(self.numbers))

    def _fill(self, values: np.ndarray) -> None:
        for box, value in zip(self.numbers.values(), values, strict=True):
            box.value = float(np.clip(value, -LARGEST, LARGEST))

    def _observe(self) -> None:
        for control in (self.size, self.biases):
            control.observe(self._change_network, "value")
        self.draw.on_click(lambda _: self._draw_again())
        self.flat.on_click(lambda _: self._flatten())
        self.hit.on_click(lambda _: self._hit_targets())
        self.suspicion.observe(self._chosen, "value")
        self.name_it.on_click(lambda _: self.name())

    # --- state ---

    @property
    def parameters(self) -> Parameters:
        """The weights and biases in the boxes."""
        return self._structure.unflatten([self.numbers[name].value for name in self._structure.labels()])

    def _values(self, letter: str) -> np.ndarray:
        return np.array([box.value for name, box in self.numbers.items() if name[0] == letter])

    @property
    def evidence(self) -> Evidence:
        """What the buggy pass claims with the numbers in the boxes, and what the check says."""
        return Evidence(self._bug, self.parameters, self._values("x"), self._values("t"))

    def view(self) -> tuple[Marks, list[tuple[str, str]], str]:
        """Return the marks, the text twin and the note of the present state."""
        evidence = self.evidence
        return self.scene.marks(evidence), readout(evidence), note(evidence)

    # --- what the reader does ---

    def name(self) -> None:
        """Take the chosen suspicion and answer it; without a choice nothing happens."""
        if self.suspicion.value is None or self.solved:
            return
        evidence = self.evidence
        self.solved = evidence.settles(self.suspicion.value)
        self.feedback.value = _sentence(evidence.judge(self.suspicion.value))
        self.suspicion.disabled = self.name_it.disabled = self.solved

    def _chosen(self, change: dict[str, Any]) -> None:
        self.name_it.disabled = change["new"] is None or self.solved

    def _changed(self, _change: Any) -> None:
        self.refresh()
        if not self.solved and not self._batched:
            self.feedback.value = _sentence(ASK)

    def _change_network(self, _change: Any) -> None:
        """Another network has other boxes and another table; the bug stays."""
        self._make_numbers()
        self.scene = BugHuntScene(self.evidence.names)
        self.repaint()
        self._changed(None)

    def _draw_again(self) -> None:
        self._draws += 1
        self._set(self._random_numbers())

    def _flatten(self) -> None:
        """Set the hidden layer's weights and biases to 0, so that h = 0 whatever the input."""
        values = {name: 0.0 if name[:2] in ("w1", "b1") else box.value for name, box in self.numbers.items()}
        self._set(np.array(list(values.values())))

    def _hit_targets(self) -> None:
        """Set each target to the output the network has now."""
        outputs = dict(zip("12345", forward(self.parameters, self._values("x")).y, strict=False))
        values = [outputs[name[1]] if name[0] == "t" else box.value for name, box in self.numbers.items()]
        self._set(np.array(values))

    def _set(self, values: np.ndarray) -> None:
        with self.together():
            self._fill(values)
        self._changed(None)


def _number_box(name: str) -> widgets.BoundedFloatText:
    return widgets.BoundedFloatText(
        min=-LARGEST, max=LARGEST, step=0.1, description=symbol(name),
        style={"description_width": "3em"}, layout=widgets.Layout(width="8em"),
    )  # fmt: skip


def _sentence(words: str) -> str:
    return f'<p role="status" class="gradwalk-feedback">{html.escape(words)}</p>'


_AUTO = {"width": "auto"}
