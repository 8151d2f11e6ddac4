"""The slope in a direction, (2.1): |gradient| times cos θ, the angle where it is largest, and its values by angle."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from gradwalk.checks import drawing
from gradwalk.checks.comparison import same, shaped_like
from gradwalk.checks.exercise import (
    BY_HAND,
    Case,
    Exercise,
    Inputs,
    KnownMistake,
    Numbers,
    Pair,
    Rule,
    with_public_case,
)
from gradwalk.checks.inputs import of_both_signs
from gradwalk.checks.mistakes import wrong_sign

SAME_WAY = 1e-5  # relative

# --- the directional derivative --------------------------------------------------------------------------------------


def _slope_cases(rng: Generator) -> list[Case]:
    """Draw gradients and directions of three lengths; the last slope is negative, and none is near zero."""
    kinds = ((2, 1.0, 1, "a direction in the plane"), (2, 3.27, 1, "a direction of another length"))
    return [_slope_case(rng, *kind) for kind in (*kinds, (4, 0.46, -1, "a way down in four dimensions"))]


def _slope_case(rng: Generator, size: int, length: float, sign: int, note: str) -> Case:
    gradient, across = of_both_signs(rng, (size,), 1, 3), rng.normal(size=size)
    across -= (across @ gradient) / (gradient @ gradient) * gradient
    angle = rng.uniform(0.5, 1.1)  # radians, between the gradient (or its opposite) and the direction
    unit = sign * np.cos(angle) * gradient / np.linalg.norm(gradient) + np.sin(angle) * across / np.linalg.norm(across)
    return Case((gradient, length * unit), note)


def _slope(gradient: np.ndarray, direction: np.ndarray) -> float:
    return float(gradient @ direction / np.linalg.norm(direction))


DIRECTIONAL_DERIVATIVE = Exercise(
    variable="directional_derivative",
    orders={"the coordinates": ((0, 0), (1, 0))},
    equation="section 1.3",
    cases=with_public_case(
        _slope_cases, (np.array([5.0, -10.0]), np.array([3.0, 4.0])), "gradient = [5, -10] and direction = [3, 4]"
    ),
    reference=_slope,
    mistakes=(
        KnownMistake(
            "direction not normalised",
            lambda g, u: g @ u,
            "A longer arrow in the same direction gives you a larger slope. A slope is per unit of length.",
        ),
        KnownMistake(
            "cosine only",
            lambda g, u: g @ u / (np.linalg.norm(u) * np.linalg.norm(g)),
            "Your slope stays the same when the gradient is doubled. On a surface twice as steep it must double.",
        ),
        KnownMistake(
            "steepest slope",
            lambda g, u: np.linalg.norm(g),
            "You return the slope in the steepest direction, whatever the direction is.",
        ),
        wrong_sign(_slope, "The slope has the wrong sign: along the gradient itself it must be positive."),
        KnownMistake(
            "size only",
            lambda g, u: abs(_slope(g, u)),
            "Your slope is never negative. A direction that leads down has a negative slope.",
            credit=0.5,
        ),
        KnownMistake(
            "no sum",
            lambda g, u: g * u / np.linalg.norm(u),
            "You return one number for each axis. The scalar product adds them up.",
        ),
        KnownMistake(
            "divided by the squared length",
            lambda g, u: g @ u / (u @ u),
            "A direction of twice the length gives you half the slope: divide by the length, and only once.",
        ),
    ),
    right="The scalar product of the gradient with a direction of length one.",
    wanted="Wanted is the slope along `direction` for each unit of length, with its sign.",
    parts={
        "the length of the direction": lambda g, u: np.linalg.norm(u),
        "the direction of length one": lambda g, u: u / np.linalg.norm(u),
        "the scalar product, not yet for each unit of length": lambda g, u: g @ u,
        "the slope for each unit of length": _slope,
    },
)


# --- the angle of steepest ascent ------------------------------------------------------------------------------------


def _angle_cases(rng: Generator) -> list[Case]:
    quarters = rng.uniform(10, 80, size=4) + np.array([0, 90, 180, 270])
    quarters += np.where(np.abs(quarters % 90 - 45) < 2, 5, 0)  # at 45 degrees both axes are alike
    notes = ["a gradient up and right", "a gradient up and left", "a gradient down and left", "one down and right"]
    vectors = [r * _unit(angle) for r, angle in zip(rng.uniform(0.5, 3, size=4), quarters, strict=True)]
    return [Case((vector,), note) for vector, note in zip(vectors, notes, strict=True)]


def _unit(degrees: float) -> np.ndarray:
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


def _angle(gradient: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(gradient[1], gradient[0])))


def _turn(right: float, yours: float) -> float:
    """Return by how many degrees, from -180 to 180, the direction `yours` is turned from `right`."""
    return (yours - right + 180) % 360 - 180


def _angles_in_words(pairs: Sequence[Pair], _tolerance: float) -> str:
    """Say of the directions, not of the numbers, how they differ: 270 and -90 degrees are the same way."""
    notes: dict[str, list[str]] = {}
    for right, value, note in pairs:
        notes.setdefault(_angle_in_words(right, value), []).append(note)
    return "; ".join(f"{words} for {' and '.join(where)}" for words, where in notes.items() if words != "is right")


def _angle_in_words(right: float, value: Any) -> str:
    angle = shaped_like(right, value)
    if angle is None:
        return "is not one angle"
    if same(right, angle, SAME_WAY):
        return "is right"
    turn = _turn(right, float(angle))
    for way, words in ((0, "points the right way, but is not between -180 and 180,"), (180, "points the opposite way")):
        if abs(abs(turn) - way) < SAME_WAY * 360:
            return words
    return "is turned by a right angle" if abs(abs(turn) - 90) < SAME_WAY * 360 else "points another way"


def _draw_angle(arguments: Inputs, right: float, answer: np.ndarray) -> str:
    (gradient,) = arguments
    origin, length, yours = np.zeros(2), float(np.linalg.norm(gradient)), float(answer.item())
    between = abs(_turn(right, yours))
    if between < 1:
        return ""  # an angle that is only counted otherwise
    caption = (
        "The gradient (solid) is perpendicular to the contour line. Your direction (dashed) makes an angle of "
        f"{between:.0f} degrees with it."
    )
    ways = [
        drawing.Way([origin, length * _unit(right)], "right"),
        drawing.Way([origin, length * _unit(yours)], "yours"),
    ]
    return drawing.contour_picture(lambda x, y: gradient[0] * x + gradient[1] * y, ways, caption)


STEEPEST_ANGLE = Exercise(
    variable="steepest_angle",
    equation="section 1.4",
    cases=with_public_case(_angle_cases, (np.array([-2.0, -2.0]),), "gradient = [-2, -2]"),
    reference=_angle,
    mistakes=(
        KnownMistake(
            "quadrant lost",
            lambda g: np.degrees(np.arctan(g[1] / g[0])),
            "Right on the right-hand side only: a ratio cannot tell (1, 1) from (-1, -1). Use both signs.",
            credit=0.5,
        ),
        KnownMistake(
            "radians",
            lambda g: np.arctan2(g[1], g[0]),
            "The direction is right, but in radians; degrees are asked for.",
            credit=0.5,
        ),
        KnownMistake(
            "from 0 to 360",
            lambda g: _angle(g) % 360,
            "The direction is right, but you count on to 360; below the x axis the angle is asked for as negative.",
            credit=0.5,
        ),
        KnownMistake(
            "axes swapped",
            lambda g: np.degrees(np.arctan2(g[0], g[1])),
            "Your angle is measured from the y axis. A gradient of (1, 0) must give 0 degrees.",
        ),
        KnownMistake(
            "descent",
            lambda g: np.degrees(np.arctan2(-g[1], -g[0])),
            "This is the direction of steepest descent. Ascent is asked for.",
        ),
        KnownMistake(
            "mirrored",
            lambda g: np.degrees(np.arctan2(-g[1], g[0])),
            "Up and down are exchanged: a gradient of (0, 1) must give 90 degrees.",
        ),
    ),
    right="The steepest ascent is where the gradient points.",
    wanted="Wanted is the angle of the gradient with the x axis in degrees, from -180 to 180.",
    draw=_draw_angle,
    differ=_angles_in_words,
    parts={
        "how steep it is along the x axis": lambda g: g[0],
        "how steep it is along the y axis": lambda g: g[1],
        "the angle in radians": lambda g: np.arctan2(g[1], g[0]),
        "the angle in degrees": _angle,
    },
)


# --- a slope for every angle -----------------------------------------------------------------------------------------

ANGLES = ("0", "60", "90", "180")


def gradient_numbers(rng: Generator) -> Numbers:
    """Return a gradient of two different whole numbers, neither so small that its length is just the other one."""
    return {"gradient": rng.choice(np.arange(6.0, 20.0), size=2, replace=False)}


def _table(slopes: Rule) -> Rule:
    """Return data -> slope by angle, from `slopes`: length, angle in degrees, gradient -> slope."""

    def compute(data: Numbers) -> dict[str, float]:
        gradient = data["gradient"]
        length = float(np.linalg.norm(gradient))
        return {angle: float(slopes(length, float(angle), gradient)) for angle in ANGLES}

    return compute


def _cos(degrees: float) -> float:
    return np.cos(np.radians(degrees))


SLOPES_BY_ANGLE = Exercise(
    variable="slopes_by_angle",
    equation="(2.1)",
    numbers=gradient_numbers,
    cases=lambda data: [Case((data,), "your gradient")],
    reference=_table(lambda length, angle, gradient: length * _cos(angle)),
    mistakes=(
        KnownMistake(
            "degrees taken as radians",
            _table(lambda length, angle, gradient: length * np.cos(angle)),
            "Your angles were read as radians: a computer's cos does not know degrees.",
        ),
        KnownMistake(
            "sine",
            _table(lambda length, angle, gradient: length * np.sin(np.radians(angle))),
            "At 0 degrees you have no slope at all. Which function is 1 at 0 degrees?",
        ),
        KnownMistake(
            "cosine only",
            _table(lambda length, angle, gradient: _cos(angle)),
            "These are the cosines alone. In (2.1) the length of your gradient stands in front.",
        ),
        KnownMistake(
            "sign",
            _table(lambda length, angle, gradient: -length * _cos(angle)),
            "All signs are turned round: along the gradient the function grows.",
        ),
        KnownMistake(
            "same slope everywhere",
            _table(lambda length, angle, gradient: length),
            "You have one slope for all directions. The gradient gives the largest; the others follow with cos θ.",
        ),
        KnownMistake(
            "sum instead of length",
            _table(lambda length, angle, gradient: gradient.sum() * _cos(angle)),
            "You added the components. The length of a vector follows from their squares.",
        ),
        KnownMistake(
            "one component",
            _table(lambda length, angle, gradient: gradient.max() * _cos(angle)),
            "One component is the slope along one axis. The largest slope is the length of the whole gradient.",
        ),
        KnownMistake(
            "length not taken to the root",
            _table(lambda length, angle, gradient: length**2 * _cos(angle)),
            "You used the square of the length: one root is missing.",
        ),
    ),
    right="Largest along the gradient, zero along the contour line, smallest against it.",
    wanted="Each entry is the slope in the direction turned by that angle from the gradient, from (2.1).",
    tolerance=BY_HAND,
    is_value=True,
)
