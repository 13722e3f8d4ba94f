"""What a grade can tell against all papers a student may hand in; a learner's steps by hand."""

from itertools import product
from math import exp, inf, isclose, log2, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter7 import exam
from tests.bad_input import bad_arguments

FINAL, EACH = exam.TEACHERS
SETTING = {"n_steps": 4, "n_exams": 50, "p_start": 0.7, "learning_rate": 2.0, "n_students": 8}
PLAIN = {"n_answers": 2, "mark_error": 0}
"""Two answers a step, whose logits move by equal amounts apart, and marks that are never wrong."""


def logistic(logit):
    return 1 / (1 + exp(-logit))


def entropy_of_the_grades(p, n_steps, grades):
    """The oracle: sum the probability of every paper that gets the same grades."""
    seen = {}
    for paper in product((True, False), repeat=n_steps):
        chance = prod(p if right else 1 - p for right in paper)
        seen[grades(paper)] = seen.get(grades(paper), 0) + chance
    return -sum(chance * log2(chance) for chance in seen.values() if chance > 0)


@given(st.floats(0, 1), st.integers(1, 7))
def test_grades_against_every_paper(p, n_steps):
    final = entropy_of_the_grades(p, n_steps, all)
    steps = entropy_of_the_grades(p, n_steps, tuple)
    # The oracle adds up to 2^7 rounded chances: 1e-12 is some hundred times its rounding.
    assert isclose(exam.grade_bits(p, n_steps, FINAL), final, rel_tol=1e-10, abs_tol=1e-12)
    assert isclose(exam.grade_bits(p, n_steps, EACH), steps, rel_tol=1e-10, abs_tol=1e-12)
    assert 0 <= exam.grade_bits(p, n_steps, FINAL) <= 1 + 1e-12
    assert isclose(exam.pass_probability(p, n_steps), prod([p] * n_steps), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("p", "n_steps", "teacher", "bits"),
    [
        (0.5, 1, FINAL, 1),
        (0.5, 100, EACH, 100),
        (0.5, 2, FINAL, 2 - 0.75 * log2(3)),  # H(1/4)
        (0.0, 100, EACH, 0),
        (1.0, 100, EACH, 0),
        (1.0, 100, FINAL, 0),
        # H(q) = q (log2(1/q) + log2 e) up to q^2, q = 2^-100
        (0.5, 100, FINAL, 2.0**-100 * (100 + 1.4426950408889634)),
        # H(0.9) = 0.468996; 0.9^100 = 2.65614e-5, whose entropy is 4.4202e-4
        (0.9, 100, EACH, 46.8995593589),
    ],
)
def test_grades_by_hand(p, n_steps, teacher, bits):
    value = exam.grade_bits(p, n_steps, teacher)
    assert type(value) is float
    assert isclose(value, bits, rel_tol=1e-11)
    assert str(value)[0] != "-"


def test_the_final_grade_tells_most_where_half_the_papers_pass():
    p = 0.5 ** (1 / 100)
    assert isclose(exam.pass_probability(p, 100), 0.5, rel_tol=1e-12)
    assert isclose(exam.grade_bits(p, 100, FINAL), 1, rel_tol=1e-12)
    assert round(exam.pass_probability(0.9, 100) * 1e5, 4) == 2.6561


def test_one_step_leaves_the_teachers_nothing_to_differ_in():
    p = np.linspace(0, 1, 101)
    np.testing.assert_allclose(
        exam.grade_bits(p, 1, FINAL), exam.grade_bits(p, 1, EACH), rtol=1e-14
    )
    setting = SETTING | {"n_steps": 1}
    final, each = (exam.learning_curves(teacher, **setting) for teacher in exam.TEACHERS)
    np.testing.assert_array_equal(final, each)


