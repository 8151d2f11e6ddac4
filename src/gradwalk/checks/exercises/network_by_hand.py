"""A small network filled in by hand, forward and backward: one input, one hidden unit, two outputs, (5.3)-(5.12)."""

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import BY_HAND, Case, Exercise, KnownMistake, Numbers, Rule
from gradwalk.checks.inputs import are_apart


def pass_numbers(rng: Generator) -> Numbers:
    """Return x, w1, w2 (2,) and t (2,), drawn until no two rules for dE/dz, or dE/dw1, give the same three digits."""
    while True:
        data = _draw(rng)
        if _tells_apart(data):
            return data


def _draw(rng: Generator) -> Numbers:
    return {
        "x": float(rng.integers(24, 41)) / 20,
        "w1": float(rng.integers(4, 7)) / 10,
        "w2": np.array([rng.integers(11, 17), -rng.integers(5, 16)]) / 10,
        "t": np.array([-rng.integers(5, 16), rng.integers(5, 16)]) / 10,
    }


def _tells_apart(data: Numbers) -> bool:
    """Tell whether what right rules and mistakes with a name give backward differs from what other wrong rules give."""
    x, w1, w2, t = data["x"], data["w1"], data["w2"], data["t"]
    h = w1 * x
    z = np.tanh(h)
    y = w2 * z
    error = y - t
    dE_dz, slope = w2 @ error, 1 - z**2
    size = np.abs(error) @ w2, error @ np.abs(w2), error**2 @ w2, error @ w2**2
    return (
        are_apart((h,), (1, h**2), BY_HAND)
        and are_apart((dE_dz, *(w2 * error), error.sum()), (w2.sum() * error.sum(), dE_dz / 2, 1, *size), BY_HAND)
        and are_apart((slope, 1, 1 - h**2), (1 - z, z, z**2, 1 - z**-2, 1 / dE_dz, dE_dz * slope**2), BY_HAND)
        and are_apart((x, 1), (z, w1, 1 + x / (slope * dE_dz), x / (slope * dE_dz)), BY_HAND)
        and all(are_apart((y[k] - t[k],), (1 - t[k], y[k] ** 2 - t[k]), BY_HAND) for k in (0, 1))
    )


def _slope(h: float) -> float:
    return 1 - np.tanh(h) ** 2


def _all_paths(w2: np.ndarray, error: np.ndarray) -> float:
    return float(w2 @ error)


def _itself(x: float) -> float:
    return x


def _pass(
    data: Numbers, error: Rule = np.subtract, paths: Rule = _all_paths, slope: Rule = _slope, sender: Rule = _itself
) -> Numbers:
    """Return the filled-in table; a mistake puts another rule in the place of one.

    error   y, t -> dE/dy            paths   w2, dE/dy -> dE/dz
    slope   h -> dz/dh               sender  x -> dh/dw1
    """
    x, w2 = data["x"], data["w2"]
    h = data["w1"] * x
    z = np.tanh(h)
    y = w2 * z
    dE_dy = error(y, data["t"])
    dE_dz = paths(w2, dE_dy)
    dE_dh = slope(h) * dE_dz
    return {
        "h": h,
        "z": z,
        "y1": y[0],
        "y2": y[1],
        "dE/dy1": dE_dy[0],
        "dE/dy2": dE_dy[1],
        "dE/dz": dE_dz,
        "dE/dh": dE_dh,
        "dE/dw1": dE_dh * sender(x),
    }


def _mistake(name: str, message: str, equation: str, **rules: Rule) -> KnownMistake:
    return KnownMistake(name, lambda data: _pass(data, **rules), message, equation)


ONE_PASS = Exercise(
    variable="one_pass",
    equation="(5.3)-(5.12)",
    numbers=pass_numbers,
    cases=lambda data: [Case((data,), "your network")],
    reference=_pass,
    mistakes=(
        _mistake(
            "missing f'",
            "From z back to h the tanh has to be passed: its slope multiplies. Yours lets everything through.",
            "(5.10)",
            slope=lambda h: 1.0,
        ),
        _mistake(
            "1 - h² for 1 - z²",
            "The slope of tanh needs the square of its output; you took the square of its input.",
            "(5.7)",
            slope=lambda h: 1 - h**2,
        ),
        _mistake(
            "one path only",
            "z reaches E by two paths, through y1 and through y2. You followed the first; their parts add up.",
            "(5.11)",
            paths=lambda w2, error: w2[0] * error[0],
        ),
        _mistake(
            "the other path only",
            "z reaches E by two paths, through y1 and through y2. You followed the second; their parts add up.",
            "(5.11)",
            paths=lambda w2, error: w2[1] * error[1],
        ),
        _mistake(
            "weights forgotten on the way back",
            "You added the two errors as they are. Each comes back through the weight by which z went out.",
            "(5.11)",
            paths=lambda w2, error: error.sum(),
        ),
        _mistake(
            "input forgotten",
            "dE/dh is right. A weight is multiplied by its input, so that input multiplies its derivative.",
            "(5.10)",
            sender=lambda x: 1.0,
        ),
        _mistake(
            "sign",
            "All derivatives have the wrong sign: a larger y raises E when y lies above its target.",
            "(5.9)",
            error=lambda y, t: t - y,
        ),
        _mistake(
            "factor 2",
            "All derivatives are twice too large: see which factor stands before the sum in (5.8).",
            "(5.8)",
            error=lambda y, t: 2 * (y - t),
        ),
    ),
    right="Forward once, backward once, and every derivative is there.",
    wanted="Fill in the values forward, then the derivatives backward; three digits are enough.",
    tolerance=BY_HAND,
    is_value=True,
)
