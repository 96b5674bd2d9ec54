"""Draws the figures of the course: one description each, a variant in each language."""
