"""Feedback to a learner: checks that answer at once and say why.

Importing this package loads NumPy and nothing else from outside: no widgets, no Matplotlib. Drawings of feedback take
their contour lines from contourpy, which Matplotlib brings along; it is imported when the first of them is drawn.
"""

from gradwalk.checks.exercise import Case, Exercise, GivenFunction, HomeworkDefinition, KnownMistake
from gradwalk.checks.homework import HOMEWORKS, Homework, homework
from gradwalk.checks.package import read_homeworks

__all__ = [
    "HOMEWORKS",
    "Case",
    "Exercise",
    "GivenFunction",
    "Homework",
    "HomeworkDefinition",
    "KnownMistake",
    "homework",
    "read_homeworks",
]
