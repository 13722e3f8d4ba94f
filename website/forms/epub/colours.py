"""The colours of the EPUB, light and dark, for readers that know no variables.

An e-book reader that is asked for dark either says so to the styles, or paints over them. A drawing
therefore has a ground of its own and its colours as attributes: words on it can always be read.
"""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from chapter7.plots import PALETTE

SHEET = "styles.css"
"""The name of the style sheet in the EPUB."""
STYLES = Path(__file__).with_name(SHEET)
DARK = Path(__file__).parents[2] / "assets" / "palette.css"
VARIABLE = re.compile(r"var\(--c7-([\w-]+)(?:, [^)]*)?\)")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
RULES = re.compile(r"[^;]*:[^;]*")
PAINTS = ("fill", "stroke")
GROUND = "paper"
MARGIN = 8
"""Units of a drawing that its ground is wider on each side."""


def dark() -> dict[str, str]:
    """The palette in the dark: the second colour of each that the website's styles name."""
    found = re.findall(r"--c7-([\w-]+): light-dark\(#\w+, (#\w+)\)", DARK.read_text("utf-8"))
    return {name: colour for name, colour in found if name in PALETTE}


def paint(drawing: Element) -> None:
    """Makes colours that are variables of the page into attributes, and lays a ground below."""
    for element in drawing.iter():
        for name, value in element.attrib.items():
            if name in PAINTS:
                element.set(name, with_palette(value, PALETTE))
        kept = []
        for rule in RULES.findall(element.attrib.pop("style", "")):
            name, value = (part.strip() for part in rule.split(":", 1))
            if variable := VARIABLE.fullmatch(value):
                if name in PAINTS:
                    element.set(name, PALETTE[variable[1]])
            else:
                kept.append(rule)
        if kept:
            element.set("style", ";".join(kept))
    left, top, width, height = map(float, drawing.get("viewBox").split())
    corner = {"x": left - MARGIN, "y": top - MARGIN}
    size = {"width": width + 2 * MARGIN, "height": height + 2 * MARGIN}
    drawing.attrib |= {name: f"{value:g}" for name, value in size.items()}
    box = {name: f"{value:g}" for name, value in {**corner, **size}.items()}
    drawing.set("viewBox", " ".join(box.values()))
    drawing.insert(0, Element("rect", {**box, "fill": PALETTE[GROUND]}))


def styles() -> str:
    """The style sheet, with the palette's colours for its variables, and then the dark ones."""
    text = STYLES.read_text(encoding="utf-8")
    night = dark()
    rules = [
        f"{selector.strip()} {{ {'; '.join(coloured)} }}"
        for selector, body in RULE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.S))
        if (coloured := [part.strip() for part in body.split(";") if VARIABLE.search(part)])
    ]
    drawn = [
        f'svg [{name}="{PALETTE[colour]}"] {{ {name}: {night[colour]} }}'
        for name in PAINTS
        for colour in PALETTE
    ]
    rules = "\n".join([*(with_palette(rule, night) for rule in rules), *drawn])
    return f"{with_palette(text, PALETTE)}\n@media (prefers-color-scheme: dark) {{\n{rules}\n}}\n"


def with_palette(text: str, palette: dict[str, str]) -> str:
    """The text with a palette's colours for its variables."""
    return VARIABLE.sub(lambda variable: palette[variable[1]], text)
