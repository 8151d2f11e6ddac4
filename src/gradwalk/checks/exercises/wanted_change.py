"""(6.4) read backwards: which weight matters most, which step brings a wanted change, which lowers the loss most."""

import numpy as np
from numpy.random import Generator

from gradwalk.checks import drawing
from gradwalk.checks.choices import choice, options
from gradwalk.checks.exercise import Case, Exercise, Inputs, KnownMistake, Numbers, with_public_case
from gradwalk.checks.inputs import of_both_signs
from gradwalk.checks.mistakes import wrong_sign

# --- which weight matters most ---------------------------------------------------------------------------------------


def _sensitive_cases(rng: Generator) -> list[Case]:
    """Draw matrices with the steepest slope in the last column, in the last row, and in the first row."""
    kinds = (
        ((3, 4), (int(rng.integers(1, 3)), 3), 1, "a wide matrix"),
        ((4, 3), (3, int(rng.integers(3))), -1, "a tall matrix"),
        ((3, 3), (0, int(rng.integers(1, 3))), -1, "a square matrix"),
    )
    return [Case((_slopes(rng, shape, place, sign),), note) for shape, place, sign, note in kinds]


def _slopes(rng: Generator, shape: tuple[int, int], place: tuple[int, int], sign: int) -> np.ndarray:
    """Return slopes of which the steepest, at `place`, has this sign, the next the other one, in the row above.

    These two differ by less than a whole number.
    The row of the steepest has the least sum, and the flattest slope stands in it.
    """
    gradient, (row, column) = of_both_signs(rng, shape, 0.9, 1.2), place
    gradient[row] *= 0.1
    gradient[row, column] = sign * rng.uniform(2.2, 2.4)
    gradient[row - 1, column] = -sign * rng.uniform(2.01, 2.1)
    gradient[row, column - 1] = 0.01
    return gradient


def _place(array: np.ndarray) -> tuple[int, ...]:
    return tuple(int(index) for index in np.unravel_index(np.argmax(array), array.shape))


MOST_SENSITIVE = Exercise(
    variable="most_sensitive",
    equation="(6.4)",
    cases=with_public_case(
        _sensitive_cases, (np.array([[1.0, 2.0], [-5.0, 4.0], [3.0, 0.0]]),), "gradient = [[1, 2], [-5, 4], [3, 0]]"
    ),
    reference=lambda g: _place(np.abs(g)),
    mistakes=(
        KnownMistake("signs kept", _place, "A steep slope downwards matters as much as one upwards: compare sizes."),
        KnownMistake(
            "steepest way down",
            lambda g: _place(-g),
            "You look for the most negative slope. A steep slope upwards matters as much: compare sizes.",
        ),
        KnownMistake(
            "flat index", lambda g: int(np.argmax(np.abs(g))), "One number counts through all rows: give (j, i)."
        ),
        KnownMistake(
            "indices swapped",
            lambda g: _place(np.abs(g))[::-1],
            "Row and column are exchanged: w_ji has the receiver j first.",
            credit=0.5,
        ),
        KnownMistake("smallest", lambda g: _place(-np.abs(g)), "This weight changes the loss the least."),
        KnownMistake(
            "slope itself",
            lambda g: g[_place(np.abs(g))],
            "You return the slope. Where does it stand? Its row and its column are asked for.",
        ),
        KnownMistake(
            "counted from one",
            lambda g: tuple(index + 1 for index in _place(np.abs(g))),
            "You count from 1; Python's rows and columns start at 0.",
            credit=0.5,
        ),
    ),
    right="The size of the slope decides, its sign only says in which direction to go.",
    wanted="Wanted is (j, i), the row and the column of the weight whose slope is the largest in size.",
)


# --- the step for a wanted change ------------------------------------------------------------------------------------


def _wanted_cases(rng: Generator) -> list[Case]:
    return [
        Case((of_both_signs(rng, (size,), 0.5, 3), sign * round(float(rng.uniform(0.1, 0.5)), 2)), note)
        for size, sign, note in ((2, -1, "a wanted decrease"), (4, -1, "four weights"), (2, 1, "a wanted increase"))
    ]


