"""Gradient descent and back-propagation, held in the hand."""
