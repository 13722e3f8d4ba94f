"""The figures of 7.1, the single-token bottleneck. Data in, drawings out; nothing is computed."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from chapter7.plots.style import (
    COMPUTE,
    COMPUTE_INK,
    COMPUTE_WASH,
    EDGE,
    INK,
    INKS,
    LINE,
    MUTED,
    PANEL,
    PAPER,
    STRONG,
    SUPERVISION,
    SUPERVISION_INK,
    Canvas,
    drawn,
    each_styled,
    end_labels,
    keep_apart,
    note,
    same_names,
    set_ticks,
    squares,
    three_ticks,
    write,
    written,
)
from chapter7.quantities import parameters

# What each teacher's line looks like: amber and dashed where the signal is poor.
TEACHER_LINES = (
    {"color": COMPUTE, "linestyle": "--", "marker": "s"},
    {"color": SUPERVISION, "linestyle": "-", "marker": "o"},
)
COMPUTE_LINES = (
    {"marker": "s", "linestyle": "--"},
    {"marker": "^", "linestyle": "-."},
    {"marker": "v", "linestyle": ":"},
    {"marker": "D", "linestyle": "-"},
    {"marker": "P", "linestyle": (0, (6, 1.5, 1, 1.5, 1, 1.5))},
)
RUN_LINES = ({"linestyle": "-"}, {"linestyle": "--"})
TASK_LINES = (
    {"marker": "o", "linestyle": "-"},
    {"marker": "s", "linestyle": "--"},
    {"marker": "^", "linestyle": "-."},
    {"marker": "D", "linestyle": ":"},
)
HOLLOW = {"marker": "o", "color": INK, "markerfacecolor": PAPER, "markeredgewidth": 2}
FULL = {"marker": "o", "color": INK, "markeredgewidth": 2}


@drawn(wide=True)
def exam_papers(canvas: Canvas, right: Sequence[bool], told: Sequence[str], chance: str) -> Figure:
    """The same paper under two teachers: one marks its result, the other every step.

    Args:
        right: of each step, whether it is right; ten steps a row.
        told: what the one mark tells and what all marks tell, such as "46.9 bits".
        chance: how often a step is right, in words.
    Raises: ValueError: the steps do not fill rows of ten.
    """
    if not len(right) or len(right) % 10:
        raise ValueError(f"the steps must fill rows of ten, got {len(right)}")
    pitch, second = (15, 200) if canvas.is_phone else (20, 335)
    top, size = 32, pitch - 3
    bottom = top + len(right) // 10 * pitch
    figure, axes = canvas.sheet(bottom + (96 if canvas.is_phone else 6))
    titles = ("Only the result", "Every step")
    if not canvas.is_phone:
        titles = ("One teacher marks the result", "Another marks every step")
    for x, title in zip((0, second), titles, strict=True):
        write(axes, x, 11, title, weight=STRONG)
    cells = [(i % 10 * pitch, top + i // 10 * pitch) for i in range(len(right))]
    squares(axes, cells[:-1], size, facecolor="none", edgecolor=EDGE)
    _mark(axes, cells[-1], size, all(right))
    for is_right, (x, y) in zip(right, cells, strict=True):
        _mark(axes, (second + x, y), size, is_right)
    if canvas.is_phone:
        numbers = ((0, bottom + 22), (second, bottom + 22))
        words = {
            (0, bottom + 54): "told by one mark",
            (second, bottom + 54): f"by {len(right)} marks",
            (0, bottom + 78): chance,
        }
    else:
        numbers = ((600, top + 46), (600, top + 130))
        x, y = cells[-1][0] + size + 4, cells[-1][1] + size / 2
        axes.plot([x, x + 14], [y, y], color=MUTED, linewidth=1)
        words = {
            (600, top + 18): "told by the one mark",
            (600, top + 102): f"told by the {len(right)} marks",
            (600, top + 160): chance,
            (x + 20, y - 6): f"{'right' if all(right) else 'wrong'}, as\nexpected",
        }
    for place, text in words.items():
        write(axes, *place, text, color=MUTED)
    for place, text, ink in zip(numbers, told, (COMPUTE_INK, SUPERVISION_INK), strict=True):
        write(axes, *place, text, color=ink, size=canvas.number, weight=STRONG)
    return figure


def _mark(axes: Axes, corner: tuple[float, float], size: float, is_right: bool) -> None:
    """A marked step: a full green square, or an amber one with a cross."""
    if is_right:
        squares(axes, [corner], size, facecolor=SUPERVISION, edgecolor="none")
        return
    squares(axes, [corner], size, facecolor=COMPUTE_WASH, edgecolor=COMPUTE, linewidth=1.5)
    centre = [place + size / 2 for place in corner]
    axes.plot(*centre, "x", color=COMPUTE_INK, markersize=0.5 * size, markeredgewidth=2)


@drawn(wide=True)
def two_bases(
    canvas: Canvas,
    gflops: Mapping[str, float],
    bits: float,
    densities: Mapping[str, str],
    apart: str,
) -> Figure:
    """One token of a mixture of experts, on two bases, and its label: areas in one scale.

    Args:
        gflops: a basis to what a token costs on it: what is executed, then what is stored.
        bits: of the label, drawn as whole squares.
        densities: the same bases to the bits per GFLOP as they are written.
        apart: what is said of the two.
    Raises: ValueError: other bases, not two of them, or the first not the smaller one.
    """
    same_names(gflops, densities)
    if len(gflops) != 2:
        raise ValueError(f"the figure compares two bases, got {list(gflops)}")
    (executed, small), (stored, large) = gflops.items()
    if not 0 < small < large:
        raise ValueError(f"the first basis must cost less, got {small} and {large} GFLOP")
    side = 250 if canvas.is_phone else 290
    unit = side / large**0.5  # the side of one GFLOP, and of one bit
    figure, axes = canvas.sheet(side + (190 if canvas.is_phone else 8))
    base, line = side + 4, canvas.between_lines
    edge = {"edgecolor": COMPUTE, "linestyle": (0, (5, 4)), "linewidth": 1.5}
    squares(axes, [(1, base - side)], side, facecolor="none", **edge)
    inner = unit * small**0.5
    squares(axes, [(1, base - inner)], inner, facecolor=COMPUTE, edgecolor="none")
    for x, y, cost, basis in (
        (14, base - side + 20, large, stored),
        (inner + 14, base - inner + 12, small, executed),
    ):
        write(axes, x, y, f"{written(round(cost))} GFLOP", color=COMPUTE_INK, weight=STRONG)
        write(axes, x, y + line, basis, color=COMPUTE_INK)
    x = side + 14
    corners = [(x + i % 5 * unit, base - (i // 5 + 1) * unit) for i in range(round(bits))]
    squares(axes, corners, 0.85 * unit, facecolor=SUPERVISION, edgecolor="none")
    words = f"{bits:.0f} bits,\nto scale"
    above = base - (len(corners) // 5 + 1) * unit - 1.2 * line
    write(axes, x, above, words, color=SUPERVISION_INK)
    x, y, step = (0, base + 30, 62) if canvas.is_phone else (520, 70, 92)
    for i, (basis, density) in enumerate(densities.items()):
        _density(canvas, axes, (x, y + i * step), basis, density)
    write(axes, x, y + 2 * step + 6, apart)
    return figure


def _density(canvas: Canvas, axes: Axes, at: tuple[float, float], basis: str, density: str) -> None:
    """A density as the figure's message, under the basis that it is counted on."""
    x, y = at
    write(axes, x, y, basis, color=MUTED)
    below = y + 0.75 * canvas.between_lines + canvas.number / 2
    write(axes, x, below, density, size=canvas.number, weight=STRONG)
    write(axes, x + 4.3 * canvas.number, below, "bits per GFLOP", color=MUTED)


