"""The figures of 7.1, the single-token bottleneck. Data in, Figure out; nothing is computed."""

from collections.abc import Collection, Mapping

from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from chapter7.plots.style import (
    COMPUTE,
    LINE,
    MUTED,
    PALETTE,
    SUPERVISION,
    each_styled,
    legend_above,
    new_axes,
    same_names,
    styled,
)

# What each teacher's line looks like: amber and dashed where the signal is poor.
TEACHER_LINES = (
    {"color": COMPUTE, "linestyle": "--"},
    {"color": SUPERVISION, "linestyle": "-"},
)
# One colour, so that the line tells the models apart. Dots are left to the flat lines.
CONTEXT_LINES = (
    {"linestyle": "-"},
    {"linestyle": "--"},
    {"linestyle": "-."},
    {"linestyle": (0, (6, 1.5, 1, 1.5, 1, 1.5))},
    {"linestyle": "-", "marker": "o"},
    {"linestyle": "--", "marker": "s"},
)
COMPUTE_LINES = (
    {"marker": "s", "linestyle": "--"},
    {"marker": "^", "linestyle": "-."},
    {"marker": "v", "linestyle": ":"},
    {"marker": "D", "linestyle": "-"},
    {"marker": "P", "linestyle": (0, (6, 1.5, 1, 1.5, 1, 1.5))},
)
TASK_LINES = (
    {"marker": "o", "linestyle": "-", "color": SUPERVISION},
    {"marker": "s", "linestyle": "--", "color": COMPUTE},
    {"marker": "^", "linestyle": "-.", "color": SUPERVISION},
    {"marker": "D", "linestyle": ":", "color": COMPUTE},
)


@styled
def grade_bits(p_step: ArrayLike, bits_by_teacher: Mapping[str, ArrayLike]) -> Figure:
    """Bits one exam's grades can tell, against the probability of a right step, per teacher."""
    figure, axes = new_axes(
        xlabel="probability that a step is right",
        ylabel="bits per exam",
        yscale="log",
        xlim=(min(p_step), 1),
        ylim=(1e-4, 200),
    )
    for teacher, bits, line in each_styled(bits_by_teacher, TEACHER_LINES):
        axes.plot(p_step, bits, **line, label=f"graded on {teacher}")
    axes.axhline(1, color=MUTED, linewidth=1, linestyle=":")
    axes.annotate("one bit", (min(p_step), 1), (6, 4), textcoords="offset points", color=MUTED)
    legend_above(axes)
    return figure


@styled
def exams_needed(
    classes: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike]],
    unreached: Mapping[str, tuple[float, float]],
) -> Figure:
    """Exams until a class passes, with their interval, against the steps in the exam, per teacher.

    `classes` maps a teacher to (steps, exams, low, high); `unreached` to (steps, exams in vain).
    """
    figure, axes = new_axes(
        xlabel="steps in the exam", ylabel="exams needed", xscale="log", yscale="log"
    )
    for teacher, (steps, exams, low, high), line in each_styled(classes, TEACHER_LINES):
        axes.plot(steps, exams, marker="o", **line, label=f"marked on {teacher}")
        axes.vlines(steps, low, high, color=line["color"], linewidth=2.2)
        if teacher in unreached:
            axes.plot(*unreached[teacher], "^", color=line["color"], markersize=10)
    ticks = sorted({step for steps, *_ in classes.values() for step in steps})
    axes.set_xticks(ticks, [str(step) for step in ticks])
    axes.minorticks_off()
    axes.set_yticks([30, 100, 300, 1_000], ["30", "100", "300", "1,000"])
    legend_above(axes, 1)
    return figure


@styled
def density_by_context(
    context: ArrayLike, curves: Mapping[str, ArrayLike], flat: Mapping[str, float]
) -> Figure:
    """Density against context length per model, with the flat line of the 6N approximation.

    Raises: ValueError: more models than lines that differ, or the two name other models.
    """
    same_names(curves, flat)
    figure, axes = new_axes(
        xlabel="context length T, tokens", ylabel="ceiling bits per GFLOP", xscale="log"
    )
    axes.set_yscale("log")
    for name, values, line in each_styled(curves, CONTEXT_LINES):
        axes.plot(context, values, color=SUPERVISION, **line, label=name)
        axes.axhline(flat[name], color=MUTED, linewidth=1, linestyle=":")
    axes.margins(x=0)
    legend_above(axes, len(curves))
    return figure