def test_probabilities_and_steps_broadcast():
    bits = exam.grade_bits([[0.5], [0.9]], [1, 10, 100], EACH)
    assert bits.shape == (2, 3)
    assert bits[0].tolist() == [1, 10, 100]
    assert exam.pass_probability([0.5, 1], [2, 3]).tolist() == [0.25, 1]
    for call in (exam.pass_probability, lambda p, s: exam.grade_bits(p, s, EACH)):
        with pytest.raises(ValueError, match=r"broadcast: p_step \(2,\), n_steps \(3,\)"):
            call([0.5, 1], [1, 2, 3])


def outcomes(curves, column):
    return sorted(set(np.round(curves[:, column], 12)))


def test_one_step_of_reinforce_by_hand_graded_on_each_step():
    # p = usual = 1/2. A right step: (1 - 1/2)(1 - 1/2) = 1/4 up for the right answer, and as much
    # down for the wrong one; a wrong step: (-1/2)(1 - 1/2) for the wrong one, -1/4, and back.
    curves = exam.learning_curves(
        EACH, n_steps=2, n_exams=1, p_start=0.5, learning_rate=3, n_students=50, **PLAIN
    )
    np.testing.assert_allclose(curves[:, 0], 1 / 4, rtol=1e-14)
    np.testing.assert_allclose(curves[:, 1], logistic(3 * (1 / 4 + 1 / 4)) ** 2, rtol=1e-14)


def test_one_step_of_reinforce_by_hand_graded_on_the_final_answer():
    # p = 1/2, usual grade 1/4. Both right: (1 - 1/4)(1/2) = 3/8 up for each right answer, and 3/8
    # down for the wrong one. Not both: -1/4 times 1/2 for what was chosen, and back: 1/8 each.
    expected = {
        "both right": logistic(6 / 8) ** 2,
        "one right": logistic(2 / 8) * logistic(-2 / 8),
        "none right": logistic(2 / 8) ** 2,
    }
    curves = exam.learning_curves(
        FINAL, n_steps=2, n_exams=1, p_start=0.5, learning_rate=1, n_students=4_000, **PLAIN
    )
    assert outcomes(curves, 1) == sorted(round(value, 12) for value in expected.values())
    for share, value in zip((1 / 4, 1 / 2, 1 / 4), expected.values(), strict=True):
        # four standard deviations of a share among 4000
        slack = 4 * np.sqrt(share * (1 - share) / 4_000)
        assert abs(np.isclose(curves[:, 1], value, rtol=1e-12).mean() - share) < slack


def test_a_student_is_not_told_which_answer_was_right():
    # Four answers from p = 1/4 each, usual 1/4. The right one: up by 3/4 of 3/4, the others down
    # by 3/4 of 1/4. A wrong one: down by 1/4 of 3/4; the right answer gains what the two other
    # wrong ones gain, 1/4 of 1/4.
    curves = exam.learning_curves(
        EACH, n_steps=1, n_exams=1, p_start=0.25, learning_rate=1, n_students=400, mark_error=0
    )
    lucky = exp(9 / 16) / (exp(9 / 16) + 3 * exp(-3 / 16))
    unlucky = exp(1 / 16) / (3 * exp(1 / 16) + exp(-3 / 16))
    assert outcomes(curves, 1) == sorted(round(value, 12) for value in (lucky, unlucky))


def test_a_mistaken_mark_moves_the_student_the_wrong_way():
    # As above with two answers: the mark is wrong in a third of 4,000 cases.
    curves = exam.learning_curves(
        EACH,
        n_steps=1,
        n_exams=1,
        p_start=0.5,
        learning_rate=1,
        n_students=4_000,
        n_answers=2,
        mark_error=1 / 3,
    )
    assert outcomes(curves, 1) == sorted(round(logistic(s), 12) for s in (1 / 2, -1 / 2))
    wrong = (curves[:, 1] < 0.5).mean()
    assert abs(wrong - 1 / 3) < 4 * np.sqrt(2 / 9 / 4_000)


