"""The cover: what one token costs the largest model of the opening page, and what it tells it."""

from pathlib import Path

from website.build import card

PICTURE = "cover.png"
WIDTH, HEIGHT = 1200, 1800  # pixels
LEFT, LINE = 100, 430  # where the square begins, and what it stands on
ALT = f"Cover. {card.ALT}"


def draw(path: Path, author: str) -> None:
    """Writes the picture, a PNG of 1200 by 1800, to `path`. author: who stands below."""
    axes = card.sheet(WIDTH, HEIGHT)
    card.squares(axes, 15.0, LEFT, LINE)
    for text, size, height, colour in (
        ("Multi-Token", 84, 1560, "ink"),
        ("Prediction", 84, 1425, "ink"),
        ("An interactive textbook chapter", 36, 1330, "muted"),
        (f"{card.SPENT} on one token of {card.MODEL}.", 28, 350, "amber-ink"),
        (f"The token tells it at most {card.TOLD}.", 28, 290, "green-ink"),
        (author, 30, 110, "muted"),
    ):
        card.write(axes, LEFT, height, text, size, colour)
    card.save(axes, path)
