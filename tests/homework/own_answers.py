"""Solutions with their source, in several styles, and the questions about them: what the tests of these share."""

import functools
import linecache
import types

import numpy as np

from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.own_answer import ask_about, inputs_for, read_evidence
from gradwalk.checks.own_code import examine

from .material import homework_of, solution_of
from .right_programs import OTHER_RIGHT_PROGRAMS

STYLES = {
    ("01_gradient_direction", "update_step"): {
        "loop": """
            def update_step(w, gradient, learning_rate):
                new = np.array(w, dtype=float)
                for index in np.ndindex(new.shape):
                    new[index] = w[index] - learning_rate * gradient[index]
                return new
            """,
        "lambda": "update_step = lambda position, slope, rate: position - rate * slope",
        "helper": """
            def way(slope, rate):
                return -rate * slope
            def update_step(w, gradient, learning_rate):
                return w + way(gradient, learning_rate)
            """,
        "other names": """
            def new_parameters(theta, g, eta):
                delta = eta * g
                return theta - delta
            update_step = new_parameters
            """,
    },
    ("01_gradient_direction", "descent_path"): {
        "array": """
            def descent_path(grad, start, learning_rate, num_steps):
                path = np.zeros((num_steps + 1, 2))
                path[0] = start
                for i in range(num_steps):
                    path[i + 1] = path[i] - learning_rate * grad(path[i])
                return path
            """,
        "while": """
            def descent_path(grad, start, learning_rate, num_steps):
                place = np.array(start, dtype=float)
                rows = [place]
                while len(rows) <= num_steps:
                    slope = grad(place)
                    place = place - learning_rate * slope
                    rows.append(place)
                return np.vstack(rows)
            """,
        "recursion": """
            def descent_path(grad, start, learning_rate, num_steps):
                start = np.array(start, dtype=float)
                if num_steps == 0:
                    return start[None]
                rest = descent_path(grad, start - learning_rate * grad(start), learning_rate, num_steps - 1)
                return np.vstack([start[None], rest])
            """,
    },
    ("04_two_layer_network", "hidden_gradient"): {
        "loops": OTHER_RIGHT_PROGRAMS["hidden_gradient"][0],
        "einsum": """
            def hidden_gradient(h, w2, y, t):
                error = y - t
                back = np.einsum("kj,k->j", w2, error)
                return back * (1 - np.tanh(h) ** 2)
            """,
        "sum": """
            def hidden_gradient(h, w2, y, t):
                return np.array([sum(w2[k][j] * (y[k] - t[k]) for k in range(len(y))) for j in range(len(h))]) / (
                    np.cosh(h) ** 2
                )
            """,
    },
    ("05_interpretation", "predicted_change"): {
        "sum": "def predicted_change(gradient, dw):\n    return (gradient * dw).sum()",
        "vdot": "def predicted_change(gradient, dw):\n    return np.vdot(gradient, dw)",
    },
}


def run_with_source(source, space, name):
    """Run `source` so that its functions know where it stands, as in a notebook."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), space)


@functools.cache
def solutions(name, student):
    """Return the names that a solved notebook of `student` leaves; the answers know their source."""
    space = {"np": np, "work": homework_of(name, student), "__name__": "__main__"}
    for variable in HOMEWORKS[name].exercises:
        run_with_source(solution_of(name, variable), space, f"<{name} {variable} {student}>")
    return space


def evidence_of(name, variable, student, answer):
    """Return the evidence of `answer`, as the check has it."""
    definition = HOMEWORKS[name]
    exercise = definition.exercises[variable]
    small, cases = inputs_for(definition, exercise, student)
    found = examine(answer, small, cases[0].arguments) if isinstance(answer, types.FunctionType) else {}
    return read_evidence(found)


def asked_about(name, variable, student, answer=None):
    """Return the questions about an answer; the solution by default."""
    answer = solutions(name, student)[variable] if answer is None else answer
    return ask_about(HOMEWORKS[name], variable, student, evidence_of(name, variable, student, answer))
