"""The figures of 7.5, speculative decoding, in the order of its pages. Nothing is computed."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from chapter7.plots.style import (
    COMPUTE,
    EDGE,
    INK,
    MUTED,
    PAPER,
    STRONG,
    Canvas,
    drawn,
    each_styled,
    end_labels,
    note,
    set_ticks,
    write,
    written,
)

# Page 1, Draft and verify
WRITER_LOOKS = (
    {"color": INK, "marker": "o", "linestyle": "-"},
    {"color": INK, "marker": "s", "linestyle": "--", "markerfacecolor": PAPER},
)


@drawn()
def refused_by_entropy(
    canvas: Canvas, bins: Sequence[str], refused: Mapping[str, tuple[ArrayLike, ...]]
) -> Figure:
    """How often drafts are refused, by the entropy of the model that checks them.

    Args:
        bins: what stands below each bin.
        refused: name -> means, lower and upper ends, one a bin.
    Raises: ValueError: more names than looks.
    """
    figure, axes = canvas.axes(320, above="Refused", xlabel="the model’s entropy there, bits")
    places, ends = np.arange(len(bins)), []
    for name, (mean, low, high), look in each_styled(refused, WRITER_LOOKS):
        axes.plot(places, mean, **look)
        axes.vlines(places, low, high, color=INK, linewidth=1.5)
        ends.append((name, places[-1], np.asarray(mean)[-1], INK))
    axes.set(xlim=(-0.3, len(bins) - 0.7), ylim=(0, 1))
    set_ticks(
        axes,
        x=dict(zip(places, bins, strict=True)),
        y={0: "0", 0.5: "50 %", 1: "100 %"},
    )
    end_labels(axes, ends, gap=14)
    return figure


# Page 2, Why the law is exact
@drawn()
def drift(canvas: Canvas, sizes: Sequence[int], off: Mapping[str, ArrayLike]) -> Figure:
    """How far what came out is from a law, against the number of drafts, both logarithmic.

    Args: off: name -> (sizes, seeds), shares; two rules, the right one first.
    """
    figure, axes = canvas.axes(300, above="Off the target’s law", xlabel="drafts")
    for (name, found), color in zip(off.items(), (INK, COMPUTE), strict=True):
        mean = np.mean(found, axis=1)
        axes.plot(sizes, mean, color=color)
        axes.plot(sizes, found, color=color, marker="o", markersize=4, linestyle="none")
        note(axes, name, (sizes[-2], mean[-2]), (0, 20), ha="center")
    axes.set(xscale="log", yscale="log", xlim=(sizes[0] / 1.5, sizes[-1] * 1.5), ylim=(3e-4, 0.8))
    set_ticks(axes, y={0.001: "0.1 point", 0.01: "1 point", 0.1: "10 points"})
    return figure


@drawn()
def caught(
    canvas: Canvas, seen: Mapping[str, Collection[str]], checks: Mapping[str, str]
) -> Figure:
    """Which check catches which wrong law: a filled dot where it does.

    Args:
        seen: name of a law -> names of the checks that catch it.
        checks: name of a check -> what stands above its column.
    """
    left, tall = (0, 48) if canvas.is_phone else (226, 32)
    head = 30
    figure, axes = canvas.sheet(head + tall * len(seen) + 4)
    wide = (canvas.width - left) / len(checks)
    middles = {check: left + (i + 0.5) * wide for i, check in enumerate(checks)}
    for check, title in checks.items():
        write(axes, middles[check], 12, title, ha="center", weight=STRONG)
    for row, (law, found) in enumerate(seen.items()):
        top = head + row * tall
        axes.plot([0, canvas.width], [top, top], color=EDGE, linewidth=0.5)
        write(axes, 0, top + (13 if canvas.is_phone else tall / 2), law)
        y = top + (34 if canvas.is_phone else tall / 2)
        for check, x in middles.items():
            hit = check in found
            face = INK if hit else "none"
            axes.add_patch(Circle((x, y), 6 if hit else 4, edgecolor=INK, facecolor=face))
    return figure


# Page 3, Three acceptances
@drawn(wide=True)
def kept_by_place(
    canvas: Canvas, kept: Mapping[str, ArrayLike], told: Mapping[str, str], n_places: int
) -> Figure:
    """The chance of a draft to be kept if all before it were, a panel for each model.

    Args:
        kept: name -> one share a place. A name may have two lines.
        told: name -> what stands under it.
        n_places: of the horizontal axis.
    """
    columns = 2 if canvas.is_phone else len(kept)
    height, left, between, head, foot = 120, 54, 20, 74, 30
    width = (canvas.width - left - (columns - 1) * between) / columns
    step, above = head + height + foot, 26
    whole = above + -(-len(kept) // columns) * step
    figure, sheet = canvas.sheet(whole)
    write(sheet, 0, 10, "Kept, of the drafts that were reached", weight=STRONG)
    for i, (name, shares) in enumerate(kept.items()):
        x, y = left + i % columns * (width + between), above + i // columns * step
        write(sheet, x, y + 20, name, weight=STRONG)
        write(sheet, x, y + 46, told[name], color=MUTED)
        bottom = whole - y - head - height
        place = x / canvas.width, bottom / whole, width / canvas.width, height / whole
        axes = figure.add_axes(place)
        axes.plot(range(1, len(shares) + 1), shares, color=INK, marker="o")
        axes.set(xlim=(0.5, n_places + 0.5), ylim=(0, 1))
        is_first = i % columns == 0
        ticks = {0: "0", 0.5: "50 %", 1: "100 %"}
        set_ticks(
            axes,
            x={1: "1", n_places: f"place {n_places}"} if is_first else {1: "1"},
            y={share: label if is_first else "" for share, label in ticks.items()},
        )
        axes.get_xticklabels()[-1].set_horizontalalignment("right" if is_first else "center")
    return figure


@drawn()
def survivals(canvas: Canvas, measured: ArrayLike, constant: Mapping[str, ArrayLike]) -> Figure:
    """How often at least so many drafts were kept, beside what constant chances would give.

    Args: constant: name -> one share a place; two at most.
    """
    figure, axes = canvas.axes(320, above="At least so many kept", xlabel="drafts")
    places = np.arange(1, len(measured) + 1)
    axes.plot(places, measured, color=INK, marker="o")
    ends = [("measured", places[-1], measured[-1], INK)]
    looks = ({"linestyle": "--"}, {"linestyle": ":"})
    for name, shares, look in each_styled(constant, looks):
        axes.plot(places, shares, color=COMPUTE, **look)
        ends.append((name, places[-1], shares[-1], COMPUTE))
    axes.set(xlim=(0.7, len(measured) + 0.3), ylim=(0, 1))
    set_ticks(
        axes,
        x={place: written(place) for place in (1, 4, len(measured))},
        y={0: "0", 0.5: "50 %", 1: "100 %"},
    )
    end_labels(axes, ends, gap=10)
    return figure
