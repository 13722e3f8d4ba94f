"""Figures: data in, matplotlib Figure out."""

from chapter7.plots.style import *  # noqa: F403