@styled
def density_by_size(
    line: tuple[ArrayLike, ArrayLike], marks: Mapping[str, tuple[float, float]]
) -> Figure:
    """Density against parameters on log-log axes: a line of slope -1, and models as marks.

    `marks` maps a model's name to (parameters, bits per GFLOP).
    """
    figure, axes = new_axes(
        xlabel="parameters counted, N", ylabel="ceiling bits per GFLOP", xscale="log", yscale="log"
    )
    axes.plot(*line, color=LINE, linewidth=5, zorder=1)
    for i, (name, (n_params, bits)) in enumerate(sorted(marks.items(), key=lambda m: m[1])):
        above = i % 2 == 0  # names on both sides of the line do not run into each other
        axes.plot(n_params, bits, "o", color=SUPERVISION, markersize=7)
        axes.annotate(
            name,
            (n_params, bits),
            (9, 3) if above else (-9, -13),
            textcoords="offset points",
            ha="left" if above else "right",
        )
    axes.set_xlim(min(line[0]) / 2, max(line[0]) * 30)  # room for the names
    return figure


@styled
def floors_by_tokens(
    n: ArrayLike, joint: ArrayLike, independent: ArrayLike, slogan: ArrayLike
) -> Figure:
    """What n tokens cost in bits: joint entropy, floor of n independent heads, and n ceilings."""
    figure, axes = new_axes(
        xlabel="tokens asked for at one position, n", ylabel="bits per position"
    )
    axes.plot(n, slogan, color=MUTED, linestyle=":", label="loss terms × one token's ceiling")
    axes.plot(n, independent, "s--", color=COMPUTE, label="floor of n parallel heads")
    axes.plot(n, joint, "o-", color=SUPERVISION, label="what n tokens hold together")
    axes.fill_between(
        n, joint, independent, facecolor="none", edgecolor=PALETTE["amber"], hatch="//", linewidth=0
    )
    axes.set_xticks(n)
    axes.set_ylim(bottom=0)
    legend_above(axes, 1)
    return figure


@styled
def overhead_by_vocabulary(vocab_size: ArrayLike, gain: ArrayLike, cost: ArrayLike) -> Figure:
    """Bits gained and parameters added, both in per cent, against the vocabulary's size."""
    figure, axes = new_axes(
        xlabel="vocabulary V, tokens", ylabel="change against V = 32,000, %", xscale="log"
    )
    axes.plot(vocab_size, gain, color=SUPERVISION, label="bits per label")
    axes.plot(vocab_size, cost, color=COMPUTE, linestyle="--", label="parameters")
    axes.margins(x=0)
    legend_above(axes)
    return figure


@styled
def density_ladder(
    bits_per_gflop: Mapping[str, float], texts: Mapping[str, str], hollow: Collection[str] = ()
) -> Figure:
    """One row per configuration: its density on a log axis, with the value written beside it.

    Args:
        bits_per_gflop: the configurations from top to bottom, ceiling bits per GFLOP.
        texts: what is written beside each.
        hollow: the configurations with a hollow diamond instead of a full dot.
    Raises: ValueError: `texts` or `hollow` names other configurations.
    """
    same_names(bits_per_gflop, texts)
    if unknown := sorted(set(hollow) - set(bits_per_gflop)):
        raise ValueError(f"hollow must name configurations of the ladder, got {unknown}")
    names = list(bits_per_gflop)[::-1]
    figure, axes = new_axes(0.46 * len(names) + 1, xlabel="ceiling bits per GFLOP", xscale="log")
    for row, name in enumerate(names):
        value = bits_per_gflop[name]
        axes.plot(
            value,
            row,
            "D" if name in hollow else "o",
            markersize=8,
            color=SUPERVISION,
            markerfacecolor="none" if name in hollow else SUPERVISION,
        )
        axes.annotate(texts[name], (value, row), (9, -4), textcoords="offset points")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlim(min(bits_per_gflop.values()) / 2, max(bits_per_gflop.values()) * 8)
    axes.grid(axis="x", visible=False)
    axes.tick_params(axis="y", length=0)
    return figure


