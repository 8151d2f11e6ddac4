"""Feedback to a learner: checks that answer at once and say why, with nothing but NumPy and the mathematics."""

from gradwalk.checks.homework import HOMEWORKS, Homework, homework

__all__ = ["HOMEWORKS", "Homework", "homework"]
