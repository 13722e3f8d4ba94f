"""The figures of 7.3, sequential modules, in the order of its pages. Nothing is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle
from numpy.typing import ArrayLike

from chapter7.plots.style import (
    COMPUTE,
    COMPUTE_WASH,
    EDGE,
    INK,
    MUTED,
    STRONG,
    SUPERVISION,
    SUPERVISION_INK,
    Canvas,
    drawn,
    each_styled,
    end_labels,
    set_ticks,
    write,
    written,
)


# Page 1, Keep the chain
@dataclass(frozen=True)
class Stage:
    """The main model or a module at one position, in words."""

    name: str
    work: str
    """What happens in the box."""
    fed: tuple[str, str]
    """The token that comes in, and the size of its vector."""
    handed: tuple[str, str]
    """What goes on to the next stage, and its size; the last one's is not drawn."""
    target: str
    """Which token it is asked for."""
    guess: str


@drawn(wide=True)
def anatomy(canvas: Canvas, stages: Sequence[Stage]) -> Figure:
    """The main model and its modules at one position: what meets where, and what each guesses.

    On a phone one below the other.
    """
    if canvas.is_phone:
        step, middle = 256, 110
        figure, axes = canvas.sheet(step * len(stages))
        for i, stage in enumerate(stages):
            box = _stage(axes, stage, middle, 12 + i * step, 170)
            if i + 1 < len(stages):
                side, rail, down = middle + 85, middle + 115, box + step
                axes.plot([side, rail, rail], [box + 16, box + 16, down], color=COMPUTE)
                _arrow(axes, (rail, down), (side + 2, down), COMPUTE)
                for line, words in enumerate(stage.handed):
                    write(axes, rail + 12, box + step / 2 - 12 + 23 * line, words, color=MUTED)
        return figure
    figure, axes = canvas.sheet(262)
    width = canvas.width / len(stages)
    for i, stage in enumerate(stages):
        middle = (i + 0.5) * width
        box = _stage(axes, stage, middle, 16, 170)
        if i + 1 < len(stages):
            _arrow(axes, (middle + 85, box), (middle + width - 87, box), COMPUTE)
            for up, words in zip((22, -22), stage.handed, strict=True):
                write(axes, middle + width / 2, box - up, words, ha="center", color=MUTED)
    return figure


def _stage(axes: Axes, stage: Stage, x: float, top: float, width: float) -> float:
    """Guess, box and token, from `top` down, around x; the height of the box's middle."""
    write(axes, x, top, stage.target, ha="center", color=MUTED)
    write(axes, x, top + 24, stage.guess, ha="center", color=SUPERVISION_INK, weight=STRONG)
    box, height = top + 76, 64
    _arrow(axes, (x, box), (x, top + 38), SUPERVISION)
    axes.add_patch(
        Rectangle((x - width / 2, box), width, height, facecolor=COMPUTE_WASH, edgecolor=COMPUTE)
    )
    write(axes, x, box + height / 2 - 12, stage.name, ha="center", weight=STRONG)
    write(axes, x, box + height / 2 + 12, stage.work, ha="center")
    _arrow(axes, (x, box + height + 34), (x, box + height + 2), EDGE)
    for line, (words, colour) in enumerate(zip(stage.fed, (INK, MUTED), strict=True)):
        write(axes, x, box + height + 50 + 23 * line, words, ha="center", color=colour)
    return box + height / 2


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=14,
            color=colour,
            linewidth=2,
            shrinkA=0,
            shrinkB=0,
        )
    )


# Page 2, What it may see
CURVES = (
    {"linestyle": "-", "color": INK, "linewidth": 3},
    {"linestyle": "-", "color": COMPUTE},
    {"linestyle": "--", "color": COMPUTE},
    {"linestyle": "-.", "color": MUTED},
    {"linestyle": (0, (6, 2, 1, 2, 1, 2)), "color": MUTED},
)


@drawn(wide=True)
def wirings(
    canvas: Canvas,
    steps: Sequence[int],
    curves: Mapping[str, ArrayLike],
    law: tuple[str, float],
    top: float,
) -> Figure:
    """A module's loss through training, a line for each wiring, over what the true law pays.

    Args:
        curves: bits, the honest one first.
        law: its name, and its bits.
        top: of the axis; a curve may begin above it.
    Raises: ValueError: more wirings than lines that differ.
    """
    figure, axes = canvas.axes(
        380, above="The module's loss, bits per token", xlabel="training steps"
    )
    name, bits = law
    axes.axhline(bits, color=SUPERVISION, linewidth=2)
    ends = [(name, steps[-1], bits, SUPERVISION)]
    for wiring, values, look in each_styled(curves, CURVES):
        axes.plot(steps, values, **look, label=wiring)
        ends.append((wiring, steps[-1], values[-1], look["color"]))
    axes.set(xlim=(0, steps[-1]), ylim=(-0.06, top))
    set_ticks(axes, x={step: written(step) for step in (0, steps[-1] // 2, steps[-1])})
    end_labels(axes, ends, gap=10)
    return figure