@styled
def growth_by_k(k: ArrayLike, labels: ArrayLike, compute: Mapping[str, ArrayLike]) -> Figure:
    """Loss terms and compute relative to k = 1, against the predictions per position.

    Raises: ValueError: more ways to compute than lines that differ.
    """
    figure, axes = new_axes(xlabel="predictions per position, k", ylabel="relative to k = 1")
    axes.plot(k, labels, "o-", color=SUPERVISION, label="loss terms")
    for name, values, line in each_styled(compute, COMPUTE_LINES):
        axes.plot(k, values, **line, color=COMPUTE, label=f"compute, {name}")
    axes.set_xticks(k)
    axes.set_ylim(bottom=0)
    legend_above(axes, 1)
    return figure


@styled
def loss_curves(
    curves: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]], floor: float
) -> Figure:
    """Mean loss with its interval per run, against steps, above the entropy of the source."""
    figure, axes = new_axes(xlabel="step", ylabel="loss, bits per token")
    for name, (mean, low, high), line in each_styled(curves, TEACHER_LINES[::-1]):
        axes.plot(range(len(mean)), mean, **line, label=name)
        axes.fill_between(range(len(mean)), low, high, color=line["color"], alpha=0.2, linewidth=0)
    axes.axhline(floor, color=MUTED, linewidth=1, linestyle=":")
    axes.annotate(
        "entropy of the source",
        (1, floor),
        (0, 4),
        textcoords="offset points",
        xycoords=("axes fraction", "data"),
        ha="right",
        color=MUTED,
    )
    axes.margins(x=0)
    axes.set_ylim(bottom=0)
    legend_above(axes)
    return figure


@styled
def gain_by_size(n_params: ArrayLike, gain: Mapping[str, ArrayLike]) -> Figure:
    """Change of a score by multi-token prediction, in points, against parameters; one per task."""
    figure, axes = new_axes(xlabel="parameters, N", ylabel="change in pass@1, points", xscale="log")
    axes.axhline(0, color=MUTED, linewidth=1)
    for name, values, line in each_styled(gain, TASK_LINES):
        axes.plot(n_params, values, **line, label=name)
    legend_above(axes)
    return figure


@styled
def ablation(changes: Mapping[str, tuple[float, float]], sizes: tuple[str, str]) -> Figure:
    """One row per benchmark: its change in per cent, better to the right, at two model sizes."""
    names = list(changes)[::-1]
    figure, axes = new_axes(0.36 * len(names) + 1.2, xlabel="better by, %")
    axes.axvline(0, color=MUTED, linewidth=1)
    looks = (
        {"marker": "o", "markerfacecolor": "none", "label": sizes[0]},
        {"marker": "o", "label": sizes[1]},
    )
    for size, look in enumerate(looks):
        values = [changes[name][size] for name in names]
        axes.plot(values, range(len(names)), color=SUPERVISION, linestyle="", markersize=7, **look)
    axes.set_yticks(range(len(names)), names)
    axes.grid(axis="x", visible=False)
    axes.tick_params(axis="y", length=0)
    legend_above(axes)
    return figure


@styled
def density_by_year(marks: Mapping[str, tuple[float, float]]) -> Figure:
    """One mark per model: year of publication, ceiling bits per GFLOP on a log axis."""
    figure, axes = new_axes(ylabel="ceiling bits per GFLOP", yscale="log")
    for name, (year, bits) in marks.items():
        axes.plot(year, bits, "o", color=SUPERVISION, markersize=8)
        axes.annotate(name, (year, bits), (9, -4), textcoords="offset points")
    years = [year for year, _ in marks.values()]
    axes.set_xticks(range(min(years), max(years) + 1))
    axes.set_xlim(min(years) - 0.5, max(years) + 1.8)
    axes.set_ylim(min(bits for _, bits in marks.values()) / 2, 5)
    return figure
