"""The exercises, a module for each idea: what is asked, what is right, and which mistakes are known by name."""
