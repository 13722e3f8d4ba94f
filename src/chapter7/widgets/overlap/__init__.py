"""Two distributions, the area that they share, and what rules make of drafts."""

from chapter7.widgets.overlap.overlap import LAWS, TARGET, TOKENS, Overlap

__all__ = ["LAWS", "TARGET", "TOKENS", "Overlap"]
