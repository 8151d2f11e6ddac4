"""What a gradient promises for a small change of the weights, (6.4), and how the loss really changes, (6.2)."""

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, Function, GivenFunction, KnownMistake, with_public_case
from gradwalk.checks.inputs import of_both_signs
from gradwalk.checks.mistakes import wrong_factor, wrong_sign

# --- the predicted change (6.4) --------------------------------------------------------------------------------------


def _predicted_cases(rng: Generator) -> list[Case]:
    shapes = (((3,), 1, "three weights"), ((2, 4), -1, "a matrix of weights"), ((1,), 1, "one weight"))
    return [Case(_gradient_and_step(rng, shape, sign), note) for shape, sign, note in shapes]


def _gradient_and_step(rng: Generator, shape: tuple[int, ...], sign: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a gradient and a step of `shape`; all their products but the first have this sign, and none cancel."""
    gradient, aligned = of_both_signs(rng, shape, 1, 2), np.ones(shape)
    aligned.flat[0] = -0.1
    return gradient, rng.uniform(0.05, 0.15, size=shape) * gradient * aligned * sign


def _predicted(gradient: np.ndarray, step: np.ndarray) -> float:
    return float(np.sum(gradient * step))


PREDICTED_CHANGE = Exercise(
    variable="predicted_change",
    orders={"the weights": ((0, 0), (1, 0))},
    equation="(6.4)",
    cases=with_public_case(
        _predicted_cases, (np.array([2.0, -1.0]), np.array([0.1, 0.3])), "gradient = [2, -1] and dw = [0.1, 0.3]"
    ),
    reference=_predicted,
    mistakes=(
        wrong_sign(_predicted, "The sign is turned round: a step along the gradient makes the loss grow.", "(6.4)"),
        KnownMistake(
            "no sum",
            lambda g, step: g * step,
            "You return one change for each weight. The loss is one number, and their parts add up.",
        ),
        KnownMistake(
            "angle forgotten",
            lambda g, step: np.linalg.norm(g) * np.linalg.norm(step),
            "You multiply the lengths: that is the change in the steepest direction only.",
        ),
        wrong_factor(
            "mean", lambda g, step: 1 / g.size, _predicted, "You average over the weights; their parts add up."
        ),
        KnownMistake(
            "sizes only",
            lambda g, step: np.sum(np.abs(g * step)),
            "You drop the signs: parts that fall and parts that rise cancel each other.",
        ),
        KnownMistake(
            "size only",
            lambda g, step: abs(_predicted(g, step)),
            "Your promise is never negative. A step against the gradient promises a decrease: keep the sign.",
            credit=0.25,
        ),
        KnownMistake(
            "sums multiplied",
            lambda g, step: np.sum(g) * np.sum(step),
            "You add up first and multiply then. Each weight has its own slope: multiply first.",
        ),
    ),
    right="Each weight's slope times its change, added up over all weights, whatever their shape.",
    wanted="Wanted is the change of the loss that (6.4) promises: one number.",
)


# --- the actual change -----------------------------------------------------------------------------------------------

LOSS = "np.sum(w**2 * np.array({a})) + np.prod(w) + {b}"


def _actual_cases(rng: Generator) -> list[Case]:
    cases = []
    kinds = ((2, 1, 1, "two weights"), (3, -1, -20, "three weights"), (2, 1, 1, "other weights"))
    for size, direction, level, note in kinds:
        scales = [round(float(number), 2) for number in rng.uniform(0.5, 2, size=size)]
        loss = GivenFunction.of_point("w", LOSS.format(a=scales, b=round(level * float(rng.uniform(1, 2)), 2)))
        w, sizes = of_both_signs(rng, (size,), 0.6, 1.5), rng.uniform(0.1, 0.4, size=size)
        cases.append(Case((loss, w, sizes * np.sign(w) * direction), note))
    return cases


def _actual(loss: Function, w: np.ndarray, step: np.ndarray) -> float:
    return float(loss(w + step) - loss(w))


ACTUAL_CHANGE = Exercise(
    variable="actual_change",
    equation="(6.2)",
    cases=with_public_case(
        _actual_cases,
        (GivenFunction.of_point("w", "w[0] * w[1]"), np.array([1.0, 2.0]), np.array([0.5, -1.0])),
        "E = xy, w = [1, 2] and dw = [0.5, -1]",
    ),
    reference=_actual,
    mistakes=(
        wrong_sign(_actual, "You return before minus after.", "(6.2)"),
        KnownMistake(
            "new loss", lambda E, w, step: E(w + step), "This is the loss after the step. How much has it changed?"
        ),
        KnownMistake(
            "loss of the step", lambda E, w, step: E(step), "You evaluate the loss at the step; the step starts at w."
        ),
        KnownMistake(
            "step backwards",
            lambda E, w, step: E(w - step) - E(w),
            "You go the other way: the new weights are w plus the step.",
        ),
        KnownMistake(
            "relative change",
            lambda E, w, step: (E(w + step) - E(w)) / E(w),
            "You divide by the loss. The change itself is asked for.",
            credit=0.5,
        ),
        KnownMistake(
            "size only",
            lambda E, w, step: abs(_actual(E, w, step)),
            "You drop the sign: a change for the better is negative.",
            credit=0.5,
        ),
        KnownMistake(
            "both sides",
            lambda E, w, step: (E(w + step) - E(w - step)) / 2,
            "This averages a step forward and a step back. The learner takes one step only.",
        ),
    ),
    right="No approximation in it, and no gradient either.",
    wanted="Wanted is the loss after the step minus the loss before it.",
    parts={
        "the weights after the step": lambda E, w, dw: w + dw,
        "the loss after the step": lambda E, w, dw: E(w + dw),
        "the loss before the step": lambda E, w, dw: E(w),
        "the change of the loss, (6.2)": lambda E, w, dw: E(w + dw) - E(w),
    },
)
