"""A homework of one exercise: the step with momentum. Copy this folder and change it."""

import numpy as np

from gradwalk.checks import Case, Exercise, HomeworkDefinition, KnownMistake


def momentum_step(velocity, gradient, learning_rate, beta):
    """The right answer: v <- beta v - eta grad F."""
    return beta * velocity - learning_rate * gradient


def momentum_cases(rng):
    """Inputs on which an answer is tried; `rng` belongs to one student."""
    # Both arrays and the result have numbers of both signs: less would let a wrong program pass.
    velocity, gradient = rng.uniform(0.5, 2, (2, 3)) * np.array([[1, -1, 1], [1, 1, -1]])
    hidden = Case((velocity, gradient, rng.uniform(0.1, 0.4), rng.uniform(0.5, 0.9)))
    shown = (np.array([1.0, 2.0]), np.array([3.0, -1.0]), 0.1, 0.5)
    return [hidden, Case(shown, "velocity = [1, 2], gradient = [3, -1], learning_rate = 0.1, beta = 0.5", public=True)]


MOMENTUM_STEP = Exercise(
    variable="momentum_step",
    equation="(1.1)",
    cases=momentum_cases,
    reference=momentum_step,
    mistakes=(
        KnownMistake(
            "sign",
            lambda velocity, gradient, learning_rate, beta: beta * velocity + learning_rate * gradient,
            "The velocity grows along the gradient, which leads up: subtract it.",
            equation="(1.1)",
        ),
        KnownMistake(
            "no memory",
            lambda velocity, gradient, learning_rate, beta: -learning_rate * gradient,
            "The old velocity is missing: a share beta of it goes on.",
        ),
        KnownMistake(
            "not damped",
            lambda velocity, gradient, learning_rate, beta: velocity - learning_rate * gradient,
            "The whole old velocity goes on; only its share beta does.",
        ),
    ),
    right="The velocity keeps its share beta and is pushed downhill.",
    wanted="The new velocity is beta times the old one, minus the learning rate times the gradient.",
)

HOMEWORKS = [HomeworkDefinition("06_momentum", "A step with momentum", {"momentum_step": MOMENTUM_STEP})]
