"""Turn a student id into numbers: the same id gives the same numbers, two ids give different ones."""

import hashlib
import unicodedata

import numpy as np
from numpy.random import Generator

from gradwalk.checks.exercise import HomeworkDefinition, Numbers


def normalised_id(student_id: object) -> str:
    """Return the one form under which all spellings of `student_id` are one person: Ada, ada and " ada " are.

    Small letters, accents composed (a Mac decomposes them), no blanks around and single ones inside, nothing invisible;
    a whole number is itself, whether typed as 4711, 4711.0 or "4711".
    """
    if isinstance(student_id, float) and student_id.is_integer():
        student_id = int(student_id)
    letters = unicodedata.normalize("NFC", str(student_id)).casefold()
    visible = "".join(letter for letter in letters if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", " ".join(visible.split()))


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
