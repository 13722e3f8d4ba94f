"""The figures of 7.4's page *The scaffold*. Data in, drawings out; nothing is computed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chapter7.censored import Times
from chapter7.plots.style import (
    EDGE,
    INK,
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

TIE = 9
"""Pixels between two dots of one time."""


@dataclass(frozen=True)
class Row:
    """The runs of one training, a dot each.

    Args:
        times: when each solved the task, or how long it was waited for.
        reached: whether it did.
        said: what stands at the end of the row, the median.
        asked: whether further tokens were asked for at any time.
    """

    times: Sequence[float]
    reached: Sequence[bool]
    said: str
    asked: bool


def row(times: Times, *, per: float = 1, asked: bool = True) -> Row:
    """A row of `times` in units of `per`, with the median at its end."""
    said = f"{times.median / per:,.0f}" if isfinite(times.median) else "not in time"
    return Row((times.at / per).tolist(), times.reached.tolist(), said, asked)


Scale = tuple[float, float, float, float]
"""Pixels at the left and right, and the values there."""


def _across(scale: Scale, value: float) -> float:
    left, right, low, high = scale
    return left + (value - low) / (high - low) * (right - left)


def _dots(axes: Axes, scale: Scale, y: float, row: Row) -> None:
    """A dot a run, those of one time above each other; hollow with a dash: not within that time."""
    colour = SUPERVISION if row.asked else INK
    style = {"marker": "s" if row.asked else "o", "markersize": 6, "markeredgewidth": 1.5}
    there, placed = Counter(row.times), Counter()
    for time, reached in sorted(zip(row.times, row.reached, strict=True)):
        x = _across(scale, time)
        shift = (placed[time] - (there[time] - 1) / 2) * TIE
        placed[time] += 1
        if not reached:
            axes.plot([x + 4, x + 11], [y + shift] * 2, color=colour, linewidth=2)
        face = colour if reached else PAPER
        axes.plot(x, y + shift, color=colour, markerfacecolor=face, **style)


def _rows(
    axes: Axes, canvas: Canvas, rows: Mapping[str, Row], top: float, scale: Scale, named: bool
) -> float:
    """Draws rows from `top` downwards; where they end."""
    pitch = _pitch(canvas)
    for name, row in rows.items():
        middle = top + pitch / 2 + (10 if canvas.is_phone else 0)
        if named:
            write(axes, 0, top + 14 if canvas.is_phone else middle, name, color=MUTED)
        said = top + 14 if canvas.is_phone else middle
        write(axes, canvas.width if canvas.is_phone else scale[1] + 66, said, row.said, ha="right")
        _dots(axes, scale, middle, row)
        top += pitch
        axes.plot([0, canvas.width], [top] * 2, color=LINE, linewidth=1, zorder=0)
    return top


def _pitch(canvas: Canvas) -> int:
    return 76 if canvas.is_phone else 46


def _ticks(axes: Axes, scale: Scale, y: float) -> None:
    for tick in three_ticks(*scale[2:]):
        write(axes, _across(scale, tick), y, written(tick), ha="center", color=MUTED)


@drawn(wide=True)
def until_solved(canvas: Canvas, panels: Mapping[str, Mapping[str, Row]]) -> Figure:
    """How long each run took, in one unit or two: a row a training, a dot a seed.

    Args: panels: at most two, a title with its unit to rows by name; the same names in each.
    Raises: ValueError: the names differ.
    """
    first, *others = panels.values()
    for other in others:
        same_names(first, other)
    phone = canvas.is_phone
    height = 34 + _pitch(canvas) * len(first)
    figure, axes = canvas.sheet((height + 44) * (len(panels) if phone else 1))
    for i, (title, rows) in enumerate(panels.items()):
        high = max(time for row in rows.values() for time in row.times)
        top = i * (height + 44) if phone else 0
        left, right = (10, canvas.width - 24) if phone else (190 + i * 380, 190 + i * 380 + 292)
        scale = (left, right, 0, high)
        write(axes, 0 if phone else left, top + 11, title, weight=STRONG)
        end = _rows(axes, canvas, rows, top + 34, scale, named=phone or i == 0)
        _ticks(axes, scale, end + 16)
    return figure


@drawn(wide=True)
def controls(
    canvas: Canvas, groups: Mapping[str, Mapping[str, Row]], title: str, marks: Mapping[str, float]
) -> Figure:
    """Groups of trainings on one scale, a row each, a dot a seed.

    Args:
        groups: a group's name to its rows.
        title: what the scale counts.
        marks: lines across all rows, by name; a phone has no room for them.
    """
    phone = canvas.is_phone
    n_rows = sum(map(len, groups.values()))
    head = 24 if phone else 58
    height = head + _pitch(canvas) * n_rows + 34 * len(groups)
    figure, axes = canvas.sheet(height + 34)
    high = max(t for rows in groups.values() for row in rows.values() for t in row.times)
    scale = (10, canvas.width - 24, 0, high) if phone else (300, canvas.width - 80, 0, high)
    write(axes, 0 if phone else scale[0], 11, title, weight=STRONG)
    ordered = sorted(marks.items(), key=lambda mark: mark[1])
    for (name, at), side in zip([] if phone else ordered, ("right", "left"), strict=False):
        x = _across(scale, at)
        axes.plot([x] * 2, [head - 8, height], color=EDGE, linewidth=1.5, linestyle=":", zorder=0)
        shift = -5 if side == "right" else 5
        write(axes, x + shift, head - 18, name, ha=side, color=MUTED)
    y = head
    for group, rows in groups.items():
        y += 34
        write(axes, 0, y - 13, group, weight=STRONG)
        y = _rows(axes, canvas, rows, y, scale, named=True)
    _ticks(axes, scale, y + 16)
    return figure


@drawn(wide=True)
def read_by_layer(
    canvas: Canvas,
    shares: Mapping[str, Sequence[Sequence[float]]],
    layers: Sequence[str],
    chance: float,
) -> Figure:
    """What a linear probe reads of each answer, layer by layer: a panel a model.

    Args:
        shares: a model's name to (layers, answers), the first answer first.
        layers: their names.
        chance: of a guess.
    """
    phone = canvas.is_phone
    panel, gap, tall = (canvas.width - 78, 0, 200) if phone else (220, 88, 220)
    figure, axes = canvas.sheet((tall + 104) * len(shares) if phone else tall + 104)
    for i, (name, rows) in enumerate(shares.items()):
        left, top = (8, i * (tall + 104) + 50) if phone else (8 + i * (panel + gap), 50)
        write(axes, left - 8, top - 39, name, weight=STRONG)
        _panel(axes, (left, top, panel, tall), rows, chance)
        for j, layer in enumerate(layers):
            x = left + j / (len(layers) - 1) * panel
            ha = "left" if j == 0 else "center"
            write(axes, x - (8 if j == 0 else 0), top + tall + 22, layer, ha=ha, color=MUTED)
    return figure


def _panel(
    axes: Axes,
    box: tuple[float, float, float, float],
    rows: Sequence[Sequence[float]],
    chance: float,
) -> None:
    left, top, width, tall = box

    def y(share: float) -> float:
        return top + tall * (1 - share)

    for share in (0, 0.5, 1):
        axes.plot([left - 8, left + width], [y(share)] * 2, color=LINE, linewidth=1, zorder=0)
    write(axes, left - 8, y(1) - 11, "100 %", color=MUTED)
    axes.plot([left, left + width], [y(chance)] * 2, color=MUTED, linewidth=1.5, linestyle=":")
    n_answers = len(rows[0])
    places = [left + i / (len(rows) - 1) * width for i in range(len(rows))]
    ends: list[float] = []
    for answer in reversed(range(n_answers)):
        line = [row[answer] for row in rows]
        first = answer == 0
        axes.plot(
            places, [y(share) for share in line],
            color=INK if first else SUPERVISION, marker="o" if first else "s", markersize=6,
        )  # fmt: skip
        at = y(line[-1])
        while any(abs(at - other) < 19 for other in ends):
            at += 1
        ends.append(at)
        words = f"{answer + 1}: {100 * line[-1]:.0f} %"
        write(axes, left + width + 9, at, words, color=INK if first else MUTED)
