"""The figures of 7.3's page *What it learns*. Data in, drawings out; nothing is computed."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from chapter7.plots.style import (
    COMPUTE,
    INK,
    INKS,
    LINE,
    MUTED,
    PANEL,
    STRONG,
    SUPERVISION,
    Canvas,
    drawn,
    each_styled,
    end_labels,
    note,
    set_ticks,
    write,
    written,
)

SHARES = {0: "0", 0.5: "50 %", 1: "100 %"}
PREDICTORS = (
    {"marker": "o", "color": SUPERVISION, "linestyle": "-"},
    {"marker": "D", "color": COMPUTE, "linestyle": "--"},
    {"marker": "^", "color": MUTED, "linestyle": "-."},
    {"marker": "s", "color": INK, "linestyle": "-"},
)
KINDS = ({"marker": "s", "color": SUPERVISION}, {"marker": "o", "color": COMPUTE})


@drawn(wide=True)
def acceptance_by_depth(
    canvas: Canvas,
    accepted: Mapping[str, Sequence[Sequence[float]]],
    taught: int,
    beyond: str,
) -> Figure:
    """How often a guess would pass, against depth, a line for each kind of predictor.

    Args:
        accepted: a kind's name to means, lows and highs, each from depth 1 on.
        taught: the last depth that was trained; the ground beyond it is shaded.
        beyond: words there.
    Raises: ValueError: more kinds than lines that differ.
    """
    figure, axes = canvas.axes(350, above="Guesses that would pass", xlabel="depth")
    deepest, ends = max(len(means) for means, *_ in accepted.values()), []
    axes.axvspan(taught + 0.5, deepest + 0.2, color=PANEL, linewidth=0)
    for name, (means, low, high), look in each_styled(accepted, PREDICTORS):
        depths = range(1, len(means) + 1)
        axes.vlines(depths, low, high, color=look["color"], linewidth=2)
        axes.plot(depths, means, **look, label=name)
        if len(means) == deepest:
            ends.append((name, deepest, means[-1], look["color"]))
        else:
            note(axes, name, (len(means), means[-1]), (0, -20), color=INK, ha="right")
    axes.set(xlim=(0.8, deepest + 0.2), ylim=(0, 1))
    set_ticks(axes, x={1: "1", taught: written(taught), deepest: written(deepest)}, y=SHARES)
    note(axes, beyond, (taught + 0.6, 0.07), ground=PANEL, color=MUTED, ha="left")
    end_labels(axes, ends, gap=12)
    return figure


@drawn()
def learned_when(
    canvas: Canvas,
    learned: Mapping[str, Sequence[Sequence[int]]],
    rows: Sequence[str],
    steps: int,
) -> Figure:
    """When each answer is learned, a mark for each seed.

    Args:
        learned: two kinds, each a row of steps for each answer, a number a seed; -1: never.
        rows: names of the answers.
        steps: of a run.
    Raises: ValueError: more kinds than looks.
    """
    phone, row, head = canvas.is_phone, 52, 64
    left, right = (36, canvas.width - 84) if phone else (44, canvas.width - 120)
    figure, axes = canvas.sheet(head + row * len(rows) + 32)
    write(axes, 0, 11, "Step at which an answer is right", weight=STRONG)
    for i, name in enumerate(rows):
        y = head + row * i
        axes.plot([0, canvas.width], [y] * 2, color=LINE, linewidth=1, zorder=0)
        write(axes, 0, y + row / 2, name, color=MUTED)
    for k, (name, found, look) in enumerate(each_styled(learned, KINDS)):
        x = left + k * (150 if phone else 190)
        axes.plot(x, 40, look["marker"], color=look["color"])
        write(axes, x + 14, 40, name, color=INKS[look["color"]])
        for i, seeds in enumerate(found):
            y = head + row * i + (17 if k == 0 else 36)
            there = [left + (right - left) * step / steps for step in seeds if step >= 0]
            style = {**look, "linestyle": "none", "alpha": 0.8}
            axes.plot(there, [y] * len(there), **style)
            if never := len(seeds) - len(there):
                words = f"never ({never} of {len(seeds)})"
                write(axes, canvas.width, y, words, ha="right", color=INKS[look["color"]])
    for step in (0, steps // 2, steps):
        x = left + (right - left) * step / steps
        write(axes, x, head + row * len(rows) + 16, written(step), ha="center", color=MUTED)
    return figure
