"""What figures share: their life in Jupyter and on a page, their controls, their address."""

from chapter7.widgets.shared.figure import Choice, Figure, Pin

__all__ = ["Choice", "Figure", "Pin"]
