"""The figures of 7.3's page *In the wild*. Data in, drawings out; nothing is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from chapter7.plots.style import (
    COMPUTE,
    COMPUTE_WASH,
    EDGE,
    INK,
    LINE,
    MUTED,
    STRONG,
    Canvas,
    drawn,
    write,
)
from chapter7.quantities import parameters

SHARED = {"facecolor": "none", "edgecolor": EDGE, "hatch": "////", "linewidth": 1.5}
OWN = {"facecolor": COMPUTE, "edgecolor": "none"}
FALLEN = {"facecolor": "none", "edgecolor": INK, "linewidth": 1.5}


@dataclass(frozen=True)
class Basis:
    """A way to count a module's parameters.

    Args:
        title: what is counted.
        main: parameters of the main model on this basis.
        parts: of the module, by name.
        shared: names of the parts that are the main model's.
        told: what the strip of both shows, in words.
    """

    title: str
    main: float
    parts: Mapping[str, float]
    shared: frozenset[str]
    told: str


@drawn(wide=True)
def module_to_scale(canvas: Canvas, bases: Sequence[Basis]) -> Figure:
    """A module beside the model that it belongs to, and its parts, on each basis.

    The strip holds model and module in one scale; the bars below are the module's parts, in
    another. What the main model lends is hatched.
    """
    between, row = 56, 30
    columns = 1 if canvas.is_phone else len(bases)
    width = (canvas.width - between * (columns - 1)) / columns
    heights = [132 + row * len(basis.parts) for basis in bases]
    tops = [sum(heights[:i]) + 26 * i if columns == 1 else 0 for i in range(len(bases))]
    figure, axes = canvas.sheet(tops[-1] + max(heights))
    for i, (basis, top) in enumerate(zip(bases, tops, strict=True)):
        x = 0 if columns == 1 else i * (width + between)
        _strip(axes, (x, top), width, basis)
        _parts(axes, (x, top + 126), width, basis, row)
    return figure


def _strip(axes: Axes, corner: tuple[float, float], width: float, basis: Basis) -> None:
    """Model and module side by side, as long as they are large."""
    x, y = corner
    own = sum(n for name, n in basis.parts.items() if name not in basis.shared)
    split = width * basis.main / (basis.main + own)
    write(axes, x, y + 11, basis.title, weight=STRONG)
    axes.add_patch(Rectangle((x, y + 32), split - 2, 34, facecolor=COMPUTE_WASH, edgecolor=COMPUTE))
    axes.add_patch(Rectangle((x + split, y + 32), width - split, 34, **OWN))
    write(axes, x + 10, y + 49, f"main model {parameters(basis.main)}")
    write(axes, x + width, y + 84, basis.told, ha="right", color=MUTED)


def _parts(axes: Axes, corner: tuple[float, float], width: float, basis: Basis, row: float) -> None:
    """A row a part: its name, its bar, its number."""
    x, y = corner
    left, right = x + 138, x + width - 62
    most = max(basis.parts.values())
    for i, (name, count) in enumerate(basis.parts.items()):
        middle = y + row * (i + 0.5)
        axes.plot([x, x + width], [y + row * i] * 2, color=LINE, linewidth=1, zorder=0)
        write(axes, x, middle, name, color=MUTED)
        long = (right - left) * count / most
        look = SHARED if name in basis.shared else OWN
        axes.add_patch(Rectangle((left, middle - 8), max(long, 1.5), 16, **look))
        write(axes, x + width, middle, parameters(count), ha="right")


@dataclass(frozen=True)
class _Column:
    """Where the scores of one size stand.

    Args:
        x, top, width: of the column, pixels.
        low, high: the least and the largest change, points.
    """

    x: float
    top: float
    width: float
    low: float
    high: float

    @property
    def numbers(self) -> float:
        """Where both scores begin."""
        return self.x + self.width - 310

    def place(self, points: float) -> float:
        """Where a change of so many points stands."""
        left, right = self.x + self.width - 186, self.x + self.width - 56
        return left + (right - left) * (points - self.low) / (self.high - self.low)


@drawn(wide=True)
def scores(
    canvas: Canvas,
    rows: Mapping[str, Sequence[tuple[float, float]]],
    sizes: Sequence[str],
    digits: Mapping[str, int],
) -> Figure:
    """A table of scores without and with a module, at several sizes, each change as a bar.

    Args:
        rows: a score's name to (without, with) at each size, in points.
        sizes: of the models, in words.
        digits: after the point, by a score's name.
    """
    phone, row, head = canvas.is_phone, 28, 54
    named = 0 if phone else 180
    width = canvas.width if phone else (canvas.width - named) / len(sizes)
    block = head + row * len(rows) * (2 if phone else 1)
    figure, axes = canvas.sheet(block * len(sizes) + 28 if phone else block)
    changes = [after - before for pairs in rows.values() for before, after in pairs]
    for i, size in enumerate(sizes):
        x, top = (0, i * (block + 28)) if phone else (named + i * width, 0)
        column = _Column(x, top, width, min(0, *changes), max(changes))
        write(axes, column.numbers, top + 11, size, weight=STRONG)
        write(axes, column.numbers, top + 36, "without, with", color=MUTED)
        write(axes, x + width, top + 36, "change", ha="right", color=MUTED)
        for j, (name, pairs) in enumerate(rows.items()):
            above = top + head + row * j * (2 if phone else 1)
            axes.plot([x if i else 0, x + width], [above] * 2, color=LINE, linewidth=1, zorder=0)
            if phone or i == 0:
                write(axes, 0, above + row / 2, name, color=MUTED)
            _score(axes, column, above + row * (1.5 if phone else 0.5), pairs[i], digits[name])
        zero = column.place(0)
        axes.plot([zero] * 2, [top + head, top + block], color=EDGE, linewidth=1, zorder=0)
    return figure


def _score(
    axes: Axes, column: _Column, middle: float, pair: tuple[float, float], digits: int
) -> None:
    """Both numbers, the bar between them, and the change."""
    before, after = pair
    write(axes, column.numbers, middle, f"{before:.{digits}f}, {after:.{digits}f}")
    start, end = sorted(column.place(points) for points in (0, after - before))
    look = OWN if after > before else FALLEN
    axes.add_patch(Rectangle((start, middle - 7), end - start, 14, **look))
    words = f"{after - before:+.{digits}f}".replace("-", "−")
    write(axes, column.x + column.width, middle, words, ha="right")
