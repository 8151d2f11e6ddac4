"""Say in words up to which learning rate gradient descent settles on a quadratic surface."""

from gradwalk.labels import tr_later
from gradwalk.states.numerals import number

LIMIT = tr_later("descent settles for η below 2/λ_max")
NO_LIMIT = "for no η: F falls without end in some direction, and the steps lead away along it"
ANY = "for every η: F is the same everywhere, and no step moves"


def settling_words(limit: float) -> str:
    """Return the limit that `quadratic.limit_of` gives as a number, or what is to be said where there is none."""
    if limit == 0:
        return NO_LIMIT
    return ANY if limit == float("inf") else number(limit)
