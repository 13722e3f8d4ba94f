"""Entropies in closed form against enumeration of every path."""

from itertools import pairwise, product
from math import isclose, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter7.sources import MarkovChain

TWO_STATES = [[0.9, 0.1], [0.2, 0.8]]


def paths(transition, start, n):
    """The probability of each path of n tokens after a token drawn from `start`."""
    states = range(len(transition))
    for path in product(states, repeat=n + 1):
        p = start[path[0]]
        for here, there in pairwise(path):
            p *= transition[here][there]
        yield path, p


def conditional_entropy(transition, start, n, seen):
    """H(what `seen` picks of the path | first token), by summing p log2 p over all paths."""
    joint = {}
    for path, p in paths(transition, start, n):
        key = path[0], seen(path)
        joint[key] = joint.get(key, 0) + p
    total = -sum(p * log2(p) for p in joint.values() if p > 0)
    return total + sum(p * log2(p) for p in start if p > 0)


def test_the_chain_that_the_chapter_quotes():
    chain = MarkovChain(TWO_STATES)
    # pi_0 * 0.1 = pi_1 * 0.2
    np.testing.assert_allclose(chain.stationary, [2 / 3, 1 / 3], rtol=1e-14)
    h = [chain.marginal_entropy(offset) for offset in (1, 2, 3, 4)]
    assert [round(bits, 4) for bits in h] == [0.5533, 0.7467, 0.8352, 0.8776]
    assert round(sum(h), 4) == 3.0128
    assert round(chain.joint_entropy(4), 4) == 2.2132
    assert round(chain.total_correlation(4), 4) == 0.7996


@st.composite
def chains(draw):
    size = draw(st.integers(2, 3))
    weights = st.lists(st.integers(1, 20), min_size=size, max_size=size)
    rows = draw(st.lists(weights, min_size=size, max_size=size))
    return [[weight / sum(row) for weight in row] for row in rows]


@given(chains(), st.integers(1, 4))
def test_entropies_agree_with_all_paths(transition, n):
    chain = MarkovChain(transition)
    start = chain.stationary.tolist()
    np.testing.assert_allclose(np.array(start) @ np.array(transition), start, atol=1e-13)
    joint = conditional_entropy(transition, start, n, lambda path: path[1:])
    marginals = [
        conditional_entropy(transition, start, n, lambda path, j=j: path[j])
        for j in range(1, n + 1)
    ]
    assert chain.marginal_entropy(n) == pytest.approx(marginals[-1], abs=1e-11)
    assert chain.joint_entropy(n) == pytest.approx(joint, abs=1e-11)
    assert chain.total_correlation(n) == pytest.approx(sum(marginals) - joint, abs=1e-11)
    assert chain.total_correlation(n) >= -1e-12


@given(chains(), st.integers(1, 6))
def test_further_ahead_is_never_easier(transition, offset):
    chain = MarkovChain(transition)
    assert chain.marginal_entropy(offset) <= chain.marginal_entropy(offset + 1) + 1e-12


@pytest.mark.parametrize(
    ("transition", "stationary", "h"),
    [
        ([[0.5, 0.5], [0.5, 0.5]], [1 / 2, 1 / 2], 1),  # a fair coin
        ([[0, 1], [1, 0]], [1 / 2, 1 / 2], 0),  # strict alternation
        ([[1, 0], [0.5, 0.5]], [1, 0], 0),  # the first state holds for ever
        (np.full((4, 4), 0.25), [1 / 4] * 4, 2),  # four faces
    ],
)
def test_the_extremes(transition, stationary, h):
    chain = MarkovChain(transition)
    np.testing.assert_allclose(chain.stationary, stationary, atol=1e-14)
    for offset in (1, 2, 7):
        assert chain.marginal_entropy(offset) == pytest.approx(h, abs=1e-13)
        assert str(chain.marginal_entropy(offset))[0] != "-"
    assert chain.total_correlation(5) == pytest.approx(0, abs=1e-12)


