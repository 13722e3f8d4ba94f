"""Every figure of every section, for desk and phone: its words, their size and their place."""

import functools
import importlib
import itertools
import pkgutil
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from matplotlib.transforms import Bbox

from chapter7 import plots
from devtools.figure_fonts import FONTS

from .test_style import contrast, css_palette

SECTIONS = [m.name for m in pkgutil.iter_modules(plots.__path__) if m.name not in ("style", "svg")]
EXAMPLES = {
    section: importlib.import_module(f"tests.plots.examples.{section}").EXAMPLES
    for section in SECTIONS
}
FIGURES = [(section, name) for section, drawn in EXAMPLES.items() for name in drawn]
EVERY = pytest.mark.parametrize(("section", "name"), FIGURES)
DRAWINGS = pytest.mark.parametrize(
    ("section", "name", "place"), [(*f, p) for f in FIGURES for p in ("desk", "phone")]
)
GROUNDS = {"paper", "panel", "line", "amber-wash", "green-wash"}
"""Colours that stand for no number: what lies under marks, and hairlines."""
PHONE, PADDING = 390, 16  # pixels of a phone's screen, and of the page's margin on each side
SMALLEST = 13  # pixels
STYLES = (Path(__file__).parents[2] / "website/assets/text.css").read_text(encoding="utf-8")


@functools.cache
def drawing(section: str, name: str) -> plots.Drawing:
    return EXAMPLES[section][name]()


@functools.cache
def shown(section: str, name: str) -> str:
    return plots.show(drawing(section, name), "A line that rises.").data


