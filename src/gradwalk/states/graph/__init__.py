"""A computational graph in words."""
