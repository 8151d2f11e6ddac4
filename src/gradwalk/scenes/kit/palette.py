"""The colours of the course, one meaning each; safe for colour-blind readers (Okabe and Ito, 2008).

Shape or text always says the same thing as the colour.
"""

from matplotlib.colors import LinearSegmentedColormap

from gradwalk.labels import shown_names

BLACK = "#1a1a1a"  # the point on the surface
RED = "#c43c00"  # its projection on the xy-plane
BLUE = "#0072b2"  # the gradient
ORANGE = "#a35c00"  # the negative gradient, the way down
GREEN = "#00795a"  # the nearest minimum; what is right
PURPLE = "#8f3d74"  # a direction or step that the reader chooses
GREY = "#55595e"  # what is there to compare with
PALE = "#e8eaed"  # a node that waits
MEANINGFUL = (BLACK, RED, BLUE, ORANGE, GREEN, PURPLE, GREY, PALE)

# The same colours as letters on a dark page.
ON_DARK = {
    RED: "#ff8f66", BLUE: "#6cb8f0", ORANGE: "#e3a455", GREEN: "#4fc3a1", PURPLE: "#dd8fc4", BLACK: "#e8e8e8",
}  # fmt: skip

# What the name of a number is written with where its mark stands in a picture: the mark's shape and colour. In a name
# "…" stands for whatever is there; the first that fits counts.
INKS = {
    "(x, y)": ("◆", RED), "r₀": ("◆", RED), "∇F": ("→", BLUE), "|∇F|": ("→", BLUE), "angle of ∇F": ("→", BLUE),
    "−∇F": ("→", ORANGE), "angle of −∇F…": ("→", ORANGE), "η": ("●", ORANGE), "growth factor of a step": ("○", ORANGE),
    "r": ("→", PURPLE), "|r|": ("→", PURPLE), "u": ("→", PURPLE), "φ": ("→", PURPLE), "slope along u": ("●", PURPLE),
    "actual − predicted": ("┃", RED), "actual…": ("●", BLACK), "first-order prediction…": ("■", BLUE),
    "predicted ΔE…": ("◆", BLUE), "remainder": ("┃", RED), "second-order prediction": ("■", GREEN),
    "Δx": ("━", PURPLE), "Δy": ("━", GREEN), "Δz": ("━", ORANGE), "dz/dx = dz/dy · dy/dx": ("╱", BLUE),
    "|Δw|": ("━", PURPLE), "chosen": ("━", PURPLE), "∂E/∂w…": ("━", PURPLE), "∂E/∂b…": ("━", PURPLE),
    "h": ("┆", PURPLE), "error, forward": ("●", RED), "error, central": ("◆", BLUE),
    "E": ("◆", RED), "F": ("●", BLACK),
}  # fmt: skip

# Light everywhere, and darker the higher: marks stay readable on it, and it survives a black-and-white printer.
HEIGHTS = LinearSegmentedColormap.from_list("heights", ["#fffef6", "#f5ecc0", "#d3dba6", "#a3c29b", "#77a394"])


def inks() -> dict[str, list[str]]:
    """Return for every name, as it is shown, its symbol, its colour on a light page, and its colour on a dark one."""
    looks = {name: [symbol, colour, ON_DARK[colour]] for name, (symbol, colour) in INKS.items()}
    return {shown: looks[name] for shown, name in shown_names(INKS).items()}
