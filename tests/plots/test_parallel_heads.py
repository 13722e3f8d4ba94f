"""The figures of 7.2: every kind is drawn and named, and none looks like another."""

import numpy as np
import pytest

from chapter7.plots import parallel_heads as figures

X = [1, 2, 4]
POINTS = (X, [0.2, 0.3, 0.5])
DIAL = ([0, 0.5, 1], [0.2, 0.3, 0.5])
BAND = ([0.2, 0.3, 0.5], [0.1, 0.2, 0.4], [0.3, 0.4, 0.6])
BY_NAME = {  # the figures of pages 2 and 4 -> the most series that each tells apart
    "strangers_by_correlation": (
        lambda series: figures.strangers_by_correlation(POINTS, series, {2: "half"}),
        POINTS,
        2,
    ),
    "strangers_by_tie": (lambda series: figures.strangers_by_tie(DIAL, series), DIAL, 2),
    "floors_by_offset": (
        lambda series: figures.floors_by_offset([1, 2, 3, 4], series, "on top"),
        POINTS,
        2,
    ),
    "memory_by_heads": (
        lambda series: figures.memory_by_heads(X, series, {name: name for name in series}),
        [100, 200, 400],
        3,
    ),
    "cosines": (lambda series: figures.cosines(X, series, "steps"), BAND, 2),
}


def named(count, data):
    return {f"run {i}": data for i in range(count)}


def said(axes):
    return " ".join(text.get_text() for text in axes.texts)


@pytest.mark.parametrize(("draw", "data", "most"), BY_NAME.values(), ids=BY_NAME)
def test_every_series_is_drawn_and_named_and_none_looks_like_another(draw, data, most):
    for figure in draw(named(most, data)).both:
        axes = figure.axes[0]
        drawn = [line for line in axes.lines if str(line.get_label()).startswith("run")]
        looks = {(line.get_marker(), str(line._dash_pattern)) for line in drawn}
        assert len(drawn) == len(looks) == most
        assert all(said(axes).count(f"run {i}") == 1 for i in range(most))


@pytest.mark.parametrize(("draw", "data", "most"), BY_NAME.values(), ids=BY_NAME)
def test_one_series_too_many_is_refused_by_number(draw, data, most):
    with pytest.raises(ValueError, match=f"tells {most} series apart, got {most + 1}"):
        draw(named(most + 1, data))


def test_words_for_a_source_stand_on_a_desk_only():
    bits = np.linspace(0, 3, 61)
    drawing = figures.strangers_by_correlation((bits, 1 - 2**-bits), named(1, POINTS), {2: "tied"})
    (words,) = [text for text in drawing.desk.axes[0].texts if text.get_text() == "tied"]
    assert words.xy == pytest.approx((2, 0.75))  # on the closed form
    assert "tied" not in said(drawing.phone.axes[0])


def test_what_heads_pay_on_top_is_the_area_above_the_first_floor():
    (area,) = (
        figures.floors_by_offset([1, 2, 2, 3], named(1, POINTS), "two bits")
        .desk.axes[0]
        .collections
    )
    heights = area.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (1, 3)


def test_an_interval_below_zero_is_not_cut_off():
    low = [-0.4, 0.1, 0.1]
    axes = figures.cosines(X, {"a": ([0.1] * 3, low, [0.2] * 3)}, "steps").desk.axes[0]
    assert axes.get_ylim()[0] <= -0.4
