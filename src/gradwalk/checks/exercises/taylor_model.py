"""The first-order model (2.1) of a function, and the remainder: what the model leaves out."""

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, Function, GivenFunction, KnownMistake, with_public_case
from gradwalk.checks.inputs import of_both_signs
from gradwalk.checks.mistakes import wrong_sign

VALUE = "{a} * r[0]**2 + {b} * r[0] * r[1] + np.sin(r[1]) + {level}"
BELOW_ZERO = -12.0  # lowers every surface below so far that its values are negative where they are asked for
GRADIENT = "2 * {a} * r[0] + {b} * r[1], {b} * r[0] + np.cos(r[1])"


def random_surface(rng: Generator, curvature: int = 1, level: float = 0.0) -> tuple[GivenFunction, GivenFunction]:
    """Return (F, grad F), two GivenFunctions of a point r (2,); the sign of `curvature` is that along the x axis."""
    a, b = (round(float(number), 3) for number in rng.uniform(0.5, 1.5, size=2) * [curvature, 1])
    return surface(VALUE.format(a=a, b=b, level=level), GRADIENT.format(a=a, b=b))


def surface(value: str, gradient: str) -> tuple[GivenFunction, GivenFunction]:
    """Return (F, grad F) of a point r (2,) from two expressions; that of the gradient has two parts."""
    return GivenFunction.of_point("r", value), GivenFunction.of_point("r", f"np.array([{gradient}])")


def random_place(
    rng: Generator, length: float, curvature: int, rising: int, level: float
) -> tuple[GivenFunction, GivenFunction, np.ndarray, np.ndarray]:
    """Return (F, grad F, r0, u), drawn until a step of `length` along the unit vector u leaves a clear remainder.

    The remainder has the sign of `curvature`; the first-order change and the whole one have that of `rising`. Place,
    direction and, where F falls, the gradient have entries of both signs, so that no sign may be lost on the way.
    Where F rises, x stands above y in the place, after the step, and in the step, so that none may be sorted.
    """
    while True:
        value, gradient = random_surface(rng, curvature, level)
        place, unit = of_both_signs(rng, (2,), 0.3, 1), of_both_signs(rng, (2,), 0.5, 1)
        slopes = gradient(place)
        unit *= np.sign(slopes @ unit) * rising / np.linalg.norm(unit)
        step = length * unit
        promised, change = slopes @ step * rising, (value(place + step) - value(place)) * rising
        is_mixed = rising > 0 or slopes.min() < -0.2 < 0.2 < slopes.max()
        bends = remainder(value, gradient, place, step) * curvature > 0.1 * length**2
        falls = rising < 0 or all(x > y for x, y in (place, step, place + step))
        if min(promised, change) > 0.1 * length and is_mixed and falls and bends:
            return value, gradient, place, unit


def remainder(F: Function, grad_F: Function, r0: np.ndarray, r: np.ndarray) -> float:
    """Return F(r0 + r) minus its first-order model at r0, (2.1)."""
    return float(F(r0 + r) - F(r0) - grad_F(r0) @ r)


# --- the model -------------------------------------------------------------------------------------------------------


def _model_cases(rng: Generator) -> list[Case]:
    """Draw values of both signs, and steps up and down along which the model changes by no less than half a unit."""
    cases = []
    kinds = ((1, 1, 2, "two variables"), (-1, -1, 2, "a step down"), (1, -1, 3, "a step down in three variables"))
    for value, sign, size, note in kinds:
        gradient = of_both_signs(rng, (size,), 0.5, 2)
        gradient = np.sort(gradient)[::-1] if sign > 0 else gradient  # gradient and step fall: none may be sorted
        step = gradient * rng.uniform(0.3, 0.9, size=size) * sign
        cases.append(Case((value * float(rng.uniform(1, 3)), gradient, step), note))
    return cases


def _model(value: float, gradient: np.ndarray, r: np.ndarray) -> float:
    return float(value + gradient @ r)


