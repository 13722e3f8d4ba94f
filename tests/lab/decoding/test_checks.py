"""What finds a wrong law: each check against an independent one, and nine laws against all checks.

The chi-square tests have a level of 0.001 and, where they must see something, a power that is
stated. Seeds are fixed: a test that passes once passes always.
"""

from fractions import Fraction
from itertools import product
from math import erf, erfc, exp, sqrt

import numpy as np
import pytest

from chapter7.lab.decoding import (
    EXACT,
    WRONG_LAWS,
    Law,
    caught_by,
    chi_square,
    keeps_the_impossible,
    output_law,
    power,
    sampled,
    text_law,
)
from tests.lab.decoding.trees import alike, random_tree, row

TARGET, DRAFT = alike([50, 30, 17, 3, 0], 2), alike([30, 35, 25, 0, 10], 1)
SEEN = {
    "p and q swapped": {"enumeration", "chi-square", "impossible", "u = 0"},
    "another q in the ratio": {"enumeration", "chi-square"},
    "top-p in the acceptance only": {"enumeration", "chi-square"},
    "at most instead of below": {"u = 0"},
    "residual |p - q|": {"enumeration", "chi-square", "impossible"},
    "residual p": {"enumeration", "chi-square"},
    "residual not clipped": {"enumeration", "chi-square"},
    "bonus from q": {"enumeration", "chi-square", "impossible"},
    "bonus forgotten": {"length"},
}
"""Which check sees each of the nine, from 100,000 rounds."""


def test_the_nine_laws_are_all_here():
    assert len(SEEN) == 9
    assert set(WRONG_LAWS) == set(SEEN)


@pytest.mark.parametrize("name", SEEN)
def test_which_check_sees_which_wrong_law(name):
    assert caught_by(WRONG_LAWS[name], TARGET, DRAFT) == SEEN[name]


def test_no_check_sees_anything_in_the_exact_law():
    assert caught_by(EXACT, TARGET, DRAFT) == set()
    for seed in range(5):
        assert caught_by(EXACT, random_tree(3, 3, seed), random_tree(3, 2, seed + 10)) == set()


@pytest.mark.parametrize("name", [name for name in SEEN if "chi-square" in SEEN[name]])
def test_what_the_chi_square_test_sees_it_had_the_power_to_see(name):
    other = output_law(WRONG_LAWS[name], TARGET, DRAFT)
    law = text_law(TARGET)
    assert power(law, other, 100_000) > 0.99


def test_a_tenth_of_the_samples_misses_the_finest_mistake():
    name = "top-p in the acceptance only"
    law, other = text_law(TARGET), output_law(WRONG_LAWS[name], TARGET, DRAFT)
    assert power(law, other, 10_000) < 0.1
    assert "chi-square" not in caught_by(WRONG_LAWS[name], TARGET, DRAFT, n_rounds=10_000)


def test_no_number_of_samples_sees_a_mistake_at_a_point():
    name = "at most instead of below"
    other = output_law(WRONG_LAWS[name], TARGET, DRAFT)
    assert (other == text_law(TARGET)).all()
    assert power(text_law(TARGET), other, 10**9) == pytest.approx(1e-3)


def test_top_p_on_both_sides_of_the_ratio_is_exact_for_what_is_left():
    """And tested against all of p it would look like a mistake: say which law is tested."""
    cut = alike([50, 30, 17, 0, 0], 2)
    assert (output_law(EXACT, cut, DRAFT) == text_law(cut)).all()
    assert power(text_law(TARGET), output_law(EXACT, cut, DRAFT), 100_000) > 0.99


def test_wrong_laws_enumerated_by_hand():
    """One draft, p = (1/2, 1/2), q = (3/4, 1/4); the law of the first token that comes out."""
    p, q = alike([1, 1], 2), alike([3, 1], 1)
    wanted = {  # token 0: kept with 3/4 * 2/3 = 1/2, refused with 1/4; token 1: kept with 1/4
        "residual p": Fraction(1, 2) + Fraction(1, 8),
        "residual |p - q|": Fraction(1, 2) + Fraction(1, 8),
        "p and q swapped": Fraction(3, 4) + 0,  # q / p = 3/2 and 1/2; refused: all to token 1
        "bonus from q": Fraction(1, 2),
        "bonus forgotten": Fraction(1, 2),
        "at most instead of below": Fraction(1, 2),
        # (9/10, 1/10) instead of q: kept with 5/9 and 1
        "another q in the ratio": Fraction(3, 4) * Fraction(5, 9),
    }
    for name, first in wanted.items():
        assert output_law(WRONG_LAWS[name], p, q).sum(axis=1)[0] == first, name
    # The bonus: both tokens kept, then the second one from q.
    second = output_law(WRONG_LAWS["bonus from q"], p, q)
    assert second[0].tolist() == [Fraction(3, 8), Fraction(1, 8)]
    assert second[1].tolist() == [
        Fraction(1, 4) * Fraction(w) for w in (Fraction(5, 4), Fraction(3, 4))
    ]


