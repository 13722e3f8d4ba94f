"""The two areas are in one scale: what is drawn, in pixels, against what the package computes."""

import re
from dataclasses import asdict
from math import sqrt

import pytest

from chapter7.widgets.explorer import PRESETS, STOPS, Setting, read
from chapter7.widgets.explorer.settings import CHOICES
from chapter7.widgets.explorer.tables import tables
from tests.widgets.node import evaluate

MODULES = ["explorer/numbers.js", "explorer/areas.js"]
DESK, PHONE = (544, 296), (358, 240)
V3 = PRESETS["DeepSeek-V3 / NTP"]
SETTINGS = [
    Setting(size, k, vocab, heads, bits, context, count)
    for size in (0, 28, 44, 62, 68, 87, len(STOPS) - 1)
    for k, vocab, heads, bits, context, count in (
        (1, 32_000, "bare", "ceiling", 0, "terms"),
        (2, 129_280, "module", "ceiling", 8_192, "terms"),
        (8, 256_000, "bare", "residual", 0, "terms"),
        (5, 50_257, "free", "ceiling", 131_072, "information"),
    )
]


def drawn(settings: list[Setting], size: tuple[int, int], pin: Setting | None = None) -> list[str]:
    """The drawing of each setting."""
    body = """
      const tables = js.unpack(given.tables);
      return given.states.map((state) => js.areas(tables, state, ...given.at));
    """
    states = [{**asdict(setting), "pin": pin and asdict(pin)} for setting in settings]
    return evaluate(MODULES, body, {"tables": tables(), "states": states, "at": size})


def rectangles(drawing: str, name: str) -> list[tuple[float, ...]]:
    """x, y, width, height of each rectangle of a class."""
    found = re.findall(
        rf'<rect class="{name}" x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"',
        drawing,
    )
    return [tuple(map(float, each)) for each in found]


def blocks(drawing: str) -> list[list[tuple[float, ...]]]:
    """x, y, width and height of the squares of each label."""
    square = re.compile(r"M([-\d.]+) ([-\d.]+)h([\d.]+)v([\d.]+)h")
    paths = re.findall(r'data-label="\d"><path d="([^"]*)"', drawing)
    return [[tuple(map(float, each)) for each in square.findall(path)] for path in paths]


def unit(drawing: str) -> float:
    """Pixels of the side of one GFLOP, by the scale's square."""
    ((_, _, side, _),) = rectangles(drawing, "c7-unit")
    (many,) = re.findall(r">(one|\d+) GFLOP, or", drawing)
    return side / sqrt(1 if many == "one" else int(many))


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_gflop_and_a_bit_are_as_large_as_the_scale_says(size):
    for setting, drawing in zip(SETTINGS, drawn(SETTINGS, size), strict=True):
        reading, side = read(setting), unit(drawing)
        amber = [rectangles(drawing, f"c7-{name}") for name in ("trunk", "attending", "added")]
        areas = [width * height for ((_, _, width, height),) in filter(None, amber)]
        gflop = reading.flops_per_token / 1e9
        ((_, _, width, _),) = amber[0]
        off = 0.06 * sqrt(gflop)  # the scale's square is drawn to a tenth of a pixel, too
        assert width == pytest.approx(sqrt(gflop) * side, abs=0.1 + off), setting
        # Every length is to a tenth of a pixel, the extra band at least one pixel high.
        rough = (2.2 + 2 * off) * width + 1
        assert sum(areas) == pytest.approx(gflop * side**2, abs=rough), setting
        labels = blocks(drawing)
        assert len(labels) == setting.k
        for squares in labels:
            gap = max(1, 0.03 * side) if side > 5 else 0
            bits = sum(wide * high for _, _, wide, high in squares) / (side - gap) ** 2
            rough = 0.25 / (side - gap) * len(squares) + 0.2 / side
            assert bits == pytest.approx(reading.bits_per_label, abs=rough), setting


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_everything_stays_inside_and_green_beside_amber(size):
    width, height = size
    for drawing in drawn(SETTINGS, size):
        ((_, top, side, _),) = rectangles(drawing, "c7-trunk")
        assert top >= 0 and side <= width
        squares = [square for label in blocks(drawing) for square in label]
        assert min(x for x, *_ in squares) > side
        assert max(x + wide for x, _, wide, _ in squares) <= width + 0.1
        assert (
            min(y for _, y, *_ in squares) >= 34 and max(y + h for _, y, _, h in squares) <= height
        )


