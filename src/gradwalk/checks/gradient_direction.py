"""The first homework: take the step, measure a slope, walk the whole way, and know when it diverges."""

import numpy as np

from gradwalk.checks import drawing
from gradwalk.checks.exercise import Case, Exercise, GivenFunction, HomeworkDefinition, Mistake
from gradwalk.checks.mistakes import choice_mistake, options, wrong_sign

BOWL = "lambda w: np.array([1.0, {b}]) * w"


# --- the update step (1.1) -------------------------------------------------------------------------------------------


def _step_cases(rng):
    shapes, notes = [(2,), (5,), (3, 2)], ["two parameters", "five parameters", "a matrix of parameters"]
    return [
        Case((rng.normal(size=shape) + 2, rng.normal(size=shape) * 3, float(rng.uniform(0.1, 0.4))), note)
        for shape, note in zip(shapes, notes, strict=True)
    ]


def _step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def _draw_step(arguments, right, answer):
    start, gradient, _ = arguments
    centre = start - gradient  # of a bowl whose gradient at the start is the given one
    return drawing.contour_picture(
        lambda x, y: (x - centre[0]) ** 2 + (y - centre[1]) ** 2,
        [drawing.Arrow(start, right, "right"), drawing.Arrow(start, answer, "yours")],
        "Your step beside the step of (1.1), on a bowl with this gradient.",
    )


UPDATE_STEP = Exercise(
    variable="update_step",
    equation="(1.1)",
    cases=_step_cases,
    reference=_step,
    mistakes=(
        Mistake(
            "sign",
            lambda w, g, rate: w + rate * g,
            "Your step climbs. The gradient points to the steepest ascent; which way does a loss have to go?",
        ),
        Mistake(
            "learning rate forgotten",
            lambda w, g, rate: w - g,
            "Your step does not depend on the learning rate: see what stands in front of the gradient in (1.1).",
        ),
        Mistake(
            "step without start",
            lambda w, g, rate: -rate * g,
            "You return the step alone. (1.1) gives the new position: where does the step begin?",
        ),
        Mistake(
            "normalised gradient",
            lambda w, g, rate: w - rate * g / np.linalg.norm(g),
            "Your step always has the length of the learning rate. In (1.1) a steeper slope makes a longer step.",
        ),
        Mistake(
            "only the sign of the gradient",
            lambda w, g, rate: w - rate * np.sign(g),
            "Every parameter moves equally far. (1.1) uses the size of each partial derivative, not only its sign.",
        ),
        Mistake(
            "divided by the learning rate",
            lambda w, g, rate: w - g / rate,
            "A smaller learning rate makes your step longer. (1.1) multiplies.",
        ),
    ),
    right="Against the gradient, scaled by the learning rate, for any shape of parameters.",
    wrong="The new position is not the one (1.1) gives. Try it by hand with one parameter and a gradient of 1.",
    draw=_draw_step,
)


# --- the directional derivative --------------------------------------------------------------------------------------


def _slope_cases(rng):
    sizes, notes = [2, 2, 4], ["a direction in the plane", "a direction of another length", "four dimensions"]
    lengths = [1.0, 3.0, 0.5]
    cases = []
    for size, length, note in zip(sizes, lengths, notes, strict=True):
        direction = rng.normal(size=size)
        cases.append(Case((rng.normal(size=size) * 2, length * direction / np.linalg.norm(direction)), note))
    return cases


def _slope(gradient, direction):
    return float(gradient @ direction / np.linalg.norm(direction))


