"""A loss weight over training, drawn by hand, and the measured run that is nearest to it."""

from chapter7.widgets.schedule.schedule import Schedule

__all__ = ["Schedule"]
