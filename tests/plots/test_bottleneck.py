"""The figures of 7.1: no line is left out, and the flags say what is drawn how."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from chapter7.plots import bottleneck as figures
from chapter7.plots.style import MUTED

K = np.arange(1, 5)
INTERVAL = (K * 0.1, K * 0.05, K * 0.15)
BY_NAME = {  # the figures that take a mapping -> the most series that each tells apart
    "grade_bits": (lambda series: figures.grade_bits(K / 5, series), K, 2),
    "exams_needed": (lambda series: figures.exams_needed(series, {}), (K, *INTERVAL), 2),
    "density_by_context": (
        lambda series: figures.density_by_context(K, series, dict.fromkeys(series, 1.0)),
        K,
        6,
    ),
    "growth_by_k": (lambda series: figures.growth_by_k(K, K, series), K, 5),
    "loss_curves": (lambda series: figures.loss_curves(series, 0.2), INTERVAL, 2),
    "gain_by_size": (lambda series: figures.gain_by_size(K, series), K, 4),
}


def named(count: int, data) -> dict:
    return {f"run {i}": data for i in range(count)}


def look(line) -> tuple:
    dashes = line._dash_pattern  # the only place where matplotlib keeps them
    return to_hex(line.get_color()), str(dashes), line.get_marker()


@pytest.mark.parametrize(("draw", "data", "most"), BY_NAME.values(), ids=BY_NAME)
def test_every_series_is_drawn_and_none_looks_like_another(draw, data, most):
    for count in range(1, most + 1):
        axes = draw(named(count, data)).axes[0]
        drawn = [line for line in axes.lines if "run" in str(line.get_label())]
        assert len(drawn) == count
        assert len({look(line) for line in drawn}) == count
        in_legend = [text.get_text() for text in axes.get_legend().get_texts()]
        assert sum("run" in text for text in in_legend) == count


@pytest.mark.parametrize(("draw", "data", "most"), BY_NAME.values(), ids=BY_NAME)
def test_one_series_too_many_is_refused_by_number(draw, data, most):
    with pytest.raises(ValueError, match=f"tells {most} series apart, got {most + 1}"):
        draw(named(most + 1, data))


def test_a_model_without_its_flat_line_and_a_flat_line_without_its_model_are_refused():
    for curves, flat in (({"a": K}, {}), ({"a": K}, {"a": 1, "b": 2})):
        with pytest.raises(ValueError, match="both must name the same series"):
            figures.density_by_context(K, curves, flat)


def test_the_flat_lines_are_dotted_and_muted():
    axes = figures.density_by_context(K, {"a": K}, {"a": 3.0}).axes[0]
    flat = axes.lines[1]
    assert flat.get_linestyle() == ":" and flat.get_color() == MUTED
    assert set(flat.get_ydata()) == {3.0}


def test_the_ladder_has_hollow_marks_where_it_is_told_and_nowhere_else():
    axes = figures.density_ladder(
        {"k = 2": 1, "one": 2, "two": 3}, {"k = 2": "1", "one": "2", "two": "3"}, hollow=["two"]
    ).axes[0]
    marks = {float(line.get_xdata()[0]): line for line in axes.lines}
    assert {x: line.get_marker() for x, line in marks.items()} == {1: "o", 2: "o", 3: "D"}
    assert [x for x, line in marks.items() if line.get_markerfacecolor() == "none"] == [3]


def test_a_ladder_whose_texts_or_hollow_marks_name_others_is_refused():
    with pytest.raises(ValueError, match=r"only one of them names \['b'\]"):
        figures.density_ladder({"a": 1}, {"a": "1", "b": "2"})
    with pytest.raises(ValueError, match=r"configurations of the ladder, got \['b'\]"):
        figures.density_ladder({"a": 1}, {"a": "1"}, hollow=["b"])


def test_a_class_that_never_passed_is_a_triangle_where_it_gave_up():
    classes = {"one mark": (K, *INTERVAL), "all": (K, *INTERVAL)}
    axes = figures.exams_needed(classes, {"one mark": (7, 1_000)}).axes[0]
    (triangle,) = [line for line in axes.lines if line.get_marker() == "^"]
    assert (triangle.get_xdata(), triangle.get_ydata()) == ([7], [1_000])


def test_a_benchmark_has_a_row_with_both_sizes_the_first_on_top():
    changes = {"first": (1.0, 2.0), "second": (0.0, -3.0)}
    axes = figures.ablation(changes, ("small", "large")).axes[0]
    points = {line.get_label(): line for line in axes.lines if line.get_marker() == "o"}
    assert list(points["small"].get_xdata()) == [0.0, 1.0]
    assert list(points["large"].get_xdata()) == [-3.0, 2.0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["second", "first"]
