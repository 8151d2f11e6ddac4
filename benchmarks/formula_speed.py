"""Time what a typed formula costs the kernel until the new pictures are on their way, explorer by explorer.

Run `uv run benchmarks/formula_speed.py` on an idle machine; beside each time stands its ratio to one bare `savefig` of
a contour map, painted in the same run.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import gradwalk as gw

FORMULAS = ("x**2 + {k}*y**2", "sin(x)*y + x**2/{k}", "exp(-x**2 - y**2/{k})")
ROUNDS = 7


def bare_map() -> Callable[[], object]:
    """A contour map as Matplotlib users paint it, at the size and sharpness of ours."""
    x, y = np.meshgrid(np.linspace(-3, 3, 161), np.linspace(-3, 3, 161))

    def paint() -> None:
        figure = Figure(figsize=(4.3, 4), dpi=100)
        FigureCanvasAgg(figure)
        figure.add_axes((0.14, 0.14, 0.82, 0.8)).contour(x, y, x**2 + 4 * y**2, levels=14)
        figure.savefig(io.BytesIO(), format="png", dpi=200)

    return paint


def typed(explorer: gw.LinkedExplorer) -> Callable[[str], None]:
    """What happens when a formula is typed into the box of a surface explorer."""
    return lambda formula: setattr(explorer.chooser.formula, "value", formula)


def chained(explorer: gw.ChainExplorer) -> Callable[[str], None]:
    """The same for the first function of a chain, of x alone."""
    return lambda formula: setattr(explorer.g.text, "value", formula.replace("y", "1"))


def graphed(explorer: gw.GraphExplorer) -> Callable[[str], None]:
    """The same for a graph."""
    return lambda formula: setattr(explorer.formula.text, "value", formula)


def milliseconds(change: Callable[[str], None], start: float) -> float:
    """The median time of a change to a formula that was never seen before."""
    times = []
    for k in range(ROUNDS):
        for formula in FORMULAS:
            began = time.perf_counter()
            change(formula.format(k=start + k))
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def main() -> None:
    """Print a table: the explorer, milliseconds, and the ratio to a bare map."""
    paint = bare_map()
    bare = milliseconds(lambda _formula: paint(), 2)
    print(f"{'a bare contour map':<20}{bare:7.0f} ms   1.0")
    kinds = (gw.SurfaceExplorer, gw.LinkedExplorer, gw.DirectionExplorer, gw.TaylorExplorer, gw.DescentExplorer)
    ways = [(kind.__name__, typed(kind())) for kind in kinds]
    ways += [("ChainExplorer", chained(gw.ChainExplorer())), ("GraphExplorer", graphed(gw.GraphExplorer()))]
    for place, (name, change) in enumerate(ways):
        took = milliseconds(change, 2.5 + 0.01 * place)
        print(f"{name:<20}{took:7.0f} ms {took / bare:5.1f}")


if __name__ == "__main__":
    main()