def test_the_usual_grade_follows_the_grades():
    # After the first exam: right by logit 1/2, and the usual grade 1/2 + 0.05 (grade - 1/2). A
    # right answer moves the difference of the logits by 2 (1 - p), a wrong one by -2 p.
    p, ends = logistic(1 / 2), set()
    for first, second in product((0, 1), repeat=2):
        usual = 0.5 + 0.05 * (first - 0.5)
        ends.add(round(logistic(1 / 2 + 2 * (second - usual) * (second - p)), 12))
    curves = exam.learning_curves(
        EACH, n_steps=1, n_exams=2, p_start=0.5, learning_rate=1, n_students=200, **PLAIN
    )
    assert outcomes(curves, 2) == sorted(ends)
    assert len(ends) == 4


def test_exams_end_once_the_class_is_as_good_as_asked():
    setting = SETTING | {"n_exams": 300, "mark_error": 0}
    curves = exam.learning_curves(EACH, **setting, until=0.9)
    assert curves[:, -1].mean() >= 0.9 > curves[:, -2].mean()
    whole = exam.learning_curves(EACH, **setting)
    np.testing.assert_array_equal(curves, whole[:, : curves.shape[1]])


@pytest.mark.parametrize("teacher", exam.TEACHERS)
@pytest.mark.parametrize("rate", [0.1, 5.0, 1e6])
def test_curves_are_probabilities_however_fast_students_learn(teacher, rate):
    curves = exam.learning_curves(teacher, **SETTING | {"learning_rate": rate})
    assert curves.shape == (8, 51)
    assert ((curves >= 0) & (curves <= 1)).all()
    np.testing.assert_allclose(curves[:, 0], 0.7**4, rtol=1e-12)


@pytest.mark.parametrize("teacher", exam.TEACHERS)
def test_the_seed_decides(teacher):
    first = exam.learning_curves(teacher, **SETTING, seed=1)
    np.testing.assert_array_equal(first, exam.learning_curves(teacher, **SETTING, seed=1))
    assert (first != exam.learning_curves(teacher, **SETTING, seed=2)).any()


def test_students_learn_and_sooner_when_each_step_is_graded():
    final, each = (
        exam.learning_curves(teacher, **SETTING | {"n_exams": 300}) for teacher in exam.TEACHERS
    )
    assert each[:, -1].mean() > 0.9
    assert 0.7**4 < final[:, 20].mean() < each[:, 20].mean()


@pytest.mark.parametrize(
    ("curves", "threshold", "exams"),
    [
        ([[0.1, 0.5, 0.95]], 0.9, 2),
        ([[0.9, 0.5, 0.95]], 0.9, 0),  # reached before the first exam, and exactly
        ([[0.1, 0.5, 0.8]], 0.9, inf),
        ([[0.1, 0.95, 0.9], [0, 0.3, 1]], 0.9, 2),  # the mean of the class counts
        ([[0.1, 0.5, 0.8], [0.6, 0.5, 0]], 0.5, 1),
        ([[0.5, 1.0]], 1, 1),
    ],
)
def test_exams_to_pass_by_hand(curves, threshold, exams):
    assert exam.exams_to_pass(curves, threshold) == exams


def test_nine_tenths_is_the_usual_threshold():
    assert exam.exams_to_pass([[0.89, 0.9]]) == 1


def test_the_interval_is_that_of_resampled_classes():
    # Two students: a resample holds the slow one twice, once or never, with chance 1/4, 1/2, 1/4;
    # its mean reaches 1/2 after 3, 1 or 1 exams.
    curves = [[0, 1, 1, 1], [0, 0, 0, 1]]
    draws = exam.exams_to_pass_interval(curves, 0.5, n_resamples=4_000, level=0.999)
    assert draws == (1, 3)
    assert exam.exams_to_pass_interval(curves, 0.5, n_resamples=4_000, level=0.4) == (1, 1)
    # Nobody ever gets there: the exams that were sat, a lower bound.
    assert exam.exams_to_pass_interval([[0, 0.1, 0.2]] * 2) == (2, 2)


