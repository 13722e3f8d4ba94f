"""Figures: data in, matplotlib Figure out; one palette, one size rule. Never computes.

`show` puts a figure on a page as an inline drawing with real text, whose colours follow the
page's light or dark theme.
"""

import functools
import hashlib
import io
import re
from collections.abc import Callable, Mapping

import matplotlib as mpl
from IPython.display import HTML
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

# Light values. On the website each is a CSS variable, --c7-<name>, which has a dark value too
# (website/assets/palette.css).
PALETTE = {
    "paper": "#fffffe",
    "ink": "#1b2231",
    "muted": "#596173",
    "line": "#d9d5cd",
    "amber": "#cc8200",
    "amber-ink": "#8a5600",
    "amber-pale": "#f6dcab",
    "green": "#0b7a4b",
    "green-ink": "#0a6b42",
    "green-pale": "#bfe3d0",
}
INK, MUTED, LINE = PALETTE["ink"], PALETTE["muted"], PALETTE["line"]
COMPUTE, SUPERVISION = PALETTE["amber"], PALETTE["green"]

# What each teacher's line looks like: amber and dashed where the signal is poor.
TEACHER_LINES = (
    {"color": COMPUTE, "linestyle": "--"},
    {"color": SUPERVISION, "linestyle": "-"},
)

# Drawn for a phone's width and enlarged a little on a desk: text stays readable on both.
WIDTH = 6.4  # inches at 72 points: 461 units
STYLE = {
    "font.family": "sans-serif",
    "font.size": 12.5,
    "axes.labelsize": 12.5,
    "xtick.labelsize": 11.5,
    "ytick.labelsize": 11.5,
    "legend.fontsize": 11.5,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.grid": True,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 2.2,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "none",
}


def show(figure: Figure, alt: str) -> HTML:
    """`figure` as an inline SVG whose colours follow the page's theme.

    Args:
        figure: made by a function of this module.
        alt: what the figure shows, for a reader who cannot see it; at least a sentence.
    Returns: HTML to end a cell with.
    Raises: ValueError: alt is blank.
    """
    if not alt.strip():
        raise ValueError("alt must say what the figure shows, got a blank text")
    buffer = io.StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": alt}):
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    return HTML(_inline(buffer.getvalue(), alt))


def _inline(svg: str, alt: str) -> str:
    """The drawing without its preamble; ids made unique to the page, colours made variables."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    used = set(re.findall(r"#([\w-]+)", svg))
    svg = re.sub(
        r' id="([\w.-]+)"',
        lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "",
        svg,
    )
    svg = re.sub(r'(href="|url\()#([\w-]+)', rf"\1#{prefix}-\2", svg)
    for name, colour in PALETTE.items():
        svg = svg.replace(colour, f"var(--c7-{name}, {colour})")
    svg = re.sub(r' (?:d|x|y|points)="[^"]+"', _shortened, svg)
    svg = re.sub(r"font: ([^;\"]*?)px [^;\"]*", r"font-size: \1px; font-family: inherit", svg)
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    svg = re.sub(r"<svg [^>]*>", f'<svg viewBox="0 0 {width} {height}" role="img">', svg, count=1)
    title = alt.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    svg = svg.replace('role="img"', f'role="img" aria-label="{title}"', 1)
    return f'<div class="c7-figure" style="aspect-ratio: {width} / {height}">{svg}</div>'


def _shortened(attribute: re.Match) -> str:
    """Coordinates to a hundredth of a unit, which no eye can tell from more digits."""
    short = re.sub(
        r"\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."), attribute[0]
    )
    return re.sub(r"\s+", " ", short)


def _styled(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """The drawing function `draw` under this module's one style."""

    @functools.wraps(draw)
    def styled(*args, **kwargs) -> Figure:
        with mpl.rc_context(STYLE):
            return draw(*args, **kwargs)

    return styled


def _axes(height: float = 3.6, **labels: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set(**labels)
    return figure, axes


def _legend_above(axes: Axes, columns: int = 2) -> None:
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        borderaxespad=0.2,
        handlelength=2.4,
        columnspacing=1.4,
    )


