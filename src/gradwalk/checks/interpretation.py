"""The fifth homework: what a gradient promises about a change of the weights, and what really happens."""

import numpy as np

from gradwalk.checks import drawing
from gradwalk.checks.exercise import Case, Exercise, GivenFunction, HomeworkDefinition, Mistake
from gradwalk.checks.mistakes import choice_mistake, options, wrong_factor, wrong_sign

# --- the predicted change (6.4) --------------------------------------------------------------------------------------


def _predicted_cases(rng):
    shapes = (((3,), "three weights"), ((2, 4), "a matrix of weights"), ((1,), "one weight"))
    return [Case((rng.normal(size=shape) + 0.5, rng.normal(size=shape) * 0.1), note) for shape, note in shapes]


def _predicted(gradient, step):
    return float(np.sum(gradient * step))


PREDICTED_CHANGE = Exercise(
    variable="predicted_change",
    equation="(6.4)",
    cases=_predicted_cases,
    reference=_predicted,
    mistakes=(
        wrong_sign(_predicted, "The sign is turned round: a step along the gradient makes the loss grow.", "(6.4)"),
        Mistake(
            "no sum",
            lambda g, step: g * step,
            "You return one change for each weight. The loss is one number, and their parts add up.",
        ),
        Mistake(
            "angle forgotten",
            lambda g, step: np.linalg.norm(g) * np.linalg.norm(step),
            "You multiply the lengths: that is the change in the steepest direction only.",
        ),
        wrong_factor(
            "mean", lambda g, step: 1 / g.size, _predicted, "You average over the weights; their parts add up."
        ),
        Mistake(
            "sizes only",
            lambda g, step: np.sum(np.abs(g * step)),
            "You drop the signs: parts that fall and parts that rise cancel each other.",
        ),
        Mistake(
            "sums multiplied",
            lambda g, step: np.sum(g) * np.sum(step),
            "You add up first and multiply then. Each weight has its own slope: multiply first.",
        ),
    ),
    right="Each weight's slope times its change, added up over all weights, whatever their shape.",
    wrong="(6.3) has two terms; here there is one for each weight. Write it for a single weight first.",
)


# --- the actual change -----------------------------------------------------------------------------------------------

LOSS = "lambda w: np.sum(w**2 * np.array({a})) + np.prod(w) + {b}"


def _actual_cases(rng):
    cases = []
    for size, note in ((2, "two weights"), (3, "three weights"), (2, "a longer step")):
        scales = [round(float(number), 2) for number in rng.uniform(0.5, 2, size=size)]
        loss = GivenFunction(LOSS.format(a=scales, b=round(float(rng.uniform(1, 2)), 2)))
        cases.append(Case((loss, rng.uniform(0.6, 1.5, size=size), rng.uniform(0.1, 0.4, size=size)), note))
    return cases


def _actual(loss, w, step):
    return float(loss(w + step) - loss(w))


ACTUAL_CHANGE = Exercise(
    variable="actual_change",
    equation="(6.2)",
    cases=_actual_cases,
    reference=_actual,
    mistakes=(
        wrong_sign(_actual, "You return before minus after.", "(6.2)"),
        Mistake(
            "new loss", lambda E, w, step: E(w + step), "This is the loss after the step. How much has it changed?"
        ),
        Mistake(
            "loss of the step", lambda E, w, step: E(step), "You evaluate the loss at the step; the step starts at w."
        ),
        Mistake(
            "step backwards",
            lambda E, w, step: E(w - step) - E(w),
            "You go the other way: the new weights are w plus the step.",
        ),
        Mistake(
            "relative change",
            lambda E, w, step: (E(w + step) - E(w)) / E(w),
            "You divide by the loss. The change itself is asked for.",
            credit=0.5,
        ),
        Mistake(
            "both sides",
            lambda E, w, step: (E(w + step) - E(w - step)) / 2,
            "This averages a step forward and a step back. The learner takes one step only.",
        ),
    ),
    right="No approximation in it, and no gradient either.",
    wrong="Two evaluations of the loss: before and after.",
)


# --- which weight matters most ---------------------------------------------------------------------------------------


def _sensitive_cases(rng):
    cases = []
    for shape, note in (((3, 3), "a square matrix"), ((2, 4), "a wide matrix"), ((3, 3), "another square matrix")):
        gradient = rng.uniform(-1, 1, size=shape)
        row, column = int(rng.integers(1, shape[0])), 0
        gradient[row, column] = -rng.uniform(2, 3)  # the largest slope is negative and not on the diagonal
        gradient[0, shape[1] - 1] = rng.uniform(1.2, 1.8)
        gradient[0, 0] = 0.001
        cases.append(Case((gradient,), note))
    return cases


def _place(array):
    return tuple(int(index) for index in np.unravel_index(np.argmax(array), array.shape))


