"""The figures of 7.2's page *What others found*. Data in, drawings out; nothing is computed."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chapter7.plots.does_it_help import ALONE, ASKED
from chapter7.plots.style import (
    EDGE,
    INK,
    INKS,
    LINE,
    MUTED,
    PAPER,
    STRONG,
    Canvas,
    drawn,
    each_styled,
    end_labels,
    note,
    set_ticks,
    three_ticks,
    write,
    written,
)

SCORE_LINES = (
    {"marker": "o", "linestyle": "-"},
    {"marker": "s", "linestyle": "--"},
    {"marker": "^", "linestyle": "-."},
)
NAME_WIDTH = 128
"""CSS pixels for the name of a row."""
Change = tuple[float, float]
"""A change of a score and the reach of luck on either side of it, both in points."""


@drawn(wide=True)
def changes_and_luck(
    canvas: Canvas, columns: Sequence[Mapping[str, Mapping[str, Change]]], title: str
) -> Figure:
    """A row per published comparison: the change of a score, and how far luck alone reaches.

    A change that luck does not explain, whose bar leaves out zero, is full and strong.

    Args:
        columns: side by side on a desk, else one under the other: a group's name to its rows, a
            row's name to its change.
        title: of the numbers.
    """
    phone = canvas.is_phone
    row, head, gap = 25, 30, 44
    heights = [sum(head + row * len(rows) for rows in groups.values()) for groups in columns]
    depth = sum(heights) if phone else max(heights)
    figure, axes = canvas.sheet(26 + depth + 24)
    width = canvas.width if phone else (canvas.width - gap) / 2
    ends = [
        end
        for groups in columns
        for rows in groups.values()
        for change, reach in rows.values()
        for end in (change - reach, change + reach)
    ]
    write(axes, 0, 11, title, weight=STRONG)
    top = 26.0
    for i, (groups, height) in enumerate(zip(columns, heights, strict=True)):
        left = 0 if phone else i * (width + gap)
        _column(
            axes,
            groups,
            (left, top),
            width,
            (min(ends), max(ends)),
            (head, row),
            has_ticks=not phone or i == len(columns) - 1,
        )
        top += height if phone else 0
    return figure


def _column(
    axes: Axes,
    groups: Mapping[str, Mapping[str, Change]],
    corner: tuple[float, float],
    width: float,
    ends: tuple[float, float],
    heights: tuple[float, float],
    *,
    has_ticks: bool,
) -> None:
    """The rows of some groups under each other, with a line at no change through each group."""
    (left, y), (head, row) = corner, heights
    start, stop = left + NAME_WIDTH, left + width - 52

    def across(value: float) -> float:
        return start + (value - ends[0]) / (ends[1] - ends[0]) * (stop - start)

    for name, rows in groups.items():
        write(axes, left, y + head - 12, name, weight=STRONG)
        y += head
        axes.plot([across(0)] * 2, [y, y + row * len(rows)], color=EDGE, linewidth=1)
        for label, (change, reach) in rows.items():
            middle = y + row / 2
            stands_out = abs(change) > reach
            color, face = (INK, INK) if stands_out else (MUTED, PAPER)
            write(axes, left, middle, label, color=MUTED)
            axes.plot([across(change - reach), across(change + reach)], [middle] * 2, color=color)
            axes.plot(across(change), middle, "o", color=color, markerfacecolor=face)
            words = f"{change:+.1f}".replace("-", "−") if change else "0.0"
            style = {"weight": STRONG} if stands_out else {"color": MUTED}
            write(axes, left + width, middle, words, ha="right", **style)
            axes.plot([left, left + width], [y + row] * 2, color=LINE, linewidth=1, zorder=0)
            y += row
    if has_ticks:
        for tick in three_ticks(*ends):
            write(axes, across(tick), y + 14, written(tick), ha="center", color=MUTED)


@drawn()
def change_by_k(
    canvas: Canvas, series: Mapping[str, tuple[Sequence[float], Sequence[float]]]
) -> Figure:
    """Change of a score in points against the tokens asked for at once.

    Args: series: a line's name to (k, change).
    Raises: ValueError: more lines than looks.
    """
    figure, axes = canvas.axes(340, above="Change in pass@1, points", xlabel="tokens at once, k")
    axes.axhline(0, color=EDGE, linewidth=1)
    ends = []
    for name, (k, change), look in each_styled(series, SCORE_LINES):
        axes.plot(k, change, **look, color=INK, label=name)
        words = f"{name}: {change[-1]:+.1f}".replace("-", "−")
        ends.append((words, k[-1], change[-1], INK))
    set_ticks(axes, x={each: written(each) for each in (k[0], k[len(k) // 2], k[-1])})
    end_labels(axes, ends, gap=12)
    return figure


@drawn()
def loss_and_answers(
    canvas: Canvas,
    runs: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    chance: float,
) -> Figure:
    """Each run by its average loss and by how often it finds the answer ahead.

    Args:
        runs: next-token training, then the extra heads: a name to (bits, share), a number a seed.
        chance: of a guess.
    Raises: ValueError: more kinds of runs than looks.
    """
    figure, axes = canvas.axes(
        340,
        above="First answer right, share of samples",
        xlabel="next-token loss, bits per token",
        ylim=(-0.04, 1.04),
    )
    axes.axhline(chance, color=MUTED, linewidth=1.5, linestyle=":")
    every = [bits for losses, _ in runs.values() for bits in losses]
    low, high = min(every), max(every)
    margin = 0.3 * (high - low)
    axes.set(xlim=(low - margin, high + margin))
    for name, (losses, shares), look in each_styled(runs, (ALONE, ASKED)):
        axes.plot(losses, shares, look["marker"], color=look["color"], alpha=0.8, label=name)
        above = max(shares) < 0.8
        edge = sum(losses) / len(losses), max(shares) if above else min(shares)
        ink = INKS.get(look["color"], look["color"])
        note(axes, name, edge, (0, 20 if above else -20), ha="center", color=ink)
    note(axes, "chance", (high + margin, chance), (-4, -12), ha="right", color=MUTED, ground=None)
    set_ticks(axes, y={0: "0", 0.5: "0.5", 1: "1"})
    return figure