def test_tuning_takes_the_rate_that_passes_soonest_and_shows_fresh_students():
    setting = {"n_steps": 10, "n_exams": 200, "p_start": 0.95, "n_students": 32}
    rates = [0.1, 1, 4, 64]
    rate, curves = exam.tuned_curves(EACH, rates, **setting)
    taken = {}
    for r in rates:
        tried = exam.learning_curves(EACH, learning_rate=r, **setting)
        taken[r] = exam.exams_to_pass(tried)
    assert taken[rate] == min(taken.values()) < inf
    fresh = exam.learning_curves(EACH, learning_rate=rate, seed=1, **setting)
    np.testing.assert_array_equal(curves, fresh)


@pytest.mark.parametrize("rates", [[1e-2, 1e-1, 1], [8, 128, 1024]])
def test_tuning_refuses_a_best_rate_at_an_end_of_its_grid(rates):
    setting = {"n_steps": 10, "n_exams": 100, "p_start": 0.95, "n_students": 32}
    with pytest.raises(ValueError, match="learning_rates must hold the best rate inside, got"):
        exam.tuned_curves(EACH, rates, **setting)


def sampled_snr(teacher, p, n_steps, error, n=400_000):
    """The oracle: draw exams, and take mean and variance of one step's estimated gradient."""
    rng = np.random.default_rng(3)
    right = rng.random((n, n_steps)) < p
    mark = (right.all(axis=1) if teacher == FINAL else right[:, 0]) ^ (rng.random(n) < error)
    whole = p**n_steps if teacher == FINAL else p
    estimate = (mark - (error + (1 - 2 * error) * whole)) * (right[:, 0] - p)
    return estimate.mean() ** 2 / estimate.var()


@pytest.mark.parametrize("teacher", exam.TEACHERS)
@pytest.mark.parametrize(("p", "n_steps", "error"), [(0.6, 3, 0), (0.8, 5, 0.1), (0.5, 2, 0.3)])
def test_signal_to_noise_against_drawn_exams(teacher, p, n_steps, error):
    exact = exam.gradient_snr(p, n_steps, teacher, mark_error=error)
    assert isclose(exact, sampled_snr(teacher, p, n_steps, error), rel_tol=0.06)


def test_signal_to_noise_by_hand():
    # One mark of one step, p = 3/4, no errors: right 1/4 * 1/4, wrong 3/4 * 3/4; mean 3/16, mean
    # square 3/4 (1/16)^2 + 1/4 (9/16)^2 = 21/256, variance 12/256: 9/12.
    assert isclose(exam.gradient_snr(0.75, 1, EACH), 3 / 4, rel_tol=1e-12)
    # One step: the teachers do not differ. A coin for a mark: nothing to learn is refused.
    assert isclose(exam.gradient_snr(0.75, 1, FINAL), 3 / 4, rel_tol=1e-12)
    with pytest.raises(ValueError, match=r"mark_error must be below 1/2, got 0\.5"):
        exam.gradient_snr(0.75, 1, FINAL, mark_error=0.5)
    with pytest.raises(ValueError, match="p_step must lie above 0 and below 1, got 1"):
        exam.gradient_snr(1.0, 1, FINAL)


# The settings and the grid of the page on the exam; and a grid that reaches hundreds of times
# further to both sides.
PAGE = {"n_exams": 1_000, "p_start": 0.95, "n_students": 32, "until": 0.93}
RATES = (0.5, 1, 2, 4, 8, 16, 32)
WIDER = (1 / 256, 1 / 64, 1 / 16, 1 / 4, *RATES, 128, 512, 2_048, 4_096)


@pytest.mark.parametrize(
    ("teacher", "n_steps", "n_exams"),
    [
        (FINAL, 10, 1_000),
        (EACH, 10, 1_000),
        (FINAL, 30, 1_000),
        (EACH, 30, 1_000),
        (EACH, 100, 300),
    ],
)
def test_a_grid_hundreds_of_times_wider_on_both_sides_changes_nothing(teacher, n_steps, n_exams):
    setting = PAGE | {"n_steps": n_steps, "n_exams": n_exams}
    rate, curves = exam.tuned_curves(teacher, RATES, **setting)
    wide_rate, wide = exam.tuned_curves(teacher, WIDER, **setting)
    low, high = exam.exams_to_pass_interval(curves)
    assert RATES[0] < rate < RATES[-1] and RATES[0] < wide_rate < RATES[-1]
    assert low <= exam.exams_to_pass(wide) <= high < n_exams


