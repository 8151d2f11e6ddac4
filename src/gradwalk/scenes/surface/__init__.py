"""Surfaces: contour maps, reliefs, and what moves over them."""
