"""One position's way through the main model and two modules, in the numbers of a trained model."""

from chapter7.widgets.anatomy.anatomy import SHIFTS, STEPS, TEXT, Anatomy, trained

__all__ = ["SHIFTS", "STEPS", "TEXT", "Anatomy", "trained"]