DIRECTIONAL_DERIVATIVE = Exercise(
    variable="directional_derivative",
    equation="(2.1)",
    cases=_slope_cases,
    reference=_slope,
    mistakes=(
        Mistake(
            "direction not normalised",
            lambda g, u: g @ u,
            "A longer arrow in the same direction gives you a larger slope. A slope is per unit of length.",
        ),
        Mistake(
            "cosine only",
            lambda g, u: g @ u / (np.linalg.norm(u) * np.linalg.norm(g)),
            "You return cos θ. In (2.1) the length of the gradient stands in front of it.",
        ),
        Mistake(
            "steepest slope",
            lambda g, u: np.linalg.norm(g),
            "You return the slope in the steepest direction, whatever the direction is. Where does θ come in?",
        ),
        wrong_sign(_slope, "The slope has the wrong sign: along the gradient itself it must be positive."),
        Mistake(
            "no sum",
            lambda g, u: g * u / np.linalg.norm(u),
            "You return one number for each axis. The scalar product of (2.1) adds them up.",
        ),
        Mistake(
            "divided by the squared length",
            lambda g, u: g @ u / (u @ u),
            "A direction of twice the length gives you half the slope: divide by the length, and only once.",
        ),
    ),
    right="The scalar product of the gradient with a direction of length one.",
    wrong="The slope is not the one (2.1) gives. Try the direction (1, 0): the result must be the first component.",
)


# --- the angle of steepest ascent ------------------------------------------------------------------------------------


def _angle_cases(rng):
    quarters = rng.uniform(10, 80, size=4) + np.array([0, 90, 180, 270])
    lengths = rng.uniform(0.5, 3, size=4)
    notes = ["a gradient up and right", "up and left", "down and left", "down and right"]
    vectors = [r * np.array([np.cos(t), np.sin(t)]) for r, t in zip(lengths, np.radians(quarters), strict=True)]
    return [Case((vector,), note) for vector, note in zip(vectors, notes, strict=True)]


def _angle(gradient):
    return float(np.degrees(np.arctan2(gradient[1], gradient[0])))


def _draw_angle(arguments, right, answer):
    (gradient,) = arguments
    origin, length = np.zeros(2), float(np.linalg.norm(gradient))
    ends = [length * np.array([np.cos(t), np.sin(t)]) for t in np.radians([float(right), float(np.ravel(answer)[0])])]
    return drawing.contour_picture(
        lambda x, y: gradient[0] * x + gradient[1] * y + 0.15 * (x**2 + y**2),
        [drawing.Arrow(origin, ends[0], "right"), drawing.Arrow(origin, ends[1], "yours")],
        "Your direction beside the gradient. The gradient is perpendicular to the contour line.",
    )


STEEPEST_ANGLE = Exercise(
    variable="steepest_angle",
    equation="(2.1)",
    cases=_angle_cases,
    reference=_angle,
    mistakes=(
        Mistake(
            "quadrant lost",
            lambda g: np.degrees(np.arctan(g[1] / g[0])),
            "Right on the right-hand side only: a ratio cannot tell (1, 1) from (-1, -1). Use both signs.",
            credit=0.5,
        ),
        Mistake(
            "radians",
            lambda g: np.arctan2(g[1], g[0]),
            "The direction is right, but in radians; degrees are asked for.",
            credit=0.5,
        ),
        Mistake(
            "axes swapped",
            lambda g: np.degrees(np.arctan2(g[0], g[1])),
            "Your angle is measured from the y axis. A gradient of (1, 0) must give 0 degrees.",
        ),
        Mistake(
            "descent",
            lambda g: np.degrees(np.arctan2(-g[1], -g[0])),
            "This is the direction of steepest descent: cos θ is -1 there. Ascent is asked for.",
        ),
        Mistake(
            "mirrored",
            lambda g: np.degrees(np.arctan2(-g[1], g[0])),
            "Up and down are exchanged: a gradient of (0, 1) must give 90 degrees.",
        ),
    ),
    right="The steepest ascent is where the gradient points, where cos θ is 1.",
    wrong="The angle is not that of the gradient. Try (1, 0), (0, 1) and (-1, 0) by hand.",
    draw=_draw_angle,
)


# --- the whole way down ----------------------------------------------------------------------------------------------


def _path_cases(rng):
    cases = []
    for note, count in (("a few steps", 4), ("one step", 1), ("more steps", 7)):
        function = GivenFunction(BOWL.format(b=round(float(rng.uniform(2, 4)), 3)))
        cases.append(Case((function, rng.uniform(1, 2, size=2), float(rng.uniform(0.1, 0.2)), count), note))
    return cases


