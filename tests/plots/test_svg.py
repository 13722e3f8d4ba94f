"""What a figure becomes on a page: real text, short coordinates, ids that clash with nothing."""

import re

import pytest

from chapter7 import plots
from chapter7.plots import svg as writer

from .examples.bottleneck import EXAMPLES


def svg_of(figure) -> str:
    html = plots.show(figure, "A line that rises.").data
    return html[html.index("<svg") : html.rindex("</div>")]


def test_ids_of_two_figures_do_not_clash():
    ids = [
        set(re.findall(r' id="([^"]+)"', svg_of(EXAMPLES[name]())))
        for name in ("growth_by_k", "floors_by_tokens")
    ]
    assert ids[0] and ids[1] and not ids[0] & ids[1]


def test_every_reference_inside_a_figure_has_its_target():
    svg = svg_of(EXAMPLES["floors_by_tokens"]())
    wanted = set(re.findall(r'(?:href="|url\()#([\w-]+)', svg))
    assert wanted and wanted <= set(re.findall(r' id="([^"]+)"', svg))


def test_the_same_figure_is_drawn_to_the_same_bytes():
    assert svg_of(EXAMPLES["gain_by_size"]()) == svg_of(EXAMPLES["gain_by_size"]())


def test_its_space_is_reserved_before_it_is_drawn():
    html = plots.show(EXAMPLES["gain_by_size"](), "A line.").data
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', html).groups()
    assert f"aspect-ratio: {width} / {height}" in html


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_a_description_is_refused(alt):
    with pytest.raises(ValueError, match="alt must say what the figure shows"):
        plots.show(EXAMPLES["gain_by_size"](), alt)


def test_a_description_is_escaped():
    html = plots.show(EXAMPLES["gain_by_size"](), 'a < b & "c"').data
    assert 'aria-label="a &lt; b &amp; &quot;c&quot;"' in html


def test_coordinates_are_short_and_where_they_were():
    html = plots.show(EXAMPLES["gain_by_size"](), "A figure of some lines and points.").data
    drawn = " ".join(re.findall(r' d="([^"]+)"', html))
    assert not re.search(r"\d\.\d{3}", drawn) and len(drawn) > 500
    assert writer._shortened("M 1.23456 20.999999\nL -0.004 3 ") == "M 1.23 21 L -0 3"


def test_text_is_in_the_font_of_the_page_and_at_its_size():
    svg = svg_of(EXAMPLES["gain_by_size"]())
    assert set(re.findall(r"font-family: ([^;\"]*)", svg)) == {"inherit"}
    sizes = set(re.findall(r"font-size: ([\d.]+)px", svg))
    assert sizes == {"11.5", "12.5", "8.05"}  # ticks, labels, and the exponents of ticks


def test_a_figure_brings_no_rule_for_the_rest_of_the_page():
    svg = svg_of(EXAMPLES["gain_by_size"]())
    assert "<style" not in svg
    assert 'style="stroke-linejoin: round; stroke-linecap: butt"' in svg[: svg.index(">")]
