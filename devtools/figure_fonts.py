"""Cuts the font that figures are laid out with from the website's own.

    python -m devtools.figure_fonts

matplotlib reads no variable font and no woff2, and whoever has the package alone has no website. So
the package carries two weights of it, cut to the characters of figures: as TrueType for matplotlib,
as woff2, half the size, for figures that move in a notebook. They bear a name of their own, as the
licence asks of a changed font.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "website/node_modules/@fontsource-variable/source-sans-3"
FONTS = ROOT / "src/chapter7/plots/fonts"
WEIGHTS = (400, 650)
CHARACTERS = "".join(map(chr, range(32, 127))) + "\u00a0±²×·–—‘’“”…−\u2009"
NARROW_NO_BREAK, THIN = 0x202F, 0x2009  # a browser gives the first the width of the second


def variable() -> TTFont:
    """The website's roman font, all weights."""
    return TTFont(SOURCE / "files/source-sans-3-latin-wght-normal.woff2")


def cut(weight: int, family: str) -> TTFont:
    """One weight of it, with the characters of figures and no features: matplotlib has none."""
    font = instancer.instantiateVariableFont(variable(), {"wght": weight})
    options = subset.Options(layout_features=["kern"], hinting=False, name_IDs=[0, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    for table in font["cmap"].tables:
        table.cmap[NARROW_NO_BREAK] = table.cmap[THIN]
    font["OS/2"].usWeightClass = weight
    for name_id, text in (
        (1, family),
        (2, "Regular"),
        (4, f"{family} {weight}"),
        (6, f"FigureSans-{weight}"),
    ):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    return font


def main() -> None:
    """Writes the fonts and their licence into the package."""
    from chapter7.plots.style import FAMILY

    for weight in WEIGHTS:
        font = cut(weight, FAMILY)
        font["head"].modified = font["head"].created  # the same bytes each time
        font.recalcTimestamp = False
        for suffix, flavor in ((".ttf", None), (".woff2", "woff2")):
            font.flavor = flavor
            font.save(FONTS / f"figure-sans-{weight}{suffix}")
    (FONTS / "OFL.txt").write_text(
        (SOURCE / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