def test_samples_follow_the_chain():
    chain = MarkovChain([[0.7, 0.2, 0.1], [0.0, 0.5, 0.5], [0.3, 0.3, 0.4]])
    tokens = chain.sample(100, 1_000, seed=3)
    assert tokens.shape == (100, 1_000)
    assert tokens.dtype == np.int64
    here, there = tokens[:, :-1].ravel(), tokens[:, 1:].ravel()
    for i, row in enumerate(chain.transition):
        visits = (here == i).sum()
        for j, p in enumerate(row):
            # Steps out of a state are independent draws: four standard deviations.
            slack = 4 * np.sqrt(p * (1 - p) / visits)
            assert abs((there[here == i] == j).mean() - p) <= slack


def test_rows_begin_from_the_stationary_distribution():
    first = MarkovChain(TWO_STATES).sample(20_000, 1, seed=0)
    # four standard deviations of a share of 1/3 among 20,000
    assert abs(first.mean() - 1 / 3) <= 4 * np.sqrt(2 / 9 / 20_000)


def test_the_seed_decides():
    chain = MarkovChain(TWO_STATES)
    np.testing.assert_array_equal(chain.sample(2, 50, seed=1), chain.sample(2, 50, seed=1))
    assert (chain.sample(2, 50, seed=1) != chain.sample(2, 50, seed=2)).any()


@pytest.mark.parametrize(
    ("transition", "error", "rule"),
    [
        ([0.5, 0.5], ValueError, r"transition must have shape \(S, S\), S >= 2, got \(2,\)"),
        ([[0.5, 0.5]], ValueError, r"S >= 2, got \(1, 2\)"),
        ([[1.0]], ValueError, r"S >= 2, got \(1, 1\)"),
        ([[0.9, 0.2], [0.2, 0.8]], ValueError, r"each row of transition must sum to 1, got \[1.1"),
        ([[1, 0], [0, 1]], ValueError, "must have one stationary distribution, got several"),
        ([[1.5, -0.5], [0, 1]], ValueError, "transition must be between 0 and 1, got 1.5"),
        ([[float("nan"), 1], [0, 1]], ValueError, "transition must be finite, got nan"),
        ([["a", "b"], ["c", "d"]], TypeError, "transition must be a real number, not"),
        ([[True, False], [False, True]], TypeError, "transition must be a real number, not"),
        ([[0.5, 0.5], [1.0]], TypeError, "transition must be a real number, not"),
    ],
)
def test_what_is_no_chain_is_refused(transition, error, rule):
    with pytest.raises(error, match=rule):
        MarkovChain(transition)


@pytest.mark.parametrize("offset", [10**6, 10**15, 10**18, 10**300])
@pytest.mark.parametrize(
    "transition", [TWO_STATES, [[0.9, 0.1, 0], [0.3, 0.3, 0.4], [0, 0.7, 0.3]]]
)
def test_far_ahead_only_the_stationary_distribution_is_left(transition, offset):
    chain = MarkovChain(transition)
    floor = -sum(p * log2(p) for p in chain.stationary)
    assert isclose(chain.marginal_entropy(offset), floor, rel_tol=1e-12)


def test_a_joint_entropy_beyond_a_float_raises():
    chain = MarkovChain(np.full((8, 8), 1 / 8))
    with pytest.raises(OverflowError, match="joint entropy is too large for a float"):
        chain.joint_entropy(10**308)


CALLS = {
    "offset": lambda chain, value: chain.marginal_entropy(value),
    "n": lambda chain, value: chain.joint_entropy(value),
    "n ": lambda chain, value: chain.total_correlation(value),
    "n_rows": lambda chain, value: chain.sample(value, 2, seed=0),
    "n_tokens": lambda chain, value: chain.sample(2, value, seed=0),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("value", "error", "rule"),
    [
        (0, ValueError, "at least 1, got 0"),
        (1.5, ValueError, "a whole number, got 1.5"),
        ([1, 2], ValueError, r"one number, got shape \(2,\)"),
        (True, TypeError, "a real number, not True"),
        ("2", TypeError, "a real number, not '2'"),
    ],
)
def test_an_invalid_count_is_named_with_its_rule(name, value, error, rule):
    with pytest.raises(error, match=f"^{name.strip()} must be {rule}"):
        CALLS[name](MarkovChain(TWO_STATES), value)


@pytest.mark.parametrize("name", CALLS)
def test_a_whole_float_counts(name):
    chain = MarkovChain(TWO_STATES)
    np.testing.assert_array_equal(CALLS[name](chain, 3.0), CALLS[name](chain, 3))
