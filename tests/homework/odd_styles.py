"""Right answers to the first homework in the styles that people write; those of one row fit into one notebook."""

import itertools
from textwrap import dedent

from .own_answers import STYLES
from .right_programs import OTHER_RIGHT_PROGRAMS

AT_HOME = STYLES["01_gradient_direction", "descent_path"]

UPDATE_STEP = {
    "lambda": "update_step = lambda position, slope, rate: position - rate * slope",
    "class": """
class Step:
    def __call__(self, w, gradient, learning_rate):
        return w - learning_rate * gradient
update_step = Step()
""",
    "walrus": """
def update_step(w, gradient, learning_rate):
    return w - (step := learning_rate * gradient)
""",
    "match": """
def update_step(w, gradient, learning_rate):
    match learning_rate:
        case 0:
            return np.array(w)
        case _:
            return w - learning_rate * gradient
""",
    "star": """
def update_step(*given):
    w, gradient, learning_rate = given
    return w - learning_rate * gradient
""",
    "nested": """
def update_step(w, gradient, learning_rate):
    def moved(place):
        return place - learning_rate * gradient
    return moved(w)
""",
    "typed": """
def update_step(w: np.ndarray, gradient: np.ndarray, learning_rate: float = 0.1) -> np.ndarray:
    '''Take one step of (1.1).'''
    return w - learning_rate * gradient
""",
    "Greek": "def update_step(θ, g, η):\n    Δ = η * g\n    return θ - Δ\n",
}
DIRECTIONAL_DERIVATIVE = {
    "loop": OTHER_RIGHT_PROGRAMS["directional_derivative"][0],
    "einsum": """
def directional_derivative(gradient, direction):
    length = np.sqrt(np.einsum("i,i->", direction, direction))
    return np.einsum("i,i->", gradient, direction) / length
""",
    "helpers": """
def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))
def norm(a):
    return dot(a, a) ** 0.5
def directional_derivative(gradient, direction):
    return dot(gradient, direction) / norm(direction)
""",
    "decorator": """
def plainly(function):
    return function
@plainly
def directional_derivative(gradient, direction):
    return gradient @ (direction / np.linalg.norm(direction))
""",
    "wrapper": """
import functools
def kept(function):
    @functools.wraps(function)
    def inside(*given):
        return function(*given)
    return inside
@kept
def directional_derivative(gradient, direction):
    return gradient @ direction / np.linalg.norm(direction)
""",
    "partial": """
import functools
def along(power, gradient, direction):
    return gradient @ direction / np.sum(np.abs(direction) ** power) ** (1 / power)
directional_derivative = functools.partial(along, 2)
""",
    "long": "def directional_derivative(gradient, direction):\n"
    + "    unused = 1 + 2\n" * 500
    + "    return gradient @ direction / np.linalg.norm(direction)\n",
    "deep": "def directional_derivative(gradient, direction):\n"
    + "    return gradient @ direction / np.linalg.norm(direction)"
    + " + 0" * 300,
}
STEEPEST_ANGLE = {
    "early return": """
def steepest_angle(gradient):
    x, y = gradient
    if x == 0:
        return 90.0 if y > 0 else -90.0
    angle = np.degrees(np.arctan(y / x))
    if x > 0:
        return angle
    return angle + 180 if y >= 0 else angle - 180
""",
    "complex": "def steepest_angle(gradient):\n    return np.angle(gradient[0] + 1j * gradient[1], deg=True)\n",
    "one line": "def steepest_angle(g): x, y = g; return np.rad2deg(np.arctan2(y, x))\n",
    "by text": 'exec("def steepest_angle(g):\\n    return np.degrees(np.arctan2(g[1], g[0]))")',
    "default": """
def steepest_angle(gradient, *, turn=np.pi):
    return float(np.arctan2(gradient[1], gradient[0]) / turn * 180)
""",
    "other names": """
def way_up(g):
    return np.degrees(np.arctan2(*g[::-1]))
steepest_angle = way_up
""",
    "tabs": "def steepest_angle(g):\n\tangle = np.arctan2(g[1], g[0])\n\treturn angle * 180 / np.pi\n",
}
DESCENT_PATH = {
    "array": dedent(AT_HOME["array"]),
    "while": """
def descent_path(grad, start, learning_rate, num_steps):
    place = np.array(start, dtype=float)
    rows = [place]
    while len(rows) <= num_steps:
        place = place - learning_rate * grad(place)
        rows.append(place)
    return np.vstack(rows)
""",
    "recursion": dedent(AT_HOME["recursion"]),
    "generator": """
def places(grad, start, learning_rate, num_steps):
    place = np.array(start, dtype=float)
    yield place
    for _ in range(num_steps):
        place = place - learning_rate * grad(place)
        yield place
def descent_path(grad, start, learning_rate, num_steps):
    return np.array(list(places(grad, start, learning_rate, num_steps)))
""",
    "accumulate": """
import itertools
def descent_path(grad, start, learning_rate, num_steps):
    steps = itertools.repeat(None, num_steps)
    rows = itertools.accumulate(steps, lambda w, _: w - learning_rate * grad(w), initial=np.array(start, dtype=float))
    return np.array(list(rows))
""",
    "log": """
seen = []
def descent_path(grad, start, learning_rate, num_steps):
    rows = [np.array(start, dtype=float)]
    for step in range(num_steps):
        seen.append(step)
        rows.append(rows[-1] - learning_rate * grad(rows[-1]))
    return np.array(rows)
""",
}
BY_EXERCISE = {
    "update_step": UPDATE_STEP,
    "directional_derivative": DIRECTIONAL_DERIVATIVE,
    "steepest_angle": STEEPEST_ANGLE,
    "descent_path": DESCENT_PATH,
}


def rows():
    """Yield exercise -> (style, source), each style once; where there are no more of an exercise it is missing."""
    for row in itertools.zip_longest(*(found.items() for found in BY_EXERCISE.values())):
        yield {name: style for name, style in zip(BY_EXERCISE, row, strict=True) if style}
