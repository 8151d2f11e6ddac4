"""Choose how much of some values a picture shows, so that a thin spike does not flatten all the rest."""

import numpy as np


def without_spikes(values: np.ndarray, share: float, room: float) -> tuple[float, float]:
    """Return the lowest and the highest of the finite `values`, shape (n,), that a picture shows.

    At each end a `share` of the values is left out where it reaches further than `room` times the range of the others.
    """
    low, high = float(values.min()), float(values.max())
    bottom, top = (float(quantile) for quantile in np.quantile(values, (share, 1 - share)))
    reach = room * (top - bottom)
    return (low if bottom - low <= reach else bottom, high if high - top <= reach else top)
