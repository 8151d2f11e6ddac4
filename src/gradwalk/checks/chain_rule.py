"""The third homework: local derivatives, the chain rule, a graph filled in by hand, and a check of any gradient."""

import numpy as np

from gradwalk.checks.exercise import Case, Exercise, GivenFunction, HomeworkDefinition, Mistake
from gradwalk.checks.mistakes import wrong_factor, wrong_sign

# --- the local derivatives of a division -----------------------------------------------------------------------------


def _quotient_cases(rng):
    notes = ["two positive numbers", "a negative divisor", "a negative dividend"]
    signs = [(1, 1), (1, -1), (-1, 1)]
    return [
        Case((float(s * rng.uniform(1.5, 4)), float(t * rng.uniform(1.2, 3))), note)
        for (s, t), note in zip(signs, notes, strict=True)
    ]


def _quotient(a, b):
    return 1 / b, -a / b**2


DIVISION_DERIVATIVES = Exercise(
    variable="division_derivatives",
    equation="(4.1)",
    cases=_quotient_cases,
    reference=_quotient,
    mistakes=(
        Mistake(
            "sign",
            lambda a, b: (1 / b, a / b**2),
            "A larger divisor makes a positive quotient smaller; your second derivative says it grows.",
            credit=0.5,
        ),
        Mistake(
            "square forgotten",
            lambda a, b: (1 / b, -a / b),
            "Write a/b as a times b to the power -1: its derivative lowers that power by one more.",
            credit=0.5,
        ),
        Mistake(
            "order swapped",
            lambda a, b: _quotient(a, b)[::-1],
            "Both derivatives are there, the wrong way round: first with respect to a.",
            credit=0.5,
        ),
        Mistake(
            "dividend in the first",
            lambda a, b: (a / b, -a / b**2),
            "The first one is the quotient itself. Hold b still: how does a/b change with a?",
            credit=0.5,
        ),
        Mistake(
            "derivative of one part each",
            lambda a, b: (1 / b, 1 / a),
            "In the second one a and b have changed places. Hold a still and change b.",
        ),
    ),
    right="Each input has its own local derivative, taken with the other one held still.",
    wrong="Return two numbers: how a/b changes with a, then how it changes with b. Check them with small changes.",
)


# --- the derivative of tanh ------------------------------------------------------------------------------------------


def _tanh_cases(rng):
    return [
        Case((rng.uniform(0.3, 1.5, size=4),), "positive inputs"),
        Case((rng.uniform(-1.5, -0.3, size=3),), "negative inputs"),
        Case((rng.normal(size=(2, 3)),), "a matrix"),
    ]


def _tanh_slope(h):
    return 1 - np.tanh(h) ** 2


TANH_DERIVATIVE = Exercise(
    variable="tanh_derivative",
    equation="(5.7)",
    cases=_tanh_cases,
    reference=_tanh_slope,
    mistakes=(
        Mistake(
            "1 - h² for 1 - z²",
            lambda h: 1 - h**2,
            "You square the input h. (5.7) squares the output of tanh.",
            "(5.7)",
        ),
        Mistake(
            "square forgotten", lambda h: 1 - np.tanh(h), "The slope must be the same at h and at -h. Look at (5.7)."
        ),
        Mistake(
            "rule of the logistic function",
            lambda h: np.tanh(h) * (1 - np.tanh(h)),
            "This is the rule for the logistic function. At h = 0 the slope of tanh is its largest, yours is zero.",
        ),
        wrong_sign(_tanh_slope, "tanh rises everywhere; your slope is negative."),
        Mistake("tanh itself", np.tanh, "You return tanh, not its slope."),
        Mistake(
            "square of tanh", lambda h: np.tanh(h) ** 2, "At h = 0 tanh is steepest, and yours is zero. See (5.7)."
        ),
    ),
    right="One minus the square of the output, so the forward value is enough.",
    wrong="Compare with a small change of h: the slope at h = 0 is 1, and it falls to 0 far away.",
)


