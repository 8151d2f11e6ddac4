"""Write the ticks of a logarithmic axis in plain letters, as all powers of ten of the course: 10⁻³."""

import math

from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, NullLocator

from gradwalk.states.numerals import power_of_ten


def write_powers(axis: Axis) -> None:
    """Label the powers of ten of a logarithmic axis, and nothing between them.

    Matplotlib sets such labels as formulas, and looks at every tick between two powers: that took longer than all else
    in these small plots.
    """
    axis.set_major_formatter(FuncFormatter(lambda value, _place: power_of_ten(round(math.log10(value)))))
    axis.set_minor_locator(NullLocator())
