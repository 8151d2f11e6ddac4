"""The fourth homework: the two-layer tanh network forward, each piece of its backward pass, the whole, and one step.

Shapes, for one example: x (D,), w1 (M, D), h and z (M,), w2 (K, M), y and t (K,). t is the target, ŷ in the course.
"""

import numpy as np

from gradwalk.checks.exercise import Case, Exercise, HomeworkDefinition, Mistake
from gradwalk.checks.mistakes import wrong_factor, wrong_sign

SIZES = (
    ((3, 4, 2), "three inputs, four hidden, two outputs"),
    ((3, 3, 3), "as many of each"),
    ((1, 2, 3), "one input"),
)


def _networks(rng):
    """Yield (x, t, w1, w2, note) for each of SIZES; no weight is near zero, so no two rules agree by accident."""
    for (inputs, hidden, outputs), note in SIZES:
        w1 = _away_from_zero(rng, (hidden, inputs)) / np.sqrt(inputs)
        w2 = _away_from_zero(rng, (outputs, hidden)) / np.sqrt(hidden)
        yield _away_from_zero(rng, (inputs,)), 2 * _away_from_zero(rng, (outputs,)), w1, w2, note


def _away_from_zero(rng, shape):
    return rng.uniform(0.4, 1.4, size=shape) * rng.choice([-1.0, 1.0], size=shape)


# --- forward (5.3) to (5.5) ------------------------------------------------------------------------------------------


def _forward(x, w1, w2):
    return w2 @ np.tanh(w1 @ x)


FORWARD = Exercise(
    variable="network_output",
    equation="(5.3)-(5.5)",
    cases=lambda rng: [Case((x, w1, w2), note) for x, _, w1, w2, note in _networks(rng)],
    reference=_forward,
    mistakes=(
        Mistake(
            "activation forgotten",
            lambda x, w1, w2: w2 @ (w1 @ x),
            "Without the activation of (5.4) two layers are no more than one.",
            "(5.4)",
        ),
        Mistake(
            "activation on the output too",
            lambda x, w1, w2: np.tanh(w2 @ np.tanh(w1 @ x)),
            "Your outputs stay between -1 and 1. In (5.5) the output is a plain weighted sum.",
            "(5.5)",
        ),
        Mistake(
            "transposed weights",
            lambda x, w1, w2: w2.T @ np.tanh(w1.T @ x),
            "The index of the receiver comes first: row j of the weights belongs to hidden unit j.",
            "(5.3)",
        ),
        Mistake(
            "transposed output weights",
            lambda x, w1, w2: w2.T @ np.tanh(w1 @ x),
            "In w2, row k belongs to output k. You sum over the other index.",
            "(5.5)",
        ),
        Mistake(
            "logistic activation",
            lambda x, w1, w2: w2 @ (1 / (1 + np.exp(-(w1 @ x)))),
            "Your hidden units are logistic, between 0 and 1. (5.6) is tanh.",
            "(5.6)",
        ),
        Mistake(
            "hidden layer returned",
            lambda x, w1, w2: np.tanh(w1 @ x),
            "You stop at the hidden units. (5.5) makes outputs of them.",
            "(5.5)",
        ),
    ),
    right="Weighted sums, tanh, weighted sums.",
    wrong="Do the three lines (5.3), (5.4), (5.5) one after the other and print the shape of each.",
)


# --- (5.9) -----------------------------------------------------------------------------------------------------------


def _output_inputs(rng):
    for x, t, w1, w2, note in _networks(rng):
        z = np.tanh(w1 @ x)
        yield Case((z, w2 @ z, t), note)


def _output_weights(z, y, t):
    return np.outer(y - t, z)


OUTPUT_WEIGHT_GRADIENT = Exercise(
    variable="output_weight_gradient",
    equation="(5.9)",
    cases=lambda rng: list(_output_inputs(rng)),
    reference=_output_weights,
    mistakes=(
        wrong_sign(_output_weights, "The sign is turned round: (5.9) has output minus target.", "(5.9)"),
        Mistake(
            "transposed",
            lambda z, y, t: np.outer(z, y - t),
            "Rows and columns are exchanged: the gradient has the shape of w2, one row for each output.",
            credit=0.25,
        ),
        wrong_factor("factor 2", 2.0, _output_weights, "Twice too large: (5.8) has a factor 1/2 for this reason."),
        wrong_factor(
            "divided by the number of outputs",
            lambda z, y, t: 1 / y.size,
            _output_weights,
            "You average over the outputs. (5.8) adds them.",
        ),
        Mistake(
            "activation derivative too many",
            lambda z, y, t: np.outer(y - t, z * (1 - z**2)),
            "There is a derivative of tanh in it. On the way from E to w2 no tanh is passed.",
        ),
        Mistake("no z", lambda z, y, t: np.outer(y - t, np.ones_like(z)), "What w2 multiplies is missing: see (5.9)."),
        Mistake("target ignored", lambda z, y, t: np.outer(y, z), "The target does not enter. Where is the error?"),
    ),
    right="Error of the receiver times value of the sender, for every weight.",
    wrong="Each entry (k, j) is what (5.9) says. Start with one of them.",
)


