"""What the experiments on sequential modules measure: by hand, by loops, and wired wrong."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
import torch

from chapter7 import lab
from chapter7.lab.building import initialise
from chapter7.lab.experiments import depths, probe, wirings
from chapter7.sources import MarkovChain

SIZES = {"vocab_size": 7, "d_model": 8, "n_layers": 2, "n_heads": 2}


def tokens(n_rows, length, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(7, (n_rows, length), generator=generator)


@pytest.mark.parametrize(("kind", "k"), [("parallel", 3), ("sequential", 3)])
def test_a_guess_is_held_against_the_main_models_word_at_its_turn(kind, k):
    model = lab.build(kind, k=3, **SIZES).double()
    batches = [lab.Batch(tokens(2, 6)), lab.Batch(tokens(1, 6, seed=1))]
    found = depths.agreement(model, batches, k=k)
    for depth in (1, 2):
        accepted, same = [], []
        for batch in batches:
            logits = [entry.softmax(-1) for entry in model(batch.tokens)]
            for row in range(len(batch.tokens)):
                for i in range(6 - depth):
                    p, q = logits[0][row, i + depth].tolist(), logits[depth][row, i].tolist()
                    accepted.append(sum(map(min, p, q)))
                    same.append(p.index(max(p)) == q.index(max(q)))
        assert found["acceptance"][depth - 1] == pytest.approx(np.mean(accepted), rel=1e-9)
        assert found["same_choice"][depth - 1] == pytest.approx(np.mean(same), rel=1e-6)


def test_a_model_that_says_the_same_everywhere_agrees_with_itself():
    found = depths.agreement(
        lambda tokens, k: [torch.eye(7).expand(2, 7, 7)[:, :6]] * k,
        [lab.Batch(tokens(2, 6))],
        k=2,
    )
    shifted = torch.eye(7).softmax(-1)  # positions differ: 1 of the two largest is missed
    overlap = torch.minimum(shifted[0], shifted[1]).sum().item()
    assert found["acceptance"] == [pytest.approx(overlap, rel=1e-6)]
    assert found["same_choice"] == [0]


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


def test_the_probe_reads_states_beside_the_tokens_ahead():
    model, text = lab.build("ntp", **SIZES), tokens(1, 23)[0]
    found, ahead = probe.states(model, text, length=5, offset=2)
    assert found.shape == (2, 4 * 3, 8)
    rows = text[:20].view(4, 5)
    assert torch.equal(ahead, rows[:, 2:].flatten())
    layers = model.trunk(model.embed(rows), model.place(rows))[1:]
    for mine, layer in zip(found, layers, strict=True):
        here = layer[:, :3].flatten(0, 1)
        size = here.square().mean(dim=-1, keepdim=True).sqrt()
        torch.testing.assert_close(mine, here / size, rtol=1e-4, atol=1e-5)


def test_a_probe_finds_what_is_there_and_nothing_where_nothing_is():
    generator = torch.Generator().manual_seed(0)
    y = torch.randint(4, (4_000,), generator=generator)
    there = 3 * torch.eye(4)[y]
    nothing = torch.randn(4_000, 4, generator=generator)
    x = torch.stack([there, nothing])
    halves = [(x[:, part], y[part]) for part in (slice(0, 2_000), slice(2_000, None))]
    found = probe.probed(*halves, vocab_size=4, steps=300)
    assert found[0] < 0.1
    assert found[1] == pytest.approx(2, abs=0.02)


def test_pairs_are_counted():
    text = torch.tensor([0, 1, 0, 1, 0, 1, 1])
    # Two ahead: 0 -> 0 0 1, 1 -> 1 1; the last pair is 0, 1. A tenth is added to each count.
    expected = [-math.log2(1.1 / 3.2), -math.log2(2.1 / 2.2)]
    pairs = list(zip(text.tolist(), text.tolist()[2:], strict=False))
    assert pairs == [(0, 0), (1, 1), (0, 0), (1, 1), (0, 1)]
    found = probe.counted(text, torch.tensor([0, 1, 1, 1]), vocab_size=2, offset=2)
    assert found == pytest.approx(np.mean(expected), rel=1e-6)
