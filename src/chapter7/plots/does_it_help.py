"""The figures of 7.2's page *Does it help?*. Data in, drawings out; nothing is computed."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chapter7.plots.style import (
    EDGE,
    INK,
    INKS,
    LINE,
    MUTED,
    PAPER,
    STRONG,
    SUPERVISION,
    Canvas,
    drawn,
    same_names,
    three_ticks,
    write,
    written,
)
from chapter7.quantities import NO_BREAK

ALONE = {"marker": "o", "color": INK}
ASKED = {"marker": "s", "color": SUPERVISION}
Interval = tuple[float, float, float]
"""Mean, low, high."""


@drawn()
def solved_map(
    canvas: Canvas,
    solved: Mapping[tuple[int, int], tuple[int, int]],
    words: Mapping[tuple[int, int], str],
    n_seeds: int,
) -> Figure:
    """Width against length: how many seeds solved the task, without and with the extra heads.

    Args:
        solved: (width, length) to the seeds that solved it, next token alone and all answers asked.
        words: the same places to what that comes to, a word.
        n_seeds: seeds that were run.
    Raises: ValueError: the two name other places, or the places are no grid.
    """
    same_names(solved, words)
    widths = sorted({width for width, _ in solved}, reverse=True)
    lengths = sorted({length for _, length in solved})
    if len(solved) != len(widths) * len(lengths):
        raise ValueError(f"places must be a grid, got {sorted(solved)}")
    phone, line = canvas.is_phone, canvas.between_lines
    left, pitch, dot = (88, 88, 14) if phone else (142, 148, 20)
    row, top = 3 * line + 22, 62
    figure, axes = canvas.sheet(top + row * len(widths) + 4)
    write(axes, left, 11, "answers, K", weight=STRONG)
    for i, length in enumerate(lengths):
        write(axes, left + i * pitch, 42, written(length), color=MUTED)
    for j, width in enumerate(widths):
        y = top + j * row
        axes.axhline(y, color=LINE, linewidth=1)
        heights = [y + (i + 0.75) * line for i in range(3)]
        names = (f"d = {width}", "one asked" if phone else "next token alone", "K asked")
        for height, name in zip(heights, names, strict=True):
            is_first = height == heights[0]
            write(axes, 0, height, name, **({"weight": STRONG} if is_first else {"color": MUTED}))
        for i, length in enumerate(lengths):
            x = left + i * pitch
            write(axes, x, heights[0], words[width, length], weight=STRONG)
            for height, count, look in zip(
                heights[1:], solved[width, length], (ALONE, ASKED), strict=True
            ):
                _seeds(axes, (x + 6, height), dot, count, n_seeds, look)
    return figure


def _seeds(
    axes: Axes, at: tuple[float, float], pitch: float, count: int, of: int, look: dict
) -> None:
    """A mark for each seed in a row, full for the first `count` of them."""
    places = [at[0] + i * pitch for i in range(of)]
    for group, face in ((places[:count], look["color"]), (places[count:], PAPER)):
        style = {**look, "linestyle": "none", "markersize": 9, "markeredgewidth": 2}
        axes.plot(group, [at[1]] * len(group), **style, markerfacecolor=face)


@drawn(wide=True)
def paired_differences(
    canvas: Canvas, groups: Mapping[str, Mapping[str, Interval]], title: str, unit: str
) -> Figure:
    """A row per comparison: the mean difference and its interval, around a line at nothing.

    Args:
        groups: a group's name to its rows, a row's name to mean, low and high.
        title: what differs. unit: of the numbers.
    """
    phone = canvas.is_phone
    row, head = (52, 34) if phone else (29, 34)
    rows = [(group, name, value) for group, own in groups.items() for name, value in own.items()]
    height = head + row * len(rows) + 30 * len(groups)
    figure, axes = canvas.sheet(height + 30)
    left, right = (14, canvas.width - 14) if phone else (340, 760)
    numbers = [number for *_, value in rows for number in (*value, 0)]
    low, high = min(numbers), max(numbers)

    def across(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    write(axes, 0 if phone else left, 11, title, weight=STRONG)
    axes.plot([across(0)] * 2, [head, height], color=EDGE, linewidth=1)
    y, before = head, None
    for group, name, (mean, start, end) in rows:
        if group != before:
            y += 30
            write(axes, 0, y - 13, group, weight=STRONG)
            before = group
        middle = y + (row - 14 if phone else row / 2)
        write(axes, 0, y + 12 if phone else middle, name, color=MUTED)
        words = f"{mean:+.3f}{NO_BREAK}{unit}".replace("-", "−")
        write(axes, canvas.width, y + 12 if phone else middle, words, ha="right")
        axes.plot([across(start), across(end)], [middle] * 2, color=INK, linewidth=2.5)
        axes.plot(across(mean), middle, "o", color=INK)
        axes.plot([0, canvas.width], [y + row] * 2, color=LINE, linewidth=1, zorder=0)
        y += row
    for tick in three_ticks(low, high):
        write(axes, across(tick), height + 16, written(tick), ha="center", color=MUTED)
    return figure


@drawn()
def tuning(
    canvas: Canvas, losses: Mapping[str, tuple[Interval, Interval]], names: tuple[str, str]
) -> Figure:
    """A row per setting: the loss of one token asked and of several, each with its interval.

    Args:
        losses: a setting's name to both losses as mean, low and high.
        names: of the two.
    """
    phone = canvas.is_phone
    row, head = (30, 74) if phone else (30, 48)
    left, right = (150, canvas.width - 10) if phone else (190, canvas.width - 10)
    height = head + row * len(losses)
    figure, axes = canvas.sheet(height + 30)
    numbers = [number for both in losses.values() for interval in both for number in interval]
    low, high = min(numbers), max(numbers)

    def across(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    write(axes, 0, 11, "Next-token loss, bits per character", weight=STRONG)
    for x, name, look in zip((6, 190), names, (ALONE, ASKED), strict=True):
        axes.plot(x, head - 12, look["marker"], color=look["color"])
        write(axes, x + 12, head - 12, name, color=INKS.get(look["color"], look["color"]))
    for i, (name, both) in enumerate(losses.items()):
        middle = head + row * (i + 0.5)
        axes.plot([0, canvas.width], [middle + row / 2] * 2, color=LINE, linewidth=1, zorder=0)
        write(axes, 0, middle, name, color=MUTED)
        for (mean, start, end), look, shift in zip(both, (ALONE, ASKED), (-5, 5), strict=True):
            axes.plot([across(start), across(end)], [middle + shift] * 2, color=look["color"])
            axes.plot(across(mean), middle + shift, look["marker"], color=look["color"])
    for tick in three_ticks(low, high):
        write(axes, across(tick), height + 16, written(tick), ha="center", color=MUTED)
    return figure
