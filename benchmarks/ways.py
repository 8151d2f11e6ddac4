"""What the latency benchmark compares: a plain table of one-line cells and how to move what they show.

A new explorer is one more row.
"""

from __future__ import annotations

from dataclasses import dataclass

MARKS = ".gradwalk-stage svg [data-mark]"
POINT_ON_MAP = "[data-panel=map] [data-mark][data-drag]"
SIXTY_NODES = " + ".join(f"tanh({k}*x + y)" for k in range(2, 14))


@dataclass(frozen=True)
class Way:
    """One cell of the benchmark's notebook."""

    name: str  # as the table prints it; the cell's id is made of it
    source: str  # an expression that shows something with a slider
    slider: str  # description of the slider whose handle takes the key presses and the mouse
    pixels: str  # CSS selector of what must change before the move is visible
    hand: str | None = None  # CSS selector of a mark that the mouse can drag itself

    @property
    def cell_id(self) -> str:
        return "-".join(self.name.lower().split())

    @property
    def variable(self) -> str:
        return self.cell_id.replace("-", "_")

    @property
    def is_explorer(self) -> bool:
        return self.source.startswith("gradwalk.")


ECHO = Way("echo", "peers.echo()", "x", ".echo-label")

WAYS = (
    ECHO,
    Way("interact inline", "peers.interact_inline()", "x", "img"),
    Way("ipympl draw_idle", "peers.ipympl_draw_idle()", "x", "canvas"),
    Way("surface explorer", "gradwalk.SurfaceExplorer()", "x", MARKS),
    Way("linked explorer", "gradwalk.LinkedExplorer()", "x", MARKS, hand=POINT_ON_MAP),
    Way("descent explorer", "gradwalk.DescentExplorer()", "η", MARKS, hand=POINT_ON_MAP),
    Way("direction explorer", "gradwalk.DirectionExplorer()", "φ (°)", MARKS, hand=POINT_ON_MAP),
    Way("taylor explorer", "gradwalk.TaylorExplorer()", "φ (°)", MARKS, hand=POINT_ON_MAP),
    Way("chain explorer", "gradwalk.ChainExplorer()", "x", MARKS),
    Way("graph of 61 nodes", f"gradwalk.GraphExplorer({SIXTY_NODES!r})", "step", MARKS),
    Way("layer explorer", "gradwalk.LayerExplorer()", "x₁", MARKS),
    Way("network explorer", "gradwalk.NetworkExplorer()", "w⁽¹⁾₁₁", MARKS),
    Way("gradient check lab", "gradwalk.GradientCheckLab()", "h", MARKS),
    Way("training explorer", "gradwalk.TrainingExplorer()", "step", MARKS),
    Way("small-change explorer", "gradwalk.SmallChangeExplorer()", "|Δw|", MARKS),
)
