"""The second homework: a first-order model, what it leaves out, and how fast that vanishes."""

import numpy as np

from gradwalk.checks.exercise import Case, Exercise, GivenFunction, HomeworkDefinition, Mistake
from gradwalk.checks.mistakes import choice_mistake, options, wrong_sign

VALUE = "lambda r: {a} * r[0]**2 + {b} * r[0] * r[1] + np.sin(r[1])"
GRADIENT = "lambda r: np.array([2 * {a} * r[0] + {b} * r[1], {b} * r[0] + np.cos(r[1])])"


def _surface(rng, curvature=1):
    a, b = (round(float(number), 3) for number in rng.uniform(0.5, 1.5, size=2) * [curvature, 1])
    return GivenFunction(VALUE.format(a=a, b=b)), GivenFunction(GRADIENT.format(a=a, b=b))


# --- the model -------------------------------------------------------------------------------------------------------


def _model_cases(rng):
    return [
        Case((float(rng.uniform(1, 3)), rng.normal(size=size), rng.normal(size=size) * 0.5), note)
        for size, note in ((2, "two variables"), (2, "another step"), (3, "three variables"))
    ]


def _model(value, gradient, r):
    return float(value + gradient @ r)


FIRST_ORDER_MODEL = Exercise(
    variable="first_order_model",
    equation="(2.1)",
    cases=_model_cases,
    reference=_model,
    mistakes=(
        Mistake(
            "value at the start forgotten",
            lambda value, g, r: g @ r,
            "You return the change alone. (2.1) models the function itself: what is its value for a step of zero?",
        ),
        Mistake(
            "sign",
            lambda value, g, r: value - g @ r,
            "A step along the gradient lowers your model. Look at the sign in (2.1).",
        ),
        Mistake(
            "angle forgotten",
            lambda value, g, r: value + np.linalg.norm(g) * np.linalg.norm(r),
            "Your model grows in every direction. (2.1) has cos θ for that.",
        ),
        Mistake(
            "no sum",
            lambda value, g, r: value + g * r,
            "You return one number for each variable. The scalar product adds the changes up.",
        ),
        Mistake(
            "factor one half",
            lambda value, g, r: value + 0.5 * (g @ r),
            "The factor 1/2 belongs to the second-order term. In (2.1) the gradient enters as it is.",
        ),
        Mistake(
            "unit step",
            lambda value, g, r: value + g @ r / np.linalg.norm(r),
            "Your model does not see how long the step is: it must be halfway for half the step.",
        ),
    ),
    right="Value plus slope times step, the tangent plane.",
    wrong="Try a step of zero, then a step along one axis: what must the model give?",
)


# --- the remainder ---------------------------------------------------------------------------------------------------


def _remainder_cases(rng):
    cases = []
    for note, length, curvature in (
        ("a long step", 1.0, 1),
        ("a short step", 0.2, 1),
        ("a surface that curves down", 0.6, -1),
    ):
        value, gradient = _surface(rng, curvature)
        place, angle = rng.uniform([-1, 0.2], [1, 1]), rng.uniform(-0.3, 0.3)
        cases.append(Case((value, gradient, place, length * np.array([np.cos(angle), np.sin(angle)])), note))
    return cases


def _remainder(F, grad_F, r0, r):
    return float(F(r0 + r) - F(r0) - grad_F(r0) @ r)


REMAINDER = Exercise(
    variable="remainder",
    equation="(2.1)",
    cases=_remainder_cases,
    reference=_remainder,
    mistakes=(
        wrong_sign(_remainder, "You return model minus function; the remainder is what has to be added to the model."),
        Mistake(
            "gradient at the end",
            lambda F, grad_F, r0, r: F(r0 + r) - F(r0) - grad_F(r0 + r) @ r,
            "The model stands at r0: its gradient is taken before the step, not after it.",
        ),
        Mistake(
            "model left out",
            lambda F, grad_F, r0, r: F(r0 + r) - F(r0),
            "This is the whole change. The remainder is the part of it the gradient does not explain.",
        ),
        Mistake(
            "size only",
            lambda F, grad_F, r0, r: abs(_remainder(F, grad_F, r0, r)),
            "You drop the sign. A function that curves down lies below its tangent plane: keep that information.",
            credit=0.5,
        ),
        Mistake(
            "value at the start forgotten",
            lambda F, grad_F, r0, r: F(r0 + r) - grad_F(r0) @ r,
            "For a step of zero the remainder must vanish; yours is F(r0) there.",
        ),
        Mistake(
            "function of the step",
            lambda F, grad_F, r0, r: F(r) - F(r0) - grad_F(r0) @ r,
            "You evaluate F at the step r. The step begins at r0.",
        ),
    ),
    right="This is what the equals sign of (2.1) hides.",
    wrong="For a step of zero the remainder is zero. Write the three terms on paper first.",
)


# --- the order of the remainder --------------------------------------------------------------------------------------


def _order_cases(rng):
    cases = []
    for note in ("one direction", "another direction", "another surface"):
        value, gradient = _surface(rng)
        angle = rng.uniform(-0.6, 0.6)
        place = np.array([rng.uniform(0.5, 1.5), rng.uniform(-0.5, 0.5)])
        cases.append(Case((value, gradient, place, np.array([np.cos(angle), np.sin(angle)]), 0.05), note))
    return cases


def _ratio(F, grad_F, r0, u, h):
    return abs(_remainder(F, grad_F, r0, h * u) / _remainder(F, grad_F, r0, h / 2 * u))


