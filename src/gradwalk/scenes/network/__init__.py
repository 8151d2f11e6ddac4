"""Networks: units, weights, equations with their numbers, training."""
