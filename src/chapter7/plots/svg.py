"""A figure as inline SVG: real text, and colours that follow the page's light or dark theme."""

import hashlib
import io
import re
from xml.etree import ElementTree

import matplotlib as mpl
from IPython.display import HTML
from matplotlib.figure import Figure
from PIL import Image

from chapter7.plots.style import PALETTE, STYLE, Drawing, text_width

COORDINATES = ("d", "x", "y", "points")
"""The attributes that hold coordinates and little else."""
SIZE, WEIGHT = re.compile(r"font-size: ([\d.]+)px"), re.compile(r"font-weight: (\d+)")
RESOLUTION = 2
"""Pixels of the picture to one of the drawing."""


class Shown(HTML):
    """A drawing as HTML, and as a picture for places like GitHub, which take drawings out of it."""

    def __init__(self, html: str, figure: Figure, alt: str) -> None:
        super().__init__(html)
        self._figure, self._alt = figure, alt

    def _repr_png_(self) -> tuple[bytes, dict]:
        """The picture on the light theme's paper, and the size that it is shown in."""
        drawn, dpi = io.BytesIO(), self._figure.dpi
        with mpl.rc_context(STYLE):
            self._figure.savefig(
                drawn, format="png", dpi=RESOLUTION * dpi, facecolor=PALETTE["paper"]
            )
        width, height = (round(dpi * inches) for inches in self._figure.get_size_inches())
        about = {"width": width, "height": height, "alt": self._alt}
        return compressed(drawn.getvalue()), about


def compressed(png: bytes) -> bytes:
    """The picture with a palette of 256 colours, which makes it a third of the size."""
    made = io.BytesIO()
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(made, "PNG", optimize=True)
    return made.getvalue()


def show(drawing: Drawing, alt: str) -> Shown:
    """`drawing` as inline SVG whose colours follow the page's theme.

    Both drawings stand in the page and its styles choose. Without styles, as in JupyterLab, the one
    for a desk is seen; the other is hidden, from screen readers too.

    Args:
        drawing: made by a function of a section's module.
        alt: what the figure shows, for a reader who cannot see it; at least a sentence.
    Returns: what to end a cell with.
    Raises: ValueError: alt is blank.
    """
    if not alt.strip():
        raise ValueError("alt must say what the figure shows, got a blank text")
    box = ElementTree.Element(
        "div", {"class": "c7-figure c7-wide" if drawing.wide else "c7-figure"}
    )
    desk = ElementTree.SubElement(box, "div", {"class": "c7-desk"})
    desk.append(_inline(drawing.desk, alt))
    phone = ElementTree.SubElement(box, "div", {"class": "c7-phone", "hidden": ""})
    phone.append(_inline(drawing.phone, alt))
    return Shown(ElementTree.tostring(box, encoding="unicode"), drawing.desk, alt)


def _inline(figure: Figure, alt: str) -> ElementTree.Element:
    """One drawing as an element of a page, in its own size."""
    buffer = io.StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": alt}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    drawing = ElementTree.fromstring(buffer.getvalue())
    _hold_widths(drawing)
    _make_inline(drawing, prefix="f" + hashlib.sha256(buffer.getvalue().encode()).hexdigest()[:8])
    _, _, width, height = drawing.get("viewBox").split()
    drawing.attrib = {
        "width": width,
        "height": height,
        "viewBox": f"0 0 {width} {height}",
        "role": "img",
        "aria-label": alt,
        # A ground of its own, so that it is read where no theme is: in a dark JupyterLab.
        "style": f"{_take_rule(drawing)}; background: {_variable('paper')}",
    }
    return drawing


def _hold_widths(drawing: ElementTree.Element) -> None:
    """Makes each text as wide as it was laid out, also in a notebook, which has another font."""
    for element in drawing.iterfind(".//{*}text"):
        style = element.get("style")
        weight = WEIGHT.search(style)
        size, weight = float(SIZE.search(style)[1]), int(weight[1]) if weight else 400
        element.set("textLength", f"{text_width(element.text, size, weight):.1f}")
        element.set("lengthAdjust", "spacingAndGlyphs")


def _make_inline(drawing: ElementTree.Element, prefix: str) -> None:
    """Changes matplotlib's document into a part of a page: no namespaces, ids with a prefix."""
    drawing.remove(drawing.find("{*}metadata"))
    named = set(re.findall(r"#([\w-]+)", " ".join(_values(drawing))))
    for element in drawing.iter():
        element.tag = _local(element.tag)
        # An id that nothing refers to goes; the others are the page's only ones of that name.
        if element.get("id") in named:
            element.set("id", f"{prefix}-{element.get('id')}")
        else:
            element.attrib.pop("id", None)
        element.attrib = {
            _local(name): _written(_local(name), value, prefix)
            for name, value in element.attrib.items()
        }
        element.text, element.tail = (
            None if part is None or part.isspace() else part
            for part in (element.text, element.tail)
        )
    _take_unseen(drawing)


def _take_unseen(element: ElementTree.Element) -> None:
    """Takes out what draws nothing: turns by no angle, shapes without ink, empty groups."""
    if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
        del element.attrib["transform"]
    for part in [*element]:
        _take_unseen(part)
        is_blank = part.tag == "path" and part.get("style") == "fill: none"
        if is_blank or (part.tag == "g" and len(part) == 0):
            element.remove(part)


def _take_rule(drawing: ElementTree.Element) -> str:
    """Takes the one rule out that matplotlib gives to all elements: it would hold for the page."""
    sheet = drawing.find("defs/style")
    drawing.remove(drawing.find("defs"))
    return sheet.text.strip().removeprefix("*{").removesuffix("}")


def _values(drawing: ElementTree.Element) -> list[str]:
    return [value for element in drawing.iter() for value in element.attrib.values()]


def _local(name: str) -> str:
    """A name without its namespace: HTML knows what an svg and its links are."""
    return name.rpartition("}")[2]


def _written(name: str, value: str, prefix: str) -> str:
    """The value of an attribute as it stands on a page."""
    if name in COORDINATES:
        return _shortened(value)
    if name == "href":
        return value.replace("#", f"#{prefix}-")
    value = value.replace("url(#", f"url(#{prefix}-")
    for colour_name, colour in PALETTE.items():
        value = value.replace(colour, _variable(colour_name))
    return re.sub(r"font-family: [^;]*", "font-family: inherit", value)


def _variable(name: str) -> str:
    """A colour of the palette: the page's, by the theme; the light one where there is no page."""
    return f"var(--c7-{name}, {PALETTE[name]})"


def _shortened(coordinates: str) -> str:
    """Coordinates to a tenth of a pixel, which no eye can tell from more digits."""
    short = re.sub(
        r"\d+\.\d{2,}", lambda n: f"{float(n[0]):.1f}".rstrip("0").rstrip("."), coordinates
    )
    return " ".join(short.split())
