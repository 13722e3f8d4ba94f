"""Which token each head is asked for at each position, rightly and as people got it wrong."""

from chapter7.widgets.alignment.alignment import DOCUMENTS, PADDING, TEXT, Alignment, K

__all__ = ["DOCUMENTS", "PADDING", "TEXT", "Alignment", "K"]