@drawn(wide=True)
def word_pairs(
    canvas: Canvas,
    rows: tuple[str, str],
    columns: tuple[str, str],
    joint: ArrayLike,
    independent: ArrayLike,
    told: Mapping[str, str],
) -> Figure:
    """Pairs of words as areas: what the text says, and what two heads say that do not talk.

    Args:
        rows: the second words.
        columns: the first words.
        joint: (2, 2), the probability of each pair in the text, a row for each second word.
        independent: the same for two heads. What they say and the text does not is hatched.
        told: a number as it is written to what it counts.
    Raises: ValueError: a table is not 2 by 2 of probabilities that sum to one.
    """
    tables = [_pairs(table) for table in (joint, independent)]
    phone, line = canvas.is_phone, canvas.between_lines
    side = 190 if phone else 250
    places = ((0, 34), (0, 34 + side + 64)) if phone else ((0, 34), (400, 34))
    bottom = places[-1][1] + side
    figure, axes = canvas.sheet(bottom + (5.5 * line if phone else 4))
    titles = ("What the text says", "What two heads say, a word each")
    for (x, y), title, table in zip(places, titles, tables, strict=True):
        write(axes, x, y - 22, title, weight=STRONG)
        _mosaic(
            axes, (x, y), side, table, tables[0] == 0, [[f"{c} {r}" for c in columns] for r in rows]
        )
    for i, (number, words) in enumerate(told.items()):
        x, y = (176 * i, bottom + 1.6 * line) if phone else (790, 70 + 110 * i)
        write(axes, x, y, number, size=canvas.number, weight=STRONG, color=COMPUTE_INK)
        below = y + 0.7 * canvas.number + line * len(words.split("\n")) / 2
        write(axes, x, below, words, color=MUTED)
    return figure


