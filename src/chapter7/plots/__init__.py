"""Figures: data in, a `Drawing` out. Never computes.

`show` puts a figure on a page as an inline drawing with real text. The figures of a section are in
a module of its name, which its pages import beside this package::

    from chapter7 import plots
    from chapter7.plots import bottleneck as figures

    plots.show(figures.density_by_size(line, marks), alt="...")
"""

from chapter7.plots.style import PALETTE, Drawing
from chapter7.plots.svg import show

__all__ = ["PALETTE", "Drawing", "show"]
