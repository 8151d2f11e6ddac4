"""The colours of the course, one meaning each; safe for colour-blind readers (Okabe and Ito, 2008).

Shape or text always says the same thing as the colour.
"""

from matplotlib.colors import LinearSegmentedColormap

BLACK = "#1a1a1a"  # the point on the surface
RED = "#c43c00"  # its projection on the xy-plane
BLUE = "#0072b2"  # the gradient
ORANGE = "#a35c00"  # the negative gradient, the way down
GREEN = "#00795a"  # the nearest minimum; what is right
PURPLE = "#8f3d74"  # a direction or step that the reader chooses
GREY = "#55595e"  # what is there to compare with
PALE = "#e8eaed"  # a node that waits
MEANINGFUL = (BLACK, RED, BLUE, ORANGE, GREEN, PURPLE, GREY, PALE)

# Light everywhere, and darker the higher: marks stay readable on it, and it survives a black-and-white printer.
HEIGHTS = LinearSegmentedColormap.from_list("heights", ["#fffef6", "#f5ecc0", "#d3dba6", "#a3c29b", "#77a394"])
