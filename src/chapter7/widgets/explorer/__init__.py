"""The explorer: what one position computes, what it is asked, and their ratio.

`stops` (the sizes), `settings` (the choices, and their numbers), `texts` (the numbers in words),
`tour` (three predictions), `tables` (all of it for the script), `drawing` and `markup` (the figure
as it stands without a script), `widget` (the figure in Jupyter).
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
