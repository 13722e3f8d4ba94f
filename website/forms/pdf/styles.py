"""The sheet of paper, and the document's styles: KaTeX's, those of the website, and paper.css.

A4, with margins that leave US Letter whole: that is 18 mm shorter, 9 at each end, of which a
printer leaves the outer 6 blank. So no word stands within 15 mm of the upper or the lower edge.
"""

import base64
import re
from pathlib import Path

from website.build.maths import KATEX

WIDTH, HEIGHT = 210, 297  # mm
TOP, SIDE, BOTTOM = 27, 18, 24  # mm, the margins; running heads stand in them
DESK = 904  # CSS pixels: text and margin of the website's page on a desk
SCALE = (WIDTH - 2 * SIDE) / 25.4 * 96 / DESK
"""What a desk's page is printed at: its figures keep the shape that they have there."""
PAPER = Path(__file__).with_name("paper.css")


def of(book: Path) -> str:
    """The style sheets as one, which names no other file.

    The website's sheets for formulas are left out: each holds KaTeX's fonts cut to its own pages.
    """
    made = book / "_static"
    names = ["font.css", "book.css", "opening.css", "ledger.css"]
    sheets = [made / name for name in names] + sorted(made.glob("figure-*.css"))
    sheet = f"@page {{ size: {WIDTH}mm {HEIGHT}mm; margin: {TOP}mm {SIDE}mm {BOTTOM}mm; }}"
    read = (sheet.read_text(encoding="utf-8") for sheet in (*sheets, PAPER))
    return "\n".join([katex(), *read, sheet])


def katex() -> str:
    """KaTeX's styles, its fonts inside."""
    rules = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    return re.sub(r"url\((fonts/[\w-]+\.woff2)\)", lambda font: inlined(KATEX / font[1]), rules)


def inlined(font: Path) -> str:
    """A font as a style sheet holds it."""
    data = base64.b64encode(font.read_bytes()).decode()
    return f"url(data:font/woff2;base64,{data})"