def _pairs(table: ArrayLike) -> np.ndarray:
    pairs = np.asarray(table, dtype=float)
    if pairs.shape != (2, 2) or (pairs < 0).any() or not np.isclose(pairs.sum(), 1):
        raise ValueError(f"pairs must be 2 by 2 probabilities that sum to 1, got {pairs.tolist()}")
    return pairs


def _mosaic(
    axes: Axes,
    corner: tuple[float, float],
    side: float,
    pairs: np.ndarray,
    impossible: np.ndarray,
    names: Sequence[Sequence[str]],
) -> None:
    """A square cut into columns and these into cells, each as large as its probability."""
    x, y = corner
    for column in range(2):
        total = pairs[:, column].sum()
        top = y
        for row in range(2):
            width, height = total * side, pairs[row, column] / total * side if total else 0
            if not height:
                continue
            wrong = impossible[row, column]
            look = (
                {"facecolor": COMPUTE_WASH, "edgecolor": COMPUTE, "hatch": "///"}
                if wrong
                else {"facecolor": PANEL, "edgecolor": INK}
            )
            axes.add_patch(
                Rectangle((x + 1, top + 1), width - 2, height - 2, linewidth=1.5, **look)
            )
            words = f"{names[row][column]}\n{pairs[row, column]:.3f}"
            ink = COMPUTE_INK if wrong else INK
            middle = top + height / 2
            if column == 0:
                place = (x + width / 2, middle)
                note(axes, words, place, ground=look["facecolor"], ha="center", color=ink)
            else:
                write(axes, x + width + 10, middle, words, color=ink)
            top += height
        x += total * side


@drawn()
def grade_bits(
    canvas: Canvas, p_step: ArrayLike, bits_by_teacher: Mapping[str, ArrayLike]
) -> Figure:
    """Bits one exam's grades can tell, against the probability of a right step, per teacher.

    The curve of the first teacher is marked where it is highest.
    """
    figure, axes = canvas.axes(
        320,
        above="Bits told by one exam",
        xlabel="probability that a step is right",
        yscale="log",
        xlim=(min(p_step), 1),
        ylim=(0.003, 300),
    )
    for teacher, bits, look in each_styled(bits_by_teacher, TEACHER_LINES):
        axes.plot(p_step, bits, color=look["color"], linestyle=look["linestyle"], label=teacher)
        seen = int(np.argmax(np.asarray(bits) >= min(0.03, max(bits))))
        at_left = seen == 0
        note(
            axes,
            f"marked on {teacher}",
            (p_step[seen], bits[seen]),
            (4, -22) if at_left else (-10, 0),
            ha="left" if at_left else "right",
            color=INKS[look["color"]],
        )
    best = next(iter(bits_by_teacher.values()))
    peak = int(np.argmax(best))
    axes.plot(p_step[peak], best[peak], "o", color=COMPUTE)
    words = f"{written(round(best[peak], 2))} bit at most, where half\nof the papers are perfect"
    note(axes, words, (p_step[peak], best[peak]), (-16, 24), ha="right")
    set_ticks(axes)
    return figure


