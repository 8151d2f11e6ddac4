"""Paint a surface z = F(x, y): its contour map with equal axes, and its shape in space above the xy-plane."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from matplotlib.axes import Axes
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from mpl_toolkits.mplot3d.axis3d import Axis as SpaceAxis

from gradwalk.mathematics.surfaces import Surface
from gradwalk.scenes.kit.limits import without_spikes
from gradwalk.scenes.kit.palette import GREY, HEIGHTS
from gradwalk.scenes.kit.panel import DRAWABLE

FINE, COARSE, MAP = 49, 19, 141  # samples along a side: surface at rest, surface while it turns, map
NUM_LEVELS = 14
SPIKES = 0.005  # the share of heights at each end that may lie outside the picture
FLAT = 1e-9  # heights that differ by less, for their size, are drawn as a plane: their differences are rounding
SMALLEST = 1e-280  # smaller differences Matplotlib takes for none
LABELS = (66, 57)  # pixels that the numbers around the box take from its width and height
FLOOR_GAP = 0.35  # room between the lowest point of the surface and the xy-plane below it, in heights


@dataclass(frozen=True)
class Relief:
    """The heights of one surface over its ranges, and how they are shaded."""

    surface: Surface

    @cached_property
    def heights(self) -> np.ndarray:
        """F on the map's grid, shape (MAP, MAP); nan where F is not finite or too large to draw."""
        return self.sample(MAP)[2]

    @cached_property
    def limits(self) -> tuple[float, float]:
        """The lowest and highest z that the picture shows."""
        if self.surface.z_limits is not None:
            return self.surface.z_limits
        finite = self.heights[np.isfinite(self.heights)]
        if not finite.size:
            return (-1.0, 1.0)
        low, high = without_spikes(finite, SPIKES, room=0.5)
        size = max(abs(low), abs(high))
        room = FLAT * size or 1.0  # around heights that are all the same, but for rounding
        return (low, high) if high - low > max(FLAT * size, SMALLEST) else (low - room, high + room)

    @cached_property
    def bend(self) -> float:
        """The power that spreads the levels, so that a steep rim does not swallow the valley."""
        low, high = self.limits
        finite = self.heights[np.isfinite(self.heights)]
        middle = float(np.clip((np.median(finite) - low) / (high - low), 0.01, 0.99)) if finite.size else 0.5
        return float(np.clip(np.log(middle) / np.log(0.5), 1, 3))

    @cached_property
    def levels(self) -> np.ndarray:
        """The heights of the contour lines, shape (NUM_LEVELS,)."""
        low, high = self.limits
        return low + (high - low) * np.linspace(0, 1, NUM_LEVELS) ** self.bend

    @property
    def floor(self) -> float:
        """The height at which the xy-plane is drawn."""
        low, high = self.limits
        return low - FLOOR_GAP * (high - low)

    def sample(self, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return x, y and F on a `count` x `count` grid, each of shape (count, count)."""
        x, y = np.meshgrid(np.linspace(*self.surface.x_range, count), np.linspace(*self.surface.y_range, count))
        z = np.broadcast_to(self.surface.value(x, y), x.shape)
        return x, y, np.where(np.abs(z) <= DRAWABLE, z, np.nan)

    def shade(self, heights: np.ndarray) -> np.ndarray:
        """Return colours, shape (..., 4), for heights of any shape."""
        low, high = self.limits
        share = np.clip((np.nan_to_num(heights, nan=low) - low) / (high - low), 0, 1)
        return HEIGHTS(share ** (1 / self.bend))

    def draw_map(self, axes: Axes) -> None:
        """Draw the contour map; one unit is as long on y as on x, or right angles would not look right."""
        x, y, z = self.sample(MAP)
        shades = self.shade((self.levels[:-1] + self.levels[1:]) / 2)
        axes.contourf(x, y, np.clip(z, *self.limits), levels=self.levels, colors=shades)
        axes.contour(x, y, z, levels=self.levels[1:-1], colors=GREY, linewidths=0.6)
        axes.set(xlim=self.surface.x_range, ylim=self.surface.y_range)
        axes.set(xlabel=self.surface.axis_names[0], ylabel=self.surface.axis_names[1])
        axes.set_facecolor("#dadce0")  # grey is where F has no value
        axes.set_aspect("equal")
        axes.tick_params(labelsize=9)

    def draw_space(self, axes: Axes3D, count: int = FINE) -> None:
        """Draw the surface over its contour lines on the xy-plane."""
        x, y, z = self.sample(count)
        low, high = self.limits
        shown = np.where((z >= low) & (z <= high), z, np.clip(z, low, high))
        corners = _corners(np.stack([x, y, shown], axis=-1))
        # What `plot_surface` draws, without its loops over the cells, which take longer than all the rest.
        sheet = Poly3DCollection(
            corners, facecolors=self.shade(corners[:, :, 2].mean(axis=1)), linewidth=0.25, edgecolor="#5f636855",
            alpha=0.85,
        )  # fmt: skip
        axes.add_collection3d(sheet)
        if np.isfinite(z).any():
            axes.contour(x, y, z, levels=self.levels[1:-1], zdir="z", offset=self.floor, colors=GREY, linewidths=0.5)
        self._frame_space(axes)

    def _frame_space(self, axes: Axes3D) -> None:
        low, high = self.limits
        (left, right), (near, far) = self.surface.x_range, self.surface.y_range
        axes.set(xlim=(left, right), ylim=(near, far), zlim=(self.floor, high))
        width, depth = right - left, far - near
        # The numbers around the box are as large in a small picture, so that the box leaves them a larger share of it.
        taken = float(np.max(np.array(LABELS) / axes.get_window_extent().size))
        axes.set_box_aspect((width, depth, 0.8 * max(width, depth)), zoom=1.09 - taken)
        axes.set_xlabel(self.surface.axis_names[0], labelpad=2)
        axes.set_ylabel(self.surface.axis_names[1], labelpad=2)
        axes.set_zlabel("z", labelpad=0)
        axes.tick_params(labelsize=9, pad=1)
        axes.locator_params(nbins=5)
        # Below the surface stands the xy-plane, at no height of its own: no ticks there.
        axes.zaxis.set_ticks([tick for tick in axes.zaxis.get_ticklocs() if low <= tick <= high])
        for axis in cast(list[SpaceAxis], [axes.xaxis, axes.yaxis, axes.zaxis]):
            axis.pane.set(facecolor="#fbfbfb", edgecolor="#dadce0")
            vars(axis)["_axinfo"]["grid"]["color"] = "#eceef0"


def _corners(points: np.ndarray) -> np.ndarray:
    """Return the corners of the cells of a grid (n, n, 3) that are all defined, in a round: shape (m, 4, 3)."""
    around = np.stack([points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]], axis=2).reshape(-1, 4, 3)
    return around[np.isfinite(around).all(axis=(1, 2))]