FIRST_ORDER_MODEL = Exercise(
    variable="first_order_model",
    orders={"the coordinates": ((1, 0), (2, 0))},
    equation="(2.1)",
    cases=with_public_case(
        _model_cases,
        (10.0, np.array([2.0, -1.0]), np.array([3.0, 4.0])),
        "value = 10, gradient = [2, -1] and r = [3, 4]",
    ),
    reference=_model,
    mistakes=(
        KnownMistake(
            "value at the start forgotten",
            lambda value, g, r: g @ r,
            "You return the change alone. (2.1) models the function itself: what is its value for a step of zero?",
        ),
        KnownMistake(
            "sign",
            lambda value, g, r: value - g @ r,
            "A step along the gradient lowers your model. Look at the sign in (2.1).",
        ),
        KnownMistake(
            "angle forgotten",
            lambda value, g, r: value + np.linalg.norm(g) * np.linalg.norm(r),
            "Your model grows in every direction. (2.1) has cos θ for that.",
        ),
        KnownMistake(
            "no sum",
            lambda value, g, r: value + g * r,
            "You return one number for each variable. The scalar product adds the changes up.",
        ),
        KnownMistake(
            "factor one half",
            lambda value, g, r: value + 0.5 * (g @ r),
            "The factor 1/2 belongs to the second-order term. In (2.1) the gradient enters as it is.",
        ),
        KnownMistake(
            "unit step",
            lambda value, g, r: value + g @ r / np.linalg.norm(r),
            "Your model does not see how long the step is: it must be halfway for half the step.",
        ),
        KnownMistake(
            "multiplied",
            lambda value, g, r: value * (g @ r),
            "You multiply the value by the change. In (2.1) the change is added to it.",
        ),
    ),
    right="Value plus slope times step, the tangent plane.",
    wanted="Wanted is the right-hand side of (2.1): one number.",
)


# --- the remainder ---------------------------------------------------------------------------------------------------


def _remainder_cases(rng: Generator) -> list[Case]:
    """Draw surfaces above and below zero, and steps up and down them."""
    kinds = (
        (1.0, 1, 1, BELOW_ZERO, "a long step"),
        (0.2, 1, -1, 0.0, "a short step"),
        (0.6, -1, -1, 0.0, "a surface that curves down"),
    )
    cases = []
    for length, curvature, rising, level, note in kinds:
        value, gradient, place, unit = random_place(rng, length, curvature, rising, level)
        cases.append(Case((value, gradient, place, length * unit), note))
    return cases


REMAINDER = Exercise(
    variable="remainder",
    equation="(2.1)",
    cases=with_public_case(
        _remainder_cases,
        (*surface("r[0] * r[1]", "r[1], r[0]"), np.array([1.0, 2.0]), np.array([3.0, 1.0])),
        "F = xy, r0 = [1, 2] and r = [3, 1]",
    ),
    reference=remainder,
    mistakes=(
        wrong_sign(remainder, "You return model minus function; the remainder is what has to be added to the model."),
        KnownMistake(
            "gradient at the end",
            lambda F, grad_F, r0, r: F(r0 + r) - F(r0) - grad_F(r0 + r) @ r,
            "The model stands at r0: its gradient is taken before the step, not after it.",
        ),
        KnownMistake(
            "model left out",
            lambda F, grad_F, r0, r: F(r0 + r) - F(r0),
            "This is the whole change. The remainder is the part of it the gradient does not explain.",
        ),
        KnownMistake(
            "gradient added",
            lambda F, grad_F, r0, r: F(r0 + r) - F(r0) + grad_F(r0) @ r,
            "The whole model is taken away, its second term too: look at the sign before the gradient.",
        ),
        KnownMistake(
            "size only",
            lambda F, grad_F, r0, r: abs(remainder(F, grad_F, r0, r)),
            "You drop the sign. A function that curves down lies below its tangent plane: keep that information.",
            credit=0.5,
        ),
        KnownMistake(
            "value at the start forgotten",
            lambda F, grad_F, r0, r: F(r0 + r) - grad_F(r0) @ r,
            "For a step of zero the remainder must vanish; yours is F(r0) there.",
        ),
        KnownMistake(
            "function of the step",
            lambda F, grad_F, r0, r: F(r) - F(r0) - grad_F(r0) @ r,
            "You evaluate F at the step r. The step begins at r0.",
        ),
    ),
    right="This is what the equals sign of (2.1) hides.",
    wanted="Wanted is the function after the step minus its first-order model, one number with its sign.",
    parts={
        "the place after the step": lambda F, grad_F, r0, r: r0 + r,
        "the function after the step": lambda F, grad_F, r0, r: F(r0 + r),
        "the function before the step": lambda F, grad_F, r0, r: F(r0),
        "the gradient in (2.1)": lambda F, grad_F, r0, r: grad_F(r0),
        "the change that (2.1) promises": lambda F, grad_F, r0, r: grad_F(r0) @ r,
    },
)
