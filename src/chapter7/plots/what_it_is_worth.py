"""The figures of 7.5's pages *What it is worth* and *Should you?* Nothing is computed."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from chapter7.plots.style import (
    COMPUTE,
    EDGE,
    INK,
    MUTED,
    SUPERVISION,
    Canvas,
    drawn,
    each_styled,
    end_labels,
    note,
    set_ticks,
    written,
)

# Means, lows and highs
Interval = tuple[Sequence[float], Sequence[float], Sequence[float]]
BATCH_LINES = (
    {"color": INK, "linestyle": "-", "marker": "o"},
    {"color": INK, "linestyle": "--", "marker": "s"},
    {"color": MUTED, "linestyle": "-.", "marker": "^"},
    {"color": COMPUTE, "linestyle": "-", "marker": "D"},
)
DRAFTER_LINES = (
    {"color": SUPERVISION, "linestyle": "-", "marker": "o"},
    {"color": INK, "linestyle": "--", "marker": "s"},
)
SHARES = {0: "0", 0.5: "50 %", 1: "100 %"}


@drawn(wide=True)
def what_is_left(
    canvas: Canvas, terms: Sequence[str], left: Mapping[str, Sequence[float]], even: str
) -> Figure:
    """Times as fast as plain decoding, after one term of the formula and the next.

    Args:
        terms: what is reckoned with from this place on, from the left; the last is measured. A
            phone has letters instead.
        left: by batch, a number for each term.
        even: words at the line of 1.
    Raises: ValueError: more batches than lines that differ.
    """
    figure, axes = canvas.axes(360, above="Times as fast as without drafts")
    places, ends = range(len(terms)), []
    axes.axhline(1, color=EDGE, linewidth=1.5, linestyle=":")
    for name, values, look in each_styled(left, BATCH_LINES):
        axes.plot(places, values, **look, label=name)
        ends.append((f"{name}: {values[-1]:.2f}", places[-1], values[-1], look["color"]))
    top = 1.08 * max(max(values) for values in left.values())
    axes.set(xlim=(-0.3, places[-1] + 0.1), ylim=(0, top))
    letters = dict(zip(places, "abcdefgh", strict=False))
    shown = {i: letter if canvas.is_phone else terms[i] for i, letter in letters.items()}
    set_ticks(axes, x=shown)
    note(axes, even, (-0.25, 1), (0, -14), color=MUTED, ha="left")
    end_labels(axes, ends, gap=12)
    return figure


@drawn()
def acceptance_while_learning(
    canvas: Canvas, steps: Sequence[int], accepted: Mapping[str, Interval], told: str
) -> Figure:
    """How many of its own drafts a model keeps, against steps of training.

    Args:
        accepted: by who drafts, with intervals.
        told: words at the first step.
    Raises: ValueError: more drafters than lines that differ.
    """
    figure, axes = canvas.axes(320, above="Drafts kept", xlabel="training steps")
    ends = []
    for name, (mean, low, high), look in each_styled(accepted, DRAFTER_LINES):
        axes.fill_between(steps, low, high, color=look["color"], alpha=0.15, linewidth=0)
        axes.plot(steps, mean, **look | {"markersize": 6}, label=name)
        ends.append((name, steps[-1], mean[-1], look["color"]))
    axes.set(xlim=(0, steps[-1]), ylim=(0, 1))
    set_ticks(axes, x={s: written(s) for s in (0, steps[len(steps) // 2], steps[-1])}, y=SHARES)
    note(axes, told, (0, 0), (8, 14), color=MUTED, ha="left")
    end_labels(axes, ends, gap=12)
    return figure


@drawn()
def gain_by_drafts(canvas: Canvas, drafts: Sequence[int], gains: Mapping[str, Interval]) -> Figure:
    """Times as fast against drafts a round, a line for each batch.

    Args:
        gains: by batch, with intervals. At the dotted line drafts gain nothing.
    Raises: ValueError: more batches than lines that differ.
    """
    figure, axes = canvas.axes(320, above="Times as fast", xlabel="drafts a round")
    axes.axhline(1, color=EDGE, linewidth=1.5, linestyle=":")
    ends = []
    for name, (mean, low, high), look in each_styled(gains, BATCH_LINES):
        axes.vlines(drafts, low, high, color=look["color"], linewidth=1.5)
        axes.plot(drafts, mean, **look, label=name)
        ends.append((name, drafts[-1], mean[-1], look["color"]))
    top = 1.1 * max(max(high) for _, _, high in gains.values())
    axes.set(xlim=(drafts[0] - 0.2, drafts[-1] + 0.1), ylim=(0, top))
    few = drafts[0], drafts[len(drafts) // 2 - 1], drafts[-1]
    set_ticks(axes, x={g: written(g) for g in few}, y={0: "0", 0.5: "0.5", 1: "1"})
    end_labels(axes, ends, gap=12)
    return figure


@drawn(wide=True)
def gain_by_model(
    canvas: Canvas, drafts: Sequence[int], gains: Mapping[str, Sequence[float]], even: str
) -> Figure:
    """Expected speed-up against drafts a round, a line for each case.

    Args:
        gains: by case.
        even: words at the line of 1.
    Raises: ValueError: more cases than lines that differ.
    """
    figure, axes = canvas.axes(340, above="Times as fast, expected", xlabel="drafts a round")
    axes.axhline(1, color=EDGE, linewidth=1.5, linestyle=":")
    ends = []
    for name, values, look in each_styled(gains, BATCH_LINES):
        axes.plot(drafts, values, **look, label=name)
        ends.append((name, drafts[-1], values[-1], look["color"]))
    axes.set(xlim=(drafts[0] - 0.2, drafts[-1] + 0.1), ylim=(0, None))
    set_ticks(axes, x={g: written(g) for g in (drafts[0], drafts[len(drafts) // 2], drafts[-1])})
    note(axes, even, (drafts[0] - 0.15, 1), (0, -14), color=MUTED, ha="left")
    end_labels(axes, ends, gap=12)
    return figure
