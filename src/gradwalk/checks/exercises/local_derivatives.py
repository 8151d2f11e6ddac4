"""Local derivatives, of a division and of tanh, and two functions in a row: the chain rule (4.1)."""

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, Function, GivenFunction, KnownMistake, with_public_case
from gradwalk.checks.inputs import of_both_signs
from gradwalk.checks.mistakes import wrong_sign

# --- the local derivatives of a division -----------------------------------------------------------------------------


def _quotient_cases(rng: Generator) -> list[Case]:
    """Draw numbers of both signs; in the last case the derivative by b is the larger one, in the first it is not."""
    kinds = ((1, 1, 1.5, "two positive numbers"), (1, -1, 1.5, "a negative divisor"))
    return [
        Case((float(s * rng.uniform(least, 4)), float(t * rng.uniform(1.2, 3))), note)
        for s, t, least, note in (*kinds, (-1, 1, 3.2, "a negative dividend"))
    ]


def _quotient(a: float, b: float) -> tuple[float, float]:
    return 1 / b, -a / b**2


DIVISION_DERIVATIVES = Exercise(
    variable="division_derivatives",
    equation="(4.1)",
    cases=with_public_case(_quotient_cases, (6.0, 2.0), "a = 6 and b = 2"),
    reference=_quotient,
    mistakes=(
        KnownMistake(
            "sign",
            lambda a, b: (1 / b, a / b**2),
            "A larger divisor makes a positive quotient smaller; your second derivative says it grows.",
            credit=0.5,
        ),
        KnownMistake(
            "square forgotten",
            lambda a, b: (1 / b, -a / b),
            "Write a/b as a times b to the power -1: its derivative lowers that power by one more.",
            credit=0.5,
        ),
        KnownMistake(
            "order swapped",
            lambda a, b: _quotient(a, b)[::-1],
            "Both derivatives are there, the wrong way round: first with respect to a.",
            credit=0.5,
        ),
        KnownMistake(
            "dividend in the first",
            lambda a, b: (a / b, -a / b**2),
            "The first one is the quotient itself. Hold b still: how does a/b change with a?",
            credit=0.5,
        ),
        KnownMistake(
            "derivative of one part each",
            lambda a, b: (1 / b, 1 / a),
            "In the second one a and b have changed places. Hold a still and change b.",
        ),
        KnownMistake(
            "dividend forgotten",
            lambda a, b: (1 / b, -1 / b**2),
            "The second one is that of 1/b. The dividend a is held still, but it is there: twice a, twice the slope.",
            credit=0.5,
        ),
        KnownMistake(
            "second only",
            lambda a, b: -a / b**2,
            "One result came back. Return both, with a comma between: first with respect to a.",
            credit=0.25,
        ),
    ),
    right="Each input has its own local derivative, taken with the other one held still.",
    wanted="Wanted are two numbers: how a/b changes with a, then how it changes with b.",
    begun=1,
    parts={
        "how the quotient changes with its dividend": lambda a, b: 1 / b,
        "how the quotient changes with its divisor": lambda a, b: -a / b**2,
        "the square of the divisor": lambda a, b: b**2,
    },
)


# --- the derivative of tanh ------------------------------------------------------------------------------------------


def _tanh_cases(rng: Generator) -> list[Case]:
    return [
        Case((rng.uniform(0.3, 1.5, size=4),), "positive inputs"),
        Case((rng.uniform(-1.5, -0.3, size=3),), "negative inputs"),
        Case((rng.normal(size=(2, 3)),), "a matrix"),
    ]


def _tanh_slope(h: np.ndarray) -> np.ndarray:
    return 1 - np.tanh(h) ** 2


