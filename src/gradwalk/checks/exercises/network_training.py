"""The whole backward pass of the two-layer network, (5.9)-(5.12), and one step of training with it, (1.1).

The shapes are those of network_layers.
"""

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, Inputs, KnownMistake, Rule, with_public_case
from gradwalk.checks.exercises.network_layers import hidden_delta, loss_of, random_networks
from gradwalk.checks.gradient_drawing import gradient_picture
from gradwalk.checks.inputs import of_both_signs

Pair = tuple[np.ndarray, np.ndarray]  # what belongs to w1, and to w2

SMALL_NETWORK = np.array([2.0]), np.zeros(1), np.array([[0.5]]), np.array([[3.0]])
SMALL_NOTE = "x = [2], t = [0], w1 = [[0.5]], w2 = [[3]]"

# --- (5.9) to (5.12) together ----------------------------------------------------------------------------------------


def _gradients(x: np.ndarray, t: np.ndarray, w1: np.ndarray, w2: np.ndarray, hidden: Rule = hidden_delta) -> Pair:
    h = w1 @ x
    z = np.tanh(h)
    y = w2 @ z
    return np.outer(hidden(h, w2, y, t), x), np.outer(y - t, z)


# Of x, t, w1, w2, and for a step of training the learning rate.
PARTS: dict[str, Rule] = {
    "the hidden units before tanh, (5.3)": lambda x, t, w1, w2, *_: w1 @ x,
    "the hidden units after tanh, (5.4)": lambda x, t, w1, w2, *_: np.tanh(w1 @ x),
    "the outputs, (5.5)": lambda x, t, w1, w2, *_: w2 @ np.tanh(w1 @ x),
    "the error of the outputs": lambda x, t, w1, w2, *_: w2 @ np.tanh(w1 @ x) - t,
    "the slope of tanh": lambda x, t, w1, w2, *_: 1 - np.tanh(w1 @ x) ** 2,
    "the sum over k in (5.11)": lambda x, t, w1, w2, *_: w2.T @ (w2 @ np.tanh(w1 @ x) - t),
    "the gradient of the second layer, (5.9)": lambda x, t, w1, w2, *_: _gradients(x, t, w1, w2)[1],
    "the gradient of the first layer, (5.12)": lambda x, t, w1, w2, *_: _gradients(x, t, w1, w2)[0],
}


def _small_network(rng: Generator) -> Inputs:
    """Return x (1,), t (1,), w1 (2, 1) and w2 (1, 2) in tenths."""
    tenths = [of_both_signs(rng, (2, 1), 0.2, 1.5), of_both_signs(rng, (1, 2), 0.5, 3.0)]
    x, t = rng.integers(1, 4, size=1) * 1.0, rng.integers(1, 4, size=1) * -1.0
    return (x, t, *(np.round(one, 1) for one in tenths))


def _with_hidden(rule: Rule) -> Rule:
    return lambda x, t, w1, w2: _gradients(x, t, w1, w2, rule)


def _draw_gradients(arguments: Inputs, right: Pair, answer: Pair) -> str:
    x, t, w1, w2 = arguments

    def loss(place: np.ndarray) -> float:
        first, second = np.split(place, [w1.size])
        return loss_of(second.reshape(w2.shape) @ np.tanh(first.reshape(w1.shape) @ x), t)

    return gradient_picture(loss, *(_flat(pair) for pair in ((w1, w2), right, answer)))


def _flat(pair: Pair) -> np.ndarray:
    return np.concatenate([np.ravel(part) for part in pair])


def _gradient_cases(rng: Generator) -> list[Case]:
    return [Case((x, t, w1, w2), note) for x, t, w1, w2, note in random_networks(rng)]


