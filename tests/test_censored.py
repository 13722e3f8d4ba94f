"""Comparisons of times that were not all waited for, by hand and by brute force."""

from itertools import product
from math import inf

import numpy as np
import pytest

from chapter7.censored import Signs, Times, holm, median_ratio, signs, solved_within


def times(*given):
    """A number is a time; "9+" was given up at 9."""
    censored = [isinstance(one, str) for one in given]
    return Times([float(str(one).rstrip("+")) for one in given], np.logical_not(censored))


PAIRS = [  # one, other -> sooner, later, open
    (3, 5, (1, 0, 0)),
    (5, 3, (0, 1, 0)),
    (5, 5, (0, 0, 1)),
    (3, "5+", (1, 0, 0)),
    (5, "5+", (1, 0, 0)),  # not there by 5, so later than 5
    (6, "5+", (0, 0, 1)),
    ("5+", 3, (0, 1, 0)),
    ("5+", 6, (0, 0, 1)),
    ("3+", "5+", (0, 0, 1)),
    ("5+", "5+", (0, 0, 1)),
]


@pytest.mark.parametrize(("one", "other", "known"), PAIRS)
def test_a_pair_says_sooner_later_or_nothing(one, other, known):
    assert signs(times(one), times(other)) == Signs(*known)


def test_signs_are_counted_over_the_seeds():
    one, other = zip(*((a, b) for a, b, _ in PAIRS), strict=True)
    assert signs(times(*one), times(*other)) == Signs(3, 2, 5)


def test_the_sign_test_by_counting_coins():
    """All outcomes of n coins, as likely as each other."""
    for n, sooner in ((1, 1), (5, 5), (6, 1), (10, 9), (10, 5)):
        few = min(sooner, n - sooner)
        heads = [sum(coins) for coins in product((0, 1), repeat=n)]
        as_uneven = sum(min(h, n - h) <= few for h in heads) / 2**n
        assert Signs(sooner, n - sooner, 3).p == pytest.approx(as_uneven)
    assert Signs(0, 0, 4).p == 1
    assert Signs(5, 0, 0).p == pytest.approx(1 / 16)  # five seeds are never enough for 0.05


def test_a_median_is_known_when_more_than_half_got_there():
    assert times(3, "9+", 5).median == 5
    assert times("9+", 3, 5, "9+").median == inf
    assert times(3, 5, 7, "9+").median == 6
    assert times(3, 5, 7, "9+").first(3).median == 5


def test_a_median_ratio_without_censoring():
    one, other = times(*range(1, 11)), times(*[10] * 10)
    found = median_ratio(one, other)
    assert found.median == (pytest.approx(0.55), pytest.approx(0.55))
    # The second smallest and the second largest of ten: 1 - 2 (1 + 10) / 1024.
    assert (found.low, found.high) == (pytest.approx(0.2), pytest.approx(0.9))
    assert found.coverage == pytest.approx(1 - 22 / 1024)


def test_censored_times_bound_a_median_ratio():
    """Ratios: 1/2; at most 1/3; at least 2; two unknown but for a bound; 1."""
    one = times(1, 1, "4+", 1, "2+", 2)
    other = times(2, "3+", 2, "4+", "4+", 2)
    found = median_ratio(one, other)
    # At least 1/2 0 2 0 0 1, at most 1/2 1/3 inf 1/4 inf 1: in order 0 0 0 .5 1 2 and
    # .25 .33 .5 1 inf inf.
    assert found.median == (pytest.approx(0.25), pytest.approx(0.75))
    assert (found.low, found.high) == (0, inf)
    assert found.coverage == pytest.approx(1 - 2 / 64)
    with pytest.raises(ValueError, match=r"5 seeds have no interval of coverage 0\.95"):
        median_ratio(times(*range(1, 6)), times(*range(1, 6)))


def test_the_interval_covers_as_often_as_it_says():
    drawn = np.random.default_rng(0)
    law = drawn.exponential(size=(4_000, 8)) + 0.1
    inside = 0
    for row in law:
        found = median_ratio(Times(row, [True] * 8), Times(np.ones(8), [True] * 8))
        inside += found.low <= np.log(2) + 0.1 <= found.high
    assert inside / len(law) == pytest.approx(found.coverage, abs=0.01)


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.6]) == pytest.approx([1.0, 1.0])
    assert holm([0.002]) == pytest.approx([0.002])
    assert holm([0.03, 0.02]) == pytest.approx([0.04, 0.04])


def test_solved_within_a_budget():
    assert solved_within(times(3, 5, "7+"), 4) == 1
    assert solved_within(times(3, 5, "7+"), 7) == 2
    with pytest.raises(ValueError, match="given up before 8"):
        solved_within(times(3, 5, "7+"), 8)


def test_bad_times_are_refused():
    with pytest.raises(ValueError, match=r"at must be above 0, got -1"):
        Times([-1.0, 3.0], [True, True])
    with pytest.raises(ValueError, match=r"rows of one length, got \(2,\) and \(3,\)"):
        Times([1.0, 3.0], [True] * 3)
    for compare in (signs, median_ratio):
        with pytest.raises(ValueError, match="must be paired, got 2 and 1"):
            compare(times(1, 2), times(1))
    with pytest.raises(ValueError, match="between 0 and 1"):
        median_ratio(times(*range(1, 11)), times(*range(1, 11)), level=2)
