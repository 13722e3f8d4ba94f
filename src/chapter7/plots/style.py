"""The system of the figures: sizes, colours and type, and the parts that figures are made of.

A figure is drawn twice, for a desk and for a phone, in CSS pixels: one unit of matplotlib at 72
dots an inch. A title stands flat above its axis, an axis has three ticks and no grid but
horizontal hairlines, and a line has its name at its end, never in a legend.
"""

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import matplotlib as mpl
from matplotlib import font_manager, ticker
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Annotation

# Light values. On the website each is a CSS variable, --c7-<name>, which has a dark value too
# (website/assets/palette.css).
PALETTE = {
    "paper": "#fcfaf5",
    "panel": "#f3efe6",
    "ink": "#1b2231",
    "muted": "#565d6d",
    "line": "#ddd7ca",
    "edge": "#8b8f99",
    "amber": "#c88000",
    "amber-ink": "#8a5600",
    "amber-wash": "#fbf1dc",
    "green": "#0b7a4b",
    "green-ink": "#0a6b42",
    "green-wash": "#e7f3ec",
    "on-amber": "#1b2232",  # one step from ink: `show` tells colours apart by their value
}
PAPER, INK, MUTED = PALETTE["paper"], PALETTE["ink"], PALETTE["muted"]
LINE, EDGE = PALETTE["line"], PALETTE["edge"]
COMPUTE, COMPUTE_INK, COMPUTE_WASH = PALETTE["amber"], PALETTE["amber-ink"], PALETTE["amber-wash"]
SUPERVISION, SUPERVISION_INK = PALETTE["green"], PALETTE["green-ink"]
PANEL = PALETTE["panel"]
INKS = {COMPUTE: COMPUTE_INK, SUPERVISION: SUPERVISION_INK}
"""The ink of words about a line of that colour; of other lines it is their own."""

FAMILY = "Figure Sans"
"""The name of the font in fonts/, two weights of the website's own."""
STRONG = 650
for _face in (Path(__file__).parent / "fonts").glob("*.ttf"):
    font_manager.fontManager.addfont(_face)

DOTS = 72
"""Dots an inch, so that matplotlib's points are CSS pixels."""
PIXEL = 1 / DOTS
BETWEEN_LINES = 1.3
"""Distance of two lines of text, in sizes of the text."""
HALF_CAPITAL = 0.33
"""Half the height of a capital letter of the font, in sizes of the text."""
STYLE = {
    "font.family": FAMILY,
    "text.color": INK,
    "axes.edgecolor": EDGE,
    "axes.labelcolor": INK,
    "axes.labelpad": 4,
    "xaxis.labellocation": "right",
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "xtick.color": EDGE,
    "ytick.color": EDGE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.major.size": 5,
    "ytick.major.size": 0,
    "ytick.major.pad": 8,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": LINE,
    "grid.linewidth": 1,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "lines.linewidth": 2.5,
    "lines.markersize": 9,
    "hatch.linewidth": 1.2,
    "svg.fonttype": "none",
    "text.parse_math": False,
}

Data = TypeVar("Data")


def text_width(text: str, size: float, weight: int = 400) -> float:
    """How wide a line of text is in the font of figures, in the unit of `size`."""
    face = font_manager.FontProperties(family=FAMILY, weight=weight)
    font = font_manager.get_font(font_manager.findfont(face))
    font.set_size(size, DOTS)
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


@dataclass(frozen=True)
class Canvas:
    """What one drawing is made on.

    Args:
        width: CSS pixels.
        text: size of its words, CSS pixels.
        number: size of a number that is the figure's message.
    """

    width: int
    text: float
    number: float

    @property
    def is_phone(self) -> bool:
        """Whether this is the drawing for a narrow screen."""
        return self is PHONE

    @property
    def between_lines(self) -> float:
        """CSS pixels from one line of text to the next."""
        return BETWEEN_LINES * self.text

    def lines(self, text: str, width: float) -> str:
        """`text` broken into lines of at most `width` pixels, by the widths of the font."""
        done: list[str] = []
        for word in text.split(" "):
            longer = f"{done[-1]} {word}" if done else word
            if done and text_width(longer, self.text) > width:
                done.append(word)
            else:
                done[-1:] = [longer]
        return "\n".join(done)

    def axes(self, height: float, *, above: str = "", **settings: Any) -> tuple[Figure, Axes]:
        """A figure of `height` pixels, and its axes with matplotlib's `settings`.

        Args:
            above: the title of the vertical axis, which stands flat above it.
        """
        figure = Figure(figsize=(self.width * PIXEL, height * PIXEL), dpi=DOTS)
        figure.set_layout_engine("constrained", w_pad=PIXEL, h_pad=PIXEL)
        if above:
            figure.suptitle(above, x=0, ha="left", fontsize=self.text, fontweight=STRONG)
        axes = figure.add_subplot()
        axes.set(**settings)
        return figure, axes

    def sheet(self, height: float) -> tuple[Figure, Axes]:
        """A figure of `height` pixels, and axes that count pixels from its upper left corner."""
        figure = Figure(figsize=(self.width * PIXEL, height * PIXEL), dpi=DOTS)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, self.width), ylim=(height, 0))
        axes.axis("off")
        return figure, axes


