"""The figures of 7.1: no line is left out, and the flags say what is drawn how."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from chapter7.plots import bottleneck as figures
from chapter7.plots.style import COMPUTE, INK, MUTED, PAPER, SUPERVISION

K = np.arange(1, 5)
INTERVAL = (K * 0.1, K * 0.05, K * 0.15)
BY_NAME = {  # the figures that take a mapping -> the most series that each tells apart
    "grade_bits": (lambda series: figures.grade_bits(K / 5, series), K, 2),
    "exams_needed": (lambda series: figures.exams_needed(series, {}), (K, *INTERVAL), 2),
    "growth_by_k": (lambda series: figures.growth_by_k(K, K, series), K, 5),
    "loss_curves": (lambda series: figures.loss_curves(series, 0.2), INTERVAL, 2),
    "gain_by_size": (lambda series: figures.gain_by_size(K, series), K, 4),
}


def named(count: int, data) -> dict:
    return {f"run {i}": data for i in range(count)}


def look(line) -> tuple:
    dashes = line._dash_pattern  # the only place where matplotlib keeps them
    return to_hex(line.get_color()), str(dashes), line.get_marker()


def words(axes) -> str:
    """All words of a drawing, in the order in which they were written."""
    return " | ".join(text.get_text() for text in axes.texts)


def said(axes) -> str:
    """The same, with the lines of each text joined."""
    return words(axes).replace(" | ", " ")


@pytest.mark.parametrize(("draw", "data", "most"), BY_NAME.values(), ids=BY_NAME)
def test_every_series_is_drawn_and_named_and_none_looks_like_another(draw, data, most):
    for count in range(1, most + 1):
        for figure in draw(named(count, data)).both:
            axes = figure.axes[0]
            drawn = [line for line in axes.lines if "run" in str(line.get_label())]
            assert len(drawn) == count
            assert len({look(line) for line in drawn}) == count
            for i in range(count):
                assert said(axes).count(f"run {i}") == 1


@pytest.mark.parametrize(("draw", "data", "most"), BY_NAME.values(), ids=BY_NAME)
def test_one_series_too_many_is_refused_by_number(draw, data, most):
    with pytest.raises(ValueError, match=f"tells {most} series apart, got {most + 1}"):
        draw(named(most + 1, data))


def test_a_paper_is_marked_once_by_one_teacher_and_at_every_step_by_the_other():
    right = [True] * 17 + [False] * 3
    for figure in figures.exam_papers(right, ("0.1 bits", "9 bits"), "often right").both:
        axes = figure.axes[0]
        colours = [to_hex(patch.get_facecolor()) for patch in axes.patches]
        assert colours.count(SUPERVISION) == 17
        crosses = [line for line in axes.lines if line.get_marker() == "x"]
        assert len(crosses) == 1 + 3  # the result is wrong as soon as one step is
        unmarked = axes.patches[0].get_path()
        assert len(unmarked.vertices) == 19 * 5  # all steps but the result, five points a square
        assert all(text in words(axes) for text in ("0.1 bits", "9 bits", "often right"))
    perfect = figures.exam_papers([True] * 10, ("0 bits", "1 bit"), "always").desk.axes[0]
    assert "right, as expected" in said(perfect) and perfect.lines[0].get_marker() != "x"


def test_two_bases_are_areas_in_one_scale_and_so_are_the_bits():
    drawing = figures.two_bases({"run": 25, "kept": 100}, 3.2, {"run": "a", "kept": "b"}, "apart")
    for figure in drawing.both:
        axes = figure.axes[0]
        stored, executed, label = (patch.get_path() for patch in axes.patches)
        side = stored.get_extents().width
        assert executed.get_extents().width == pytest.approx(side / 2)  # 25 of 100
        assert len(label.vertices) == 3 * 5  # whole bits, five points a square
        left = label.vertices[:, 0]
        assert left[5] - left[0] == pytest.approx(side / 10)  # one bit and its gap: 1 of 100
        assert all(text in words(axes) for text in ("100 GFLOP", "25 GFLOP", "apart"))


@pytest.mark.parametrize(
    ("gflops", "densities", "rule"),
    [
        ({"a": 1, "b": 2}, {"a": "x", "c": "y"}, r"only one of them names \['b', 'c'\]"),
        ({"a": 1}, {"a": "x"}, r"compares two bases, got \['a'\]"),
        ({"a": 2, "b": 1}, {"a": "x", "b": "y"}, "first basis must cost less, got 2 and 1 GFLOP"),
    ],
)
def test_bases_that_are_not_two_the_smaller_first_are_refused(gflops, densities, rule):
    with pytest.raises(ValueError, match=rule):
        figures.two_bases(gflops, 1, densities, "")


def test_pairs_of_words_are_areas_and_those_that_no_text_has_are_hatched():
    joint, independent = [[0.8, 0], [0, 0.2]], [[0.64, 0.16], [0.16, 0.04]]
    drawing = figures.word_pairs(
        ("York", "Angeles"), ("New", "Los"), joint, independent, {"1": "x"}
    )
    for figure in drawing.both:
        axes = figure.axes[0]
        sizes = [(p.get_width() + 2) * (p.get_height() + 2) for p in axes.patches]
        whole = sum(sizes[:2])  # the two pairs of the text fill their square
        shares = [size / whole for size in sizes]
        # column by column: New York, Los Angeles; New York, New Angeles, Los York, Los Angeles
        assert shares == pytest.approx([0.8, 0.2, 0.64, 0.16, 0.16, 0.04])
        assert [bool(patch.get_hatch()) for patch in axes.patches] == [False] * 3 + [True] * 2 + [
            False
        ]
        assert said(axes).count("New York") == 2 and said(axes).count("Los Angeles") == 2
        assert "New Angeles 0.160" in said(axes) and "Los York 0.160" in said(axes)


@pytest.mark.parametrize("table", [[[1, 0]], [[0.5, 0.5], [0.5, 0.5]], [[1.5, -0.5], [0, 0]]])
def test_a_table_that_is_no_law_of_two_words_is_refused(table):
    law = [[0.5, 0], [0, 0.5]]
    for tables in ((table, law), (law, table)):
        with pytest.raises(ValueError, match="2 by 2 probabilities that sum to 1"):
            figures.word_pairs(("a", "b"), ("c", "d"), *tables, {})


@pytest.mark.parametrize("steps", [0, 9, 11])
def test_a_paper_that_does_not_fill_its_rows_is_refused(steps):
    with pytest.raises(ValueError, match=f"rows of ten, got {steps}"):
        figures.exam_papers([True] * steps, ("", ""), "")


def test_the_mark_that_tells_most_is_pointed_out():
    drawing = figures.grade_bits(
        [0.5, 0.6, 0.7, 0.8], {"a": [0.1, 0.2, 0.9, 0.3], "b": [1, 1, 1, 1]}
    )
    axes = drawing.desk.axes[0]
    (dot,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (0.7, 0.9)
    assert "0.9 bit at most" in said(axes)


def test_a_class_that_never_passed_is_a_triangle_where_it_gave_up():
    classes = {"one mark": (K, *INTERVAL), "all": (K, *INTERVAL)}
    axes = figures.exams_needed(classes, {"one mark": (7, 1_000)}).desk.axes[0]
    (triangle,) = [line for line in axes.lines if line.get_marker() == "^"]
    assert (triangle.get_xdata(), triangle.get_ydata()) == ([7], [1_000])
    assert "marked on one mark: not after 1,000" in said(axes)


def test_each_run_stands_under_the_text_that_there_is():
    runs = {"old": (2020, 1e12), "new": (2024, 1e13)}
    axes = figures.text_by_year(runs, 1e14, (5e13, 2e15), "ten times").desk.axes[0]
    all_text, old, new, gap = axes.lines
    assert set(all_text.get_ydata()) == {1e14}
    band = axes.patches[0].get_extents().transformed(axes.transData.inverted())
    assert (band.y0, band.y1) == pytest.approx((5e13, 2e15))
    assert [(m.get_xdata()[0], m.get_ydata()[0]) for m in (old, new)] == list(runs.values())
    low, high = gap.get_ydata()
    assert set(gap.get_xdata()) == {2024} and 1e13 < low < high < 1e14
    for text in ("old: 1T", "new: 10T", "100T (50T to 2,000T)", "ten times"):
        assert text in words(axes)


def test_a_model_without_its_flat_line_and_a_flat_line_without_its_model_are_refused():
    for curves, flat in (({"a": K}, {}), ({"a": K}, {"a": 1, "b": 2})):
        with pytest.raises(ValueError, match="both must name the same series"):
            figures.density_by_context(K, curves, flat)


def test_flat_lines_are_dotted_and_half_of_the_first_is_marked():
    context, values = [10, 100, 1_000, 10_000], [3.0, 2.0, 1.5, 1.0]
    axes = figures.density_by_context(context, {"a": values}, {"a": 3.0}).desk.axes[0]
    flat, _, half = axes.lines
    assert flat.get_linestyle() == ":" and flat.get_color() == MUTED
    assert set(flat.get_ydata()) == {3.0}
    assert (half.get_xdata()[0], half.get_ydata()[0]) == (1_000, 1.5)


def test_a_curve_that_never_halves_has_no_mark():
    axes = figures.density_by_context([10, 100], {"a": [3.0, 2.0]}, {"a": 3.0}).desk.axes[0]
    assert len(axes.lines) == 2


def test_marks_are_hollow_where_they_are_told_and_nowhere_else():
    line = np.array([1.0, 10, 100]), np.array([1.0, 0.1, 0.01])
    axes = figures.density_by_size(line, {"a": (2, 0.5), "b": (20, 0.05)}, hollow=["b"]).desk.axes[
        0
    ]
    fills = {
        float(m.get_xdata()[0]): m.get_markerfacecolor()
        for m in axes.lines
        if m.get_marker() == "o"
    }
    assert fills == {2: INK, 20: PAPER}
    assert {"a", "b"} <= set(words(axes).split(" | "))
    with pytest.raises(ValueError, match=r"marks of the figure, got \['c'\]"):
        figures.density_by_size(line, {"a": (2, 0.5)}, hollow=["c"])


def test_the_step_on_the_line_is_ten_times_across_and_ten_times_down():
    sizes = np.geomspace(1, 1_000, 31)  # ten points a decade
    step = figures.density_by_size((sizes, 1 / sizes), {}).desk.axes[0].lines[-1]
    (x0, x1, x2), (y0, y1, y2) = step.get_data()
    assert (x1 / x0, y0 / y2) == pytest.approx((10, 10))
    assert (x1, y1) == (x2, y0)


def test_the_best_vocabulary_is_marked():
    drawing = figures.overhead_by_vocabulary(
        [32_000, 64_000, 128_000, 256_000], [0, 5, 10, 15], [0, 2, 4, 20], [0, 3, 6, -4]
    )
    axes = drawing.desk.axes[0]
    (dot,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (128_000, 6)
    assert "best near 128,000: +6 %" in said(axes)
    colours = [to_hex(line.get_color()) for line in axes.lines[1:4]]
    assert colours == [SUPERVISION, COMPUTE, INK]


def test_a_measure_has_a_row_with_its_scores_and_both_changes_the_first_on_top():
    scores = {"first": ((10, 11), (20, 21)), "second": ((5, 4), (6, 9))}
    changes = {"first": (10.0, 5.0), "second": (-20.0, 50.0)}
    for figure in figures.ablation(scores, changes, ("small", "large"), {"second": "a gain"}).both:
        axes = figure.axes[0]
        rows = {text.get_text(): text.xy[1] for text in axes.texts}
        assert rows["first"] < rows["second"]  # pixels are counted from above
        assert {"10 to 11", "20 to 21", "5 to 4", "6 to 9", "small", "large", "a gain"} <= set(rows)
        dots = [line for line in axes.lines if line.get_marker() == "o"][2:]  # after the two heads
        x = [float(dot.get_xdata()[0]) for dot in dots]
        assert x[2] < x[1] < x[0] < x[3]  # -20, 5, 10, 50 per cent
        assert (x[3] - x[2]) / (x[0] - x[2]) == pytest.approx(70 / 30)
        assert [dot.get_markerfacecolor() for dot in dots] == [PAPER, INK] * 2
        weights = {text.get_text(): text.get_weight() for text in axes.texts}
        assert weights["second"] > weights["first"]


def test_an_ablation_whose_mappings_name_other_rows_is_refused():
    scores, changes = {"a": ((1, 2), (3, 4))}, {"a": (100, 33)}
    with pytest.raises(ValueError, match=r"only one of them names \['b'\]"):
        figures.ablation(scores, changes | {"b": (0, 0)}, ("s", "l"))
    with pytest.raises(ValueError, match=r"notes must name rows of the figure, got \['b'\]"):
        figures.ablation(scores, changes, ("s", "l"), {"b": "words"})


def test_a_name_at_the_end_of_a_line_is_in_the_ink_of_its_colour():
    axes = figures.growth_by_k(K, K, {"heads": K / 4}).desk.axes[0]
    inks = {t.get_text(): t.get_color() for t in axes.texts}
    assert inks == {"loss terms: 4": figures.SUPERVISION_INK, "heads: 1.00": figures.COMPUTE_INK}