@_styled
def grade_bits(p_step: ArrayLike, bits_by_teacher: Mapping[str, ArrayLike], n_steps: int) -> Figure:
    """Bits one exam's grades can tell, against the probability of a right step, per teacher."""
    figure, axes = _axes(
        xlabel="probability that a step is right",
        ylabel="bits per exam",
        yscale="log",
        xlim=(min(p_step), 1),
        ylim=(1e-4, 200),
    )
    for (teacher, bits), line in zip(bits_by_teacher.items(), TEACHER_LINES, strict=True):
        axes.plot(p_step, bits, **line, label=f"graded on {teacher}")
    axes.axhline(1, color=MUTED, linewidth=1, linestyle=":")
    axes.annotate("one bit", (min(p_step), 1), (6, 4), textcoords="offset points", color=MUTED)
    _legend_above(axes)
    return figure


@_styled
def learning_curves(
    curves: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]], threshold: float
) -> Figure:
    """Mean pass probability with its interval, (mean, low, high) per teacher, against exams sat."""
    figure, axes = _axes(
        xlabel="exams sat", ylabel="probability of a perfect paper", ylim=(0, 1.02)
    )
    for (teacher, (mean, low, high)), line in zip(curves.items(), TEACHER_LINES, strict=True):
        axes.plot(range(len(mean)), mean, **line, label=f"graded on {teacher}")
        axes.fill_between(range(len(mean)), low, high, color=line["color"], alpha=0.2, linewidth=0)
    axes.axhline(threshold, color=MUTED, linewidth=1, linestyle=":")
    axes.margins(x=0)
    _legend_above(axes)
    return figure


@_styled
def density_by_context(
    context: ArrayLike, curves: Mapping[str, ArrayLike], flat: Mapping[str, float]
) -> Figure:
    """Density against context length per model, with the flat line of the 6N approximation."""
    figure, axes = _axes(
        xlabel="context length T, tokens", ylabel="ceiling bits per GFLOP", xscale="log"
    )
    axes.set_yscale("log")
    lines = ({"linestyle": "-"}, {"linestyle": "--"}, {"linestyle": "-."})
    for (name, values), line in zip(curves.items(), lines, strict=False):
        axes.plot(context, values, color=SUPERVISION, **line, label=name)
        axes.axhline(flat[name], color=MUTED, linewidth=1, linestyle=":")
    axes.margins(x=0)
    _legend_above(axes, len(curves))
    return figure


