"""The mathematics of the course in plain NumPy: graphs, surfaces, calculus, descent, the two-layer network."""