# --- the chain rule --------------------------------------------------------------------------------------------------

PAIRS = (
    ("lambda y: np.cos(y)", "lambda x: {a} * x**2", "lambda x: 2 * {a} * x", "a sine of a square"),
    ("lambda y: 3 * y**2", "lambda x: np.exp({a} * x)", "lambda x: {a} * np.exp({a} * x)", "a cube of an exponential"),
    ("lambda y: np.exp(y)", "lambda x: np.sin({a} * x)", "lambda x: {a} * np.cos({a} * x)", "an exponential of a sine"),
)


def _chain_cases(rng):
    cases = []
    for df, g, dg, note in PAIRS:
        a = round(float(rng.uniform(0.6, 1.4)), 3)
        functions = [GivenFunction(text.format(a=a)) for text in (df, g, dg)]
        cases.append(Case((*functions, float(rng.uniform(0.4, 0.9))), note))
    return cases


def _chain(df, g, dg, x):
    return float(df(g(x)) * dg(x))


CHAIN_DERIVATIVE = Exercise(
    variable="chain_derivative",
    equation="(4.1)",
    cases=_chain_cases,
    reference=_chain,
    mistakes=(
        Mistake(
            "outer slope at x",
            lambda df, g, dg, x: df(x) * dg(x),
            "The outer function never sees x, it sees y = g(x). Where is dz/dy taken?",
        ),
        Mistake(
            "inner derivative forgotten",
            lambda df, g, dg, x: df(g(x)),
            "You stopped after dz/dy. (4.1) has a second factor.",
        ),
        Mistake(
            "sum instead of product",
            lambda df, g, dg, x: df(g(x)) + dg(x),
            "You add the slopes. A change that is doubled and then tripled has become six times as large.",
        ),
        Mistake(
            "outer slope at the inner slope",
            lambda df, g, dg, x: df(dg(x)) * dg(x),
            "The outer function receives the value g(x), not its slope.",
        ),
        Mistake(
            "inner only", lambda df, g, dg, x: dg(x), "You return dy/dx alone. (4.1) has another factor before it."
        ),
    ),
    right="The outer slope where the inner value is, times the inner slope.",
    wrong="Follow a small change: first through g at x, then through f at y = g(x).",
)


# --- a graph filled in by hand ---------------------------------------------------------------------------------------


def _data(rng):
    """Draw x and y from a range where no two of the mistakes below give the same three digits."""
    return {"x": float(rng.integers(40, 81)) / 100, "y": float(rng.integers(190, 221)) / 100}


def _graph(data, dx=lambda x, y: y + np.cos(x), dy=lambda x, y: x, du=1.0, dv=1.0):
    x, y = data["x"], data["y"]
    values = {"u": x * y, "v": np.sin(x), "F": x * y + np.sin(x)}
    return {**values, "dF/du": du, "dF/dv": dv, "dF/dx": dx(x, y), "dF/dy": dy(x, y)}


def _graph_mistake(name, message, credit=4 / 7, **parts):
    return Mistake(name, lambda data: _graph(data, **parts), message, "(4.1)", credit)


