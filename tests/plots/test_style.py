"""The one look: colours that the website has too, and styles that tell series apart."""

import re
from pathlib import Path

import pytest

from chapter7 import plots
from chapter7.plots.style import each_styled, same_names

CSS = Path(__file__).parents[2] / "website" / "assets" / "palette.css"


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
    assert set(light) == set(plots.PALETTE)


def test_no_two_light_colours_are_one():
    # `plots.show` finds a colour's name by its value.
    assert len(set(plots.PALETTE.values())) == len(plots.PALETTE)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours by WCAG 2.2, at least 1."""
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


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
        ("edge", 3),
    ],
)
def test_text_and_lines_stand_out_from_the_paper(scheme, name, least):
    palette = css_palette(scheme)
    assert contrast(palette[name], palette["paper"]) >= least


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, "panel") for text in ("ink", "muted", "amber-ink", "green-ink")),
        *((text, "amber-wash") for text in ("ink", "muted", "amber-ink")),
        *((text, "green-wash") for text in ("ink", "muted", "green-ink")),
        ("on-amber", "amber"),
    ],
)
def test_text_is_read_on_each_ground_that_it_stands_on(scheme, text, ground):
    palette = css_palette(scheme)
    assert contrast(palette[text], palette[ground]) >= 4.5


def test_each_series_gets_a_style_of_its_own_in_order():
    styles = ({"marker": "o"}, {"marker": "s"}, {"marker": "^"})
    assert each_styled({"a": 1, "b": 2}, styles) == [
        ("a", 1, {"marker": "o"}),
        ("b", 2, {"marker": "s"}),
    ]
    with pytest.raises(ValueError, match=r"tells 3 series apart, got 4: \['a', 'b', 'c', 'd'\]"):
        each_styled(dict.fromkeys("abcd"), styles)


def test_two_mappings_must_name_the_same_series():
    same_names({"a": 1, "b": 2}, {"b": 3, "a": 4})
    with pytest.raises(ValueError, match=r"only one of them names \['b', 'c'\]"):
        same_names({"a": 1, "b": 2}, {"a": 1, "c": 2})
