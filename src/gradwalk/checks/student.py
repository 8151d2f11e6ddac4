"""Turn a student id into numbers: the same id gives the same numbers, two ids give different ones."""

import hashlib

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import HomeworkDefinition, Numbers


def normalised_id(student_id: object) -> str:
    """Return `student_id` without blanks around it and in small letters, so that Ada and ada are one person."""
    return str(student_id).strip().casefold()


def generator_for(*parts: str) -> Generator:
    """Return a NumPy generator that follows from the texts `parts` and from nothing else."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def data_for(definition: HomeworkDefinition, student_id: object) -> Numbers:
    """Return the numbers of one learner for one homework: a dict of names to numbers, arrays and texts.

    Each exercise draws its own, so one exercise more or less leaves the numbers of the others as they are.
    """
    data: Numbers = {}
    for name, exercise in definition.exercises.items():
        data |= exercise.numbers(generator_for("data", definition.name, name, normalised_id(student_id)))
    return data