GRAPH_GRADIENT = Exercise(
    variable="graph_gradient",
    equation="(4.1)",
    cases=lambda data: [Case((data,), "your graph")],
    reference=_graph,
    mistakes=(
        _graph_mistake(
            "one path only",
            "x reaches F by two paths, through u and through v. You followed the one through u; their parts add up.",
            dx=lambda x, y: y,
        ),
        _graph_mistake(
            "the other path only",
            "x reaches F by two paths, through u and through v. You followed the one through v; their parts add up.",
            dx=lambda x, y: np.cos(x),
        ),
        _graph_mistake(
            "paths multiplied",
            "Along a path the slopes multiply; the two paths from x to F are added.",
            dx=lambda x, y: y * np.cos(x),
        ),
        _graph_mistake(
            "factors of the product swapped",
            "For u = xy, the slope with respect to one factor is the other factor. Yours are exchanged.",
            dx=lambda x, y: x + np.cos(x),
            dy=lambda x, y: y,
        ),
        _graph_mistake(
            "sign of the cosine",
            "The slope of the sine starts upwards at 0. You gave it a minus sign.",
            dx=lambda x, y: y - np.cos(x),
        ),
        Mistake(
            "cosine of degrees",
            lambda data: {
                **_graph(data, dx=lambda x, y: y + np.cos(np.radians(x))),
                "v": np.sin(np.radians(data["x"])),
                "F": data["x"] * data["y"] + np.sin(np.radians(data["x"])),
            },
            "Your calculator is set to degrees. Derivatives of sine and cosine are this simple in radians only.",
        ),
    ),
    right="Forward from x and y to F, backward from F to x and y, and the two paths of x added.",
    wrong="Fill the values forward first, then the slopes backward; three digits are enough.",
    tolerance=5e-3,
    is_value=True,
)


# --- the gradient check ----------------------------------------------------------------------------------------------

LOSSES = (
    ("lambda w: np.exp(w[0]) + {a} * w[0] * w[1]**2", 2, "two parameters"),
    ("lambda w: np.sum(np.exp({a} * w)) + w[0] * w[2]**3", 3, "three parameters"),
    ("lambda w: {a} * np.exp(w[0])", 1, "one parameter"),
)


def _difference_cases(rng):
    cases = []
    for text, size, note in LOSSES:
        loss = GivenFunction(text.format(a=round(float(rng.uniform(0.7, 1.3)), 3)))
        cases.append(Case((loss, rng.uniform(0.5, 1.2, size=size), 0.01), note))
    return cases


def _differences(f, w, h):
    steps = h * np.eye(w.size)
    return np.array([(f(w + step) - f(w - step)) / (2 * h) for step in steps])


def _forward_differences(f, w, h):
    return np.array([(f(w + step) - f(w)) / h for step in h * np.eye(w.size)])


def _moved_for_good(f, w, h):
    w, slopes = w.copy(), []
    for i in range(w.size):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        slopes.append((above - f(w)) / (2 * h))
    return np.array(slopes)


NUMERICAL_GRADIENT = Exercise(
    variable="numerical_gradient",
    equation="(6.3)",
    cases=_difference_cases,
    reference=_differences,
    mistakes=(
        Mistake(
            "one-sided",
            _forward_differences,
            "You look to one side only, so the error is of order h. Looking to both sides makes it of order h².",
            credit=0.5,
        ),
        wrong_factor(
            "factor 2",
            2.0,
            _differences,
            "Everything is twice too large: how far apart are the two points you compare?",
        ),
        Mistake(
            "not divided by the distance",
            lambda f, w, h: _differences(f, w, h) * 2 * h,
            "You return differences of the loss. A slope is the difference per distance.",
        ),
        Mistake(
            "all parameters moved at once",
            lambda f, w, h: np.full(w.size, (f(w + h) - f(w - h)) / (2 * h)),
            "You move all parameters together. A partial derivative moves one and holds the others.",
        ),
        Mistake(
            "parameter not put back",
            _moved_for_good,
            "From the second parameter on the slopes are off: the ones before were not put back where they were.",
        ),
        wrong_sign(_differences, "The sign is wrong: forward minus backward."),
    ),
    right="Both sides of each parameter in turn. Now you can test any backward pass, your own included.",
    wrong="Test it on f(w) = w[0]**2 at w = [3]: the slope there is 6.",
    tolerance=1e-6,
)

HOMEWORK = HomeworkDefinition(
    "03_chain_rule",
    "The chain rule and graphs",
    {
        "division_derivatives": DIVISION_DERIVATIVES,
        "tanh_derivative": TANH_DERIVATIVE,
        "chain_derivative": CHAIN_DERIVATIVE,
        "graph_gradient": GRAPH_GRADIENT,
        "numerical_gradient": NUMERICAL_GRADIENT,
    },
    _data,
)
