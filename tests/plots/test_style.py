"""The one look: colours that the website has too, and styles that tell series apart."""

import re
from pathlib import Path

import pytest

from chapter7 import plots
from chapter7.plots.style import PHONE, each_styled, same_names, spread, three_ticks, written

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


@pytest.mark.parametrize(
    ("low", "high", "log", "ticks"),
    [
        (0, 100, False, [0, 50, 100]),
        (0, 8, False, [0, 4, 8]),
        (-1.7, 4.5, False, [0, 2, 4]),
        (0.5, 1, False, [0.5, 0.75, 1]),
        (0.003, 300, True, [0.01, 1, 100]),
        (0.001, 10, True, [0.001, 0.1, 10]),
        (0.01, 1, True, [0.01, 0.1, 1]),
        (25, 1_200, True, [100, 300, 1_000]),
        (30_000, 2e6, True, [100_000, 300_000, 1e6]),
        (2, 5, True, [3]),
    ],
)
def test_an_axis_has_three_round_ticks(low, high, log, ticks):
    assert three_ticks(low, high, log=log) == pytest.approx(ticks)


@pytest.mark.parametrize(("low", "high", "log"), [(1, 1, False), (2, 1, False), (0, 1, True)])
def test_an_axis_that_does_not_rise_is_refused(low, high, log):
    with pytest.raises(ValueError, match=f"got {low} to {high}"):
        three_ticks(low, high, log=log)


def test_numbers_at_an_axis_are_plain():
    assert [written(v) for v in (0.01, 1.0, 1e5, 2.5e6, -2.0)] == [
        "0.01",
        "1",
        "100,000",
        "2.5M",
        "−2",
    ]


@pytest.mark.parametrize(
    ("centres", "sizes", "moved"),
    [
        ([], [], []),
        ([0, 100], [10, 10], [0, 100]),  # far apart: they stay
        ([50, 50], [10, 10], [45, 55]),  # together: half a size to each side
        ([20, 10], [10, 20], [22.5, 7.5]),  # 5 too close: 2.5 each, in their order
        ([0, 8, 16, 60], [10, 10, 10, 10], [-2, 8, 18, 60]),  # three in a block, centred on 8
    ],
)
def test_what_would_overlap_is_moved_apart_as_little_as_it_takes(centres, sizes, moved):
    assert spread(centres, sizes) == pytest.approx(moved)


def test_words_are_broken_where_the_width_ends():
    assert PHONE.lines("one two three", 1_000) == "one two three"
    assert PHONE.lines("one two three", 1) == "one\ntwo\nthree"
    # 16 px: "one two" is 53 wide, by the advances of the font's table.
    assert PHONE.lines("one two three", 60) == "one two\nthree"
