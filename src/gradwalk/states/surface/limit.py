"""Say in words up to which learning rate gradient descent settles on a quadratic surface."""

from gradwalk.labels import tr_later
from gradwalk.states.numerals import number

LIMIT = tr_later("descent settles for η below 2/λ_max")
NO_LIMIT = "for no η: F curves down in some direction, and every step leads away along it"
ANY = "nothing curves here, so no η is too large"


def settling_words(limit: float) -> str:
    """Return the limit that `descent.settling_limit` gives as a number, or what is to be said where there is none."""
    if limit == 0:
        return NO_LIMIT
    return ANY if limit == float("inf") else number(limit)