def test_samples_follow_the_enumeration():
    target, draft = random_tree(3, 3, 5), random_tree(3, 2, 6)
    for law in (EXACT, WRONG_LAWS["residual p"], WRONG_LAWS["bonus forgotten"]):
        counts, kept, n_given = sampled(law.judge, target, draft, 50_000, seed=1)
        tested = chi_square(counts, output_law(law, target, draft).astype(float))
        assert counts.sum() == 50_000
        assert tested.p_value > 1e-3 and tested.impossible == 0
        assert set(kept.tolist()) == {0, 1, 2}
        whole = kept == 2
        assert (n_given[~whole] == kept[~whole] + 1).all()
        assert set(n_given[whole]) == ({2} if law.bonus is None else {3})


def test_a_law_that_is_off_by_a_hundredth_is_seen():
    """A biased law of no name: every ratio is a hundredth too large."""
    law = Law(ratio=lambda p, q: 1.01 * p / q)
    target, draft = random_tree(3, 2, 5), random_tree(3, 1, 6)
    off = np.abs(output_law(law, target, draft) - text_law(target)).max()
    assert 1e-4 < off < 1e-2
    assert caught_by(law, target, draft) >= {"enumeration"}


@pytest.mark.parametrize(
    ("counts", "law", "statistic", "p_value"),
    [
        ([60, 40], [0.5, 0.5], 4.0, erfc(sqrt(2))),  # df 1: P(|Z| > 2)
        ([20, 30, 50], [0.25, 0.25, 0.5], 2.0, exp(-1)),  # df 2: exp(-x / 2)
        ([25, 25, 50], [0.25, 0.25, 0.5], 0.0, 1.0),
        ([[5, 5], [5, 5]], [[0.25] * 2] * 2, 0.0, 1.0),
    ],
)
def test_chi_square_by_hand(counts, law, statistic, p_value):
    tested = chi_square(counts, law)
    assert tested.statistic == pytest.approx(statistic)
    assert tested.p_value == pytest.approx(p_value)
    assert (tested.df, tested.impossible) == (np.size(counts) - 1, 0)


def test_impossible_outcomes_are_counted_apart():
    tested = chi_square([50, 3, 50, 0], [0.5, 0, 0.5, 0])
    assert (tested.statistic, tested.df, tested.p_value, tested.impossible) == (0, 1, 1, 3)


@pytest.mark.parametrize("other", [0.5, 0.52, 0.6])
def test_power_of_one_degree_of_freedom(other):
    """P(|Z + delta| > z): the noncentral distribution in closed form."""
    n, z = 1_000, 3.290526731491896  # of 0.001, two-sided
    delta = sqrt(n) * abs(other - 0.5) / 0.5
    wanted = sum((1 + erf((side * delta - z) / sqrt(2))) / 2 for side in (1, -1))
    assert power([0.5, 0.5], [other, 1 - other], n) == pytest.approx(wanted, abs=1e-9)


def test_power_is_how_often_samples_are_rejected():
    law, other = np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.42, 0.31, 0.17, 0.1])
    drawn = np.random.default_rng(0).multinomial(2_000, other, size=2_000)
    seen = np.mean([chi_square(counts, law).p_value < 1e-2 for counts in drawn])
    assert seen == pytest.approx(power(law, other, 2_000, level=1e-2), abs=0.04)


def test_the_law_of_texts_is_the_product_along_them():
    tree = random_tree(3, 3, 0)
    law = text_law(tree)
    for x, y, z in product(range(3), repeat=3):
        assert law[x, y, z] == tree[0][x] * tree[1][x, y] * tree[2][x, y, z]
    assert text_law([row([1, 2])]).tolist() == [Fraction(1, 3), Fraction(2, 3)]


def test_impossible_at_zero_needs_a_zero():
    law = WRONG_LAWS["at most instead of below"]
    assert keeps_the_impossible(law, TARGET, DRAFT)
    assert not keeps_the_impossible(law, alike([1, 1], 2), alike([1, 3], 1))


BAD = [
    (lambda: chi_square([1, 2], [0.5, 0.25, 0.25]), r"counts must have the shape of law, \(3,\)"),
    (lambda: chi_square([0, 0], [0.5, 0.5]), "a sum above 0"),
    (lambda: chi_square([1, 2], [0.5, 0.6]), "law must sum to 1 over at least two"),
    (lambda: chi_square([1, 2], [1, 0]), "law must sum to 1 over at least two.*over 1"),
    (lambda: chi_square([1, -2], [0.5, 0.5]), "counts must be at least 0, got -2"),
    (lambda: power([0.5, 0.5], [1 / 3] * 3, 10), "other must have the shape of law"),
    (lambda: power([0.5, 0.5], [0.5, 0.5], 0), "n_samples must be at least 1, got 0"),
    (lambda: power([0.5, 0.5], [0.5, 0.5], 10, level=1), "level lie between 0 and 1.*and 1"),
]


@pytest.mark.parametrize(("call", "words"), BAD)
def test_bad_input_is_named_with_its_rule(call, words):
    with pytest.raises(ValueError, match=words):
        call()
