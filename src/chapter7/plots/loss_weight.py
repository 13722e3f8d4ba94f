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
    write,
    written,
)

# Page 1, What lambda weighs.
DEPTH_HATCHES = ("", "///", "...", "xxx")


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
    axes.plot([across(even)] * 2, [head, head + block * len(weights) - gap], color=EDGE, lw=1)
    for i, (name, own) in enumerate(weights.items()):
        top = head + i * block + (24 if phone else 0)
        write(axes, 0, top - 11 if phone else top + bar * len(own) / 2, name)
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
            told = f"{value:.3f}" if phone else f"{value:.3f}, depth {depth}"
            write(axes, across(value) + 8, y, told, color=INK)
    return figure
