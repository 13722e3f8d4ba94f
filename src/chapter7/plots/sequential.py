"""The figures of 7.3, sequential modules, in the order of its pages. Nothing is computed."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from chapter7.plots.style import (
    EDGE,
    INK,
    MUTED,
    PANEL,
    STRONG,
    SUPERVISION,
    SUPERVISION_INK,
    Canvas,
    drawn,
    note,
    set_ticks,
    write,
    written,
)


# Page 1, Keep the chain
@drawn()
def wrong_by_one(
    canvas: Canvas, fed: Sequence[str], asked: Sequence[str], bits: Sequence[Sequence[float]]
) -> Figure:
    """What a module pays that is fed one token and asked for another; the diagonal stands out.

    Args:
        fed, asked: positions, by row and by column.
        bits: a row for each of `fed`, per token.
    """
    left, top, tall = 0.36 * canvas.width, 62, 52
    figure, axes = canvas.sheet(top + tall * len(fed) + 2)
    wide = (canvas.width - left) / len(asked)
    write(axes, 0, top - 16, "fed the token of", weight=STRONG)
    write(axes, left, 12, "asked for the token of", weight=STRONG)
    for column, name in enumerate(asked):
        write(axes, left + (column + 0.5) * wide, top - 16, name, ha="center")
    for row, name in enumerate(fed):
        y = top + row * tall
        write(axes, 0, y + tall / 2, name)
        for column, value in enumerate(bits[row]):
            x, is_right = left + column * wide, row == column
            look = {"facecolor": PANEL, "edgecolor": INK} if is_right else {"facecolor": "none"}
            box = Rectangle((x + 2, y + 2), wide - 4, tall - 4, **{"edgecolor": EDGE} | look)
            axes.add_patch(box)
            weight = STRONG if is_right else 400
            write(axes, x + wide / 2, y + tall / 2, f"{value:.2f}", ha="center", weight=weight)
    return figure


# Page 2, What it may see
@dataclass(frozen=True)
class Wiring:
    """One way to wire a module wrong: what its loss does, in words and through training."""

    name: str
    verdict: str
    curve: ArrayLike
    """Bits."""
    right: ArrayLike
    """Bits of the module that is wired right, all else alike."""
    level: float | None = None
    """Bits of another law, to which its loss comes down."""


@drawn(wide=True)
def wirings(
    canvas: Canvas,
    steps: Sequence[int],
    wrong: Sequence[Wiring],
    law: float,
    top: float,
) -> Figure:
    """A module's loss through training, a panel for each wrong wiring over the right one's curve.

    Args:
        law: bits that the true law pays, the floor.
        top: of the axis; a curve may begin above it.
    """
    columns = 2 if canvas.is_phone else len(wrong)
    height, foot, left, between = 110 if canvas.is_phone else 160, 34, 28, 14
    width = (canvas.width - left - (columns - 1) * between) / columns
    head = 66
    step = head + height + foot
    above = 26
    whole = above + -(-len(wrong) // columns) * step
    figure, sheet = canvas.sheet(whole)
    write(sheet, 0, 10, "The module’s loss, bits per token", weight=STRONG)
    for i, wiring in enumerate(wrong):
        x, y = left + i % columns * (width + between), above + i // columns * step
        write(sheet, x, y + 20, wiring.name, weight=STRONG)
        write(sheet, x, y + 42, wiring.verdict, color=MUTED)
        bottom = whole - y - head - height
        place = x / canvas.width, bottom / whole, width / canvas.width, height / whole
        axes = figure.add_axes(place)
        _wiring(axes, steps, wiring, law, top, is_first=i % columns == 0)
        if i == 0:
            end = steps[-1], law
            note(axes, "the floor", end, (0, -12), color=SUPERVISION_INK, ha="right")
            note(axes, "wired right", end, (0, 16), color=MUTED, ha="right")
    return figure


def _wiring(
    axes: Axes, steps: Sequence[int], wiring: Wiring, law: float, top: float, *, is_first: bool
) -> None:
    axes.plot(steps, wiring.right, color=EDGE, linewidth=7, solid_capstyle="butt")
    axes.axhline(law, color=SUPERVISION, linewidth=2, linestyle=(0, (4, 2)))
    if wiring.level is not None:
        axes.axhline(wiring.level, color=INK, linewidth=1.5, linestyle=(0, (1, 1.5)))
    axes.plot(steps, wiring.curve, color=INK)
    axes.set(xlim=(0, steps[-1]), ylim=(-0.06, top))
    set_ticks(
        axes,
        x={steps[-1]: f"{written(steps[-1])} steps"} if is_first else {},
        y={bits: written(bits) if is_first else "" for bits in (0, 1, 2)},
    )
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("right")
