"""The picture that stands for the chapter where somebody shares a link to it."""

from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Arc, Rectangle

from chapter7.plots import PALETTE

WIDTH, HEIGHT = 1200, 630  # pixels, what the large networks ask for
COLUMNS, LAYERS, ACTIVE, PREDICTIONS = 9, 8, 3, 2
ALT = (
    "Multi-Token Prediction, an interactive textbook chapter. Nine columns of layers, one lit; "
    "two green arcs lead from it to the two tokens that it must predict."
)


def draw(path: Path) -> None:
    """Writes the picture, a PNG of 1200 by 630, to `path`."""
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PALETTE["paper"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    axes.text(80, 505, "Multi-Token Prediction", size=50, weight="bold", color=PALETTE["ink"])
    axes.text(
        82,
        440,
        "What a language model computes, and what it is told",
        size=24,
        color=PALETTE["muted"],
    )
    pitch = (WIDTH - 160) / COLUMNS
    for column in range(COLUMNS):
        colour = PALETTE["amber" if column == ACTIVE else "amber-pale"]
        for layer in range(LAYERS):
            corner = (80 + column * pitch + 8, 190 + 26 * layer)
            axes.add_patch(Rectangle(corner, pitch - 16, 18, color=colour, linewidth=0))
    centre = 80 + (ACTIVE + 0.5) * pitch
    for offset in range(1, PREDICTIONS + 1):
        arc = Arc(
            (centre + offset * pitch / 2, 175),
            offset * pitch,
            110 + 70 * (offset - 1),
            theta1=180,
            color=PALETTE["green"],
            linewidth=5,
            linestyle="-" if offset == 1 else "--",
        )
        axes.add_patch(arc)
        axes.plot(centre + offset * pitch, 175, "o", color=PALETTE["green"], markersize=14)
    figure.savefig(path)
