"""The ladder: which head learns its answer when, and next-token training alone beside it."""

from chapter7.widgets.ladder.ladder import Ladder

__all__ = ["Ladder"]
