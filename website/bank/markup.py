"""HTML of a page as HTML that another system takes: plain elements, whole links, formulas as TeX.

`portable` makes it once, with each formula in an element of its own, `<tex>`; a format's writer
replaces these by what its system sets (`with_formulas`). A figure becomes an image of its own.
"""

import base64
import copy
import hashlib
import re
from collections.abc import Callable
from html import escape
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

KEPT = {
    *("p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr", "br"),
    *("em", "strong", "code", "sub", "sup", "a", "img", "tex"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
"""Elements that every system shows; their attributes are ours."""
OPENED = {"div", "span", "section", "figure", "figcaption", "fieldset", "cite"}
"""Elements that stand for nothing there: their content stays."""
LEFT_OUT = (".c7-claim", ".c7-how", ".headerlink", ".copy", ".c7-phone", "colgroup", ".eqno")
"""The page's apparatus, and a figure's second drawing."""
ATTRIBUTES = {"a": ("href",), "img": ("src", "alt"), "tex": ("display",)}
CAMEL = (
    *("viewBox", "preserveAspectRatio", "clipPath", "clipPathUnits", "textPath", "textLength"),
    *("lengthAdjust", "startOffset", "linearGradient", "radialGradient", "gradientUnits"),
    *("gradientTransform", "patternUnits", "patternContentUnits", "patternTransform"),
    *("markerWidth", "markerHeight", "markerUnits", "refX", "refY", "pathLength"),
)
"""SVG's names with capitals, which HTML's parser takes away and a file of its own needs."""
SMALL = re.compile(rf"(?<=[<\s/])({'|'.join(name.lower() for name in CAMEL)})(?=[\s=>])")
BY_SMALL = {name.lower(): name for name in CAMEL}


class NoForm(ValueError):
    """An element that the bank has no form for; the message names it."""


def portable(part: Tag, address: str) -> str:
    """The inside of an element of the page at `address`, fit for another place.

    Raises: NoForm: see there.
    """
    part = copy.copy(part)
    for left in part.select(", ".join(LEFT_OUT)):
        left.decompose()
    for formula in part.select(".katex"):
        replace_formula(formula)
    for drawing in part.select("svg"):
        replace_drawing(drawing)
    for block in part.select("pre"):
        block.string = block.get_text().rstrip("\n")
    for element in part.find_all(True):
        fit(element, address)
    return re.sub(r"\s*\n\s*(?![^<]*</pre>)", " ", part.decode_contents()).strip()


def replace_formula(formula: Tag) -> None:
    """Puts a formula's TeX in its place."""
    display = formula.find_parent(class_="katex-display")
    tex = BeautifulSoup("", "html.parser").new_tag("tex")
    tex.string = formula.select_one("annotation").get_text().strip()
    if display:
        tex["display"] = "block"
    (display or formula).replace_with(tex)


def replace_drawing(drawing: Tag) -> None:
    """Puts an image of a figure in its place: its light colours, and its words for who hears it.

    A drawing has the light colours beside the names of all; they count where no page gives any.
    """
    drawing["xmlns"] = "http://www.w3.org/2000/svg"
    text = SMALL.sub(lambda name: BY_SMALL[name[1]], str(drawing))
    image = BeautifulSoup("", "html.parser").new_tag("img")
    image["src"] = f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"
    image["alt"] = drawing.get("aria-label", "")
    drawing.replace_with(image)


def fit(element: Tag, address: str) -> None:
    """Opens an element that means nothing elsewhere, and strips one that does."""
    if element.name in OPENED:
        element.unwrap()
        return
    if element.name not in KEPT:
        raise NoForm(f"{address}: the question bank has no form for <{element.name}>")
    if element.name == "a":
        element["href"] = urljoin(address, element["href"])
    kept = ATTRIBUTES.get(element.name, ())
    element.attrs = {name: value for name, value in element.attrs.items() if name in kept}


def with_formulas(html: str, inline: Callable[[str], str], block: Callable[[str], str]) -> str:
    """The HTML with each formula as `inline` or `block` writes its TeX in HTML."""

    def made(match: re.Match) -> str:
        tex = BeautifulSoup(match[2], "html.parser").get_text()
        return block(tex) if match[1] else inline(tex)

    return re.sub(r'<tex( display="block")?>(.*?)</tex>', made, html, flags=re.DOTALL)


def with_tex(html: str) -> str:
    """The HTML with formulas as MathJax reads them: \\(...\\), and \\[...\\] for one of a line."""
    return with_formulas(
        html, lambda tex: rf"\({escape(tex)}\)", lambda tex: rf"<p>\[{escape(tex)}\]</p>"
    )


def with_images(html: str, place: Callable[[str, bytes], str]) -> str:
    """The HTML with each image's name and data handed to `place`, which gives its new address."""

    def moved(match: re.Match) -> str:
        data = base64.b64decode(match[1])
        return f'src="{place(image_name(data), data)}"'

    return re.sub(r'src="data:image/svg\+xml;base64,([\w+/=]+)"', moved, html)


def image_name(data: bytes) -> str:
    """A name for an image's file, the same for the same image."""
    return f"{hashlib.sha256(data).hexdigest()[:12]}.svg"
