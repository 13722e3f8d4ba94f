"""Sequential modules wired wrong: what the experiment measures, and what catches each."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
import torch

from chapter7 import lab
from chapter7.lab.building import initialise
from chapter7.lab.experiments import wirings
from chapter7.lab.laws import bits_of_a_head
from chapter7.sources import MarkovChain

SIZES = {"vocab_size": 7, "d_model": 8, "n_layers": 2, "n_heads": 2}


def tokens(n_rows, length, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(7, (n_rows, length), generator=generator)


SOURCES = [MarkovChain([[0.9, 0.1], [0.2, 0.8]]), MarkovChain([[0.3, 0.7], [0.6, 0.4]])]


def probability(text):
    """Of a document, over both chains: by the definition."""
    total = 0.0
    for source in SOURCES:
        one = source.stationary[text[0]]
        for before, after in pairwise(text):
            one *= source.transition[before, after]
        total += one / 2
    return total


def test_the_laws_bits_are_those_of_bayes():
    row, ids = [0, 0, 1, 1, 0, 1], [0, 0, 0, 1, 1, 1]
    batch = lab.Batch(torch.tensor([row]), document=torch.tensor([ids]))

    def paid(start, stop):
        return math.log2(probability(row[start : stop - 1]) / probability(row[start:stop]))

    first = [paid(0, 2), paid(0, 3), paid(3, 5), paid(3, 6)]
    second = [paid(0, 3), paid(3, 6)]
    for offset, expected in [(1, first), (2, second)]:
        found = wirings.bits_of_the_law(SOURCES, batch, offset)
        assert found == pytest.approx(np.mean(expected), rel=1e-12)
    assert sum(probability(text) for text in product((0, 1), repeat=4)) == pytest.approx(1)


def test_a_heads_bits_are_those_of_bayes_over_every_token_between():
    row, ids = [0, 0, 1, 1, 0, 1, 0], [0, 0, 0, 1, 1, 1, 1]
    batch = lab.Batch(torch.tensor([row]), document=torch.tensor([ids]))

    def paid(start, stop):
        read, target = row[start : stop - 2], row[stop - 1]
        both = sum(probability([*read, between, target]) for between in (0, 1))
        return math.log2(probability(read) / both)

    expected = np.mean([paid(0, 3), paid(3, 6), paid(3, 7)])
    assert bits_of_a_head(SOURCES, batch) == pytest.approx(expected, rel=1e-12)


def test_documents_are_whole_pieces_of_one_chain():
    sure = [
        MarkovChain([[0, 1, 0], [0, 0, 1], [1, 0, 0]]),
        MarkovChain([[0, 0, 1], [1, 0, 0], [0, 1, 0]]),
    ]
    made = wirings.documents(sure, length=30, shortest=4, batch_size=50, seed=3)
    batch = made(2)
    assert batch.tokens.shape == batch.document.shape == (50, 30)
    assert torch.equal(batch.tokens, made(2).tokens)
    assert not torch.equal(batch.tokens, made(3).tokens)
    steps, lengths = set(), set()
    for row, ids in zip(batch.tokens.tolist(), batch.document.tolist(), strict=True):
        for one in range(max(ids) + 1):
            text = [token for token, owner in zip(row, ids, strict=True) if owner == one]
            ahead = {(b - a) % 3 for a, b in pairwise(text)}
            assert len(ahead) <= 1  # one chain a document
            steps |= ahead
            lengths |= {len(text)} if one < max(ids) else set()
    assert steps == {1, 2}
    assert lengths == set(range(4, 13))


def wired(name, seed=0):
    model = wirings.WIRINGS[name](lab.build("ntp", **SIZES), 2)
    initialise(model, seed=seed)
    return model.double()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("honest", [0, 1]),
        ("fed its target", [0, 2]),
        ("not shifted", [0, 0]),
        ("without norms", [0, 1]),
        ("without mask", [0, 1]),
    ],
)
def test_each_wiring_sees_what_it_is_wired_to(name, expected):
    """The leak is caught by the test that any model can be put to; the others look lawful to it."""
    model, batch = wired(name), tokens(2, 8)
    assert lab.reach(model, batch, vocab_size=7) == expected
    if name == "fed its target":
        with pytest.raises(ValueError, match="offset 2 depend on the token 2 ahead"):
            lab.check_no_leak(model, batch, vocab_size=7)
    else:
        lab.check_no_leak(model, batch, vocab_size=7)


def test_only_the_module_without_mask_sees_another_document():
    batch, document = tokens(1, 8), torch.tensor([[0, 0, 0, 0, 1, 1, 1, 1]])
    other = batch.clone()
    other[0, :4] = (batch[0, :4] + 1) % 7
    for name in wirings.WIRINGS:
        model = wired(name)
        pairs = zip(model(batch, document=document), model(other, document=document), strict=True)
        moved = [not torch.equal(old[:, 4:], new[:, 4:]) for old, new in pairs]
        assert moved == [False, name == "without mask"], name


def test_an_honest_wiring_is_what_build_makes_and_norms_can_go():
    built = lab.build("sequential", k=2, **SIZES).double()
    batch = tokens(2, 6)
    for mine, theirs in zip(wired("honest")(batch), built(batch), strict=True):
        assert torch.equal(mine, theirs)
    model = wired("without norms")
    state, embedded = torch.randn(2, 1, 6, 8, dtype=torch.double)
    place, module = model.main.place(batch[:1]), model.depths[0]
    expected = module.block(torch.cat([state, embedded], -1) @ module.join.weight.T, place)
    torch.testing.assert_close(module(state, embedded, place), expected)
