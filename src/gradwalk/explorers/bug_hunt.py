"""Find the one bug planted in a backward pass: compare its gradient with a gradient check, change numbers, name it."""

import html
from collections.abc import Mapping
from typing import Any, Unpack

import ipywidgets as widgets
import numpy as np
import traitlets

from gradwalk.explorers.arrangement import asked, beside, row
from gradwalk.explorers.explorer import Explorer, Look
from gradwalk.explorers.number_boxes import NumberBoxes
from gradwalk.explorers.settings import Control, checked_flag, checked_option, given
from gradwalk.labels import tr, tr_later
from gradwalk.mathematics.names import TARGET, Name, units
from gradwalk.mathematics.network import forward
from gradwalk.mathematics.network_bugs import LISTING
from gradwalk.mathematics.parameters import Parameters, initialise
from gradwalk.scenes.checking.bug_hunt_scene import BugHuntScene
from gradwalk.states.checking.bug_evidence import SUSPICIONS, BugEvidence, bug_of_case

SIZES = {"2-3-2": (2, 3, 2), "2-3-1": (2, 3, 1), "2-2-2": (2, 2, 2), "1-1-1": (1, 1, 1)}
LARGEST = 10.0  # inputs, targets and weights stay within -LARGEST and LARGEST
ASK = tr_later("Which bug is it? Choose one and name it.")
INTENDED = tr_later("The backward pass as it should be. In the code that runs, one of these lines is wrong:")


