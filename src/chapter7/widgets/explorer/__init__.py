"""The explorer: what one position computes, what it is asked, and their ratio.

In Python `stops` (the sizes), `settings` (the choices, and their numbers), `scales`, `tour` (three
movements), `tables` (all of it for the script), `widget` (the figure in Jupyter). In JavaScript
`numbers`, `words`, `drawing`, and `explorer`, which puts them together.
"""

from chapter7.widgets.explorer.settings import PRESETS, Reading, Setting, read
from chapter7.widgets.explorer.stops import STOPS, VOCABULARIES, stop_index
from chapter7.widgets.explorer.widget import Explorer

__all__ = [
    "PRESETS",
    "STOPS",
    "VOCABULARIES",
    "Explorer",
    "Reading",
    "Setting",
    "read",
    "stop_index",
]
