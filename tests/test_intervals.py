"""Intervals: two rows on paper, and how often they cover a mean that is known."""

import sys

import numpy as np
import pytest

from chapter7.intervals import (
    bootstrap_mean,
    detectable_difference,
    error_between_shares,
    seeds_needed,
    student_mean,
    student_quantile,
)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        # Resampling 0 and 1 gives the mean 0, 1/2 or 1 with probabilities 1/4, 1/2, 1/4:
        # 2.5 % from either end lie 0 and 1, 30 % from either end lies 1/2.
        (0.95, (0.5, 0, 1)),
        (0.4, (0.5, 0.5, 0.5)),
    ],
)
def test_two_rows_by_hand(level, expected):
    interval = bootstrap_mean([0, 1], level=level)
    assert interval == expected
    assert all(type(value) is float for value in interval)


def test_it_covers_a_known_mean_as_often_as_theory_says():
    n, columns = 30, 2_000
    samples = np.random.default_rng(0).normal(5, 2, (n, columns))
    mean, low, high = bootstrap_mean(samples, level=0.95)
    covered = ((low <= 5) & (high >= 5)).mean()
    # The ends are near mean -+ 1.96 s sqrt((n - 1) / n) / sqrt(n), that is 1.927 standard errors:
    # Student's t with 29 degrees of freedom stays within with probability 0.936. Four standard
    # deviations of that share among 2000 are 0.022; resampling 2000 times moves the ends by some
    # 3 % of 1.927, which moves the share by another 0.01.
    assert abs(covered - 0.936) < 0.032
    assert (low < mean).all()
    assert (mean < high).all()


def test_the_ends_are_those_of_the_normal_limit():
    samples = np.random.default_rng(1).normal(0, 1, 400)
    mean, low, high = bootstrap_mean(samples, n_resamples=20_000)
    error = samples.std() / np.sqrt(400)
    # a quantile of 20,000 draws at 2.5 % has a standard deviation of 0.019 errors; five of them
    assert abs(low - (mean - 1.96 * error)) < 0.1 * error
    assert abs(high - (mean + 1.96 * error)) < 0.1 * error


def test_a_higher_level_gives_a_wider_interval():
    samples = np.random.default_rng(2).random((10, 3))
    _, low_50, high_50 = bootstrap_mean(samples, level=0.5)
    _, low_99, high_99 = bootstrap_mean(samples, level=0.99)
    assert (low_99 < low_50).all()
    assert (high_50 < high_99).all()


def test_columns_keep_their_shape_and_the_seed_decides():
    samples = np.random.default_rng(3).random((5, 2, 3))
    first, again = bootstrap_mean(samples, seed=1), bootstrap_mean(samples, seed=1)
    other = bootstrap_mean(samples, seed=2)
    assert [value.shape for value in first] == [(2, 3)] * 3
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first[0], samples.mean(axis=0))
    assert (first[1] != other[1]).any()


def test_equal_rows_leave_no_doubt():
    np.testing.assert_allclose(bootstrap_mean([[3.0, 7.0]] * 4), [[3, 7]] * 3, rtol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "error", "rule"),
    [
        ({"samples": [1.0]}, ValueError, r"samples must hold at least two rows, got shape \(1,\)"),
        ({"samples": 1.0}, ValueError, r"at least two rows, got shape \(\)"),
        ({"samples": []}, ValueError, r"samples must hold at least one number, got shape \(0,\)"),
        ({"samples": [1, float("nan")]}, ValueError, "samples must be finite, got nan"),
        ({"samples": [1, float("inf")]}, ValueError, "samples must be finite, got inf"),
        ({"samples": [True, False]}, TypeError, "samples must be a real number"),
        ({"samples": ["a", "b"]}, TypeError, "samples must be a real number"),
        ({"level": 0}, ValueError, "level must be between 0 and 1, got 0"),
        ({"level": 1}, ValueError, "level must be between 0 and 1, got 1"),
        ({"level": float("nan")}, ValueError, "level must be finite, got nan"),
        ({"level": "0.9"}, TypeError, "level must be a real number, not '0.9'"),
        ({"level": True}, TypeError, "level must be a real number, not True"),
        ({"n_resamples": 0}, ValueError, "n_resamples must be at least 1, got 0"),
        ({"n_resamples": 1.5}, ValueError, "n_resamples must be a whole number, got 1.5"),
        ({"n_resamples": True}, TypeError, "n_resamples must be a real number, not True"),
    ],
)
def test_invalid_input_is_named_with_its_rule(arguments, error, rule):
    with pytest.raises(error, match=rule):
        bootstrap_mean(**{"samples": [0, 1]} | arguments)


@pytest.mark.parametrize("value", [5e-324, 2.5e-310, 1.7e308, sys.float_info.max])
@pytest.mark.parametrize("n", [2, 3, 7, 49])
def test_numbers_at_the_ends_of_a_floats_range_have_a_mean(value, n):
    assert bootstrap_mean([value] * n) == (value, value, value)
    assert bootstrap_mean([-value] * n) == (-value, -value, -value)


def test_each_column_has_its_own_scale():
    huge, tiny = [1.5e308, -1.5e308], [4e-323, 8e-323]
    mean, low, high = bootstrap_mean(np.transpose([huge, tiny]))
    assert (mean.tolist(), low.tolist(), high.tolist()) == (
        [0, 6e-323],
        [-1.5e308, 4e-323],
        [1.5e308, 8e-323],
    )


def test_a_masked_sample_is_refused_and_an_unmasked_one_counts():
    samples = np.ma.array([1.0, 3.0, 1_000.0], mask=[False, False, True])
    with pytest.raises(ValueError, match="samples must hold no masked entry, got masked_array"):
        bootstrap_mean(samples)
    assert bootstrap_mean(samples[:2]) == bootstrap_mean([1.0, 3.0])


