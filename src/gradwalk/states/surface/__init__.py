"""A point on a surface, and what one asks of it: a direction, a step, a descent."""