# --- (5.11) and (5.7): the hidden units ------------------------------------------------------------------------------


def _hidden_inputs(rng):
    for x, t, w1, w2, note in _networks(rng):
        h = w1 @ x
        yield Case((h, w2, w2 @ np.tanh(h), t), note)


def _hidden(h, w2, y, t):
    return (1 - np.tanh(h) ** 2) * (w2.T @ (y - t))


HIDDEN_GRADIENT = Exercise(
    variable="hidden_gradient",
    equation="(5.10)-(5.11)",
    cases=lambda rng: list(_hidden_inputs(rng)),
    reference=_hidden,
    mistakes=(
        Mistake(
            "missing f'",
            lambda h, w2, y, t: w2.T @ (y - t),
            "This is dE/dz. On the way back to h the tanh has to be passed, and its slope multiplies.",
            "(5.10)",
            0.25,
        ),
        Mistake(
            "1 - h² for 1 - z²",
            lambda h, w2, y, t: (1 - h**2) * (w2.T @ (y - t)),
            "(5.7) squares the output of tanh; you square its input.",
            "(5.7)",
            0.25,
        ),
        Mistake(
            "one path only",
            lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * w2[0] * (y[0] - t[0]),
            "You follow the first output alone. A hidden unit sends to all of them: (5.11) sums over k.",
            "(5.11)",
        ),
        Mistake(
            "transposed weights",
            lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * (w2 @ (y - t)),
            "You sum over the wrong index of w2: (5.11) sums over the outputs k.",
            "(5.11)",
        ),
        Mistake(
            "square forgotten",
            lambda h, w2, y, t: (1 - np.tanh(h)) * (w2.T @ (y - t)),
            "The slope of tanh must be the same at h and -h. See (5.7).",
            "(5.7)",
        ),
        wrong_sign(_hidden, "The sign is turned round: the error is output minus target.", "(5.9)"),
        wrong_factor("factor 2", 2.0, _hidden, "Twice too large: see the factor in (5.8).", "(5.8)"),
    ),
    right="All outputs send their errors back, and the slope of tanh lets them through.",
    wrong="First dE/dz of (5.11), one sum for each hidden unit; then the slope of (5.7).",
)


# --- (5.9) to (5.12) together ----------------------------------------------------------------------------------------


def _gradients(x, t, w1, w2, hidden=_hidden):
    h = w1 @ x
    z = np.tanh(h)
    y = w2 @ z
    return np.outer(hidden(h, w2, y, t), x), np.outer(y - t, z)


def _with_hidden(rule):
    return lambda x, t, w1, w2: _gradients(x, t, w1, w2, rule)


