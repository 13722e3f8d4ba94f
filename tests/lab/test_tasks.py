"""Small worlds: their laws by hand and by enumeration, and that samples follow them."""

from itertools import product
from math import log2

import numpy as np
import pytest
import torch

from chapter7.lab import Names, suffix_sums
from chapter7.lab.tasks import SumsInText
from chapter7.sources import MarkovChain

LAWS = [  # m, w, copy -> law of the pairs, worked out on paper
    (2, 1, 1.0, [[1 / 2, 0], [0, 1 / 2]]),
    (2, 1, 0.0, [[1 / 4, 1 / 4], [1 / 4, 1 / 4]]),
    (2, 1, 0.5, [[3 / 8, 1 / 8], [1 / 8, 3 / 8]]),
    (3, 2, 1.0, [[1 / 6, 1 / 6, 0], [0, 1 / 6, 1 / 6], [1 / 6, 0, 1 / 6]]),
    (2, 2, 1.0, [[1 / 4, 1 / 4], [1 / 4, 1 / 4]]),
]


@pytest.mark.parametrize(("m", "w", "copy", "law"), LAWS)
def test_the_law_of_names_by_hand(m, w, copy, law):
    names = Names(m, w, copy)
    np.testing.assert_allclose(names.law, law, atol=1e-15)
    np.testing.assert_array_equal(names.partners, np.array(Names(m, w).law) > 0)
    assert names.vocab_size == 2 * m + 1


@pytest.mark.parametrize(("m", "w"), [(2, 1), (8, 4), (8, 2), (8, 1), (8, 8), (5, 3)])
def test_what_independent_heads_make_of_tied_words(m, w):
    """One number three times: TC = log2(m / w), 1 - 2^-TC impossible names, 2^-TC accepted."""
    names = Names(m, w)
    heads = np.full((m, m), 1 / m**2)  # each word by its own frequency
    assert names.total_correlation == pytest.approx(log2(m / w), abs=1e-12)
    assert names.strangers(heads) == pytest.approx(1 - w / m, abs=1e-12)
    assert names.acceptance(heads) == pytest.approx(w / m, abs=1e-12)
    assert names.strangers(names.law) == pytest.approx(0, abs=1e-12)
    assert names.strangers(0.9 * names.law) == pytest.approx(0.1, abs=1e-12)
    assert names.acceptance(names.law) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("copy", [0, 0.25, 0.5, 0.75, 1])
def test_the_dial_unties_the_words(copy):
    names = Names(2, 1, copy)
    assert names.strangers(names.law) == pytest.approx((1 - copy) / 2, abs=1e-12)
    tied = (1 + copy) / 2  # two words of two: TC is one bit less the entropy of the second one
    entropy = -sum(p * log2(p) for p in (tied, 1 - tied) if p > 0)
    assert names.total_correlation == pytest.approx(1 - entropy, abs=1e-12)


def test_acceptance_is_the_share_of_drafts_that_pass_word_by_word():
    names = Names(3, 2, 0.7)
    drafted = np.random.default_rng(0).dirichlet(np.ones(9)).reshape(3, 3)
    passed = 0.0
    for first, second in product(range(3), repeat=2):
        q1, p1 = drafted[first].sum(), names.law[first].sum()
        q2, p2 = drafted[first, second] / q1, names.law[first, second] / p1
        passed += q1 * min(1, p1 / q1) * q2 * min(1, p2 / q2)
    assert names.acceptance(drafted) == pytest.approx(passed, rel=1e-12)


def test_names_are_drawn_by_their_law():
    names = Names(3, 2, 0.7)
    batches = names.batches(batch_size=4_000, n_names=5, seed=0)
    tokens = batches(0).tokens
    assert tuple(tokens.shape) == (4_000, 15)
    begin, first, second = tokens.reshape(-1, 3).T.numpy()
    assert (begin == 0).all()
    counts = np.zeros((3, 3))
    np.add.at(counts, (first - 1, second - 4), 1)
    np.testing.assert_allclose(counts / 20_000, names.law, atol=4 * np.sqrt(0.25 / 20_000))
    assert (batches(0).tokens == tokens).all()
    assert (batches(1).tokens != tokens).any()
    assert (names.batches(batch_size=4_000, n_names=5, seed=1)(0).tokens != tokens).any()


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("length", "modulus"), [(1, 2), (4, 7), (5, 5)])
def test_each_answer_is_the_sum_of_what_follows(length, modulus, reverse):
    batch = suffix_sums(length=length, modulus=modulus, batch_size=300, seed=0, reverse=reverse)(2)
    assert tuple(batch.tokens.shape) == (300, 2 * length + 1)
    for row in batch.tokens.tolist():
        prompt, equals, answers = row[:length], row[length], row[length + 1 :]
        expected = [sum(prompt[j:]) % modulus for j in range(length)]
        assert equals == modulus
        assert answers == (expected[::-1] if reverse else expected)
    assert batch.asked.tolist() == [[t > length for t in range(2 * length + 1)]] * 300
    assert set(batch.tokens[:, :length].flatten().tolist()) == set(range(modulus))


