"""From logits to distributions: by hand, and against a loop."""

import numpy as np
import pytest
import torch

from chapter7.lab.decoding import GREEDY, Sampling, truncated

LOGITS = np.log([0.1, 0.5, 0.2, 0.2])


@pytest.mark.parametrize(
    ("sampling", "wanted"),
    [
        (Sampling(), [0.1, 0.5, 0.2, 0.2]),
        (Sampling(temperature=0.5), np.array([1, 25, 4, 4]) / 34),
        (Sampling(temperature=1e6), [0.25] * 4),
        (Sampling(temperature=1e-320), [0, 1, 0, 0]),
        (GREEDY, [0, 1, 0, 0]),
        (Sampling(top_p=0.5), [0, 1, 0, 0]),
        (Sampling(top_p=1e-9), [0, 1, 0, 0]),
        (Sampling(top_p=0.51), [0, 5 / 7, 2 / 7, 0]),  # of equal ones the first
        (Sampling(top_p=0.7), [0, 5 / 7, 2 / 7, 0]),
        (Sampling(top_p=0.9), [0, 5 / 9, 2 / 9, 2 / 9]),
        (Sampling(top_p=0.91), [0.1, 0.5, 0.2, 0.2]),
        (Sampling(temperature=0, top_p=0.5), [0, 1, 0, 0]),
        # the temperature comes first
        (Sampling(temperature=0.5, top_p=0.7), [0, 1, 0, 0]),
    ],
)
def test_by_hand(sampling, wanted):
    found = sampling.probabilities(LOGITS)
    assert found.dtype == np.float64
    np.testing.assert_allclose(
        found, wanted, rtol=0, atol=1e-6 if sampling.temperature == 1e6 else 1e-15
    )
    np.testing.assert_array_equal(sampling.probabilities(torch.from_numpy(LOGITS)), found)
    np.testing.assert_array_equal(sampling.probabilities([[LOGITS, LOGITS]]), [[found, found]])


def test_sums_that_round_below_the_limit_reach_it():
    assert truncated(np.array([0.7, 0.2, 0.1]), 0.9)[2] == 0  # .7 + .2 is .8999999999999999


def test_greedy_takes_the_first_of_equals():
    assert GREEDY.probabilities([1.0, 3.0, 3.0]).tolist() == [0, 1, 0]


def test_top_p_against_a_loop():
    rows = np.random.default_rng(0).dirichlet(np.ones(6), size=200)
    for top_p in (0.3, 0.8, 0.99):
        for row, found in zip(rows, truncated(rows, top_p), strict=True):
            left, total = [], 0.0
            for token in sorted(range(6), key=lambda x: -row[x]):
                if total >= top_p:
                    break
                left.append(token)
                total += row[token]
            wanted = [row[x] / total if x in left else 0 for x in range(6)]
            np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-15)


def test_tokens_may_be_ruled_out():
    np.testing.assert_allclose(Sampling().probabilities([0, -np.inf, 0]), [0.5, 0, 0.5])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: Sampling(temperature=-1), ValueError, "temperature must be at least 0, got -1"),
        (lambda: Sampling(temperature=float("nan")), ValueError, "temperature must be finite"),
        (lambda: Sampling(temperature=[1, 2]), ValueError, "temperature must be one number"),
        (lambda: Sampling(temperature="hot"), TypeError, "temperature must be a real number"),
        (lambda: Sampling(top_p=0), ValueError, "top_p must be above 0, got 0"),
        (lambda: Sampling(top_p=1.1), ValueError, "top_p must be between 0 and 1, got 1.1"),
        (
            lambda: GREEDY.probabilities([np.nan, 1]),
            ValueError,
            "logits must be finite or.*got nan",
        ),
        (
            lambda: GREEDY.probabilities([np.inf, 1]),
            ValueError,
            "logits must be finite or.*got inf",
        ),
        (lambda: GREEDY.probabilities([-np.inf] * 2), ValueError, "must have a finite one"),
        (lambda: GREEDY.probabilities([]), ValueError, r"shape \(\.\.\., V\).*got \(0,\)"),
        (lambda: GREEDY.probabilities(["a"]), TypeError, "logits must be real numbers"),
    ],
)
def test_bad_input_is_named_with_its_rule(call, error, words):
    with pytest.raises(error, match=words):
        call()
