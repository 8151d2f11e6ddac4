"""Graphs: chains of functions, computational graphs, the map of the course."""
