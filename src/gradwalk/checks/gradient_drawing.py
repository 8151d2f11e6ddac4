"""Draw a learner's gradient beside the right one, on a cut through the loss that contains both."""

from collections.abc import Callable

import numpy as np

from gradwalk.checks.drawing import Way, contour_picture, times_as_long

LENGTH = 0.5  # of the right gradient in the picture, in units of the weights
TINY = 1e-9


def gradient_picture(
    loss: Callable[[np.ndarray], float], place: np.ndarray, right: np.ndarray, answer: np.ndarray
) -> str:
    """Return the HTML of the gradients `right` and `answer` of `loss` at `place`, all three of shape (P,).

    Contour lines are those of the plane through both arrows; with two weights that is the plane of the weights.
    """
    plane = np.eye(2) if place.size == 2 else _plane_through(right, answer)
    height = np.vectorize(lambda a, b: loss(place + a * plane[0] + b * plane[1]))
    scale = LENGTH / np.linalg.norm(right)
    arrows = ((right, "right"), (answer, "yours"))
    ways = [Way([np.zeros(2), scale * plane @ vector], role) for vector, role in arrows]
    return contour_picture(height, ways, _caption(right, answer))


def _plane_through(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return two orthonormal rows (2, P) that span `first` and `second`, or `first` and any other direction."""
    along = first / np.linalg.norm(first)
    rest = second - (second @ along) * along
    if np.linalg.norm(rest) <= TINY * np.linalg.norm(second):
        other = np.eye(first.size)[np.argmin(np.abs(along))]
        rest = other - (other @ along) * along
    return np.array([along, rest / np.linalg.norm(rest)])


def _caption(right: np.ndarray, answer: np.ndarray) -> str:
    lengths = np.linalg.norm(right), np.linalg.norm(answer)
    cut = "" if right.size == 2 else "This is a cut through the loss along both gradients. "
    known = f"{cut}The gradient (solid) is perpendicular to the contour line."
    if lengths[1] <= TINY * lengths[0]:
        return f"{known} Yours (dashed) is zero."
    angle = np.degrees(np.arccos(np.clip(right @ answer / (lengths[0] * lengths[1]), -1, 1)))
    length = times_as_long(lengths[1] / lengths[0])
    return f"{known} Yours (dashed) makes an angle of {angle:.0f} degrees with it and is {length}."
