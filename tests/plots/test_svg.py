"""What a figure becomes on a page: real text, short coordinates, ids that clash with nothing."""

import io
import re
import struct

import pytest
from fontTools.ttLib import TTFont
from matplotlib import colors, image
from matplotlib.figure import Figure

from chapter7 import plots
from chapter7.plots import svg as writer
from chapter7.plots.style import FAMILY
from devtools.figure_fonts import FONTS

from .examples.bottleneck import EXAMPLES


def html_of(drawing) -> str:
    return plots.show(drawing, "A line that rises.").data


def test_ids_of_two_figures_and_of_two_drawings_do_not_clash():
    ids = [
        set(re.findall(r' id="([^"]+)"', svg))
        for name in ("growth_by_k", "word_pairs")
        for svg in html_of(EXAMPLES[name]()).split("</svg>")[:2]
    ]
    assert all(ids) and len(set().union(*ids)) == sum(map(len, ids))


def test_every_reference_inside_a_figure_has_its_target():
    html = html_of(EXAMPLES["word_pairs"]())
    wanted = set(re.findall(r'(?:href="|url\()#([\w-]+)', html))
    assert wanted and wanted <= set(re.findall(r' id="([^"]+)"', html))


def test_the_same_figure_is_drawn_to_the_same_bytes():
    assert html_of(EXAMPLES["gain_by_size"]()) == html_of(EXAMPLES["gain_by_size"]())


@pytest.mark.parametrize(("name", "width"), [("gain_by_size", "928"), ("growth_by_k", "576")])
def test_each_drawing_has_its_own_size_in_pixels(name, width):
    desk, phone = re.findall(
        r'width="(\d+)" height="(\d+)" viewBox="([^"]+)"', html_of(EXAMPLES[name]())
    )
    assert (desk[0], phone[0]) == (width, "344")
    for wide, high, box in (desk, phone):
        assert box == f"0 0 {wide} {high}"


def test_without_styles_the_drawing_for_a_phone_is_not_seen():
    html = html_of(EXAMPLES["growth_by_k"]())
    assert re.findall(r'<div class="([\w -]+)"( hidden="")?>', html) == [
        ("c7-figure", ""),
        ("c7-desk", ""),
        ("c7-phone", ' hidden=""'),
    ]
    assert html_of(EXAMPLES["gain_by_size"]()).startswith('<div class="c7-figure c7-wide">')


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_a_description_is_refused(alt):
    with pytest.raises(ValueError, match="alt must say what the figure shows"):
        plots.show(EXAMPLES["gain_by_size"](), alt)


def test_a_description_is_escaped():
    html = plots.show(EXAMPLES["gain_by_size"](), 'a < b & "c"').data
    assert html.count('aria-label="a &lt; b &amp; &quot;c&quot;"') == 2


def test_coordinates_are_short_and_where_they_were():
    html = plots.show(EXAMPLES["gain_by_size"](), "A figure of some lines and points.").data
    drawn = " ".join(re.findall(r' d="([^"]+)"', html))
    assert not re.search(r"\d\.\d{2}", drawn) and len(drawn) > 500
    assert writer._shortened("M 1.23456 20.999999\nL -0.004 3 ") == "M 1.2 21 L -0 3"


def test_nothing_that_draws_nothing_is_written():
    html = plots.show(EXAMPLES["gain_by_size"](), "A figure of some lines and points.").data
    assert "rotate" not in html and "<g />" not in html and 'style="fill: none"' not in html
    assert html.count("<text") > 10 and html.count("<path") > 10


def test_text_is_in_the_font_of_the_page_and_at_its_size():
    html = html_of(EXAMPLES["gain_by_size"]())
    assert set(re.findall(r"font-family: ([^;\"]*)", html)) == {"inherit"}
    assert set(re.findall(r"font-size: ([\d.]+)px", html)) == {"17", "16"}  # desk, phone


@pytest.mark.parametrize(("text", "weight"), [("300M", 400), ("0.81 bits", 650)])
def test_words_are_as_wide_in_any_font_as_they_were_laid_out(text, weight):
    figure = Figure(figsize=(1, 1), dpi=72)
    figure.text(0, 0, text, family=FAMILY, size=17, weight=weight)
    html = plots.show(plots.Drawing(figure, figure), "A text.").data
    font = TTFont(FONTS / f"figure-sans-{weight}.ttf")
    advances = [font["hmtx"][font.getBestCmap()[ord(letter)]][0] for letter in text]
    wide = 17 * sum(advances) / font["head"].unitsPerEm  # no pair of these letters is kerned
    held = re.findall(r'textLength="([\d.]+)" lengthAdjust="spacingAndGlyphs"', html)
    assert [float(length) for length in held] == pytest.approx([wide, wide], abs=0.3)


def test_a_figure_brings_no_rule_for_the_rest_of_the_page():
    html = html_of(EXAMPLES["gain_by_size"]())
    assert "<style" not in html
    ground = "background: var(--c7-paper, #fcfaf5)"
    assert html.count(f'style="stroke-linejoin: round; stroke-linecap: butt; {ground}"') == 2


@pytest.mark.parametrize("name", ["exam_papers", "grade_bits"])
def test_a_place_without_inline_drawings_gets_a_picture_of_the_desk(name):
    drawing = EXAMPLES[name]()
    data, about = plots.show(drawing, alt="What it shows.")._repr_png_()
    width, height = struct.unpack(">II", data[16:24])  # where a PNG's header has them
    assert (width, height) == (2 * about["width"], 2 * about["height"])
    assert about["width"] == (928 if drawing.wide else 576)
    assert about["alt"] == "What it shows."
    assert data == plots.show(EXAMPLES[name](), alt="What it shows.")._repr_png_()[0]
    pixels = image.imread(io.BytesIO(data))
    assert colors.to_hex(pixels[0, 0]) == plots.PALETTE["paper"]
