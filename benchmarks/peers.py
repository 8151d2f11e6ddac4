"""The ways that gradwalk is compared with, each as good as its own documentation shows it.

Imported by the kernel of the benchmark's notebook: a slider x moves a point and its gradient arrow over contours and
a 3-D surface, 40 x 40 points, as in gradwalk's own linked explorer.
"""

from __future__ import annotations

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from echo import SLIDER, echo  # beside this file, from where the kernel imports both
from ipympl.backend_nbagg import Canvas, FigureManager
from IPython.display import display
from matplotlib.figure import Figure

Y = 0.7

__all__ = ["echo", "interact_inline", "ipympl_draw_idle"]

grid_x, grid_y = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 40))


def height(x, y):
    return x**2 + 2 * y**2 + np.sin(2 * x)


def gradient(x, y):
    return 2 * x + 2 * np.cos(2 * x), 4 * y


def paint_ground(figure):
    """Contours left, surface right."""
    left = figure.add_subplot(1, 2, 1, aspect="equal")
    right = figure.add_subplot(1, 2, 2, projection="3d")
    left.contour(grid_x, grid_y, height(grid_x, grid_y), levels=20)
    right.plot_surface(grid_x, grid_y, height(grid_x, grid_y), cmap="viridis", alpha=0.8)
    return left, right


def paint_point(left, right, x):
    """The artists that a move changes."""
    (projected,) = left.plot([x], [Y], "ro")
    (black,) = right.plot([x], [Y], [height(x, Y)], "ko")
    arrow = left.quiver([x], [Y], *[[part] for part in gradient(x, Y)], color="b", angles="xy")
    return projected, black, arrow


def interact_inline():
    """`interact` draws the whole figure anew for every value."""

    def show(x):
        figure = plt.figure(figsize=(8, 4))
        paint_point(*paint_ground(figure), x)
        plt.show()

    ipywidgets.interact(show, x=ipywidgets.FloatSlider(**SLIDER))


def ipympl_draw_idle():
    """ipympl's canvas: the artists made once, moved, and `draw_idle` called."""
    slider = ipywidgets.FloatSlider(**SLIDER)
    # A manager of its own keeps the figure out of pyplot, whose inline backend would show and close it.
    canvas = Canvas(Figure(figsize=(8, 4)))
    FigureManager(canvas, 0)
    projected, black, arrow = paint_point(*paint_ground(canvas.figure), slider.value)

    def move(change):
        x = change["new"]
        projected.set_data([x], [Y])
        black.set_data_3d([x], [Y], [height(x, Y)])
        arrow.set_offsets([[x, Y]])
        arrow.set_UVC(*[[part] for part in gradient(x, Y)])
        canvas.draw_idle()

    slider.observe(move, "value")
    display(ipywidgets.VBox([slider, canvas]))
