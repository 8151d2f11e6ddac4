"""Back through one layer of a network: the weights of the output layer, (5.9), and the hidden units, (5.10)-(5.11).

Shapes, for one example: x (D,), w1 (M, D), h and z (M,), w2 (K, M), y and t (K,). t is the target, ŷ in the course.
"""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, Inputs, KnownMistake, with_public_case
from gradwalk.checks.gradient_drawing import gradient_picture
from gradwalk.checks.inputs import of_both_signs
from gradwalk.checks.mistakes import wrong_factor, wrong_sign

SIZES = (
    ((3, 4, 2), "a network of three inputs, four hidden units and two outputs"),
    ((3, 3, 3), "a network of three inputs, three hidden units and three outputs"),
    ((1, 2, 4), "a network of one input, two hidden units and four outputs"),
)


CLEAR = 0.1  # an entry of this size has a sign that nobody overlooks
RandomNetwork = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, str]  # x, t, w1, w2, note


def random_networks(rng: Generator) -> Iterator[RandomNetwork]:
    """Yield (x, t, w1, w2, note) for each of SIZES.

    No weight is near zero, and the sizes differ in one network and agree in another, so no two rules agree by accident.
    Outputs, errors and what comes back to the hidden units have both signs in every network.
    """
    for (inputs, hidden, outputs), note in SIZES:
        while True:
            w1 = _spread(rng, (hidden, inputs)) / np.sqrt(inputs)
            w2 = _spread(rng, (outputs, hidden)) / np.sqrt(hidden)
            x, t = _spread(rng, (inputs,)), 2 * _spread(rng, (outputs,))
            y = w2 @ np.tanh(w1 @ x)
            errors = y - t
            mixed = all(entries.min() < -CLEAR < CLEAR < entries.max() for entries in (y, errors, w2.T @ errors))
            if mixed and all(map(_falls_somewhere, (x, w1 @ x, y, t, errors, w2.T @ errors))):
                break
        yield x, t, w1, w2, note


def _falls_somewhere(entries: np.ndarray) -> bool:
    """Tell whether sorting changes an array; one of two entries has too few orders to ask that of it."""
    return entries.size < 3 or bool(np.any(np.diff(entries) < 0))


def _spread(rng: Generator, shape: tuple[int, ...]) -> np.ndarray:
    return of_both_signs(rng, shape, 0.4, 1.4)


def loss_of(y: np.ndarray, t: np.ndarray) -> float:
    """Return the loss (5.8) of the outputs y for the targets t, both (K,)."""
    return 0.5 * np.sum((y - t) ** 2)


# --- (5.9) -----------------------------------------------------------------------------------------------------------


def _output_inputs(rng: Generator) -> Iterator[Case]:
    for x, t, w1, w2, note in random_networks(rng):
        z = np.tanh(w1 @ x)
        yield Case((z, w2 @ z, t), note)


def _output_weights(z: np.ndarray, y: np.ndarray, t: np.ndarray) -> np.ndarray:
    return np.outer(y - t, z)


OUTPUT_WEIGHT_GRADIENT = Exercise(
    variable="output_weight_gradient",
    orders={"the hidden units": ((0, 0),), "the outputs": ((1, 0), (2, 0))},
    equation="(5.9)",
    cases=with_public_case(
        lambda rng: list(_output_inputs(rng)),
        (np.array([0.5, -1.0]), np.array([3.0, 0.0]), np.array([1.0, 2.0])),
        "z = [0.5, -1], y = [3, 0] and t = [1, 2]",
    ),
    reference=_output_weights,
    mistakes=(
        wrong_sign(_output_weights, "The sign is turned round: (5.9) has output minus target.", "(5.9)"),
        KnownMistake(
            "transposed",
            lambda z, y, t: np.outer(z, y - t),
            "Rows and columns are exchanged: the gradient has the shape of w2, one row for each output.",
            credit=0.25,
        ),
        wrong_factor(
            "factor 2",
            2.0,
            _output_weights,
            "Twice too large: which factor stands before the sum in (5.8), and why?",
            "(5.8)",
        ),
        wrong_factor(
            "divided by the number of outputs",
            lambda z, y, t: 1 / y.size,
            _output_weights,
            "You average over the outputs. The loss adds them.",
            "(5.8)",
        ),
        KnownMistake(
            "activation derivative too many",
            lambda z, y, t: np.outer(y - t, z * (1 - z**2)),
            "There is a derivative of tanh in it. On the way from E to w2 no tanh is passed.",
        ),
        KnownMistake("no z", lambda z, y, t: np.outer(y - t, np.ones_like(z)), "What w2 multiplies is missing."),
        KnownMistake(
            "target ignored", lambda z, y, t: np.outer(y, z), "The target does not enter. Where is the error?"
        ),
    ),
    right="Error of the receiver times value of the sender, for every weight.",
    wanted="Wanted is (5.9) for every weight, in the shape of w2.",
)