@drawn()
def exams_needed(
    canvas: Canvas,
    classes: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike]],
    unreached: Mapping[str, tuple[float, float]],
) -> Figure:
    """Exams until a class passes, with their interval, against the steps in the exam, per teacher.

    `classes` maps a teacher to (steps, exams, low, high); `unreached` to (steps, exams in vain).
    """
    figure, axes = canvas.axes(
        330,
        above="Exams until nine papers in ten are perfect",
        xlabel="steps in the exam",
        xscale="log",
        yscale="log",
    )
    ends = []
    for teacher, (steps, exams, low, high), look in each_styled(classes, TEACHER_LINES):
        axes.plot(steps, exams, **look, label=teacher)
        axes.vlines(steps, low, high, color=look["color"], linewidth=2.5)
        name = f"marked on\n{teacher}:"
        if teacher in unreached:
            axes.plot(*unreached[teacher], "^", color=look["color"], markersize=12)
            words = f"{name} not\nafter {written(unreached[teacher][1])}"
            ends.append((words, *unreached[teacher], look["color"]))
        else:
            words = f"{name}\n{exams[-1]:.0f} exams"
            ends.append((words, steps[-1], exams[-1], look["color"]))
    every = {float(step): written(step) for steps, *_ in classes.values() for step in steps}
    set_ticks(axes, x=every)
    end_labels(axes, ends, gap=12)
    return figure


@drawn()
def text_by_year(
    canvas: Canvas,
    marks: Mapping[str, tuple[int, float]],
    stock: float,
    interval: tuple[float, float],
    left: str,
) -> Figure:
    """Tokens that a training run read, by year, under all the text that there is to read.

    Args:
        marks: a model's name to (year, tokens), by year.
        stock: tokens of all text; interval: what they are between.
        left: what is said of the room between the last mark and the stock.
    """
    years = [year for year, _ in marks.values()]
    read = [tokens for _, tokens in marks.values()]
    figure, axes = canvas.axes(
        340,
        above="Tokens read in one run",
        yscale="log",
        xlim=(min(years) - 0.2, max(years) + 0.2),
        ylim=(min(read) / 3, 3 * interval[1]),
    )
    axes.axhspan(*interval, color=LINE, linewidth=0, zorder=0)
    axes.axhline(stock, color=INK, linestyle="--", linewidth=1.5)
    about, low, high = (f"{tokens / 1e12:,.0f}T" for tokens in (stock, *interval))
    words = f"all public text: {about} ({low} to {high})"
    note(axes, words, (min(years) - 0.2, stock), (2, 16), ground=None)
    for name, at in marks.items():
        axes.plot(*at, "o", color=SUPERVISION)
        right = at[0] > (min(years) + max(years)) / 2
        words = f"{name}: {parameters(at[1])}"
        side = "right" if right else "left"
        note(axes, words, at, (-10, 12) if right else (10, -12), ha=side, color=SUPERVISION_INK)
    axes.plot([years[-1]] * 2, [1.25 * read[-1], 0.9 * stock], color=MUTED, linewidth=1.5)
    note(
        axes,
        left,
        (years[-1], (read[-1] * stock) ** 0.5),
        (-10, 0),
        ground=None,
        ha="right",
        color=MUTED,
    )
    every = range(min(years), max(years) + 1, 2)
    set_ticks(
        axes, x={y: str(y) for y in every}, y={10.0**e: parameters(10.0**e) for e in (12, 13, 14)}
    )
    return figure