def test_one_mark_for_a_hundred_steps_teaches_nobody_in_time():
    for rate in RATES:
        setting = PAGE | {"n_steps": 100, "n_exams": 300}
        curves = exam.learning_curves(FINAL, learning_rate=rate, **setting)
        assert curves[:, -1].mean() < 0.1


@pytest.mark.parametrize("teacher", ["both", "", None, 1])
def test_an_unknown_teacher_is_refused(teacher):
    rule = r"teacher must be one of \('final answer', 'each step'\), got"
    for call in (
        lambda: exam.grade_bits(0.5, 2, teacher),
        lambda: exam.learning_curves(teacher, **SETTING),
    ):
        with pytest.raises(ValueError, match=rule):
            call()


CALLS = {
    "pass_probability": lambda **a: exam.pass_probability(**{"p_step": 0.5, "n_steps": 2} | a),
    "grade_bits": lambda **a: exam.grade_bits(
        **{"p_step": 0.5, "n_steps": 2, "teacher": FINAL} | a
    ),
    "learning_curves": lambda **a: exam.learning_curves(EACH, **SETTING | a),
    "exams_to_pass": lambda **a: exam.exams_to_pass(**{"curves": [[0.5, 1]]} | a),
}
RULES = {
    "pass_probability": {"p_step": "probability", "n_steps": "whole from 1"},
    "grade_bits": {"p_step": "probability", "n_steps": "whole from 1"},
    "learning_curves": {
        "n_steps": "whole from 1",
        "n_exams": "whole from 1",
        "n_students": "whole from 1",
        "learning_rate": "positive",
    },
    "exams_to_pass": {"curves": "probability"},
}


@pytest.mark.parametrize(("function", "name", "value", "error", "words"), bad_arguments(RULES))
def test_invalid_input_names_the_value_and_the_rule(function, name, value, error, words):
    with pytest.raises(error) as caught:
        CALLS[function](**{name: value})
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("function", "name", "value", "error", "rule"),
    [
        ("learning_curves", "p_start", 0, ValueError, "above 0 and below 1, got 0"),
        ("learning_curves", "p_start", 1, ValueError, "above 0 and below 1, got 1"),
        ("learning_curves", "p_start", float("nan"), ValueError, "finite, got nan"),
        ("learning_curves", "p_start", "0.5", TypeError, "real number, not '0.5'"),
        ("learning_curves", "p_start", [0.5], ValueError, r"one number, got shape \(1,\)"),
        ("learning_curves", "learning_rate", [1, 2], ValueError, r"one number, got shape \(2,\)"),
        ("learning_curves", "n_steps", [4], ValueError, r"one number, got shape \(1,\)"),
        ("exams_to_pass", "threshold", 0, ValueError, "above 0 and at most 1, got 0"),
        ("exams_to_pass", "threshold", 1.1, ValueError, r"above 0 and at most 1, got 1\.1"),
        ("exams_to_pass", "threshold", True, TypeError, "real number, not True"),
        ("exams_to_pass", "curves", [0.5, 1], ValueError, r"\(students, exams \+ 1\), got \(2,\)"),
    ],
)
def test_other_rules_are_named_with_the_value(function, name, value, error, rule):
    with pytest.raises(error, match=f"{name} must .*{rule}"):
        CALLS[function](**{name: value})


@pytest.mark.parametrize("rates", [[1, 2], [1, 3, 2], [1, 1, 2], [[1, 2, 3]]])
def test_tuning_needs_three_rising_rates(rates):
    with pytest.raises(ValueError, match="learning_rates must be three or more, rising, got"):
        exam.tuned_curves(EACH, rates, n_steps=1, n_exams=1, p_start=0.5)
