"""The cover: what one token costs the largest model of the opening page, and what it tells it."""

import io
from pathlib import Path

from matplotlib.figure import Figure

from chapter7.plots import PALETTE
from chapter7.plots.style import FAMILY, STRONG
from chapter7.plots.svg import compressed
from website.build import card

PICTURE = "cover.png"
WIDTH, HEIGHT = 1200, 1800  # pixels
SCALE = 15.0  # the side of one GFLOP, and of one bit
LEFT, LINE = 100, 430  # where the square begins, and what it stands on
ALT = f"Cover. {card.ALT}"


def draw(path: Path, author: str) -> None:
    """Writes the picture, a PNG of 1200 by 1800, to `path`. author: who stands below."""
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PALETTE["paper"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    card.squares(axes, LEFT, LINE, SCALE)
    for text, size, height, colour in (
        ("Multi-Token", 84, 1560, "ink"),
        ("Prediction", 84, 1425, "ink"),
        ("An interactive textbook chapter", 36, 1330, "muted"),
        (f"{card.SPENT} on one token of {card.MODEL}.", 28, 350, "amber-ink"),
        (f"The token tells it at most {card.TOLD}.", 28, 290, "green-ink"),
        (author, 30, 110, "muted"),
    ):
        weight = 400 if colour == "muted" else STRONG
        style = {"family": FAMILY, "weight": weight, "color": PALETTE[colour]}
        axes.text(LEFT, height, text, size=size, **style)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    path.write_bytes(compressed(drawn.getvalue()))