TANH_DERIVATIVE = Exercise(
    variable="tanh_derivative",
    orders={"the units": ((0, 0),)},
    saturates=0,
    equation="section 3.4",
    cases=with_public_case(_tanh_cases, (np.array([0.0, 1.0]),), "h = [0, 1]"),
    reference=_tanh_slope,
    mistakes=(
        KnownMistake(
            "1 - h² for 1 - z²",
            lambda h: 1 - h**2,
            "You square the input h. At h = 2 that is -3, though tanh rises everywhere. Square the output.",
        ),
        KnownMistake(
            "square forgotten", lambda h: 1 - np.tanh(h), "The slope must be the same at h and at -h. Yours is not."
        ),
        KnownMistake(
            "rule of the logistic function",
            lambda h: np.tanh(h) * (1 - np.tanh(h)),
            "This is the rule for the logistic function. At h = 0 the slope of tanh is its largest, yours is zero.",
        ),
        wrong_sign(_tanh_slope, "tanh rises everywhere; your slope is negative."),
        KnownMistake("tanh itself", np.tanh, "You return tanh, not its slope."),
        KnownMistake("square of tanh", lambda h: np.tanh(h) ** 2, "At h = 0 tanh is steepest, and yours is zero."),
    ),
    right="One minus the square of the output, so the forward value is enough.",
    wanted="Wanted is the slope of tanh at each entry of h.",
    parts={
        "the value z of (5.4)": np.tanh,
        "the square of that value": lambda h: np.tanh(h) ** 2,
        "the slope of tanh": lambda h: 1 - np.tanh(h) ** 2,
    },
    small=lambda rng: (np.round(of_both_signs(rng, (2,), 0.2, 1.5), 1),),
)


# --- the chain rule --------------------------------------------------------------------------------------------------

# df, g, dg, and the range of x; among them each of x, g, df, dg and the product is positive here and negative there.
PAIRS = (
    ("np.cos(y)", "{a} * x**2", "2 * {a} * x", (-1.7, -1.45), "a sine of a square"),
    ("3 * y**2", "np.exp(-{a} * x)", "-{a} * np.exp(-{a} * x)", (0.4, 0.9), "a cube of a falling exponential"),
    ("-np.exp(-y)", "np.sin({a} * x)", "{a} * np.cos({a} * x)", (-0.9, -0.4), "a falling exponential of a sine"),
)


def _chain_cases(rng: Generator) -> list[Case]:
    cases = []
    for df, g, dg, (low, high), note in PAIRS:
        a = round(float(rng.uniform(0.8, 1.2)), 3)
        texts = f"lambda y: {df}", f"lambda x: {g}", f"lambda x: {dg}"
        functions = [GivenFunction(text.format(a=a)) for text in texts]
        cases.append(Case((*functions, float(rng.uniform(low, high))), note))
    return cases


def _chain(df: Function, g: Function, dg: Function, x: float) -> float:
    return float(df(g(x)) * dg(x))


CHAIN_DERIVATIVE = Exercise(
    variable="chain_derivative",
    equation="(4.1)",
    cases=with_public_case(
        _chain_cases,
        (*map(GivenFunction, ("lambda y: 2 * y", "lambda x: 3 * x", "lambda x: 3 + 0 * x")), 1.0),
        "df = 2 y, g = 3 x, dg = 3 and x = 1",
    ),
    reference=_chain,
    mistakes=(
        KnownMistake(
            "outer slope at x",
            lambda df, g, dg, x: df(x) * dg(x),
            "The outer function never sees x, it sees y = g(x). Where is dz/dy taken?",
        ),
        KnownMistake(
            "inner derivative forgotten",
            lambda df, g, dg, x: df(g(x)),
            "You stopped after dz/dy. (4.1) has a second factor.",
        ),
        KnownMistake(
            "sum instead of product",
            lambda df, g, dg, x: df(g(x)) + dg(x),
            "You add the slopes. A change that is doubled and then tripled has become six times as large.",
        ),
        KnownMistake(
            "outer slope at the inner slope",
            lambda df, g, dg, x: df(dg(x)) * dg(x),
            "The outer function receives the value g(x), not its slope.",
        ),
        KnownMistake(
            "inner and outer exchanged",
            lambda df, g, dg, x: df(x) * dg(g(x)),
            "The slopes are taken at each other's places: which of the two functions sees x, and which sees g(x)?",
        ),
        KnownMistake(
            "inner only", lambda df, g, dg, x: dg(x), "You return dy/dx alone. (4.1) has another factor before it."
        ),
    ),
    right="The outer slope where the inner value is, times the inner slope.",
    wanted="Wanted is the slope of f(g(x)) at x: one number.",
    parts={
        "the value between the two functions": lambda df, g, dg, x: g(x),
        "the slope of the outer function in (4.1)": lambda df, g, dg, x: df(g(x)),
        "the slope of the inner function in (4.1)": lambda df, g, dg, x: dg(x),
        "the whole product of (4.1)": _chain,
    },
)
