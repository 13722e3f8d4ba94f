"""The picture that stands for the chapter where somebody shares a link to it."""

import math
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from chapter7 import density
from chapter7.plots import PALETTE
from chapter7.plots.style import FAMILY, STRONG
from chapter7.published.models import LLAMA_3_405B
from chapter7.quantities import significant

WIDTH, HEIGHT = 1200, 630  # pixels, what the large networks ask for
SCALE = 9.0  # the side of one GFLOP, and of one bit
COLUMNS = 6  # bits in a row
LEFT, LINE = 80, 96  # where the squares begin, and what they stand on
FLOPS = float(density.training_flops(LLAMA_3_405B.n_total, 1))
BITS = float(density.supervisory_bits(1, LLAMA_3_405B.vocab_size))
SPENT = f"{significant(FLOPS / 1e9)} billion operations"
TOLD = f"{BITS:.0f} bits"
ALT = (
    "Multi-Token Prediction, an interactive textbook chapter. An amber square, what one token "
    f"costs {LLAMA_3_405B.name} in training, {SPENT}; beside it, in the same scale, a speck of "
    f"green squares, the {TOLD} that the token tells it at most."
)


def draw(path: Path) -> None:
    """Writes the picture, a PNG of 1200 by 630, to `path`."""
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PALETTE["paper"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    side = math.sqrt(FLOPS / 1e9) * SCALE
    axes.add_patch(Rectangle((LEFT, LINE), side, side, color=PALETTE["amber"], linewidth=0))
    for number in range(math.ceil(BITS)):
        row, column = divmod(number, COLUMNS)
        corner = LEFT + side + 16 + column * SCALE, LINE + row * SCALE
        width = min(1.0, BITS - number) * SCALE - 1
        axes.add_patch(Rectangle(corner, width, SCALE - 1, color=PALETTE["green"], linewidth=0))
    right = LEFT + side + 100
    for text, size, height, colour in (
        ("Multi-Token", 50, 482, "ink"),
        ("Prediction", 50, 418, "ink"),
        (SPENT, 27, 318, "amber-ink"),
        (f"on one token of {LLAMA_3_405B.name}.", 27, 278, "muted"),
        (f"The token tells it at most {TOLD}.", 27, 218, "green-ink"),
    ):
        weight = 400 if colour == "muted" else STRONG
        style = {"family": FAMILY, "weight": weight, "color": PALETTE[colour]}
        axes.text(right, height, text, size=size, **style)
    figure.savefig(path)