NETWORK_GRADIENTS = Exercise(
    variable="network_gradients",
    orders={"the hidden units": ((2, 0), (3, 1)), "the outputs": ((1, 0), (3, 0))},
    equation="(5.9)-(5.12)",
    cases=with_public_case(_gradient_cases, SMALL_NETWORK, SMALL_NOTE),
    reference=_gradients,
    mistakes=(
        KnownMistake(
            "missing f'",
            _with_hidden(lambda h, w2, y, t: w2.T @ (y - t)),
            "The gradient for w2 is right. In the one for w1 the slope of tanh is missing.",
            "(5.12)",
            0.5,
        ),
        KnownMistake(
            "1 - h² for 1 - z²",
            _with_hidden(lambda h, w2, y, t: (1 - h**2) * (w2.T @ (y - t))),
            "The gradient for w2 is right. In the one for w1 you square h where (5.12) squares z.",
            "(5.12)",
            0.5,
        ),
        KnownMistake(
            "one path only",
            _with_hidden(lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * w2[0] * (y[0] - t[0])),
            "The gradient for w2 is right. For w1 you follow one output; (5.12) sums over all k.",
            "(5.12)",
            0.5,
        ),
        KnownMistake(
            "last path only",
            _with_hidden(lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * w2[-1] * (y[-1] - t[-1])),
            "The gradient for w2 is right. For w1 you keep the last output alone; (5.12) sums over all k.",
            "(5.12)",
            0.5,
        ),
        KnownMistake(
            "transposed weights",
            _with_hidden(lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * (w2 @ (y - t))),
            "On the way back you sum over the wrong index of w2: (5.11) sums over the outputs k.",
            "(5.11)",
        ),
        KnownMistake(
            "order swapped",
            lambda *inputs: _gradients(*inputs)[::-1],
            "Both are right, in the wrong order: first the gradient for w1.",
            credit=0.5,
        ),
        KnownMistake(
            "sign",
            lambda *inputs: tuple(-part for part in _gradients(*inputs)),
            "Both signs are turned round: the error is output minus target.",
            "(5.9)",
        ),
        KnownMistake(
            "factor 2",
            lambda *inputs: tuple(2 * part for part in _gradients(*inputs)),
            "Both are twice too large: which factor stands before the sum in the loss?",
            "(5.8)",
        ),
        KnownMistake(
            "divided by the number of outputs",
            lambda x, t, w1, w2: tuple(part / t.size for part in _gradients(x, t, w1, w2)),
            "You average over the outputs. The loss adds them.",
            "(5.8)",
        ),
        KnownMistake(
            "transposed",
            lambda *inputs: tuple(part.T for part in _gradients(*inputs)),
            "Rows and columns are exchanged: each gradient has the shape of its weights.",
            credit=0.25,
        ),
        KnownMistake(
            "hidden inputs without tanh",
            lambda x, t, w1, w2: (
                _gradients(x, t, w1, w2)[0],
                np.outer(w2 @ np.tanh(w1 @ x) - t, w1 @ x),
            ),
            "The gradient for w1 is right. In the one for w2 stands h where (5.9) has z.",
            "(5.9)",
            0.5,
        ),
    ),
    right="This is back-propagation, the whole of it. Central differences agree.",
    wanted="Wanted are dE/dw1 and dE/dw2, each in the shape of its weights.",
    draw=_draw_gradients,
    parts=PARTS,
    small=_small_network,
)


# --- one step of training --------------------------------------------------------------------------------------------


def _train_cases(rng: Generator) -> list[Case]:
    return [Case((x, t, w1, w2, float(rng.uniform(0.1, 0.3))), note) for x, t, w1, w2, note in random_networks(rng)]


def _train(x: np.ndarray, t: np.ndarray, w1: np.ndarray, w2: np.ndarray, rate: float) -> Pair:
    g1, g2 = _gradients(x, t, w1, w2)
    return w1 - rate * g1, w2 - rate * g2


def _train_with_updated(x: np.ndarray, t: np.ndarray, w1: np.ndarray, w2: np.ndarray, rate: float) -> Pair:
    new_w2 = w2 - rate * _gradients(x, t, w1, w2)[1]
    h = w1 @ x
    return w1 - rate * np.outer(hidden_delta(h, new_w2, w2 @ np.tanh(h), t), x), new_w2


