"""A recorded decode, round by round: what was drafted, what the one pass says, what is kept."""

from chapter7.widgets.stepper.stepper import TEXTS, WRITERS, Stepper

__all__ = ["TEXTS", "WRITERS", "Stepper"]
