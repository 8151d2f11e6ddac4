"""Train three tanh hidden units on one of the data sets of Bishop's figure 5.3, as far as one looks and no further."""

import math
from collections.abc import Iterator

import numpy as np

from gradwalk.labels import tr_later
from gradwalk.mathematics.calculus import hessian
from gradwalk.mathematics.datasets import FIGURE_5_3, OwnDataset
from gradwalk.mathematics.descent import learning_rate_limit
from gradwalk.mathematics.network import forward, loss_and_gradient
from gradwalk.mathematics.parameters import Parameters, initialise, symmetric_start
from gradwalk.mathematics.training import gradient_steps

HIDDEN = 3
CURVE = np.linspace(-1, 1, 81)[:, None]  # where fit and hidden outputs of the book's data are drawn
STARTS = (tr_later("random"), tr_later("all weights equal"))


class TrainingRun:
    """A training with all points at once, (1.1), that goes on when a later step is asked for.

    `dataset` is a name in FIGURE_5_3 or an OwnDataset, `start` one of STARTS; `seed` draws the random start. The
    parameters and the loss of every step are kept, so that one can go back. It ends by itself where the loss is no
    longer finite.
    """

    def __init__(self, dataset: str | OwnDataset, start: str, seed: int, learning_rate: float) -> None:
        self.dataset = FIGURE_5_3[dataset] if isinstance(dataset, str) else dataset
        self.learning_rate = learning_rate
        self.x, self.target = self.dataset.points()
        own = isinstance(self.dataset, OwnDataset)
        self.curve = np.linspace(self.x[0], self.x[-1], len(CURVE)) if own else CURVE
        first = symmetric_start(1, HIDDEN, 1) if start == STARTS[1] else initialise(1, HIDDEN, 1, seed=seed)
        self._steps: Iterator[tuple[Parameters, float]] = gradient_steps(first, self.x, self.target, learning_rate)
        self._structure = first
        self._path: list[np.ndarray] = []
        self._losses: list[float] = []
        self._limits: dict[int, float] = {}  # of the steps that were looked at

    def advance(self, step: int) -> int:
        """Train until `step`, or until the loss is not finite; return the step reached, at most `step`."""
        while len(self._losses) <= step and not self.has_ended:
            parameters, loss = next(self._steps)
            self._path.append(parameters.flatten())
            self._losses.append(loss)
        return min(step, len(self._losses) - 1)

    @property
    def has_ended(self) -> bool:
        """Whether the last loss computed is not finite."""
        return bool(self._losses) and not math.isfinite(self._losses[-1])

    def parameters(self, step: int) -> Parameters:
        """Return the weights and biases after `step` steps, which `advance` has reached."""
        return self._structure.unflatten(self._path[step])

    def losses(self, step: int) -> np.ndarray:
        """Return E after 0, 1, ..., `step` steps, shape (step + 1,)."""
        return np.array(self._losses[: step + 1])

    def curves(self, step: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the fit y, shape (n, 1), and the hidden units' outputs z, shape (n, 3), along `curve`."""
        with np.errstate(all="ignore"):
            passed = forward(self.parameters(step), self.curve)
        return passed.y, passed.z

    def limit(self, step: int) -> float:
        """Return 2 / lambda_max of E after `step` steps: roughly, the learning rate from which descent gets rough.

        nan where the gradient is not finite.
        """
        if step not in self._limits:
            self._limits[step] = self._limit(step)
        return self._limits[step]

    def _limit(self, step: int) -> float:
        def gradient(w: np.ndarray) -> np.ndarray:
            return loss_and_gradient(self._structure.unflatten(w), self.x, self.target)[1].flatten()

        with np.errstate(all="ignore"):
            matrix = hessian(gradient, self._path[step]) if np.isfinite(self._path[step]).all() else np.array([np.nan])
        return learning_rate_limit(matrix) if np.isfinite(matrix).all() else math.nan