def _change_ratio(F, grad_F, r0, u, h):
    return abs((F(r0 + h * u) - F(r0)) / (F(r0 + h / 2 * u) - F(r0)))


REMAINDER_ORDER = Exercise(
    variable="remainder_order",
    equation="(2.1)",
    cases=_order_cases,
    reference=lambda *inputs: float(np.log2(_ratio(*inputs))),
    mistakes=(
        Mistake("ratio", _ratio, "This is the ratio of the remainders. Which power of 2 is it?", credit=0.5),
        Mistake(
            "upside down",
            lambda *inputs: -np.log2(_ratio(*inputs)),
            "A negative order would mean that a shorter step leaves a larger remainder. Turn the ratio around.",
        ),
        Mistake(
            "natural logarithm",
            lambda *inputs: np.log(_ratio(*inputs)),
            "The step is halved, so the order is a power of 2: which logarithm belongs to it?",
        ),
        Mistake(
            "change instead of remainder",
            lambda *inputs: np.log2(_change_ratio(*inputs)),
            "You measure the whole change; it is of order 1. Subtract the first-order model of (2.1) first.",
        ),
        Mistake(
            "logarithm to base ten",
            lambda *inputs: np.log10(_ratio(*inputs)),
            "The step is halved, not divided by ten: which logarithm belongs to that?",
        ),
    ),
    right="Close to 2, so half the step leaves about a quarter of the remainder.",
    wrong="Compute the remainder for h and for h/2, and ask by which power of 2 they differ.",
)


# --- slopes by angle, and what half a step leaves --------------------------------------------------------------------

ANGLES = (0, 60, 90, 180)


def _data(rng):
    gradient = rng.integers(2, 20, size=2).astype(float)
    texts = {
        "a quarter": "about a quarter of it is left",
        "a half": "about half of it is left",
        "the same": "it stays about the same",
        "an eighth": "about an eighth of it is left",
        "nothing": "it is exactly zero",
    }
    halving, letters = options(rng, texts)
    return {"gradient": gradient, "halving": halving, "_halving_letters": letters}


def _table(name, message, slopes):
    def compute(data):
        length = float(np.linalg.norm(data["gradient"]))
        angles = np.array(ANGLES, dtype=float)
        values = slopes(length, angles, data["gradient"])
        return {str(angle): float(value) for angle, value in zip(ANGLES, np.broadcast_to(values, 4), strict=True)}

    return Mistake(name, compute, message)


SLOPES_BY_ANGLE = Exercise(
    variable="slopes_by_angle",
    equation="(2.1)",
    cases=lambda data: [Case((data,), "your gradient")],
    reference=lambda data: {
        str(angle): float(np.linalg.norm(data["gradient"]) * np.cos(np.radians(angle))) for angle in ANGLES
    },
    mistakes=(
        _table(
            "degrees taken as radians",
            "Your angles were read as radians: a computer's cos does not know degrees.",
            slopes=lambda length, angles, gradient: length * np.cos(angles),
        ),
        _table(
            "sine",
            "At 0 degrees you have no slope at all. Which function is 1 at 0 degrees?",
            slopes=lambda length, angles, gradient: length * np.sin(np.radians(angles)),
        ),
        _table(
            "cosine only",
            "These are the cosines alone. In (2.1) the length of your gradient stands in front.",
            slopes=lambda length, angles, gradient: np.cos(np.radians(angles)),
        ),
        _table(
            "sign",
            "All signs are turned round: along the gradient the function grows.",
            slopes=lambda length, angles, gradient: -length * np.cos(np.radians(angles)),
        ),
        _table(
            "same slope everywhere",
            "You have one slope for all directions. The gradient gives the largest; the others follow with cos θ.",
            slopes=lambda length, angles, gradient: length,
        ),
        _table(
            "sum instead of length",
            "You added the components. The length of a vector follows from their squares.",
            slopes=lambda length, angles, gradient: gradient.sum() * np.cos(np.radians(angles)),
        ),
        _table(
            "length not taken to the root",
            "You used the square of the length: one root is missing.",
            slopes=lambda length, angles, gradient: length**2 * np.cos(np.radians(angles)),
        ),
    ),
    right="Largest along the gradient, zero along the contour line, smallest against it.",
    wrong="Each entry is the slope in the direction turned by that angle from the gradient, from (2.1).",
    tolerance=5e-3,
    is_value=True,
)

HALVED_STEP = Exercise(
    variable="halved_step",
    equation="(2.1)",
    cases=lambda data: [Case((data,), "the question")],
    reference=lambda data: data["_halving_letters"]["a quarter"],
    mistakes=(
        choice_mistake("a half", "_halving_letters", "The *change* is about halved. The remainder is of higher order."),
        choice_mistake("the same", "_halving_letters", "Then the model would be no better nearby. Draw a parabola."),
        choice_mistake("an eighth", "_halving_letters", "That would need a second-order model. (2.1) stops before it."),
        choice_mistake(
            "nothing", "_halving_letters", "Only a plane equals its first-order model. This surface curves."
        ),
    ),
    right="The remainder goes with the square of the step, where the second derivatives do not vanish.",
    wrong="Answer with one letter. Use the order you measured in the exercise before.",
    is_value=True,
)

HOMEWORK = HomeworkDefinition(
    "02_taylor_expansion",
    "The Taylor expansion",
    {
        "first_order_model": FIRST_ORDER_MODEL,
        "remainder": REMAINDER,
        "remainder_order": REMAINDER_ORDER,
        "slopes_by_angle": SLOPES_BY_ANGLE,
        "halved_step": HALVED_STEP,
    },
    _data,
)