DESK = Canvas(width=576, text=16, number=28)
WIDE = Canvas(width=928, text=17, number=28)
PHONE = Canvas(width=344, text=16, number=22)


@dataclass(frozen=True)
class Drawing:
    """One figure, drawn for a desk and for a phone.

    Args:
        desk, phone: the two drawings.
        wide: whether the first takes the margin of the page as well.
    """

    desk: Figure
    phone: Figure
    wide: bool = False

    @property
    def both(self) -> tuple[Figure, Figure]:
        """The two drawings."""
        return self.desk, self.phone


def drawn(*, wide: bool = False) -> Callable[[Callable[..., Figure]], Callable[..., Drawing]]:
    """Makes of `draw(canvas, data)` a function of the data, which draws for desk and phone.

    Args:
        wide: whether the figure takes the margin of the page as well.
    """

    def of(draw: Callable[..., Figure]) -> Callable[..., Drawing]:
        @functools.wraps(draw)
        def twice(*data, **options) -> Drawing:
            return Drawing(
                *(_under_style(draw, canvas, *data, **options) for canvas in canvases), wide=wide
            )

        return twice

    canvases = (WIDE if wide else DESK, PHONE)
    return of


def _under_style(draw: Callable[..., Figure], canvas: Canvas, *data, **options) -> Figure:
    sizes = dict.fromkeys(
        ("font.size", "axes.labelsize", "xtick.labelsize", "ytick.labelsize"), canvas.text
    )
    with mpl.rc_context({**STYLE, **sizes}):
        return draw(canvas, *data, **options)


def written(value: float) -> str:
    """A number as it stands at an axis: 0.01, 1, 100, 1M, never 10 to a power."""
    text = f"{value / 1e6:,.10g}M" if abs(value) >= 1e6 else f"{value:,.10g}"
    return text.replace("-", "−")


def three_ticks(low: float, high: float, *, log: bool = False) -> list[float]:
    """Three round numbers from `low` to `high`, or two on a short logarithmic axis.

    Args:
        log: whether the axis is logarithmic: whole decades, or 1, 3, 10 on a short one.
    Raises: ValueError: low is not below high, or not above 0 on a logarithmic axis.
    """
    if not low < high or (log and low <= 0):
        raise ValueError(f"an axis must rise, and be above 0 if logarithmic, got {low} to {high}")
    if not log:
        return _linear_ticks(low, high)
    exponents = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
    if len(exponents) < 3:
        below = math.floor(math.log10(low))
        thirds = [m * 10.0**e for e in range(below, below + 4) for m in (1, 3)]
        return [t for t in thirds if low <= t * (1 + 1e-9) and t <= high * (1 + 1e-9)][-3:]
    step = (len(exponents) - 1) // 2
    first = (len(exponents) - 1 - 2 * step) // 2
    return [10.0**e for e in exponents[first::step][:3]]


def _linear_ticks(low: float, high: float) -> list[float]:
    size = 10.0 ** math.ceil(math.log10(high - low))
    steps = (m * size / 10**d for d in range(3) for m in (10, 5, 4, 3, 2.5, 2, 1.5))
    for step in steps:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first >= 2:
            first += last - first > 2 and first != 0  # four would be one too many
            return [round((first + i) * step, 12) for i in range(3)]
    raise AssertionError("a span of ten steps holds three")


def set_ticks(
    axes: Axes, *, x: Mapping[float, str] | None = None, y: Mapping[float, str] | None = None
) -> None:
    """Gives both axes three ticks by their limits.

    Args:
        x, y: ticks to set instead, what is written there by their place.
    """
    for axis, ticks in ((axes.xaxis, x), (axes.yaxis, y)):
        if ticks is None:
            low, high = sorted(axis.get_view_interval())
            log = axis.get_scale() == "log"
            ticks = {tick: written(tick) for tick in three_ticks(low, high, log=log)}
        axis.set_major_locator(ticker.FixedLocator(list(ticks)))
        axis.set_major_formatter(ticker.FixedFormatter(list(ticks.values())))
        axis.set_minor_locator(ticker.NullLocator())


class Words:
    """Words in a drawing, a text for each line, so that each stands on its own baseline.

    matplotlib would centre a text by its letters, and one with a g higher than one without.
    """

    def __init__(self, lines: list[Annotation], size: float) -> None:
        self.lines = lines
        self.height = size * BETWEEN_LINES * len(lines)

    @property
    def middle(self) -> float:
        """Pixels from the bottom of the drawing to the middle of the words."""
        first, last = (
            line.axes.transData.transform(line.xy)[1] + line.get_position()[1]
            for line in (self.lines[0], self.lines[-1])
        )
        return (first + last) / 2

    def move(self, up: float) -> None:
        """Moves them by so many pixels."""
        for line in self.lines:
            right, above = line.get_position()
            line.set_position((right, above + up))