MOST_SENSITIVE = Exercise(
    variable="most_sensitive",
    equation="(6.4)",
    cases=_sensitive_cases,
    reference=lambda g: _place(np.abs(g)),
    mistakes=(
        Mistake("signs kept", _place, "A steep slope downwards matters as much as one upwards: compare sizes."),
        Mistake("flat index", lambda g: int(np.argmax(np.abs(g))), "One number counts through all rows: give (j, i)."),
        Mistake(
            "indices swapped",
            lambda g: _place(np.abs(g))[::-1],
            "Row and column are exchanged: w_ji has the receiver j first.",
            credit=0.5,
        ),
        Mistake("smallest", lambda g: _place(-np.abs(g)), "This weight changes the loss the least."),
        Mistake(
            "counted from one",
            lambda g: tuple(index + 1 for index in _place(np.abs(g))),
            "You count from 1; Python's rows and columns start at 0.",
            credit=0.5,
        ),
    ),
    right="The size of the slope decides, its sign only says in which direction to go.",
    wrong="Return (j, i), the row and the column of the weight whose slope is the largest in size.",
)


# --- the step for a wanted change ------------------------------------------------------------------------------------


def _wanted_cases(rng):
    return [
        Case((rng.normal(size=size) * 2 + 1, change), note)
        for size, change, note in ((2, -0.5, "a decrease"), (4, -0.1, "four weights"), (2, 0.3, "an increase"))
    ]


def _wanted(gradient, change):
    return change * gradient / np.sum(gradient**2)


def _draw_wanted(arguments, right, answer):
    gradient, origin = arguments[0], np.zeros(2)
    return drawing.contour_picture(
        lambda x, y: gradient[0] * x + gradient[1] * y,
        [drawing.Arrow(origin, right, "right"), drawing.Arrow(origin, answer, "yours")],
        "Your step beside the shortest step for this change, on the tangent plane.",
    )


STEP_FOR_CHANGE = Exercise(
    variable="step_for_change",
    equation="(6.4)",
    cases=_wanted_cases,
    reference=_wanted,
    mistakes=(
        wrong_sign(_wanted, "Your step changes the loss by the opposite amount.", "(6.4)"),
        Mistake(
            "divided by the length once",
            lambda g, change: change * g / np.linalg.norm(g),
            "Your step has the length of the change. On a steeper slope a shorter step is enough: put it into (6.4).",
        ),
        Mistake(
            "not divided",
            lambda g, change: change * g,
            "A steeper slope makes your step longer, though a shorter one is enough. Put your step into (6.4).",
        ),
        Mistake(
            "each weight for itself",
            lambda g, change: change / g,
            "Each weight alone already makes the whole change, so together they make too much.",
        ),
        Mistake(
            "shared equally",
            lambda g, change: change / (g.size * g),
            "The change is right, the step is not the shortest: flat weights move furthest. Go along the gradient.",
            credit=0.5,
        ),
        Mistake(
            "steepest weight only",
            lambda g, change: np.where(np.abs(g) == np.max(np.abs(g)), change / g, 0.0),
            "It makes the right change with one weight; all together need a shorter step.",
            credit=0.5,
        ),
    ),
    right="Along the gradient, as far as its own slope asks for. It is the shortest step that does it.",
    wrong="Put your step into (6.4): does it give the change? Then ask whether a shorter one does.",
    draw=_draw_wanted,
)


# --- which step lowers the loss most ---------------------------------------------------------------------------------


def _data(rng):
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


BEST_STEP = Exercise(
    variable="best_step",
    equation="(6.4)",
    cases=lambda data: [Case((data,), "your gradient")],
    reference=lambda data: data["_step_letters"]["against the gradient"],
    mistakes=(
        choice_mistake("along the gradient", "_step_letters", "This step makes the loss grow the most."),
        choice_mistake("along the contour", "_step_letters", "Along the contour line the first-order change is zero."),
        choice_mistake(
            "steepest weight",
            "_step_letters",
            "Good, but the other weight can help: compare the two scalar products with your gradient.",
        ),
        choice_mistake(
            "both weights equally",
            "_step_letters",
            "Both weights move equally far, though their slopes differ: compare the scalar products.",
        ),
    ),
    right="Of all steps of one length, the one against the gradient promises the largest decrease.",
    wrong="Answer with one letter. Compute the scalar product of your gradient with each of the five steps.",
    is_value=True,
)

HOMEWORK = HomeworkDefinition(
    "05_interpretation",
    "What a gradient promises",
    {
        "predicted_change": PREDICTED_CHANGE,
        "actual_change": ACTUAL_CHANGE,
        "most_sensitive": MOST_SENSITIVE,
        "step_for_change": STEP_FOR_CHANGE,
        "best_step": BEST_STEP,
    },
    _data,
)