NETWORK_GRADIENTS = Exercise(
    variable="network_gradients",
    equation="(5.9)-(5.12)",
    cases=lambda rng: [Case((x, t, w1, w2), note) for x, t, w1, w2, note in _networks(rng)],
    reference=_gradients,
    mistakes=(
        Mistake(
            "missing f'",
            _with_hidden(lambda h, w2, y, t: w2.T @ (y - t)),
            "The gradient for w2 is right. In the one for w1 the slope of tanh is missing: see (5.12).",
            "(5.12)",
            0.5,
        ),
        Mistake(
            "1 - h² for 1 - z²",
            _with_hidden(lambda h, w2, y, t: (1 - h**2) * (w2.T @ (y - t))),
            "The gradient for w2 is right. In the one for w1 you square h where (5.12) squares z.",
            "(5.12)",
            0.5,
        ),
        Mistake(
            "one path only",
            _with_hidden(lambda h, w2, y, t: (1 - np.tanh(h) ** 2) * w2[0] * (y[0] - t[0])),
            "The gradient for w2 is right. For w1 you follow one output; (5.12) sums over all k.",
            "(5.12)",
            0.5,
        ),
        Mistake(
            "order swapped",
            lambda *inputs: _gradients(*inputs)[::-1],
            "Both are right, in the wrong order: first the gradient for w1.",
            credit=0.5,
        ),
        Mistake(
            "sign",
            lambda *inputs: tuple(-part for part in _gradients(*inputs)),
            "Both signs are turned round: the error is output minus target.",
            "(5.9)",
        ),
        Mistake(
            "factor 2",
            lambda *inputs: tuple(2 * part for part in _gradients(*inputs)),
            "Both are twice too large: see the factor in (5.8).",
            "(5.8)",
        ),
        Mistake(
            "divided by the number of outputs",
            lambda x, t, w1, w2: tuple(part / t.size for part in _gradients(x, t, w1, w2)),
            "You average over the outputs. (5.8) adds them.",
            "(5.8)",
        ),
        Mistake(
            "transposed",
            lambda *inputs: tuple(part.T for part in _gradients(*inputs)),
            "Rows and columns are exchanged: each gradient has the shape of its weights.",
            credit=0.25,
        ),
        Mistake(
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
    wrong="Return two arrays, shaped like w1 and w2. Test each against central differences of the loss (5.8).",
)


# --- one step of training --------------------------------------------------------------------------------------------


def _train_cases(rng):
    return [Case((x, t, w1, w2, float(rng.uniform(0.1, 0.3))), note) for x, t, w1, w2, note in _networks(rng)]


def _train(x, t, w1, w2, rate):
    g1, g2 = _gradients(x, t, w1, w2)
    return w1 - rate * g1, w2 - rate * g2


def _train_with_updated(x, t, w1, w2, rate):
    new_w2 = w2 - rate * _gradients(x, t, w1, w2)[1]
    h = w1 @ x
    return w1 - rate * np.outer(_hidden(h, new_w2, w2 @ np.tanh(h), t), x), new_w2


def _train_then_forward_again(x, t, w1, w2, rate):
    new_w2 = w2 - rate * _gradients(x, t, w1, w2)[1]
    return w1 - rate * _gradients(x, t, w1, new_w2)[0], new_w2


TRAINING_STEP = Exercise(
    variable="training_step",
    equation="(1.1)",
    cases=_train_cases,
    reference=_train,
    mistakes=(
        Mistake(
            "already updated weights",
            _train_with_updated,
            "w2 was changed before the error was sent back through it. (5.12) needs the w2 of the forward pass.",
            "(5.12)",
            0.5,
        ),
        Mistake(
            "second forward pass between",
            _train_then_forward_again,
            "The two gradients belong to different networks: w1's was computed after w2 had changed.",
            "(1.1)",
            0.5,
        ),
        Mistake(
            "sign", lambda x, t, w1, w2, rate: _train(x, t, w1, w2, -rate), "The loss grows: see the sign in (1.1)."
        ),
        Mistake(
            "output layer only",
            lambda x, t, w1, w2, rate: (w1, _train(x, t, w1, w2, rate)[1]),
            "w1 stays where it was: it learns too.",
            credit=0.25,
        ),
        Mistake(
            "learning rate forgotten",
            lambda x, t, w1, w2, rate: _train(x, t, w1, w2, 1.0),
            "The learning rate does not enter: see (1.1).",
        ),
        Mistake(
            "gradients returned",
            lambda x, t, w1, w2, rate: _gradients(x, t, w1, w2),
            "You return the gradients; the new weights are asked for.",
            "(1.1)",
        ),
        Mistake(
            "missing f'",
            lambda x, t, w1, w2, rate: (
                w1 - rate * np.outer(w2.T @ (w2 @ np.tanh(w1 @ x) - t), x),
                _train(x, t, w1, w2, rate)[1],
            ),
            "w2 is right. On the way to w1 the slope of tanh is missing: see (5.12).",
            "(5.12)",
            0.5,
        ),
    ),
    right="Both gradients at the same weights, then both steps.",
    wrong="Compute both gradients first, then take both steps of (1.1).",
)

HOMEWORK = HomeworkDefinition(
    "04_two_layer_network",
    "The two-layer network",
    {
        "network_output": FORWARD,
        "output_weight_gradient": OUTPUT_WEIGHT_GRADIENT,
        "hidden_gradient": HIDDEN_GRADIENT,
        "network_gradients": NETWORK_GRADIENTS,
        "training_step": TRAINING_STEP,
    },
    lambda rng: {},
)