def _wanted(gradient: np.ndarray, change: float) -> np.ndarray:
    return change * gradient / np.sum(gradient**2)


def _draw_wanted(arguments: Inputs, right: np.ndarray, answer: np.ndarray) -> str:
    gradient, change = arguments
    if gradient.size != 2:
        return ""
    length = drawing.times_as_long(np.linalg.norm(answer) / np.linalg.norm(right))
    caption = (
        f"On the tangent plane the right step (solid) changes the loss by {change:+.3g}. Yours (dashed) changes it by "
        f"{gradient @ answer:+.3g} and is {length}."
    )
    ways = [drawing.Way([np.zeros(2), step], role) for step, role in ((right, "right"), (answer, "yours"))]
    return drawing.contour_picture(lambda x, y: gradient[0] * x + gradient[1] * y, ways, caption)


STEP_FOR_CHANGE = Exercise(
    variable="step_for_change",
    orders={"the weights": ((0, 0),)},
    equation="(6.4)",
    cases=with_public_case(_wanted_cases, (np.array([3.0, 4.0]), -0.5), "gradient = [3, 4] and change = -0.5"),
    reference=_wanted,
    mistakes=(
        wrong_sign(_wanted, "Your step changes the loss by the opposite amount.", "(6.4)"),
        KnownMistake(
            "divided by the length once",
            lambda g, change: change * g / np.linalg.norm(g),
            "Your step has the length of the change. On a steeper slope a shorter step is enough: put it into (6.4).",
        ),
        KnownMistake(
            "not divided",
            lambda g, change: change * g,
            "A steeper slope makes your step longer, though a shorter one is enough. Put your step into (6.4).",
        ),
        KnownMistake(
            "each weight for itself",
            lambda g, change: change / g,
            "Each weight alone already makes the whole change, so together they make too much.",
        ),
        KnownMistake(
            "shared equally",
            lambda g, change: change / (g.size * g),
            "The change is right, the step is not the shortest: flat weights move furthest. Go along the gradient.",
            credit=0.5,
        ),
        KnownMistake(
            "steepest weight only",
            lambda g, change: np.where(np.abs(g) == np.max(np.abs(g)), change / g, 0.0),
            "It makes the right change with one weight; all together need a shorter step.",
            credit=0.5,
        ),
    ),
    right="Along the gradient, as far as its own slope asks for. It is the shortest step that does it.",
    wanted="Wanted is the shortest of all steps for which (6.4) promises the change.",
    draw=_draw_wanted,
    parts={
        "the squared length of the gradient": lambda g, change: g @ g,
        "the wanted change times the gradient": lambda g, change: change * g,
        "the shortest step that (6.4) allows": _wanted,
    },
)


# --- which step lowers the loss most ---------------------------------------------------------------------------------


def step_numbers(rng: Generator) -> Numbers:
    """Return a gradient of two weights, and five steps of length one as texts."""
    gradient = np.array([float(rng.integers(2, 5)), float(rng.integers(6, 10)) * rng.choice([-1.0, 1.0])])
    unit = gradient / np.linalg.norm(gradient)
    steps = {
        "against the gradient": -unit,
        "along the gradient": unit,
        "along the contour": np.array([-unit[1], unit[0]]),
        "steepest weight": np.array([0.0, -np.sign(gradient[1])]),
        "both weights equally": -np.sign(gradient) / np.sqrt(2),
    }
    texts, letters = options(rng, {name: f"({x:+.3f}, {y:+.3f})" for name, (x, y) in steps.items()})
    return {"gradient": gradient, "steps": texts, "_step_letters": letters}


BEST_STEP = choice(
    variable="best_step",
    equation="(6.4)",
    numbers=step_numbers,
    letters="_step_letters",
    answer="against the gradient",
    messages={
        "along the gradient": "This step makes the loss grow the most.",
        "along the contour": "Along the contour line the first-order change is zero.",
        "steepest weight": "Good, but the other weight can help: compare the two scalar products with your gradient.",
        "both weights equally": "Both weights move equally far, but their slopes differ: compare the scalar products.",
    },
    right="Of all steps of one length, the one against the gradient promises the largest decrease.",
    wanted="Compute the scalar product of your gradient with each of the five steps.",
)
