"""What a figure becomes on a page: real text, variable colours, ids that clash with nothing."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from chapter7 import plots
from chapter7.plots import style

CSS = Path(__file__).parents[1] / "website" / "assets" / "palette.css"
K = np.arange(1, 5)
INTERVAL = (K * 0.1, K * 0.05, K * 0.15)
FIGURES = {
    "grade_bits": lambda: plots.grade_bits(K / 5, {"a": K, "b": K * 2}, 100),
    "learning_curves": lambda: plots.learning_curves({"a": INTERVAL, "b": INTERVAL}, 0.9),
    "density_by_context": lambda: plots.density_by_context(
        K, {"a": K, "b": 2 * K}, {"a": 1, "b": 2}
    ),
    "density_by_size": lambda: plots.density_by_size((K, 1 / K), {"a": (1, 1), "b": (2, 0.5)}),
    "floors_by_tokens": lambda: plots.floors_by_tokens(K, K, 2 * K, 3 * K),
    "overhead_by_vocabulary": lambda: plots.overhead_by_vocabulary(K, K, 2 * K),
    "density_ladder": lambda: plots.density_ladder(
        {"a": 1, "b, k = 2": 2}, {"a": "1", "b, k = 2": "2"}
    ),
    "growth_by_k": lambda: plots.growth_by_k(K, K, {"a": K / 2, "b": K / 3}),
    "loss_curves": lambda: plots.loss_curves({"a": INTERVAL, "b": INTERVAL}, 0.2),
    "gain_by_size": lambda: plots.gain_by_size(K, {"a": K - 2, "b": 2 - K}),
    "density_by_year": lambda: plots.density_by_year({"a": (2019, 1), "b": (2021, 0.1)}),
}


def svg_of(figure) -> str:
    html = plots.show(figure, "A line that rises.").data
    return html[html.index("<svg") : html.rindex("</div>")]


def test_every_public_drawing_function_is_tried_here():
    drawn = {
        name
        for name, value in vars(plots).items()
        if callable(value) and getattr(value, "__wrapped__", None) and not name.startswith("_")
    }
    assert drawn == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_wellformed_svg_with_real_text_and_only_palette_colours(name):
    svg = svg_of(FIGURES[name]())
    tree = ElementTree.fromstring(svg.replace("xlink:href", "href"))
    assert tree.get("role") == "img" and tree.get("aria-label") == "A line that rises."
    texts = [t.text for t in tree.iter() if t.tag.endswith("text") and t.text]
    assert any(re.search("[a-z]{3}", text) for text in texts), "an axis has words"
    assert "<image" not in svg and "<metadata" not in svg
    colours = set(re.findall(r"(?:fill|stroke|color): (#\w+)", svg))
    assert colours == set(), "a colour outside a variable does not follow the theme"


def test_ids_of_two_figures_do_not_clash():
    ids = [
        set(re.findall(r' id="([^"]+)"', svg_of(FIGURES[name]())))
        for name in ("growth_by_k", "floors_by_tokens")
    ]
    assert ids[0] and ids[1] and not ids[0] & ids[1]


def test_every_reference_inside_a_figure_has_its_target():
    svg = svg_of(FIGURES["floors_by_tokens"]())
    wanted = set(re.findall(r'(?:href="|url\()#([\w-]+)', svg))
    assert wanted and wanted <= set(re.findall(r' id="([^"]+)"', svg))


def test_the_same_figure_is_drawn_to_the_same_bytes():
    assert svg_of(FIGURES["gain_by_size"]()) == svg_of(FIGURES["gain_by_size"]())


def test_its_space_is_reserved_before_it_is_drawn():
    html = plots.show(FIGURES["gain_by_size"](), "A line.").data
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', html).groups()
    assert f"aspect-ratio: {width} / {height}" in html


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_a_description_is_refused(alt):
    with pytest.raises(ValueError, match="alt must say what the figure shows"):
        plots.show(FIGURES["gain_by_size"](), alt)


def test_a_description_is_escaped():
    html = plots.show(FIGURES["gain_by_size"](), 'a < b & "c"').data
    assert 'aria-label="a &lt; b &amp; &quot;c&quot;"' in html


def css_palette(scheme: int) -> dict[str, str]:
    """The website's colours: 0 for the light ones, 1 for the dark ones."""
    pairs = re.findall(
        r"--c7-([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", CSS.read_text(encoding="utf-8")
    )
    return {name: values[scheme] for name, *values in pairs}


def test_the_light_palette_is_that_of_the_website_and_every_colour_has_a_dark_value():
    light, dark = css_palette(0), css_palette(1)
    assert {name: light[name] for name in plots.PALETTE} == plots.PALETTE
    assert set(light) == set(dark) and len(light) == CSS.read_text(encoding="utf-8").count("--c7-")


def test_coordinates_are_short_and_where_they_were():
    html = plots.show(FIGURES["gain_by_size"](), "A figure of some lines and points.").data
    drawn = " ".join(re.findall(r' d="([^"]+)"', html))
    assert not re.search(r"\d\.\d{3}", drawn) and len(drawn) > 500
    shortened = style._shortened(re.match("(?s).*", ' d="M 1.23456 20.999999\nL 0.004 3"'))
    assert shortened == ' d="M 1.23 21 L 0 3"'


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("ink", 7),
        ("muted", 4.5),
        ("amber-ink", 4.5),
        ("green-ink", 4.5),
        ("amber", 3),
        ("green", 3),
    ],
)
def test_text_and_lines_stand_out_from_the_paper(scheme, name, least):
    palette = css_palette(scheme)
    a, b = sorted((luminance(palette[name]), luminance(palette["paper"])), reverse=True)
    assert (a + 0.05) / (b + 0.05) >= least
