"""Checks: finite differences against exact derivatives, claims against evidence."""
