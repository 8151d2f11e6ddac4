"""A computational graph filled in by hand: u = xy, v = sin x, F = u + v, with two paths from x to F."""

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, KnownMistake, Numbers, Rule
from gradwalk.checks.inputs import are_apart

THREE_DIGITS = 6e-3  # the relative error where each of these few steps is rounded to three digits


def graph_numbers(rng: Generator) -> Numbers:
    """Return x, in radians, with a negative cosine, and y, drawn until wrong rules give other digits."""
    while True:
        x, y = float(rng.integers(2100, 2501)) / 1000, float(rng.integers(130, 231)) / 100
        if _tells_apart(x, y):
            return {"x": x, "y": y}


def _tells_apart(x: float, y: float) -> bool:
    """Tell whether what right rules and mistakes with a name give differs from what other wrong rules give."""
    sine, cosine, u, angle = np.sin(x), np.cos(x), x * y, np.radians(x)
    slopes = y + cosine, y, cosine, y * cosine, x + cosine, y + sine, y - cosine, y + np.cos(angle)
    others = (
        -y - cosine,
        y + x,
        y + cosine**2,
        y + np.cos(1),
        y + np.cos(0.5),
        1 + cosine,
        2 + cosine,
        (y + cosine) / 2,
        u + cosine,
    )
    return (
        are_apart((*slopes, u * y + sine * cosine), others, THREE_DIGITS)
        and are_apart(
            (u + sine, u + np.sin(angle)),
            (u + cosine, u - sine, u + sine**2, u, u + x, u + 1, u + np.sin(1)),
            THREE_DIGITS,
        )
        and are_apart((x, y), (1, 2), THREE_DIGITS)
    )


def _one(_x: float, _y: float) -> float:
    return 1.0


def _dx(x: float, y: float) -> float:
    return y + np.cos(x)


def _dy(x: float, _y: float) -> float:
    return x


def _graph(data: Numbers, dx: Rule = _dx, dy: Rule = _dy, du: Rule = _one, dv: Rule = _one) -> Numbers:
    """Return the filled-in table; a mistake puts another rule (x, y) -> derivative in the place of one or two."""
    x, y = data["x"], data["y"]
    values = {"u": x * y, "v": np.sin(x), "F": x * y + np.sin(x)}
    return {**values, "dF/du": du(x, y), "dF/dv": dv(x, y), "dF/dx": dx(x, y), "dF/dy": dy(x, y)}


def _graph_mistake(name: str, message: str, **parts: Rule) -> KnownMistake:
    return KnownMistake(name, lambda data: _graph(data, **parts), message)


GRAPH_GRADIENT = Exercise(
    variable="graph_gradient",
    equation="(4.1)",
    numbers=graph_numbers,
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
            "sine for cosine",
            "The slope of the sine is another function, 1 where the sine is 0.",
            dx=lambda x, y: y + np.sin(x),
        ),
        _graph_mistake(
            "sign of the cosine",
            "The slope of the sine starts upwards at 0. You gave it a minus sign.",
            dx=lambda x, y: y - np.cos(x),
        ),
        KnownMistake(
            "cosine of degrees",
            lambda data: {
                **_graph(data, dx=lambda x, y: y + np.cos(np.radians(x))),
                "v": np.sin(np.radians(data["x"])),
                "F": data["x"] * data["y"] + np.sin(np.radians(data["x"])),
            },
            "Your calculator is set to degrees. Derivatives of sine and cosine are this simple in radians only.",
        ),
        _graph_mistake(
            "values instead of local derivatives",
            "At the sum you passed back the values u and v. A sum hands the derivative on as it is.",
            du=lambda x, y: x * y,
            dv=lambda x, y: np.sin(x),
            dx=lambda x, y: x * y * y + np.sin(x) * np.cos(x),
            dy=lambda x, y: x * y * x,
        ),
    ),
    right="Forward from x and y to F, backward from F to x and y, and the two paths of x added.",
    wanted="Fill the values forward first, then the slopes backward; three digits are enough.",
    tolerance=THREE_DIGITS,
    is_value=True,
)
