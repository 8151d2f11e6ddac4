"""A network of one or two layers: its numbers, its passes, its steps, its training."""