TABLE = [  # level, degrees of freedom, t: a printed table, to its last digit
    (0.95, 1, 12.706),
    (0.95, 2, 4.303),
    (0.95, 4, 2.776),
    (0.95, 9, 2.262),
    (0.99, 5, 4.032),
    (0.9, 30, 1.697),
    (0.6, 4, 0.941),
    (0.5, 1, 1.0),
]


@pytest.mark.parametrize(("level", "df", "t"), TABLE)
def test_students_quantiles_are_those_of_the_table(level, df, t):
    assert student_quantile(level, df) == pytest.approx(t, abs=6e-4)


def test_students_interval_of_five_rows_by_hand():
    # Mean 3, standard deviation sqrt(10 / 4), standard error sqrt(1 / 2); t is 2.7764.
    mean, low, high = student_mean([1, 2, 3, 4, 5])
    assert (mean, low, high) == pytest.approx((3, 3 - 1.96324, 3 + 1.96324), abs=1e-4)
    assert all(type(value) is float for value in (mean, low, high))
    columns = student_mean([[1, 7], [2, 7], [3, 7], [4, 7], [5, 7]])
    np.testing.assert_allclose(columns, [[3, 7], [low, 7], [high, 7]])


def test_students_interval_of_five_covers_what_it_says_and_the_bootstraps_less():
    samples = np.random.default_rng(0).normal(5, 2, (5, 4_000))
    for interval, share in [(student_mean, 0.95), (bootstrap_mean, 0.846)]:
        _, low, high = interval(samples)
        # P(|t| < 1.96 sqrt(4 / 5)) = 0.846 with four degrees of freedom, plus resampling's error;
        # four standard deviations of a share among 4000 are 0.014 and 0.023.
        assert ((low <= 5) & (high >= 5)).mean() == pytest.approx(share, abs=0.03)


def test_a_detectable_difference_is_detected_as_often_as_it_says():
    drawn = np.random.default_rng(1).normal(0, 1, (5, 4_000))
    # (2.776 + 0.941) / sqrt(5): at the true spread this mean is found in about 80 % of trials.
    shifted = drawn + 3.717 / 5**0.5
    _, low, _ = student_mean(shifted)
    assert (low > 0).mean() == pytest.approx(0.8, abs=0.05)
    # 1 2 3 4 5 have the standard error sqrt(1 / 2).
    assert detectable_difference([1, 2, 3, 4, 5]) == pytest.approx(3.717 * 0.5**0.5, abs=1e-3)
    np.testing.assert_allclose(detectable_difference([[1, 1], [3, 1]]), [(12.706 + 1.376), 0], 1e-3)


def test_seeds_needed_turn_the_detectable_difference_round():
    # Five seeds of deviation sqrt(2.5) detect 3.717 sqrt(1/2) = 2.628, see above.
    assert seeds_needed(2.5**0.5, 2.629) == 5
    assert seeds_needed(2.5**0.5, 2.627) == 6
    # Two rows: (12.706 + 1.376) / sqrt(2) = 9.957 deviations.
    assert seeds_needed(1, 9.96) == 2
    # Many: (1.960 + 0.842)^2 / ratio^2, and two more for Student's tails, as is usual.
    assert seeds_needed(4, 1) == pytest.approx(2.8016**2 * 16 + 2, abs=1)
    assert seeds_needed(4, 1, power=0.9) > seeds_needed(4, 1) > seeds_needed(4, 1, level=0.9)


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: seeds_needed(0, 1), "deviation must be above 0, got 0"),
        (lambda: seeds_needed(1, -1), "difference must be above 0, got -1"),
        (lambda: seeds_needed(1, 1, power=1), "power must be between 1/2 and 1"),
        (lambda: seeds_needed(100, 1), "more than 1,000 seeds would be needed for 0.01 dev"),
        (lambda: student_mean([1.0]), "at least two rows"),
        (lambda: student_mean([1, 2], level=1), "level must be between 0 and 1, got 1"),
        (lambda: detectable_difference([1, 2], power=0.5), "power must be between 1/2 and 1"),
        (lambda: detectable_difference(3.0), "at least two rows"),
        (lambda: student_quantile(0.95, 0), "df must be at least 1"),
        (lambda: student_quantile(0, 4), "level must be between 0 and 1"),
    ],
)
def test_students_interval_refuses_what_it_cannot_tell(call, rule):
    with pytest.raises(ValueError, match=rule):
        call()


def test_the_luck_of_tasks_by_hand_and_by_tossing():
    # 0.26 and 0.305 of 500: 0.1924 + 0.211975 = 0.404375, over 500 0.00080875
    assert error_between_shares(0.26, 0.305, 500) == pytest.approx(0.00080875**0.5)
    np.testing.assert_allclose(error_between_shares([0, 1], [0.5, 0.5], [1, 4]), [0.5, 0.25])
    tosses = np.random.default_rng(0).binomial(500, [[0.26], [0.305]], (2, 40_000)) / 500
    # Forty thousand differences tell their deviation to one part in 283; four times that.
    assert np.diff(tosses, axis=0).std() == pytest.approx(0.00080875**0.5, rel=4 / 283)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((1.1, 0.5, 10), "first must be between 0 and 1, got 1.1"),
        ((0.5, -0.1, 10), "second must be between 0 and 1, got -0.1"),
        ((0.5, 0.5, 0), "n_tasks must be at least 1, got 0"),
        ((0.5, 0.5, 1.5), "n_tasks must be a whole number, got 1.5"),
    ],
)
def test_shares_and_tasks_out_of_range_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        error_between_shares(*given)