@drawn()
def density_by_context(
    canvas: Canvas,
    context: ArrayLike,
    curves: Mapping[str, ArrayLike],
    flat: Mapping[str, float],
) -> Figure:
    """Density against context length per model, with the flat line of the 6N approximation.

    The first model's curve is marked where it has fallen to half of its flat line.

    Raises: ValueError: the two name other models.
    """
    same_names(curves, flat)
    figure, axes = canvas.axes(
        340,
        above="Ceiling bits per GFLOP",
        xlabel="context length, tokens",
        xscale="log",
        yscale="log",
        xlim=(min(context), max(context)),
    )
    for name, values in curves.items():
        axes.axhline(flat[name], color=MUTED, linewidth=1.5, linestyle=":")
        axes.plot(context, values, color=INK, label=name)
    set_ticks(axes)
    first = next(iter(curves))
    fallen = np.flatnonzero(np.asarray(curves[first]) <= flat[first] / 2)
    if len(fallen):
        half = context[fallen[0]], curves[first][fallen[0]]
        axes.plot(*half, "o", color=INK)
        words = canvas.lines("attention has doubled the cost", 100 if canvas.is_phone else 240)
        note(axes, words, half, (-12, -26), ha="right")
    ends = ((name, context[-1], values[-1], INK) for name, values in curves.items())
    end_labels(axes, ends)
    return figure


@drawn(wide=True)
def density_by_size(
    canvas: Canvas,
    line: tuple[ArrayLike, ArrayLike],
    marks: Mapping[str, tuple[float, float]],
    hollow: Collection[str] = (),
) -> Figure:
    """Density against parameters on log-log axes: a line of slope -1, and models as marks.

    Args:
        line: parameters and bits per GFLOP.
        marks: a model's name to (parameters, bits per GFLOP).
        hollow: the models with a hollow mark.
    Raises: ValueError: `hollow` names a model without a mark.
    """
    _check_hollow(hollow, marks)
    figure, axes = canvas.axes(
        420 if canvas.is_phone else 320,
        above="Ceiling bits per GFLOP",
        xlabel="parameters counted, N",
        xscale="log",
        yscale="log",
        xlim=(min(line[0]), max(line[0])),
    )
    axes.plot(*line, color=EDGE, linestyle=(0, (1, 2)), zorder=1)
    middle = np.sqrt(min(line[0]) * max(line[0]))
    names = {True: [], False: []}
    for i, (name, at) in enumerate(sorted(marks.items(), key=lambda mark: mark[1])):
        axes.plot(*at, **(HOLLOW if name in hollow else FULL))
        # Beside the line on both sides; where there is no room at the right, below it.
        above = at[0] < middle if canvas.is_phone else i % 2 == 0
        offset, side = ((10, 9), "left") if above else ((-10, -11), "right")
        names[above].append(note(axes, name, at, offset, ha=side))
    _step(canvas, axes, line)
    set_ticks(axes, x={1e8: "100M", 1e10: "10B", 1e12: "1T"})
    for column in names.values():
        keep_apart(column)
    return figure


def _step(canvas: Canvas, axes: Axes, line: tuple[ArrayLike, ArrayLike]) -> None:
    """A step of ten times along the line, with what it says."""
    sizes, densities = map(np.asarray, line)
    start = len(sizes) // 20
    end = int(np.argmin(abs(sizes - 10 * sizes[start])))
    corner = sizes[end], densities[start]
    across, down = [sizes[start], corner[0], corner[0]], [corner[1], corner[1], densities[end]]
    axes.plot(across, down, color=MUTED, linewidth=1.5)
    words = canvas.lines(
        "ten times the size, a tenth of the density", 150 if canvas.is_phone else 400
    )
    note(axes, words, corner, (10, -14 if canvas.is_phone else 0), color=MUTED)


