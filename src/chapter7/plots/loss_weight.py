"""The figures of 7.4, the loss weight, in the order of its pages. Nothing is computed."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from chapter7.plots.style import (
    EDGE,
    INK,
    MUTED,
    STRONG,
    SUPERVISION,
    Canvas,
    drawn,
    each_styled,
    end_labels,
    set_ticks,
    write,
    written,
)

Interval = tuple[float, float, float]
"""Mean, low, high."""

# Page 1, What lambda weighs.
DEPTH_HATCHES = ("", "///", "---", "xxx")


@drawn(wide=True)
def weights_by_convention(
    canvas: Canvas, weights: Mapping[str, Sequence[float]], even: float
) -> Figure:
    """What one target of each depth weighs beside one of the next token: a bar for each depth.

    Args:
        weights: an implementation's name to a weight per depth.
        even: where a thin line stands, with its number above it.
    Raises: ValueError: more depths than hatches.
    """
    depths = {len(own) for own in weights.values()}
    if max(depths) > len(DEPTH_HATCHES):
        raise ValueError(f"at most {len(DEPTH_HATCHES)} depths can be told apart, got {depths}")
    phone, bar = canvas.is_phone, 17
    left, right = (0, canvas.width - 62) if phone else (230, canvas.width - 150)
    head, gap = 48, 44 if phone else 22
    block = bar * max(depths) + gap
    figure, axes = canvas.sheet(head + block * len(weights))
    most = max(max(own) for own in weights.values())

    def across(value: float) -> float:
        return left + value / most * (right - left)

    write(axes, 0, 11, "Weight of one further target", weight=STRONG)
    write(axes, across(even), 34, written(even), ha="center", color=MUTED)
    for i, (name, own) in enumerate(weights.items()):
        top = head + i * block + (24 if phone else 0)
        write(axes, 0, top - 11 if phone else top + bar * len(own) / 2, name)
        axes.plot([across(even)] * 2, [top, top + bar * len(own)], color=EDGE, linewidth=1)
        for depth, (value, hatch) in enumerate(zip(own, DEPTH_HATCHES, strict=False), start=1):
            y = top + (depth - 0.5) * bar
            axes.barh(
                y,
                across(value) - left,
                height=bar - 3,
                left=left,
                color=SUPERVISION if not hatch else "none",
                edgecolor=SUPERVISION,
                hatch=hatch,
                linewidth=1.5,
            )
            told = f"{value:.3g}" if phone else f"{value:.3g}, depth {depth}"
            write(axes, across(max(value, even)) + 8, y, told, color=INK)
    return figure


TASK_LINES = (
    {"marker": "o", "linestyle": "-"},
    {"marker": "s", "linestyle": "--"},
    {"marker": "^", "linestyle": "-."},
)
QUARTERS = {0: "0", 0.5: "50 %", 1: "100 %"}


@drawn()
def shares_by_weight(
    canvas: Canvas,
    weights: Sequence[float],
    shares: Mapping[str, Sequence[Interval]],
    evenly: Sequence[float],
) -> Figure:
    """The further losses' share of the trunk's gradient against their weight.

    Args:
        weights: lambda, rising.
        shares: a task's name to mean, low and high for each weight.
        evenly: the share for each weight, were both gradients equally long.
    Raises: ValueError: more tasks than lines that differ.
    """
    figure, axes = canvas.axes(
        340,
        above="Share of the trunk’s gradient",
        xlabel="weight of the further losses",
        xscale="log",
    )
    axes.plot(weights, evenly, color=MUTED, linestyle=":", label="equal lengths")
    ends = [("equal lengths", weights[-1], evenly[-1], MUTED)]
    for name, rows, look in each_styled(shares, TASK_LINES):
        means, lows, highs = zip(*rows, strict=True)
        axes.vlines(weights, lows, highs, color=SUPERVISION, linewidth=2)
        axes.plot(weights, means, **look, color=SUPERVISION, label=name)
        ends.append((name, weights[-1], means[-1], SUPERVISION))
    axes.set(ylim=(0, 1.02), xlim=(weights[0] / 1.1, weights[-1] * 1.1))
    set_ticks(axes, x={w: written(w) for w in (weights[0], 1, weights[-1])}, y=QUARTERS)
    end_labels(axes, ends, gap=12)
    return figure