def note(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float] = (0, 0),
    *,
    leader: bool = False,
    ground: str | None = PAPER,
    in_layout: bool = False,
    **style: Any,
) -> Words:
    """Words near a point of the data. Hairlines stop beside them, lines of data do not.

    Args:
        at: the point, in data coordinates.
        offset: pixels from it to the middle of the words, to the right and up.
        leader: whether a thin line leads from the words to the point.
        ground: what colour lies behind the words; None: nothing does.
        in_layout: whether the axes leave room for them.
        style: matplotlib's, such as color and ha.
    """
    size = style.setdefault("size", mpl.rcParams["font.size"])
    style.setdefault("zorder", 1.5)  # over grounds and hairlines, under lines of data
    behind = ground and {"facecolor": ground, "edgecolor": "none", "pad": 1}
    if leader:
        line = {"arrowstyle": "-", "color": MUTED, "shrinkA": size, "shrinkB": 5}
        place = {"textcoords": "offset points", "arrowprops": line, "in_layout": False}
        axes.annotate("", at, offset, **place)
    right, middle = offset
    parts = text.split("\n")
    lines = []
    for i, part in enumerate(parts):
        above = middle + ((len(parts) - 1) / 2 - i) * BETWEEN_LINES * size - HALF_CAPITAL * size
        lines.append(
            axes.annotate(
                part,
                at,
                (right, above),
                textcoords="offset points",
                va="baseline",
                annotation_clip=False,
                bbox=behind,
                in_layout=in_layout,
                **style,
            )
        )
    return Words(lines, size)


def write(axes: Axes, x: float, y: float, text: str, **style: Any) -> Words:
    """Words at a point of the axes, their middle at its height, on what lies there."""
    return note(axes, text, (x, y), ground=None, **style)


def end_labels(axes: Axes, ends: Iterable[tuple[str, float, float, str]], gap: float = 8) -> None:
    """Writes a name at the right end of each line, moved apart where two would touch.

    Args:
        ends: name, x and y of the last point, colour of the line. A name may have several lines.
        gap: pixels between a line and its name.
    """
    keep_apart(
        [
            note(axes, name, (x, y), (gap, 0), color=INKS.get(colour, colour), in_layout=True)
            for name, x, y, colour in ends
        ]
    )


def keep_apart(column: Sequence[Words]) -> None:
    """Moves words that stand in one column up or down, until none touches another."""
    if not column:
        return
    column[0].lines[0].figure.draw_without_rendering()  # only now the axes have their size
    middles = [words.middle for words in column]
    for words, middle, moved in zip(
        column, middles, spread(middles, [words.height for words in column]), strict=True
    ):
        words.move(moved - middle)


def spread(centres: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """The centres of intervals of these sizes, moved as little as it takes until none overlap.

    Intervals that touch move as a block, which stays centred on where they were.
    """
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    blocks: list[list[int]] = []
    places: list[float] = []  # the lower end of each block

    def low(block: list[int]) -> float:
        before, ends = 0.0, []
        for i in block:
            ends.append(centres[i] - before - sizes[i] / 2)
            before += sizes[i]
        return sum(ends) / len(ends)

    for i in order:
        blocks.append([i])
        places.append(low([i]))
        while len(blocks) > 1 and places[-2] + sum(sizes[j] for j in blocks[-2]) > places[-1]:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
            places[-2:] = [low(blocks[-1])]
    moved = [0.0] * len(centres)
    for block, place in zip(blocks, places, strict=True):
        for i in block:
            moved[i] = place + sizes[i] / 2
            place += sizes[i]
    return moved


def squares(axes: Axes, corners: Iterable[tuple[float, float]], size: float, **style: Any) -> None:
    """Squares of one size and look, as one path: `corners` are those with the smallest x and y."""
    outlines = [
        Outline([(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)], closed=True)
        for x, y in corners
    ]
    if outlines:
        axes.add_patch(PathPatch(Outline.make_compound_path(*outlines), **style))


def each_styled(
    series: Mapping[str, Data], styles: Sequence[dict[str, Any]]
) -> list[tuple[str, Data, dict[str, Any]]]:
    """Each series by name, with its data and a style that no other has.

    Raises: ValueError: more series than styles. One would vanish, or two would look alike.
    """
    if len(series) > len(styles):
        raise ValueError(
            f"this figure tells {len(styles)} series apart, got {len(series)}: {list(series)}"
        )
    return [
        (name, data, style) for (name, data), style in zip(series.items(), styles, strict=False)
    ]


def same_names(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    """Raises: ValueError: the two do not describe the same series."""
    odd = sorted(set(first) ^ set(second))
    if odd:
        raise ValueError(f"both must name the same series, only one of them names {odd}")