def test_prompts_follow_from_seed_and_step():
    sizes = {"length": 4, "modulus": 7, "batch_size": 20}
    tokens = suffix_sums(**sizes, seed=0)(3).tokens
    assert (suffix_sums(**sizes, seed=0)(3).tokens == tokens).all()
    assert (suffix_sums(**sizes, seed=0)(4).tokens != tokens).any()
    assert (suffix_sums(**sizes, seed=1)(3).tokens != tokens).any()
    reversed_ = suffix_sums(**sizes, seed=0, reverse=True)(3).tokens
    assert (reversed_[:, :4] == tokens[:, :4]).all()  # paired with its control


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: Names(1), "m must be at least 2, got 1"),
        (lambda: Names(4, 0), "w must be at least 1, got 0"),
        (lambda: Names(4, 5), "w must be at most m = 4, got 5"),
        (lambda: Names(4, 2, 1.5), r"copy must be between 0 and 1, got 1\.5"),
        (lambda: Names(2).batches(batch_size=0, n_names=1, seed=0), "batch_size must be at least"),
        (lambda: Names(2).batches(batch_size=1, n_names=0, seed=0), "n_names must be at least 1"),
        (lambda: Names(2).batches(batch_size=1, n_names=1, seed=-1), "seed must be at least 0"),
        (lambda: suffix_sums(length=0, modulus=2, batch_size=1, seed=0), "length must be at"),
        (lambda: suffix_sums(length=1, modulus=1, batch_size=1, seed=0), "modulus must be at"),
        (lambda: suffix_sums(length=1, modulus=2, batch_size=0, seed=0), "batch_size must be at"),
        (lambda: suffix_sums(length=1, modulus=2, batch_size=1, seed=-1), "seed must be at"),
    ],
)
def test_an_invalid_number_is_named_with_its_rule(make, rule):
    with pytest.raises(ValueError, match=rule):
        make()


COIN = MarkovChain([[0.9, 0.1], [0.3, 0.7]])


def test_a_row_of_sums_in_text_is_a_chain_cut_for_a_problem():
    text = SumsInText(COIN, length=2, modulus=3, n_tokens=9)
    assert (text.vocab_size, text.n_around) == (6, 4)
    tokens = text.batches(batch_size=3_000, seed=0)(0).tokens
    places = (tokens == 3).long().argmax(dim=1) - 2  # of the prompt's first token
    assert ((tokens == 3).sum(dim=1) == 1).all()
    np.testing.assert_allclose(np.bincount(places, minlength=5) / 3_000, 0.2, atol=0.03)
    rows = torch.arange(len(tokens))
    one, two, first, second = (tokens[rows, places + i] for i in (0, 1, 3, 4))
    assert ((one + two) % 3 == first).all()
    assert (two == second).all()
    np.testing.assert_array_equal(text.answers(tokens), np.stack([places + 3, places + 4], axis=1))
    around = tokens[tokens > 3].reshape(-1, 4) - 4
    ones = around[:, :-1] == 1
    stays = (around[:, 1:] == 1)[ones].double().mean().item()
    assert stays == pytest.approx(0.7, abs=0.03)
    again = text.batches(batch_size=3_000, seed=0)
    assert (again(0).tokens == tokens).all()
    assert (again(1).tokens != tokens).any()


def test_the_floor_of_sums_in_text_by_enumeration():
    """T = 5, K = 1, m = 2: a row is two of the chain's tokens, a place of three, and a digit."""
    text = SumsInText(COIN, length=1, modulus=2, n_tokens=5)
    rows = {}
    for place, digit, one, two in product(range(3), range(2), range(2), range(2)):
        row = [one + 3, two + 3]
        row[place:place] = [digit, 2, digit]
        p = COIN.stationary[one] * COIN.transition[one, two] / 3 / 2
        rows[tuple(row)] = rows.get(tuple(row), 0) + p
    first = {}
    for row, p in rows.items():
        first[row[0]] = first.get(row[0], 0) + p
    entropy = sum(-p * log2(p / first[row[0]]) for row, p in rows.items())
    assert text.floor == pytest.approx(entropy / 4, abs=1e-12)
    assert text.price_of_ignorance == 1 / 4


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"length": 0}, "length must be at least 1"),
        ({"modulus": 1}, "modulus must be at least 2"),
        ({"n_tokens": 5}, "n_tokens must be at least 6"),
    ],
)
def test_sums_in_text_need_room(changed, rule):
    with pytest.raises(ValueError, match=rule):
        SumsInText(COIN, **{"length": 2, "modulus": 3, "n_tokens": 9} | changed)
