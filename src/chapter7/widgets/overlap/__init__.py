"""Two distributions, the area that they share, and what rules make of drafts."""

from chapter7.widgets.overlap.overlap import LAWS, Overlap, laws_of

__all__ = ["LAWS", "Overlap", "laws_of"]
