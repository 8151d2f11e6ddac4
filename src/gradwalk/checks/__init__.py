"""Feedback to a learner: checks that answer at once and say why.

Importing this package loads NumPy and nothing else from outside: no widgets, no Matplotlib. Drawings of feedback take
their contour lines from contourpy, which Matplotlib brings along; it is imported when the first of them is drawn.
"""

from gradwalk.checks.homework import HOMEWORKS, Homework, homework

__all__ = ["HOMEWORKS", "Homework", "homework"]
