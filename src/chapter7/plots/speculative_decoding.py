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
    STRONG,
    Canvas,
    drawn,
    note,
    set_ticks,
    write,
    written,
)


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
    set_ticks(
        axes,
        x={n: written(n) for n in sizes},
        y={0.001: "0.1 point", 0.01: "1 point", 0.1: "10 points"},
    )
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