# --- (5.11) and (5.7): the hidden units ------------------------------------------------------------------------------


def _hidden_inputs(rng: Generator) -> Iterator[Case]:
    """Yield cases in which the first hidden unit of each network has a negative derivative."""
    for x, t, w1, w2, note in random_networks(rng):
        h = w1 @ x
        y = w2 @ np.tanh(h)
        target = t if w2[:, 0] @ (y - t) < 0 else 2 * y - t  # the mirrored target turns the sign of every error
        yield Case((h, w2, y, target), note)


def _small_hidden(rng: Generator) -> Inputs:
    """Return h (2,) in tenths, w2 (2, 2), y (2,) and t (2,) in whole numbers."""
    w2, y, t = (np.round(of_both_signs(rng, shape, 0.6, 4.4)) for shape in ((2, 2), (2,), (2,)))
    return np.round(of_both_signs(rng, (2,), 0.2, 1.2), 1), w2, y, t


def hidden_delta(h: np.ndarray, w2: np.ndarray, y: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Return dE/dh, shape (M,): (5.11) back to z, then the slope of tanh, (5.7)."""
    return (1 - np.tanh(h) ** 2) * (w2.T @ (y - t))


def _draw_hidden(arguments: Inputs, right: np.ndarray, answer: np.ndarray) -> str:
    h, w2, _y, t = arguments
    return gradient_picture(lambda place: loss_of(w2 @ np.tanh(place), t), h, right, answer)


HIDDEN_GRADIENT = Exercise(
    variable="hidden_gradient",
    orders={"the hidden units": ((0, 0), (1, 1)), "the outputs": ((1, 0), (2, 0), (3, 0))},
    saturates=0,
    equation="(5.10)-(5.11)",
    cases=with_public_case(
        lambda rng: list(_hidden_inputs(rng)),
        (np.array([0.0, 1.0]), np.array([[2.0, 1.0], [0.0, -3.0]]), np.array([1.0, 2.0]), np.zeros(2)),
        "h = [0, 1], w2 = [[2, 1], [0, -3]], y = [1, 2] and t = [0, 0]",
    ),
    reference=hidden_delta,
    mistakes=(
        KnownMistake(
            "missing f'",
            lambda h, w2, y, t: w2.T @ (y - t),
            "This is dE/dz. On the way back to h the tanh has to be passed, and its slope multiplies.",
            "(5.10)",
            0.25,
        ),
        KnownMistake(
            "1 - h² for 1 - z²",
            lambda h, w2, y, t: (1 - h**2) * (w2.T @ (y - t)),
            "(5.7) squares the output of tanh; you square its input.",
            "(5.7)",
            0.25,
        ),
        KnownMistake(
            "one path only",
            lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * w2[0] * (y[0] - t[0]),
            "You follow the first output alone. A hidden unit sends to all of them: (5.11) sums over k.",
            "(5.11)",
        ),
        KnownMistake(
            "last path only",
            lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * w2[-1] * (y[-1] - t[-1]),
            "You keep the last output alone. In a loop `=` forgets the outputs before, `+=` adds: (5.11) sums over k.",
            "(5.11)",
        ),
        KnownMistake(
            "transposed weights",
            lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * (w2 @ (y - t)),
            "You sum over the wrong index of w2: (5.11) sums over the outputs k.",
            "(5.11)",
        ),
        KnownMistake(
            "square forgotten",
            lambda h, w2, y, t: (1 - np.tanh(h)) * (w2.T @ (y - t)),
            "The slope of tanh must be the same at h and at -h. Yours is not.",
            "(5.7)",
        ),
        KnownMistake(
            "no sum",
            lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * (w2 * (y - t)[:, None]),
            "You return what each output sends back, one row for each. (5.11) adds them up.",
            "(5.11)",
        ),
        KnownMistake(
            "tanh for its slope",
            lambda h, w2, y, t: np.tanh(h) * (w2.T @ (y - t)),
            "You multiply by tanh itself. On the way back its slope multiplies.",
            "(5.7)",
        ),
        wrong_sign(hidden_delta, "The sign is turned round: the error is output minus target.", "(5.9)"),
        wrong_factor(
            "factor 2", 2.0, hidden_delta, "Twice too large: which factor stands before the sum in the loss?", "(5.8)"
        ),
    ),
    right="All outputs send their errors back, and the slope of tanh lets them through.",
    wanted="Wanted is dE/dh, one number for each hidden unit: (5.11), then (5.7).",
    draw=_draw_hidden,
    parts={
        "the hidden units after tanh, (5.4)": lambda h, w2, y, t: np.tanh(h),
        "the slope of tanh": lambda h, w2, y, t: 1 - np.tanh(h) ** 2,
        "the error of the outputs": lambda h, w2, y, t: y - t,
        "the sum over k in (5.11)": lambda h, w2, y, t: w2.T @ (y - t),
        "what comes back to h, after the slope of tanh": hidden_delta,
    },
    small=_small_hidden,
)