def test_the_scales_square_steps_from_one_to_ten_to_a_hundred():
    sizes = [0, 62, 87, len(STOPS) - 1]
    settings = [Setting(size, 1, 129_280) for size in sizes]
    found = [
        re.search(r">([^<>]* GFLOP, or [^<>]*)<", drawing)[1] for drawing in drawn(settings, DESK)
    ]
    assert found == [
        "one GFLOP, or one bit",
        "one GFLOP, or one bit",
        "10 GFLOP, or 10 bits",
        "100 GFLOP, or 100 bits",
    ]
    zoomed = [">zoomed out<" in drawing for drawing in drawn(settings, DESK)]
    assert zoomed == [False, False, True, True]


def test_layers_are_stripes_until_they_would_be_narrower_than_four_pixels():
    for size in (DESK, PHONE):
        settings = [Setting(i, 1, 32_000) for i in range(0, len(STOPS), 3)]
        for setting, drawing in zip(settings, drawn(settings, size), strict=True):
            ((_, _, _, high),) = rectangles(drawing, "c7-trunk")
            stripes = re.findall(r'class="c7-stripes" d="([^"]*)"', drawing)
            count = stripes[0].count("M") if stripes else 0
            layers = setting.stop.n_layers
            if abs(high / layers - 4) > 0.01:
                assert count == (layers - 1 if high / layers > 4 else 0), setting


def test_smaller_models_are_outlines_in_the_same_scale():
    (drawing,) = drawn([V3], DESK)
    side = unit(drawing)
    found = [width for _, _, width, _ in rectangles(drawing, "c7-nest")]
    # GPT-2's 9 and Llama-2-7B's 40.4 GFLOP, largest first
    off = 0.1 + 0.06 * sqrt(40.43)  # the scale's square is drawn to a tenth of a pixel
    assert found == pytest.approx([sqrt(40.43) * side - 0.6, 3 * side - 0.6], abs=off)
    assert "Llama-2-7B, 40.4<" in drawing and "GPT-2, 9.00<" in drawing
    assert rectangles(drawn([Setting(0, 1, 32_000)], DESK)[0], "c7-nest") == []


def test_a_label_that_would_be_a_speck_has_a_ring():
    for size in (DESK, PHONE):
        settings = [Setting(i, k, 129_280) for i in range(0, len(STOPS), 6) for k in (1, 2, 8)]
        for setting, drawing in zip(settings, drawn(settings, size), strict=True):
            squares = [square for label in blocks(drawing) for square in label]
            wide = max(x + w for x, _, w, _ in squares) - min(x for x, *_ in squares)
            if abs(wide - 34) > 1.5:  # the last square of a row may end early
                assert ("to the same scale" in drawing) == (wide < 34), setting
    (speck,) = drawn([Setting(len(STOPS) - 1, 1, 129_280)], DESK)
    assert "17.0\u202fbits,<" in speck


def test_a_further_token_is_hatched_and_one_that_is_not_counted_is_an_outline():
    two, uncounted = drawn(
        [Setting(44, 2, 32_000), Setting(44, 2, 32_000, count="information")], DESK
    )
    assert two.count('<g class="c7-first"') == two.count('<g class="c7-again"') == 1
    assert '<path class="c7-lines"' in two
    assert "c7-again" not in uncounted and '<g class="c7-uncounted"' in uncounted
    assert ">29.9\u202fbits<" in two and ">15.0\u202fbits<" in uncounted


def test_a_pinned_setting_that_is_smaller_is_an_outline():
    (larger,) = drawn([V3], DESK, pin=Setting(44, 1, 32_000))
    ((_, _, width, _),) = rectangles(larger, "c7-pinned-area")
    off = 0.1 + 0.06 * sqrt(40.43)
    assert width == pytest.approx(sqrt(40.43) * unit(larger) - 0.6, abs=off)
    assert "c7-pinned-area" not in drawn([Setting(44, 1, 32_000)], DESK, pin=V3)[0]


def test_every_choice_of_what_is_counted_can_be_drawn():
    settings = [
        Setting(40, 3, 32_000, heads, bits, context, count)
        for heads in CHOICES["heads"]
        for bits in CHOICES["bits"]
        for context in CHOICES["context"]
        for count in CHOICES["count"]
    ]
    assert not [
        drawing for drawing in drawn(settings, PHONE) if "NaN" in drawing or "undefined" in drawing
    ]