@_styled
def density_by_size(
    line: tuple[ArrayLike, ArrayLike], marks: Mapping[str, tuple[float, float]]
) -> Figure:
    """Density against parameters on log-log axes: a line of slope -1, and models as marks.

    `marks` maps a model's name to (parameters, bits per GFLOP).
    """
    figure, axes = _axes(
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


@_styled
def floors_by_tokens(
    n: ArrayLike, joint: ArrayLike, independent: ArrayLike, slogan: ArrayLike
) -> Figure:
    """What n tokens cost in bits: joint entropy, floor of n independent heads, and n ceilings."""
    figure, axes = _axes(xlabel="tokens asked for at one position, n", ylabel="bits per position")
    axes.plot(n, slogan, color=MUTED, linestyle=":", label="loss terms × one token's ceiling")
    axes.plot(n, independent, "s--", color=COMPUTE, label="floor of n parallel heads")
    axes.plot(n, joint, "o-", color=SUPERVISION, label="what n tokens hold together")
    axes.fill_between(
        n, joint, independent, facecolor="none", edgecolor=PALETTE["amber"], hatch="//", linewidth=0
    )
    axes.set_xticks(n)
    axes.set_ylim(bottom=0)
    _legend_above(axes, 1)
    return figure


@_styled
def overhead_by_vocabulary(vocab_size: ArrayLike, gain: ArrayLike, cost: ArrayLike) -> Figure:
    """Bits gained and parameters added, both in per cent, against the vocabulary's size."""
    figure, axes = _axes(
        xlabel="vocabulary V, tokens", ylabel="change against V = 32,000, %", xscale="log"
    )
    axes.plot(vocab_size, gain, color=SUPERVISION, label="bits per label")
    axes.plot(vocab_size, cost, color=COMPUTE, linestyle="--", label="parameters")
    axes.margins(x=0)
    _legend_above(axes)
    return figure


@_styled
def density_ladder(bits_per_gflop: Mapping[str, float], texts: Mapping[str, str]) -> Figure:
    """One row per configuration: its density on a log axis, with the value written beside it."""
    names = list(bits_per_gflop)[::-1]
    figure, axes = _axes(0.46 * len(names) + 1, xlabel="ceiling bits per GFLOP", xscale="log")
    for row, name in enumerate(names):
        value = bits_per_gflop[name]
        hollow = "k = 2" in name
        axes.plot(
            value,
            row,
            "D" if hollow else "o",
            markersize=8,
            color=SUPERVISION,
            markerfacecolor="none" if hollow else SUPERVISION,
        )
        axes.annotate(texts[name], (value, row), (9, -4), textcoords="offset points")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlim(min(bits_per_gflop.values()) / 2, max(bits_per_gflop.values()) * 8)
    axes.grid(axis="x", visible=False)
    axes.tick_params(axis="y", length=0)
    return figure


@_styled
def growth_by_k(k: ArrayLike, labels: ArrayLike, compute: Mapping[str, ArrayLike]) -> Figure:
    """Loss terms and compute relative to k = 1, against the predictions per position."""
    figure, axes = _axes(xlabel="predictions per position, k", ylabel="relative to k = 1")
    axes.plot(k, labels, "o-", color=SUPERVISION, label="loss terms")
    lines = ("s--", "^-.", "v:")
    for (name, values), line in zip(compute.items(), lines, strict=False):
        axes.plot(k, values, line, color=COMPUTE, label=f"compute, {name}")
    axes.set_xticks(k)
    axes.set_ylim(bottom=0)
    _legend_above(axes, 1)
    return figure


@_styled
def loss_curves(
    curves: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]], floor: float
) -> Figure:
    """Mean loss with its interval per run, against steps, above the entropy of the source."""
    figure, axes = _axes(xlabel="step", ylabel="loss, bits per token")
    for (name, (mean, low, high)), line in zip(curves.items(), TEACHER_LINES[::-1], strict=True):
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
    _legend_above(axes)
    return figure


@_styled
def gain_by_size(n_params: ArrayLike, gain: Mapping[str, ArrayLike]) -> Figure:
    """Change of a score by multi-token prediction, in points, against parameters; one per task."""
    figure, axes = _axes(xlabel="parameters, N", ylabel="change in pass@1, points", xscale="log")
    lines = (
        {"marker": "o", "linestyle": "-", "color": SUPERVISION},
        {"marker": "s", "linestyle": "--", "color": COMPUTE},
    )
    axes.axhline(0, color=MUTED, linewidth=1)
    for (name, values), line in zip(gain.items(), lines, strict=True):
        axes.plot(n_params, values, **line, label=name)
    _legend_above(axes)
    return figure


@_styled
def density_by_year(marks: Mapping[str, tuple[float, float]]) -> Figure:
    """One mark per model: year of publication, ceiling bits per GFLOP on a log axis."""
    figure, axes = _axes(ylabel="ceiling bits per GFLOP", yscale="log")
    for name, (year, bits) in marks.items():
        axes.plot(year, bits, "o", color=SUPERVISION, markersize=8)
        axes.annotate(name, (year, bits), (9, -4), textcoords="offset points")
    years = [year for year, _ in marks.values()]
    axes.set_xticks(range(min(years), max(years) + 1))
    axes.set_xlim(min(years) - 0.5, max(years) + 1.8)
    axes.set_ylim(min(bits for _, bits in marks.values()) / 2, 5)
    return figure