@functools.cache
def page(section: str, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(shown(section, name))


def page_words(section: str, name: str, place: str) -> list[tuple[str, Bbox]]:
    """Each line of text in a drawing's SVG, with its box in pixels by the font's own widths."""
    svg = page(section, name).find(f"div[@class='c7-{place}']/svg")
    assert not any(group.get("transform") for group in svg.iter("g"))
    found = []
    for text in svg.iter("text"):
        style = dict(part.split(": ") for part in text.get("style").split("; "))
        size, anchor = float(style["font-size"].removesuffix("px")), style.get("text-anchor")
        assert text.get("transform") is None, text.text
        x, y = float(text.get("x")), float(text.get("y"))
        width = size * advance(text.text, int(style.get("font-weight", 400)))
        left = x - width * {"middle": 0.5, "end": 1}.get(anchor, 0)
        # From the foot of a p to the top of a capital.
        found.append(
            (text.text, Bbox.from_extents(left, y - 0.66 * size, left + width, y + 0.2 * size))
        )
    return found


def advance(text: str, weight: int) -> float:
    """The width of a line of text of size 1."""
    font = TTFont(FONTS / f"figure-sans-{weight}.ttf")
    glyphs = font.getBestCmap()
    return sum(font["hmtx"][glyphs[ord(c)]][0] for c in text) / font["head"].unitsPerEm


@pytest.mark.parametrize("section", SECTIONS)
def test_every_figure_of_a_section_has_an_example(section):
    module = importlib.import_module(f"chapter7.plots.{section}")
    drawn = {
        name
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__wrapped__", None)
    }
    assert drawn == set(EXAMPLES[section])


@EVERY
def test_a_figure_is_wellformed_with_real_text_and_only_palette_colours(section, name):
    html = shown(section, name)
    for svg in page(section, name).iter("svg"):
        assert svg.get("role") == "img" and svg.get("aria-label") == "A line that rises."
        texts = [t.text for t in svg.iter("text") if t.text]
        assert any(re.search("[a-z]{3}", text) for text in texts), "a figure has words"
    assert "<image" not in html and "<metadata" not in html
    colours = set(re.findall(r"(?:fill|stroke|color): (#\w+)", html))
    assert colours == set(), "a colour outside a variable does not follow the theme"


@EVERY
@pytest.mark.parametrize("scheme", [0, 1])
def test_what_stands_for_a_number_is_told_from_the_paper_in_both_themes(section, name, scheme):
    palette = css_palette(scheme)
    html = shown(section, name)
    used = set(re.findall(r"(?:fill|stroke): var\(--c7-([\w-]+)", html))
    assert used - GROUNDS
    for colour in used - GROUNDS:
        assert contrast(palette[colour], palette["paper"]) >= 3, colour


@EVERY
def test_the_words_are_readable_on_a_phone(section, name):
    _, phone = page(section, name).iter("svg")
    width = float(phone.get("width"))
    shrunk = min(1, (PHONE - 2 * PADDING) / width)
    sizes = [
        float(size)
        for text in phone.iter("text")
        for size in re.findall(r"font-size: ([\d.]+)px", text.get("style"))
    ]
    assert sizes and min(sizes) * shrunk >= SMALLEST


@EVERY
def test_the_drawing_for_a_desk_gives_way_before_its_words_are_too_small(section, name):
    """The page's styles choose by the room that a figure has: below these widths, the other one."""
    narrow, narrow_for_wide = map(int, re.findall(r"@container \(width < (\d+)px\)", STYLES))
    desk, _ = page(section, name).iter("svg")
    room = narrow_for_wide if drawing(section, name).wide else narrow
    sizes = re.findall(r"font-size: ([\d.]+)px", ElementTree.tostring(desk, encoding="unicode"))
    assert min(map(float, sizes)) * room / float(desk.get("width")) >= SMALLEST


@EVERY
def test_words_are_in_inks_and_not_in_the_colours_of_areas(section, name):
    inks = {
        ink
        for text in page(section, name).iter("text")
        for ink in re.findall(r"fill: var\(--c7-([\w-]+)", text.get("style"))
    }
    assert inks and inks <= {"ink", "muted", "amber-ink", "green-ink"}


@DRAWINGS
def test_no_words_run_into_others_or_out_of_the_drawing(section, name, place):
    width, height = getattr(drawing(section, name), place).get_size_inches() * 72
    found = page_words(section, name, place)
    assert found
    for text, box in found:
        assert box.x0 >= -1 and box.x1 <= width + 1 and box.y0 >= -1 and box.y1 <= height + 1, text
    for (one, a), (other, b) in itertools.combinations(found, 2):
        assert Bbox.intersection(a, b) is None, (one, other)


@DRAWINGS
def test_the_ground_under_words_hides_no_other_words(section, name, place):
    svg = page(section, name).find(f"div[@class='c7-{place}']/svg")
    boxes = iter(page_words(section, name, place))
    before = []
    for element in svg.iter():
        if element.tag == "text":
            before.append(next(boxes))
        style = element.get("style", "")
        if element.tag == "path" and "fill: var(--c7-paper" in style and "stroke" not in style:
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", element.get("d"))]
            x, y = numbers[0::2], numbers[1::2]
            ground = Bbox.from_extents(min(x), min(y), max(x), max(y))
            for text, box in before:
                assert Bbox.intersection(ground, box) is None, text


@DRAWINGS
def test_no_line_of_data_runs_through_words(section, name, place):
    figure = getattr(drawing(section, name), place)
    height = figure.get_size_inches()[1] * 72
    found = page_words(section, name, place)
    for line in [line for axes in figure.axes for line in axes.lines]:
        if line.get_linestyle() == "None":
            continue
        path = line.get_path().transformed(line.get_transform())  # counts pixels from below
        for text, box in found:
            letters = Bbox.from_extents(box.x0, height - box.y1, box.x1, height - box.y0)
            drawn = Bbox.intersection(letters, line.axes.bbox)  # beyond its axes a line is cut off
            if drawn is not None:
                assert not path.intersects_bbox(drawn, filled=False), text


@DRAWINGS
def test_axes_have_few_ticks_in_plain_numbers_and_no_legend(section, name, place):
    for axes in getattr(drawing(section, name), place).axes:
        assert axes.get_legend() is None
        assert not any(line.get_visible() for line in axes.get_xgridlines())
        for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
            labels = [label.get_text() for label in axis.get_ticklabels()]
            assert not any("10^" in label or "$" in label or "×" in label for label in labels)
            if all(re.fullmatch(r"[−\d.,]+[MBT]?", label) for label in labels):
                assert len(labels) <= 3