def _path(grad, start, learning_rate, num_steps):
    rows = [np.array(start, dtype=float)]
    for _ in range(num_steps):
        rows.append(rows[-1] - learning_rate * grad(rows[-1]))
    return np.array(rows)


def _stale_path(grad, start, learning_rate, num_steps):
    return start - learning_rate * np.arange(num_steps + 1)[:, None] * grad(start)


def _draw_path(arguments, right, answer):
    b = float(arguments[0](np.ones(2))[1])
    return drawing.contour_picture(
        lambda x, y: x**2 + b * y**2,
        [drawing.Path(right, "right"), drawing.Path(answer, "yours")],
        "Your path beside the path of (1.1) on the same bowl.",
    )


DESCENT_PATH = Exercise(
    variable="descent_path",
    equation="(1.1)",
    cases=_path_cases,
    reference=_path,
    mistakes=(
        Mistake(
            "gradient not renewed",
            _stale_path,
            "You walk a straight line: the gradient changes with every step, so compute it again at each point.",
        ),
        Mistake(
            "one array for all rows",
            lambda *inputs: np.repeat(_path(*inputs)[-1:], inputs[3] + 1, axis=0),
            "All rows are the last point: the same array was appended again and again and changed in place.",
        ),
        Mistake(
            "start left out",
            lambda *inputs: _path(*inputs)[1:],
            "The start is missing: n steps make n + 1 points.",
            credit=0.5,
        ),
        Mistake(
            "last point only",
            lambda *inputs: _path(*inputs)[-1],
            "You return where the way ends; the whole way is asked for, one row for each point.",
            credit=0.25,
        ),
        Mistake(
            "sign",
            lambda grad, start, rate, count: _path(grad, start, -rate, count),
            "The way climbs. Compare the sign in (1.1).",
        ),
        Mistake(
            "one step too many",
            lambda grad, start, rate, count: _path(grad, start, rate, count + 1),
            "There is one step too many: the start counts as row 0.",
            credit=0.5,
        ),
    ),
    right="Every row is one step of (1.1), with the gradient computed anew.",
    wrong="The rows are not the points of (1.1). Print the first two and compare them with one step by hand.",
    draw=_draw_path,
)


# --- which learning rate still converges -----------------------------------------------------------------------------


def _data(rng):
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


LARGEST_RATE = Exercise(
    variable="largest_rate",
    equation="(1.1)",
    cases=lambda data: [Case((data,), "your bowl")],
    reference=lambda data: data["_rate_letters"]["limit"],
    mistakes=(
        choice_mistake(
            "flat direction",
            "_rate_letters",
            "This rate suits the flat direction. Follow y, the steep one: by what is it multiplied in each step?",
        ),
        choice_mistake(
            "one step to the floor",
            "_rate_letters",
            "This rate sets y to zero in one step. A larger one overshoots, and may still come closer each time.",
        ),
        choice_mistake(
            "mean of both",
            "_rate_letters",
            "This rate shrinks both directions equally fast. It is the quickest one, not the limit.",
        ),
        choice_mistake(
            "a habit",
            "_rate_letters",
            "This number is a habit from training large models. The limit follows from the curvature of this bowl.",
        ),
    ),
    right="Beyond it, the coordinate of largest curvature grows with every step.",
    wrong="Answer with one letter. Multiply y by (1 - learning rate times curvature) and ask when that shrinks y.",
    is_value=True,
)

HOMEWORK = HomeworkDefinition(
    "01_gradient_direction",
    "The direction of the gradient",
    {
        "update_step": UPDATE_STEP,
        "directional_derivative": DIRECTIONAL_DERIVATIVE,
        "steepest_angle": STEEPEST_ANGLE,
        "descent_path": DESCENT_PATH,
        "largest_rate": LARGEST_RATE,
    },
    _data,
)
