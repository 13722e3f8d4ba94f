"""Reported speed-ups by how many texts are decoded at once, and what a round costs by them."""

from chapter7.widgets.wall.wall import BATCHES, MEASURES, Wall

__all__ = ["BATCHES", "MEASURES", "Wall"]