@drawn()
def overhead_by_vocabulary(
    canvas: Canvas, vocab_size: ArrayLike, gain: ArrayLike, cost: ArrayLike, change: ArrayLike
) -> Figure:
    """Change in per cent of bits, parameters and density, against the vocabulary's size.

    Args:
        vocab_size: V, rising.
        gain, cost, change: per cent against the first V: bits per label, parameters, and the
            density. Its highest point is marked.
    """
    figure, axes = canvas.axes(
        340,
        above=f"Change against {written(vocab_size[0])} tokens, %",
        xlabel="vocabulary, tokens",
        xscale="log",
        xlim=(min(vocab_size), max(vocab_size)),
        ylim=(min(-10, 1.2 * min(change)), 1.4 * max(gain)),
    )
    axes.axhline(0, color=EDGE, linewidth=1)
    axes.plot(vocab_size, gain, color=SUPERVISION)
    axes.plot(vocab_size, cost, color=COMPUTE, linestyle="--")
    axes.plot(vocab_size, change, color=INK)
    set_ticks(axes)
    peak = int(np.argmax(change))
    best = vocab_size[peak], change[peak]
    axes.plot(*best, "o", color=INK)
    words = f"best near {written(round(best[0], -3))}: {best[1]:+.0f} %"
    words = canvas.lines(words, 100 if canvas.is_phone else 200)
    note(axes, words, best, (-30, -60), leader=True)
    inside = np.flatnonzero(np.asarray(cost) <= axes.get_ylim()[1])[-1]
    leaves = vocab_size[inside], cost[inside]
    note(axes, "parameters", leaves, (-12, -6), ha="right", color=COMPUTE_INK)
    ends = (
        ("bits per label", vocab_size[-1], gain[-1], SUPERVISION),
        ("density", vocab_size[-1], change[-1], INK),
    )
    end_labels(axes, ends)
    return figure