class BugHunt(Explorer[BugEvidence]):
    """A backward pass with one bug, chosen by the number of the `case`: cases 1 to 7 have seven different bugs.

    `size` is one of "2-3-2", "2-3-1", "2-2-2", "1-1-1" (inputs, hidden units, outputs). Inputs, targets and all
    weights can be changed, and `numbers` are those to start with, by name; beside each claimed gradient stands the one
    by central differences. `suspicion` is the answer chosen first, and `solved` tells whether the bug has been named.
    Raises ValueError for another size or a case below 1.
    """

    solved = traitlets.Bool(False)

    def __init__(
        self,
        case: int = 1,
        size: str = "2-3-2",
        biases: bool = True,
        numbers: Mapping[str, float] | None = None,
        suspicion: str | None = None,
        **look: Unpack[Look],
    ) -> None:
        size, biases = checked_option("size", size, list(SIZES)), checked_flag("biases", biases)
        if isinstance(case, bool) or not isinstance(case, int) or case < 1:
            raise ValueError(f"Give the case as a whole number of at least 1, not {case!r}.")
        self._bug, self._case, self._draws = bug_of_case(case), case, 0
        self._make_controls(size, biases)
        self._observe()
        super().__init__(self._controls(), [self._setting_row(), self.numbers], **look)
        self.children = [*self.children, self._question()]
        self.settings = given(numbers=numbers, suspicion=suspicion)

    def _controls(self) -> dict[str, Control]:
        return {"size": self.size, "biases": self.biases, "numbers": self.numbers, "suspicion": self.suspicion}

    # --- controls ---

    def _make_controls(self, size: str, biases: bool) -> None:
        narrow = {"style": {"description_width": "5em"}, "layout": widgets.Layout(width="13em")}
        self.size = widgets.Dropdown(options=list(SIZES), value=size, description="D-M-K", **narrow)
        self.biases = widgets.Checkbox(value=biases, description=tr("biases"), indent=False, layout=_AUTO)
        self.draw = widgets.Button(description=tr("Other random numbers"), layout=_AUTO)
        self.flat = widgets.Button(description=tr("Make every h = 0"), layout=_AUTO)
        self.hit = widgets.Button(description=tr("Set every ŷ to its y"), layout=_AUTO)
        options = [(tr(words), name) for name, words in SUSPICIONS.items()]
        self.suspicion = widgets.RadioButtons(options=options, value=None, layout=widgets.Layout(width="auto"))
        self.name_it = widgets.Button(description=tr("Name it"), button_style="primary", disabled=True)
        self.feedback = widgets.HTML(_sentence(tr(ASK)))
        self._structure = self._new_structure()
        self.numbers = NumberBoxes(self._random_numbers(), lambda name: name.symbol, LARGEST)

    def _setting_row(self) -> widgets.HBox:
        return row(self.size, beside(self.biases, self.draw, self.flat, self.hit))

    def _question(self) -> widgets.VBox:
        intended = widgets.HTML(f'<p class="gradwalk-remark">{html.escape(tr(INTENDED))}</p>')
        listing = widgets.HTML(f"<pre>{html.escape(LISTING)}</pre>")
        answer = widgets.VBox([self.name_it, self.feedback])
        return widgets.VBox([intended, asked(self.suspicion, listing, answer)])

    def _new_structure(self) -> Parameters:
        """Return a network of the chosen size, whose numbers do not matter."""
        return initialise(*SIZES[self.size.value], biases=self.biases.value)

    def _random_numbers(self) -> dict[str, float]:
        """Return inputs, targets and weights of one decimal, none of them 0, the same for the same case and draw."""
        inputs, _, outputs = SIZES[self.size.value]
        names = [*units("x", inputs), *units(TARGET, outputs), *self._structure.labels()]
        rng = np.random.default_rng([self._case, self._draws])
        drawn = np.round(rng.uniform(0.2, 1.2, len(names)), 1)
        return dict(zip(names, (drawn * rng.choice([-1, 1], len(names))).tolist(), strict=True))

    def _observe(self) -> None:
        for control in (self.size, self.biases):
            control.observe(self._change_network, "value")
        self.numbers.observe(self._ask_again, "value")
        self.draw.on_click(lambda _: self._draw_again())
        self.flat.on_click(lambda _: self._flatten())
        self.hit.on_click(lambda _: self._hit_targets())
        self.suspicion.observe(self._chosen, "value")
        self.name_it.on_click(lambda _: self.name())

    # --- state ---

    @property
    def parameters(self) -> Parameters:
        """The weights and biases in the boxes."""
        return self._structure.unflatten([self.numbers.value[name] for name in self._structure.labels()])

    def _array(self, letter: str) -> np.ndarray:
        """Return the numbers of the units of a letter."""
        count = self._structure.sizes[0 if letter == "x" else 2]
        return np.array([self.numbers.value[name] for name in units(letter, count)])

    @property
    def state(self) -> BugEvidence:
        """What the buggy pass claims with the numbers in the boxes, and what the check says."""
        return BugEvidence(self._bug, self.parameters, self._array("x"), self._array(TARGET))

    @property
    def pictured(self) -> tuple[Name, ...]:
        """The names of the weights and biases, one a row."""
        return self._structure.labels()

    def new_scene(self) -> BugHuntScene:
        """Return the table of gradients."""
        return BugHuntScene(self.pictured)

    def question(self) -> dict[str, Any]:
        """Return what is asked, with every suspicion and the verdict on it at the present numbers."""
        evidence = self.state
        choices = [
            {"text": tr(words), "why": evidence.judge(name), "right": evidence.settles(name)}
            for name, words in SUSPICIONS.items()
        ]
        return {"question": tr(ASK), "choices": choices, "button": tr("Name it")}

    # --- what the reader does ---

    def name(self) -> None:
        """Take the chosen suspicion and answer it; without a choice nothing happens."""
        if self.suspicion.value is None or self.solved:
            return
        evidence = self.state
        self.solved = evidence.settles(self.suspicion.value)
        self.feedback.value = _sentence(evidence.judge(self.suspicion.value))
        self.suspicion.disabled = self.name_it.disabled = self.solved

    def _chosen(self, change: dict[str, Any]) -> None:
        self.name_it.disabled = change["new"] is None or self.solved

    def _ask_again(self, _change: Any = None) -> None:
        """What was said belonged to the numbers before."""
        if not self.solved:
            self.feedback.value = _sentence(tr(ASK))

    def _change_network(self, _change: Any) -> None:
        """Another network has other boxes and another table; the bug stays."""
        with self.quietly():
            self._structure = self._new_structure()
            self.numbers.show(self._random_numbers())

    def _draw_again(self) -> None:
        self._draws += 1
        self.numbers.show(self._random_numbers())

    def _flatten(self) -> None:
        """Set the hidden layer's weights and biases to 0, so that h = 0 whatever the input."""
        hidden = {name: 0.0 for name in self._structure.labels() if name.array in ("w1", "b1")}
        self.numbers.show({**self.numbers.value, **hidden})

    def _hit_targets(self) -> None:
        """Set each target to the output the network has now."""
        outputs = forward(self.parameters, self._array("x")).y
        targets = units(TARGET, len(outputs))
        self.numbers.show({**self.numbers.value, **dict(zip(targets, outputs.tolist(), strict=True))})


def _sentence(words: str) -> str:
    return f'<p role="status" class="gradwalk-feedback">{html.escape(words)}</p>'


_AUTO = {"width": "auto"}
