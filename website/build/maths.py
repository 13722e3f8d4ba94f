"""Cuts KaTeX's styles and fonts to the formulas that are shown together.

The pages of a section share one style sheet; a page of no section has its own. A further section
then makes no page heavier, and who reads on in a section has the file already: CONTRIBUTING.md has
the figures.
"""

import json
import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from website.build import node

KATEX = Path(__file__).parents[1] / "assets" / "katex"
SHEET = re.compile(r"(?<=_static/)maths-[\w-]+(?=\.css\?v=)")
"""The style sheet of formulas that a page loads, as the template names it."""
FACE = re.compile(r"@font-face\{[^}]*\}")
LETTERS_FONT = "KaTeX_Math"
LETTERS = {"mathnormal", "boldsymbol"}
"""The classes of what KaTeX draws in that font: variables. All else is of the other fonts."""


class Formulas(HTMLParser):
    """What the formulas of the pages that it is fed are made of.

    words: the classes and tags of what is drawn; MathML needs no styles. letters, others: the
    characters that are drawn, of variables and of all else.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words, self.letters, self.others = set(), set(), set()
        self.open: list[set[str]] = []  # the classes of each span, from the formula inwards

    def handle_starttag(self, tag, attrs) -> None:
        """Takes in its name and classes."""
        classes = set((dict(attrs).get("class") or "").split())
        if self.open or classes & {"katex", "katex-display"}:
            if not self.is_within("katex-mathml"):
                self.words |= {tag, *classes}
            if tag == "span":
                self.open.append(classes)

    def handle_endtag(self, tag) -> None:
        """Leaves a span."""
        if tag == "span" and self.open:
            self.open.pop()

    def handle_data(self, data) -> None:
        """Takes in what is drawn."""
        if self.is_within("katex-html"):
            (self.letters if self.is_within(*LETTERS) else self.others).update(data)

    def is_within(self, *classes: str) -> bool:
        """Whether a span of one of these classes is open."""
        return any(not found.isdisjoint(classes) for found in self.open)


def cut(site: Path, out: Path) -> dict[str, Path]:
    """Writes to `out` each style sheet of formulas that the built pages in `site` load.

    Returns: what a page loads -> the file that it is made of, which stands beside its fonts.
    """
    formulas = of_sheets(site)
    styles = purged({name: found.words for name, found in formulas.items()})
    return {
        f"{name}.css": write(out / name, styles[name], found) for name, found in formulas.items()
    }


def of_sheets(site: Path) -> dict[str, Formulas]:
    """Name of a style sheet -> the formulas of the pages that load it."""
    found: dict[str, Formulas] = {}
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        sheet = SHEET.search(text)
        if sheet:
            found.setdefault(sheet[0], Formulas()).feed(text)
    return found


def purged(words: dict[str, set[str]]) -> dict[str, str]:
    """KaTeX's rules and faces, for each name without what none of its words asks for."""
    given = {
        "css": (KATEX / "katex.min.css").read_text(encoding="utf-8"),
        "words": {name: " ".join(sorted(found)) for name, found in words.items()},
    }
    styles = json.loads(node.run(Path(__file__).with_name("purge.mjs"), given=json.dumps(given)))
    return {name: without_unused_faces(rules) for name, rules in styles.items()}


def without_unused_faces(styles: str) -> str:
    """Takes out the bold and slanted faces that no rule asks for: PurgeCSS goes by family alone."""
    rules = FACE.sub("", styles)
    bold = "font-weight:700" in rules
    slanted = re.search(r"(?:\{|KaTeX_Main;)font-style:italic", rules)

    def kept(match: re.Match) -> str:
        lacks_bold = "font-weight:700" in match[0] and not bold
        lacks_slant = "KaTeX_Main;font-style:italic" in match[0] and not slanted
        return "" if lacks_bold or lacks_slant else match[0]

    return FACE.sub(kept, styles)


def write(folder: Path, styles: str, formulas: Formulas) -> Path:
    """Writes the styles, and beside them the fonts that they name, cut to the formulas."""
    (folder / "fonts").mkdir(parents=True)
    for font in re.findall(r"fonts/[\w-]+\.woff2", styles):
        characters = formulas.letters if LETTERS_FONT in font else formulas.others
        cut = subset.Subsetter(subset.Options(hinting=False, bidi_closure=False))
        cut.populate(text="".join(characters))
        drawn = TTFont(KATEX / font, recalcTimestamp=False)
        cut.subset(drawn)
        if has_outlines(drawn):
            drawn.save(folder / font)  # as WOFF2, like its source
        else:
            styles = FACE.sub(partial(without, font), styles)
    sheet = folder / "katex.css"
    sheet.write_text(styles, encoding="utf-8")
    return sheet


def has_outlines(font: TTFont) -> bool:
    """Whether a glyph is drawn: browsers refuse a font of struts and spaces alone."""
    glyphs = font["glyf"]
    return any(glyphs[name].numberOfContours for name in font.getGlyphOrder())


def without(font: str, face: re.Match) -> str:
    """The face, or nothing if it is that font's."""
    return "" if font in face[0] else face[0]