@drawn()
def growth_by_k(
    canvas: Canvas, k: ArrayLike, labels: ArrayLike, compute: Mapping[str, ArrayLike]
) -> Figure:
    """Loss terms and compute relative to k = 1, against the predictions per position.

    Raises: ValueError: more ways to compute than lines that differ.
    """
    figure, axes = canvas.axes(
        340,
        above="Times as much as at k = 1, logarithmic",
        xlabel="predictions per position, k",
        yscale="log",
    )
    axes.plot(k, labels, "o-", color=SUPERVISION, label="loss terms")
    ends = [(f"loss terms: {written(labels[-1])}", k[-1], labels[-1], SUPERVISION)]
    for name, values, look in each_styled(compute, COMPUTE_LINES):
        axes.plot(k, values, **look, color=COMPUTE, label=name)
        words = name.replace(", ", ",\n")
        ends.append((f"{words}: {values[-1]:.2f}", k[-1], values[-1], COMPUTE))
    axes.set(ylim=(0.6, None))  # room for the names of what hardly grows
    set_ticks(
        axes,
        x={int(i): written(i) for i in (k[0], k[len(k) // 2 - 1], k[-1])},
        y={times: written(times) for times in (1, 3, 8)},
    )
    end_labels(axes, ends, gap=12)
    return figure


@drawn(wide=True)
def loss_curves(
    canvas: Canvas, curves: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]], floor: float
) -> Figure:
    """Mean loss with its interval per run, against steps, over the entropy of the source.

    Raises: ValueError: more runs than lines that differ.
    """
    figure, axes = canvas.axes(320, above="Loss, bits per token", xlabel="training steps")
    axes.axhspan(0, floor, color=PANEL, linewidth=0)
    axes.axhline(floor, color=MUTED, linewidth=1.5, linestyle=":")
    ends = []
    for name, (mean, low, high), look in each_styled(curves, RUN_LINES):
        axes.plot(range(len(mean)), mean, color=INK, **look, label=name)
        axes.fill_between(range(len(mean)), low, high, color=INK, alpha=0.2, linewidth=0)
        ends.append((f"{name}: {mean[-1]:.2f}", len(mean) - 1, mean[-1], INK))
    steps = max(len(mean) for mean, *_ in curves.values()) - 1
    axes.set(xlim=(0, steps), ylim=(0, None))
    set_ticks(axes)
    if canvas.is_phone:
        words = "below the\nentropy: a leak"
    else:
        words = (
            f"On fresh text none pays less than the source's\n"
            f"entropy, {floor:.2f} bits. This one has read the answer."
        )
    write(axes, 0.97 * steps, 0.55 * floor, words, ha="right")
    end_labels(axes, ends)
    return figure


@drawn(wide=True)
def gain_by_size(canvas: Canvas, n_params: ArrayLike, gain: Mapping[str, ArrayLike]) -> Figure:
    """Change of a score by multi-token prediction, in points, against parameters; one per task.

    Raises: ValueError: more tasks than lines that differ.
    """
    figure, axes = canvas.axes(
        320, above="Change in pass@1, points", xlabel="parameters, N", xscale="log"
    )
    axes.axhline(0, color=EDGE, linewidth=1)
    ends = []
    for name, values, look in each_styled(gain, TASK_LINES):
        axes.plot(n_params, values, color=INK, **look, label=name)
        ends.append((f"{name}: {values[-1]:+.1f}", n_params[-1], values[-1], INK))
    shown = (n_params[0], n_params[len(n_params) // 2], n_params[-1])
    set_ticks(axes, x={float(n): parameters(n) for n in shown})
    end_labels(axes, ends, gap=12)
    return figure


@drawn(wide=True)
def ablation(
    canvas: Canvas,
    scores: Mapping[str, tuple[tuple[float, float], tuple[float, float]]],
    changes: Mapping[str, tuple[float, float]],
    sizes: tuple[str, str],
    notes: Mapping[str, str] | None = None,
) -> Figure:
    """One row per measure: its scores without and with, and the change in per cent.

    Args:
        scores: a measure's name to (without, with) at each of two model sizes.
        changes: the same names to the change at each size, per cent, better to the right.
        sizes: the names of the two models.
        notes: what is said of a row; its name is then strong.
    Raises: ValueError: the mappings name other measures.
    """
    same_names(scores, changes)
    notes = notes or {}
    if unknown := sorted(set(notes) - set(scores)):
        raise ValueError(f"notes must name rows of the figure, got {unknown}")
    phone = canvas.is_phone
    row, head = (66, 76) if phone else (29, 48)
    bottom = head + row * len(scores)
    figure, axes = canvas.sheet(bottom + 30)
    left, right = (150, canvas.width - 12) if phone else (500, 900)
    low, high = (edge(v for pair in changes.values() for v in pair) for edge in (min, max))

    def across(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    looks = (HOLLOW, FULL)
    columns = (0, 0) if phone else (190, 345)
    for i, (x, size, look) in enumerate(zip(columns, sizes, looks, strict=True)):
        y = 11 + (i * canvas.between_lines if phone else 0)
        axes.plot(x + 6, y, **look)
        write(axes, x + 18, y, size, weight=STRONG)
    title_y = 11 + (2.2 * canvas.between_lines if phone else 0)
    write(axes, 0 if phone else left, title_y, "Better by, %", weight=STRONG)
    axes.plot([across(0)] * 2, [head, bottom], color=EDGE, linewidth=1)
    for i, (name, values) in enumerate(changes.items()):
        middle = head + row * (i + 0.5)
        axes.axhline(middle + row / 2, color=LINE, linewidth=1)
        line = canvas.between_lines if phone else 0
        write(axes, 0, middle - line, name, weight=STRONG if name in notes else 400)
        for size, (before, after) in enumerate(scores[name]):
            words = f"{before} to {after}"
            write(axes, columns[size], middle + size * line, words, color=MUTED)
        for value, look in zip(values, looks, strict=True):
            axes.plot(across(value), middle, **look)
        if name in notes:
            _note_row(axes, notes[name], [across(v) for v in values], middle - line, phone)
    for tick in three_ticks(low, high):
        write(axes, across(tick), bottom + 16, written(tick), ha="center", color=MUTED)
    return figure


def _note_row(axes: Axes, words: str, dots: list[float], y: float, phone: bool) -> None:
    """Words beside the dots of a row: where there is more room, on a phone above them."""
    width = axes.get_xlim()[1]
    if phone:
        write(axes, width, y, words, ha="right")
    elif max(dots) < 0.75 * width:
        write(axes, max(dots) + 18, y, words)
    else:
        write(axes, min(dots) - 18, y, words, ha="right")


def _check_hollow(hollow: Collection[str], marks: Mapping[str, object]) -> None:
    if unknown := sorted(set(hollow) - set(marks)):
        raise ValueError(f"hollow must name marks of the figure, got {unknown}")
