"""The figures of 7.2, parallel heads, in the order of its pages. Nothing is computed."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from chapter7.plots.style import (
    COMPUTE,
    COMPUTE_WASH,
    EDGE,
    INK,
    MUTED,
    PAPER,
    SUPERVISION,
    Canvas,
    drawn,
    each_styled,
    end_labels,
    note,
    set_ticks,
    written,
)

# Page 1, Ask for more.
HEAD_LINES = (
    {"color": SUPERVISION, "linestyle": "-", "linewidth": 3},
    {"color": INK, "linestyle": "--"},
    {"color": INK, "linestyle": "-."},
    {"color": INK, "linestyle": ":"},
)


@drawn()
def losses_by_head(
    canvas: Canvas, steps: ArrayLike, bits: Mapping[str, ArrayLike], low: float
) -> Figure:
    """Loss of each head in bits against training steps, from `low` up, in one model.

    Raises: ValueError: more heads than lines that differ.
    """
    figure, axes = canvas.axes(300, above="Loss, bits per token", xlabel="training steps")
    ends = []
    for name, values, look in each_styled(bits, HEAD_LINES):
        axes.plot(steps, values, **look, label=name)
        ends.append((f"{name}: {values[-1]:.2f}", steps[-1], values[-1], INK))
    axes.set(xlim=(0, steps[-1]), ylim=(low, None))
    set_ticks(axes)
    end_labels(axes, ends)
    return figure


# Page 2, What a head can know. Heads, which do not see each other's words, are full squares.
PREDICTORS = (
    {"marker": "s", "color": INK, "linestyle": "none"},
    {
        "marker": "o",
        "color": INK,
        "markerfacecolor": PAPER,
        "markeredgewidth": 2,
        "linestyle": "none",
    },
)
SHARES = {0: "0", 0.5: "50 %", 1: "100 %"}
Points = tuple[ArrayLike, ArrayLike]


def _measured(axes: Axes, measured: Mapping[str, Points]) -> list[tuple[str, float, float, str]]:
    """Draws what trained predictors came to; the names at their right ends."""
    ends = []
    for name, (x, y), look in each_styled(measured, PREDICTORS):
        axes.plot(x, y, **look, label=name)
        ends.append((name, x[-1], y[-1], INK))
    return ends


@drawn(wide=True)
def strangers_by_correlation(
    canvas: Canvas, form: Points, measured: Mapping[str, Points], told: Mapping[float, str]
) -> Figure:
    """Share of names that no text has, against the bits that their two words share.

    Args:
        form: bits, and the closed form there: a line.
        measured: by kind of predictor.
        told: words below the line, by bits. A phone goes without them.
    Raises: ValueError: more kinds than marks that differ.
    """
    figure, axes = canvas.axes(340, above="Names that do not exist", xlabel="shared bits, TC")
    axes.plot(*form, color=MUTED, linestyle=":", label="closed form")
    ends = _measured(axes, measured)
    axes.set(xlim=(-0.1, max(form[0]) + 0.1), ylim=(-0.05, 1.1))
    set_ticks(axes, x={bits: written(bits) for bits in told}, y=SHARES)
    for bits, words in {} if canvas.is_phone else told.items():
        at = min(range(len(form[0])), key=lambda i: abs(form[0][i] - bits))
        note(axes, words, (bits, form[1][at]), (-14, 30), color=MUTED, ha="right")
    end_labels(axes, ends, gap=12)
    return figure


@drawn()
def strangers_by_tie(canvas: Canvas, text: Points, measured: Mapping[str, Points]) -> Figure:
    """Share of pairs that are no partners, against how often the text ties its two words.

    Args:
        text: the dial, and the share in the text itself: a line.
        measured: by kind of predictor.
    Raises: ValueError: more kinds than marks that differ.
    """
    figure, axes = canvas.axes(320, above="Pairs that are no partners", xlabel="the dial, r")
    axes.plot(*text, color=MUTED, linestyle=":", label="the text")
    ends = _measured(axes, measured)
    axes.set(xlim=(-0.05, 1.05), ylim=(-0.04, 0.6))
    set_ticks(axes, x={r: written(r) for r in (0, 0.5, 1)}, y={0: "0", 0.25: "25 %", 0.5: "50 %"})
    end_labels(axes, ends, gap=12)
    return figure


@drawn()
def floors_by_offset(
    canvas: Canvas,
    floors: Sequence[float],
    measured: Mapping[str, Points],
    on_top: str,
) -> Figure:
    """Loss by offset over the floors of heads that do not see each other's tokens.

    Args:
        floors: h_1, h_2, ... in bits.
        measured: by kind of predictor, offsets and bits.
        on_top: words in the area between the floors and h_1.
    Raises: ValueError: more kinds than marks that differ.
    """
    figure, axes = canvas.axes(340, above="Loss, bits per token", xlabel="tokens ahead")
    offsets = list(range(1, len(floors) + 1))
    axes.fill_between(offsets, floors[0], floors, color=COMPUTE_WASH, linewidth=0)
    axes.plot(offsets, floors, color=COMPUTE, linewidth=2, label="floors")
    axes.plot(offsets, [floors[0]] * len(floors), color=MUTED, linestyle=":", label="h_1")
    ends = _measured(axes, measured)
    axes.set(xlim=(0.8, len(floors) + 0.2), ylim=(0, 1.15 * max(floors)))
    set_ticks(axes, x={j: written(j) for j in (1, 2, len(floors))})
    middle = (floors[0] + floors[-1]) / 2
    note(axes, on_top, (len(floors) - 0.85, middle), ground=COMPUTE_WASH, ha="center")
    end_labels(axes, ends, gap=12)
    return figure


# Page 4, What it costs.
WAY_LINES = (
    {"marker": "s", "linestyle": "--"},
    {"marker": "^", "linestyle": "-."},
    {"marker": "o", "linestyle": "-"},
)
COSINE_LINES = (
    {"linestyle": "-", "marker": "s"},
    {"linestyle": "--", "marker": "o", "markerfacecolor": PAPER, "markeredgewidth": 2},
)


@drawn(wide=True)
def memory_by_heads(
    canvas: Canvas, k: Sequence[int], megabytes: Mapping[str, ArrayLike], told: Mapping[str, str]
) -> Figure:
    """Peak memory of the losses against the number of heads, a line for each way.

    Args:
        told: what stands at the end of each line, by its name.
    Raises: ValueError: more ways than lines that differ.
    """
    figure, axes = canvas.axes(360, above="Peak memory of the losses, MB", xlabel="heads, k")
    ends = []
    for name, values, look in each_styled(megabytes, WAY_LINES):
        axes.plot(k, values, **look, color=COMPUTE, label=name)
        ends.append((told[name], k[-1], values[-1], COMPUTE))
    axes.set(xlim=(min(k) - 0.1, max(k) + 0.1), ylim=(0, 1.1 * max(map(max, megabytes.values()))))
    set_ticks(axes, x={heads: written(heads) for heads in k})
    end_labels(axes, ends, gap=14)
    return figure


@drawn()
def cosines(
    canvas: Canvas,
    x: Sequence[float],
    measured: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]],
    xlabel: str,
) -> Figure:
    """Mean cosines between gradients with their intervals, against steps or depth.

    Args:
        measured: mean, low, high of each pair that is compared.
        xlabel: what x is.
    Raises: ValueError: more pairs than lines that differ.
    """
    figure, axes = canvas.axes(320, above="Cosine between gradients", xlabel=xlabel)
    axes.axhline(0, color=EDGE, linewidth=1)
    ends = []
    for name, (mean, low, high), look in each_styled(measured, COSINE_LINES):
        axes.fill_between(x, low, high, color=INK, alpha=0.15, linewidth=0)
        axes.plot(x, mean, **look, color=INK, label=name)
        ends.append((name, x[-1], mean[-1], INK))
    axes.set(ylim=(min(-0.1, *(min(low) for _, low, _ in measured.values())), 1))
    set_ticks(axes, x={v: written(v) for v in (x[0], x[len(x) // 2], x[-1])})
    end_labels(axes, ends, gap=12)
    return figure
