"""What a contributor runs by hand, and the harness that tests and benchmarks share with it."""
