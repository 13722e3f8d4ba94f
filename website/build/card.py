"""The pictures that stand for the chapter and its pages where somebody shares a link to them."""

import hashlib
import io
import math
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from chapter7 import density
from chapter7.plots import PALETTE
from chapter7.plots.style import BETWEEN_LINES, DOTS, FAMILY, STRONG, Canvas
from chapter7.published.models import LLAMA_3_405B
from chapter7.quantities import significant

WIDTH, HEIGHT = 1200, 630  # pixels, what the large networks ask for
DPI = 100
POINT = DOTS / DPI  # points in a pixel
COLUMNS = 6  # bits in a row
LEFT, LINE = 80, 96  # where the squares begin, and what they stand on
FLOPS = float(density.training_flops(LLAMA_3_405B.n_total, 1))
BITS = float(density.supervisory_bits(1, LLAMA_3_405B.vocab_size))
MODEL = LLAMA_3_405B.name
SPENT = f"{significant(FLOPS / 1e9)} billion operations"
TOLD = f"{BITS:.0f} bits"
BOOK = "Multi-Token Prediction"
ALT = (
    f"{BOOK}, an interactive textbook chapter. An amber square, what one token "
    f"costs {MODEL} in training, {SPENT}; beside it, in the same scale, a speck of "
    f"green squares, the {TOLD} that the token tells it at most."
)
OF_A_PAGE = (
    f"{{title}}, a page of {BOOK}. A large amber square, compute, and beside it a speck of green "
    "ones, what that compute is told."
)
WORDS = "words"
"""The name under which a page's card keeps the words that it shows."""
DRAWN_BY = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
"""The state of this module: a card that another one drew is drawn again."""


def draw(path: Path) -> None:
    """Writes the chapter's picture, a PNG of 1200 by 630, to `path`."""
    axes = sheet()
    right = LEFT + squares(axes, scale=9.0) + 100
    write(axes, right, 482, "Multi-Token", 50, "ink")
    write(axes, right, 418, "Prediction", 50, "ink")
    write(axes, right, 318, SPENT, 27, "amber-ink")
    write(axes, right, 278, f"on one token of {MODEL}.", 27, "muted")
    write(axes, right, 218, f"The token tells it at most {TOLD}.", 27, "green-ink")
    save(axes, path)


def draw_page(path: Path, kicker: str, title: str, description: str) -> None:
    """Writes a page's picture to `path`, unless it shows these words already.

    Args:
        path: a PNG of 1200 by 630; its folder is made.
        kicker: what stands above the title; "" for nothing.
        title: plain text, on two lines at most.
        description: plain text, as search engines get it.
    """
    words = "\n".join((kicker, title, description, DRAWN_BY))
    if path.exists():
        with Image.open(path) as made:
            if made.text.get(WORDS) == words:
                return
    axes = sheet()
    left = LEFT + squares(axes, scale=4.0) + 70
    height = HEIGHT - 90.0
    for text, size, colour, below in (
        (kicker or BOOK, 22, "amber-ink", 16),
        (title, 46, "ink", 28),
        (description, 25, "muted", 0),
    ):
        # Measured in the lighter weight; the heavier one is some 6 % wider.
        room = (WIDTH - LEFT - left) * POINT * (1 if colour == "muted" else 0.93)
        for line in Canvas(WIDTH, size, size).lines(text, room).split("\n"):
            height -= size / POINT
            write(axes, left, height, line, size, colour)
            height -= size / POINT * (BETWEEN_LINES - 1)
        height -= below
    path.parent.mkdir(parents=True, exist_ok=True)
    save(axes, path, words)


def sheet(width: int = WIDTH, height: int = HEIGHT) -> Axes:
    """An empty picture, measured in pixels from its lower left corner."""
    size = (width / DPI, height / DPI)
    figure = Figure(figsize=size, dpi=DPI, facecolor=PALETTE["paper"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return axes


def squares(axes: Axes, scale: float, left: float = LEFT, line: float = LINE) -> float:
    """Draws what a token costs and what it tells; the side of the large square, in pixels.

    Args:
        axes: of a `sheet`.
        scale: the side of one GFLOP, and of one bit, in pixels.
        left, line: where the large square begins, and what both stand on.
    """
    side = math.sqrt(FLOPS / 1e9) * scale
    axes.add_patch(Rectangle((left, line), side, side, color=PALETTE["amber"], linewidth=0))
    for number in range(math.ceil(BITS)):
        row, column = divmod(number, COLUMNS)
        corner = left + side + 16 + column * scale, line + row * scale
        width = min(1.0, BITS - number) * scale - 1
        axes.add_patch(Rectangle(corner, width, scale - 1, color=PALETTE["green"], linewidth=0))
    return side


def write(axes: Axes, left: float, height: float, text: str, size: float, colour: str) -> None:
    """Writes a line of text, in a weight that goes with its colour; `size` is in points."""
    weight = 400 if colour == "muted" else STRONG
    style = {"family": FAMILY, "weight": weight, "color": PALETTE[colour], "parse_math": False}
    axes.text(left, height, text, size=size, **style)


def save(axes: Axes, path: Path, words: str = "") -> None:
    """Writes the picture as a PNG of few colours: a third of the size, and no eye sees it."""
    drawn = io.BytesIO()
    axes.figure.savefig(drawn)
    kept = PngInfo()
    kept.add_itxt(WORDS, words)
    Image.open(drawn).convert("RGB").quantize(64).save(path, optimize=True, pnginfo=kept)
