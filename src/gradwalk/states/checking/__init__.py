"""A derivative held against differences, and a backward pass held against a check."""