def _train_then_forward_again(x: np.ndarray, t: np.ndarray, w1: np.ndarray, w2: np.ndarray, rate: float) -> Pair:
    new_w2 = w2 - rate * _gradients(x, t, w1, w2)[1]
    return w1 - rate * _gradients(x, t, w1, new_w2)[0], new_w2


def _train_after_w1(x: np.ndarray, t: np.ndarray, w1: np.ndarray, w2: np.ndarray, rate: float) -> Pair:
    new_w1 = w1 - rate * _gradients(x, t, w1, w2)[0]
    return new_w1, w2 - rate * _gradients(x, t, new_w1, w2)[1]


TRAINING_STEP = Exercise(
    variable="training_step",
    orders={"the hidden units": ((2, 0), (3, 1)), "the outputs": ((1, 0), (3, 0))},
    equation="(1.1)",
    cases=with_public_case(_train_cases, (*SMALL_NETWORK, 0.1), f"{SMALL_NOTE} and learning_rate = 0.1"),
    reference=_train,
    mistakes=(
        KnownMistake(
            "already updated weights",
            _train_with_updated,
            "w2 was changed before the error was sent back through it. (5.12) needs the w2 of the forward pass.",
            "(5.12)",
            0.5,
        ),
        KnownMistake(
            "second forward pass between",
            _train_then_forward_again,
            "The two gradients belong to different networks: w1's was computed after w2 had changed.",
            "(1.1)",
            0.5,
        ),
        KnownMistake(
            "second forward pass after w1",
            _train_after_w1,
            "The two gradients belong to different networks: w2's was computed after w1 had changed.",
            "(1.1)",
            0.5,
        ),
        KnownMistake(
            "order swapped",
            lambda *inputs: _train(*inputs)[::-1],
            "Both are right, in the wrong order: first the new w1.",
            credit=0.5,
        ),
        KnownMistake(
            "sign",
            lambda x, t, w1, w2, rate: _train(x, t, w1, w2, -rate),
            "The loss grows: compare the sign in (1.1), and that of the error in (5.9).",
        ),
        KnownMistake(
            "output layer only",
            lambda x, t, w1, w2, rate: (w1, _train(x, t, w1, w2, rate)[1]),
            "w1 stays where it was: it learns too.",
            credit=0.25,
        ),
        KnownMistake(
            "learning rate forgotten",
            lambda x, t, w1, w2, rate: _train(x, t, w1, w2, 1.0),
            "The learning rate does not enter: what stands in front of the gradient in (1.1)?",
        ),
        KnownMistake(
            "steps returned",
            lambda x, t, w1, w2, rate: tuple(-rate * part for part in _gradients(x, t, w1, w2)),
            "You return the two steps; the new weights are asked for. Where do the steps begin?",
            "(1.1)",
        ),
        KnownMistake(
            "gradients returned",
            lambda x, t, w1, w2, rate: _gradients(x, t, w1, w2),
            "You return the gradients; the new weights are asked for.",
            "(1.1)",
        ),
        KnownMistake(
            "missing f'",
            lambda x, t, w1, w2, rate: (
                w1 - rate * np.outer(w2.T @ (w2 @ np.tanh(w1 @ x) - t), x),
                _train(x, t, w1, w2, rate)[1],
            ),
            "w2 is right. On the way to w1 the slope of tanh is missing.",
            "(5.12)",
            0.5,
        ),
    ),
    right="Both gradients at the same weights, then both steps.",
    wanted="Wanted are the new w1 and w2 after one step of (1.1).",
    start=lambda x, t, w1, w2, rate: (w1, w2),
    parts=PARTS,
    small=lambda rng: (*_small_network(rng), float(rng.choice([0.1, 0.2, 0.5]))),
)
