"""What two heads write that do not see each other, by how tightly two words are tied."""

from chapter7.widgets.strangers.strangers import FIRST, SECOND, Strangers

__all__ = ["FIRST", "SECOND", "Strangers"]
