"""One palette, one size rule and one look for every figure."""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Light values. On the website each is a CSS variable, --c7-<name>, which has a dark value too
# (website/assets/palette.css).
PALETTE = {
    "paper": "#fcfaf5",
    "panel": "#f3efe6",
    "ink": "#1b2231",
    "muted": "#565d6d",
    "line": "#ddd7ca",
    "edge": "#8b8f99",
    "amber": "#c88000",
    "amber-ink": "#8a5600",
    "amber-wash": "#fbf1dc",
    "amber-pale": "#f6dcab",
    "green": "#0b7a4b",
    "green-ink": "#0a6b42",
    "green-wash": "#e7f3ec",
    "green-pale": "#bfe3d0",
    "on-amber": "#1b2232",  # one step from ink: `show` tells colours apart by their value
}
INK, MUTED, LINE = PALETTE["ink"], PALETTE["muted"], PALETTE["line"]
COMPUTE, SUPERVISION = PALETTE["amber"], PALETTE["green"]

# Drawn for a phone's width and enlarged a little on a desk: text stays readable on both.
WIDTH = 6.4  # inches at 72 points: 461 units
STYLE = {
    "font.family": "sans-serif",
    "font.size": 12.5,
    "axes.labelsize": 12.5,
    "xtick.labelsize": 11.5,
    "ytick.labelsize": 11.5,
    "legend.fontsize": 11.5,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.grid": True,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 2.2,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "none",
}

Data = TypeVar("Data")


def styled(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """The drawing function `draw`, under the one style."""

    @functools.wraps(draw)
    def drawn(*args, **kwargs) -> Figure:
        with mpl.rc_context(STYLE):
            return draw(*args, **kwargs)

    return drawn


def new_axes(height: float = 3.6, **labels: str) -> tuple[Figure, Axes]:
    """A figure of the one width, `height` inches high, and its axes with matplotlib's `labels`."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set(**labels)
    return figure, axes


def legend_above(axes: Axes, columns: int = 2) -> None:
    """Puts the legend above the drawing, where it hides nothing, in `columns` columns."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        borderaxespad=0.2,
        handlelength=2.4,
        columnspacing=1.4,
    )


def each_styled(
    series: Mapping[str, Data], styles: Sequence[dict[str, Any]]
) -> list[tuple[str, Data, dict[str, Any]]]:
    """Each series by name, with its data and a style that no other has.

    Raises: ValueError: more series than styles. One would vanish, or two would look alike.
    """
    if len(series) > len(styles):
        raise ValueError(
            f"this figure tells {len(styles)} series apart, got {len(series)}: {list(series)}"
        )
    return [
        (name, data, style) for (name, data), style in zip(series.items(), styles, strict=False)
    ]


def same_names(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    """Raises: ValueError: the two do not describe the same series."""
    odd = sorted(set(first) ^ set(second))
    if odd:
        raise ValueError(f"both must name the same series, only one of them names {odd}")
