"""How fast the remainder of (2.1) vanishes: measure its order, and say what half a step leaves of it."""

import numpy as np
from numpy.random import Generator

from gradwalk.checks.choices import choice, options
from gradwalk.checks.exercise import Case, Exercise, Function, Inputs, KnownMistake, Numbers, with_public_case
from gradwalk.checks.exercises.taylor_model import BELOW_ZERO, random_place, random_surface, remainder, surface

# --- the order, measured ---------------------------------------------------------------------------------------------


def _order_cases(rng: Generator) -> list[Case]:
    """Draw directions with a part along y, where the sine has a third derivative, so the order is not exactly 2.

    In the last one the surface does not curve, and the order is about 3: no fixed number is near all of them.
    """
    kinds = ((1, 1, BELOW_ZERO, "one direction"), (-1, -1, 0.0, "a way down"))  # remainders of both signs
    return [*(_bent_case(rng, *kind) for kind in kinds), _straight_case(rng)]


def _bent_case(rng: Generator, curvature: int, rising: int, level: float, note: str) -> Case:
    h = _short_step(rng)
    return Case((*random_place(rng, h, curvature, rising, level), h), note)


def _straight_case(rng: Generator) -> Case:
    """Draw a place with y = 0, where the sine does not bend, and the direction in which the rest does not either."""
    value, gradient = random_surface(rng)
    a, b = np.array([0.5, 1.0]) * (gradient(1.0, 0.0) - gradient(0.0, 0.0))  # of a x² + b xy + sin y
    u = np.array([b, -a]) / np.hypot(a, b)
    place = np.array([rng.uniform(0.5, 1.5), 0.0])
    return Case((value, gradient, place, u, _short_step(rng)), "a direction in which the surface does not curve")


def _short_step(rng: Generator) -> float:
    return round(float(rng.uniform(0.1, 0.3)), 2)


def _small_order(rng: Generator) -> Inputs:
    """Return a polynomial and its gradient, the origin, the direction of x, and a short step."""
    a, b = (int(number) for number in rng.integers(1, 6, size=2))
    functions = surface(
        f"r[0] + {a} * r[0] ** 2 + {b} * r[0] ** 3", f"1 + {2 * a} * r[0] + {3 * b} * r[0] ** 2, 0 * r[1]"
    )
    return (*functions, np.zeros(2), np.array([1.0, 0.0]), float(rng.choice([0.1, 0.2, 0.4])))


def _ratio(F: Function, grad_F: Function, r0: np.ndarray, u: np.ndarray, h: float) -> float:
    return abs(remainder(F, grad_F, r0, h * u) / remainder(F, grad_F, r0, h / 2 * u))


def _change_ratio(F: Function, grad_F: Function, r0: np.ndarray, u: np.ndarray, h: float) -> float:
    return abs((F(r0 + h * u) - F(r0)) / (F(r0 + h / 2 * u) - F(r0)))


REMAINDER_ORDER = Exercise(
    variable="remainder_order",
    equation="(2.1)",
    cases=with_public_case(
        _order_cases,
        (*surface("r[0] + r[0] ** 3", "1 + 3 * r[0] ** 2, 0 * r[1]"), np.zeros(2), np.array([1.0, 0.0]), 1.0),
        "F = x + x³, r0 = [0, 0], u = [1, 0] and h = 1",
    ),
    reference=lambda *inputs: float(np.log2(_ratio(*inputs))),
    mistakes=(
        KnownMistake("ratio", _ratio, "This is the ratio of the remainders. Which power of 2 is it?", credit=0.5),
        KnownMistake(
            "upside down",
            lambda *inputs: -np.log2(_ratio(*inputs)),
            "A negative order would mean that a shorter step leaves a larger remainder. Turn the ratio around.",
        ),
        KnownMistake(
            "natural logarithm",
            lambda *inputs: np.log(_ratio(*inputs)),
            "The step is halved, so the order is a power of 2: which logarithm belongs to it?",
        ),
        KnownMistake(
            "logarithm to base ten",
            lambda *inputs: np.log10(_ratio(*inputs)),
            "The step is halved, not divided by ten: which logarithm belongs to that?",
        ),
        KnownMistake(
            "half the ratio",
            lambda *inputs: _ratio(*inputs) / 2,
            "You halve the ratio, which is only by chance close to the order. Which power of 2 is the ratio?",
        ),
        KnownMistake(
            "root of the ratio",
            lambda *inputs: np.sqrt(_ratio(*inputs)),
            "You take the root of the ratio, which is only by chance close to the order. Which power of 2 is it?",
        ),
        KnownMistake(
            "change instead of remainder",
            lambda *inputs: np.log2(_change_ratio(*inputs)),
            "You measure the whole change; it is of order 1. Subtract the first-order model of (2.1) first.",
        ),
        KnownMistake(
            "not measured",
            lambda *inputs: 2.0,
            "You return 2, whatever the surface and the direction are. The order shall be measured.",
        ),
        KnownMistake(
            "rounded",
            lambda *inputs: round(np.log2(_ratio(*inputs))),
            "You return whole numbers. The order shall be measured, and not rounded: it is only close to them.",
            credit=0.5,
        ),
    ),
    right="Close to 2 where the surface curves, so half the step leaves about a quarter of the remainder.",
    wanted="Wanted is the power of 2 by which the remainders for h and for h/2 differ.",
    parts={
        "half the step": lambda F, grad_F, r0, u, h: h / 2,
        "the remainder of the whole step": lambda F, grad_F, r0, u, h: remainder(F, grad_F, r0, h * u),
        "the remainder of half the step": lambda F, grad_F, r0, u, h: remainder(F, grad_F, r0, h / 2 * u),
        "the ratio of the remainders": _ratio,
        "the power of 2 in the ratio of the remainders": lambda *inputs: np.log2(_ratio(*inputs)),
    },
    small=_small_order,
)


# --- what half a step leaves -----------------------------------------------------------------------------------------


def halving_numbers(rng: Generator) -> Numbers:
    """Return the five options in the learner's own order."""
    texts = {
        "a quarter": "about a quarter of it is left",
        "a half": "about half of it is left",
        "the same": "it stays about the same",
        "an eighth": "about an eighth of it is left",
        "nothing": "it is exactly zero",
    }
    halving, letters = options(rng, texts)
    return {"halving": halving, "_halving_letters": letters}


HALVED_STEP = choice(
    variable="halved_step",
    equation="(2.1)",
    numbers=halving_numbers,
    letters="_halving_letters",
    answer="a quarter",
    messages={
        "a half": "The change is about halved. The remainder is of higher order.",
        "the same": "Then the model would be no better nearby. Draw a parabola.",
        "an eighth": "That would need a second-order model. (2.1) stops before it.",
        "nothing": "Only a plane equals its first-order model. This surface curves.",
    },
    right="The remainder goes with the square of the step, where the second derivative along it is not zero.",
    wanted="Use the order you measured in the exercise before.",
)
