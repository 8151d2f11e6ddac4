"""Central differences: the function that checks any gradient, any backward pass included."""

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, Function, GivenFunction, Inputs, KnownMistake, with_public_case
from gradwalk.checks.gradient_drawing import gradient_picture
from gradwalk.checks.mistakes import wrong_factor, wrong_sign

SHORT = 1e-5  # a step that many people take whatever they are given
# The slope for each parameter depends on those before it, so a parameter that is not put back shows.
LOSSES = (  # of w, its signs
    ("np.exp(w[0]) + {a} * w[0] * w[1]**2", (-1, 1), "two parameters"),
    ("np.sum(np.exp({a} * w)) + w[0] * w[1] * w[2]**3 - 20", (1, -1, 1), "three parameters"),
    ("{a} * np.exp(-w[0])", (1,), "one parameter"),
)


def _difference_cases(rng: Generator) -> list[Case]:
    cases = []
    for text, signs, note in LOSSES:
        loss = GivenFunction.of_point("w", text.format(a=round(float(rng.uniform(0.7, 1.3)), 3)))
        h = round(float(rng.uniform(0.02, 0.06)), 3)
        cases.append(Case((loss, rng.uniform(0.5, 1.2, size=len(signs)) * signs, h), note))
    return cases


def _differences(f: Function, w: np.ndarray, h: float) -> np.ndarray:
    return np.array([(f(w + step) - f(w - step)) / (2 * h) for step in h * np.eye(w.size)])


def _forward_differences(f: Function, w: np.ndarray, h: float) -> np.ndarray:
    return np.array([(f(w + step) - f(w)) / h for step in h * np.eye(w.size)])


def _moved_for_good(f: Function, w: np.ndarray, h: float) -> np.ndarray:
    w, slopes = w.copy(), []
    for i in range(w.size):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        slopes.append((above - f(w)) / (2 * h))
    return np.array(slopes)


def _draw(arguments: Inputs, right: np.ndarray, answer: np.ndarray) -> str:
    f, w, _h = arguments
    return gradient_picture(f, w, right, answer) if w.size > 1 else ""


NUMERICAL_GRADIENT = Exercise(
    variable="numerical_gradient",
    equation="(2.1)",
    cases=with_public_case(
        _difference_cases,
        (GivenFunction.of_point("w", "w[0] ** 2 - 3 * w[1]"), np.array([3.0, 1.0]), 0.5),
        "f = x² - 3y, w = [3, 1] and h = 0.5",
    ),
    reference=_differences,
    mistakes=(
        KnownMistake(
            "one-sided",
            _forward_differences,
            "You look to one side only, so the error is of order h. Looking to both sides makes it of order h².",
            credit=0.5,
        ),
        KnownMistake(
            "one-sided, backwards",
            lambda f, w, h: _forward_differences(f, w, -h),
            "You look back only, so the error is of order h. Looking to both sides makes it of order h².",
            credit=0.5,
        ),
        wrong_factor(
            "factor 2",
            2.0,
            _differences,
            "Everything is twice too large: how far apart are the two points you compare?",
        ),
        KnownMistake(
            "not divided by the distance",
            lambda f, w, h: _differences(f, w, h) * 2 * h,
            "You return differences of the loss. A slope is the difference per distance.",
        ),
        KnownMistake(
            "all parameters moved at once",
            lambda f, w, h: np.full(w.size, (f(w + h) - f(w - h)) / (2 * h)),
            "You move all parameters together. A partial derivative moves one and holds the others.",
        ),
        KnownMistake(
            "parameter not put back",
            _moved_for_good,
            "From the second parameter on the slopes are off: the ones before were not put back where they were.",
        ),
        wrong_sign(_differences, "The sign is wrong: forward minus backward."),
        KnownMistake(
            "h ignored",
            lambda f, w, h: _differences(f, w, SHORT),
            "You have a step of your own: the function must move each parameter by the h it is given.",
            credit=0.5,
        ),
    ),
    right="Both sides of each parameter in turn. Now you can test any backward pass, your own included.",
    wanted="Wanted is one slope for each parameter, by central differences with the step h.",
    draw=_draw,
    parts={
        "the function on the one side, for the first parameter": lambda f, w, h: f(w + h * np.eye(w.size)[0]),
        "the function on the other side, for the first parameter": lambda f, w, h: f(w - h * np.eye(w.size)[0]),
        "how far the two sides differ in height": lambda f, w, h: _differences(f, w, h)[0] * 2 * h,
        "how far the two sides are apart": lambda f, w, h: 2 * h,
        "the slope for the first parameter": lambda f, w, h: _differences(f, w, h)[0],
    },
)
