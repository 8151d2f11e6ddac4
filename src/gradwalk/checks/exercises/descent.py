"""Gradient descent, (1.1): take one step, walk the whole way, and know the largest learning rate that converges."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from gradwalk.checks import drawing
from gradwalk.checks.choices import choice, options
from gradwalk.checks.comparison import numbers, same
from gradwalk.checks.exercise import (
    Case,
    Exercise,
    Function,
    GivenFunction,
    Inputs,
    KnownMistake,
    Numbers,
    Pair,
    with_public_case,
)
from gradwalk.checks.inputs import of_both_signs
from gradwalk.checks.plain import shown_count

# --- the update step -------------------------------------------------------------------------------------------------


def _step_cases(rng: Generator) -> list[Case]:
    shapes = (((2,), "two parameters"), ((5,), "five parameters"), ((3, 2), "a matrix of parameters"))
    return [
        Case((of_both_signs(rng, shape, 0.5, 3), of_both_signs(rng, shape, 0.5, 3), float(rng.uniform(0.1, 0.4))), note)
        for shape, note in shapes
    ]


def _step(w: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    return w - learning_rate * gradient


CURVATURE = 2.2  # every learning rate asked for lies below 1/CURVATURE; one of 1, or none, overshoots


def _draw_step(arguments: Inputs, right: np.ndarray, answer: np.ndarray) -> str:
    start, gradient, _ = arguments
    if start.shape != (2,):
        return ""
    centre = start - gradient / CURVATURE  # of a bowl whose gradient at the start is the given one

    def height(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return CURVATURE * ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / 2

    caption = (
        f"On a bowl with this gradient the right step (solid) goes from height {height(*start):.3g} to "
        f"{height(*right):.3g}, yours (dashed) to {height(*answer):.3g}."
    )
    ways = [drawing.Way([start, right], "right"), drawing.Way([start, answer], "yours")]
    return drawing.contour_picture(height, ways, caption)


UPDATE_STEP = Exercise(
    variable="update_step",
    orders={"the parameters": ((0, 0), (1, 0))},
    equation="(1.1)",
    cases=with_public_case(
        _step_cases,
        (np.array([5.0, -1.0]), np.array([2.0, 4.0]), 0.5),
        "w = [5, -1], gradient = [2, 4] and learning_rate = 0.5",
    ),
    reference=_step,
    mistakes=(
        KnownMistake(
            "sign",
            lambda w, g, rate: w + rate * g,
            "Your step climbs. The gradient points to the steepest ascent; which way does a loss have to go?",
        ),
        KnownMistake(
            "learning rate forgotten",
            lambda w, g, rate: w - g,
            "Your step does not depend on the learning rate: see what stands in front of the gradient in (1.1).",
        ),
        KnownMistake(
            "step without start",
            lambda w, g, rate: -rate * g,
            "You return the step alone. (1.1) gives the new position: where does the step begin?",
        ),
        KnownMistake(
            "step returned",
            lambda w, g, rate: rate * g,
            "You return what (1.1) takes away. It gives the new position: where does the step begin, and which way?",
        ),
        KnownMistake(
            "normalised gradient",
            lambda w, g, rate: w - rate * g / np.linalg.norm(g),
            "Your step always has the length of the learning rate. In (1.1) a steeper slope makes a longer step.",
        ),
        KnownMistake(
            "only the sign of the gradient",
            lambda w, g, rate: w - rate * np.sign(g),
            "Every parameter moves equally far. (1.1) uses the size of each partial derivative, not only its sign.",
        ),
        KnownMistake(
            "divided by the learning rate",
            lambda w, g, rate: w - g / rate,
            "A smaller learning rate makes your step longer. (1.1) multiplies.",
        ),
    ),
    right="Against the gradient, scaled by the learning rate, for any shape of parameters.",
    wanted="Wanted is the new position after one step of (1.1).",
    draw=_draw_step,
    start=lambda w, gradient, learning_rate: w,
)


# --- the whole way down ----------------------------------------------------------------------------------------------

# The curvature is not the same everywhere and the coordinates mix, so that no shortcut for a plain bowl is right.
VALLEY = "np.array([w[0] + np.sin(w[0] + 1) / 2 + {mixed} * w[1], {mixed} * w[0] + {steep} * w[1]])"


def _path_cases(rng: Generator) -> list[Case]:
    """Draw two long paths that begin on either side of the valley, and one of a single step."""
    side = np.array([1.0, -1.0]) * rng.choice([1.0, -1.0])
    kinds = (("a path of four steps", 4, side), ("a path of one step", 1, side), ("a path of seven steps", 7, -side))
    cases = []
    for note, count, signs in kinds:
        function = _valley(round(float(rng.uniform(0.4, 0.8)), 3), round(float(rng.uniform(2, 4)), 3))
        start, learning_rate = rng.uniform(1, 2, size=2) * signs, float(rng.uniform(0.1, 0.2))
        cases.append(Case((function, start, learning_rate, count), note))
    return cases


def _valley(mixed: float, steep: float) -> GivenFunction:
    return GivenFunction.of_point("w", VALLEY.format(mixed=mixed, steep=steep))


def _path(grad: Function, start: np.ndarray, learning_rate: float, num_steps: int) -> np.ndarray:
    rows = [np.array(start, dtype=float)]
    for _ in range(num_steps):
        rows.append(rows[-1] - learning_rate * grad(rows[-1]))
    return np.array(rows)


def _stale_path(grad: Function, start: np.ndarray, learning_rate: float, num_steps: int) -> np.ndarray:
    return start - learning_rate * np.arange(num_steps + 1)[:, None] * grad(start)


def _one_after_the_other(grad: Function, start: np.ndarray, learning_rate: float, num_steps: int) -> np.ndarray:
    rows = [np.array(start, dtype=float)]
    for _ in range(num_steps):
        row = rows[-1].copy()
        for i in range(row.size):
            row[i] -= learning_rate * grad(row)[i]
        rows.append(row)
    return np.array(rows)


def _rows_in_words(pairs: Sequence[Pair], tolerance: float) -> str:
    """Say how many rows came back, and how many of the first are right, for the first path that is not right."""
    right, returned, note = next(pair for pair in pairs if not same(pair.right, pair.value, tolerance))
    rows = numbers(returned)
    if rows is None or rows.ndim != 2 or rows.shape[1] != right.shape[1]:
        return f"is not one row of two numbers for each point, for {note}"
    wrong = (i for i, pair in enumerate(zip(right, rows, strict=False)) if not same(*pair, tolerance))
    good = next(wrong, min(len(right), len(rows)))
    count = f"{shown_count(len(rows))} row{'' if len(rows) == 1 else 's'}"
    counted = f"has {count} where {len(right)} are wanted, and" if len(rows) != len(right) else "has"
    which = f"{good} right row{'' if good == 1 else 's'} at the beginning" if good else "no right row at the beginning"
    return f"{counted} {which}, for {note}" if counted == "has" else f"{counted} it has {which}, for {note}"


def _draw_path(arguments: Inputs, right: np.ndarray, answer: np.ndarray) -> str:
    mixed, steep = (float(arguments[0](unit)[1]) for unit in np.eye(2))

    def height(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return x**2 / 2 - np.cos(x + 1) / 2 + mixed * x * y + steep * y**2 / 2

    caption = (
        f"In this valley the right path (solid) goes from height {height(*right[0]):.3g} down to "
        f"{height(*right[-1]):.3g}, yours (dashed) ends at {height(*answer[-1]):.3g}."
    )
    return drawing.contour_picture(height, [drawing.Way(right, "right"), drawing.Way(answer, "yours")], caption)


DESCENT_PATH = Exercise(
    variable="descent_path",
    equation="(1.1)",
    cases=with_public_case(
        _path_cases,
        (GivenFunction.of_point("w", "2 * w"), np.array([4.0, -8.0]), 0.25, 2),
        "grad = 2 w, start = [4, -8], learning_rate = 0.25 and num_steps = 2",
    ),
    reference=_path,
    mistakes=(
        KnownMistake(
            "gradient not renewed",
            _stale_path,
            "You walk a straight line: the gradient changes with every step, so compute it again at each point.",
        ),
        KnownMistake(
            "one array for all rows",
            lambda *inputs: np.repeat(_path(*inputs)[-1:], inputs[3] + 1, axis=0),
            "All rows are the last point. That happens when one array is appended each time and then changed in place.",
        ),
        KnownMistake(
            "one coordinate after the other",
            _one_after_the_other,
            "You move the first coordinate before you compute the gradient for the second. In (1.1) both move at once.",
            credit=0.25,
        ),
        KnownMistake(
            "one step only",
            lambda grad, start, rate, count: _path(grad, start, rate, 1),
            "You return after one step, however many are asked for. A `return` inside a loop ends it at once.",
            credit=0.25,
        ),
        KnownMistake(
            "start left out",
            lambda *inputs: _path(*inputs)[1:],
            "The start is missing: n steps make n + 1 points.",
            credit=0.5,
        ),
        KnownMistake(
            "last point only",
            lambda *inputs: _path(*inputs)[-1],
            "You return where the way ends; the whole way is asked for, one row for each point.",
            credit=0.25,
        ),
        KnownMistake(
            "last step left out",
            lambda *inputs: _path(*inputs)[:-1],
            "The last step is missing: n steps make n + 1 points, the start among them.",
            credit=0.5,
        ),
        KnownMistake(
            "sign",
            lambda grad, start, rate, count: _path(grad, start, -rate, count),
            "The way climbs. Compare the sign in (1.1).",
        ),
        KnownMistake(
            "one step too many",
            lambda grad, start, rate, count: _path(grad, start, rate, count + 1),
            "There is one step too many: the start counts as row 0.",
            credit=0.5,
        ),
    ),
    right="Every row is one step of (1.1), with the gradient computed anew.",
    wanted="Wanted is one row for each point, the start first.",
    draw=_draw_path,
    differ=_rows_in_words,
    parts={
        "the place where the first step begins": lambda grad, start, rate, count: start,
        "the gradient at the place where a step begins": lambda grad, start, rate, count: grad(start),
        "the learning rate times the gradient in (1.1)": lambda grad, start, rate, count: rate * grad(start),
        "the new place of (1.1)": lambda grad, start, rate, count: start - rate * grad(start),
    },
)


# --- which learning rate still converges -----------------------------------------------------------------------------


def bowl_numbers(rng: Generator) -> Numbers:
    """Return the curvatures a < b of a learner's bowl, and five learning rates of which 2/b is the limit."""
    low, high = float(rng.integers(1, 4)), float(rng.integers(6, 15))
    rates = {
        "limit": 2 / high,
        "flat direction": 2 / low,
        "one step to the floor": 1 / high,
        "mean of both": 2 / (low + high),
        "a habit": 2e-5,
    }
    texts, letters = options(rng, {name: f"{rate:.3g}" for name, rate in rates.items()})
    return {"a": low, "b": high, "rates": texts, "_rate_letters": letters}


LARGEST_RATE = choice(
    variable="largest_rate",
    equation="(1.1)",
    numbers=bowl_numbers,
    letters="_rate_letters",
    answer="limit",
    messages={
        "flat direction": "This rate suits the flat direction. Follow the steep one, y: what multiplies it each time?",
        "one step to the floor": "This rate sets y to zero at once. A larger one overshoots: may it still come closer?",
        "mean of both": "This rate shrinks both directions equally fast. It is the quickest one, not the limit.",
        "a habit": "This is a habit from training large models. The limit follows from this bowl's curvature.",
    },
    right="Beyond it, the coordinate of largest curvature grows with every step.",
    wanted="Ask by which number each step multiplies y, and when that shrinks y.",
)
