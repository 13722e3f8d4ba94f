"""The linear probe: what it is fed, and that it finds what is there and nothing else."""

import math

import numpy as np
import pytest
import torch

from chapter7 import lab
from chapter7.lab.experiments import probe

SIZES = {"vocab_size": 7, "d_model": 8, "n_layers": 2, "n_heads": 2}


def test_the_probe_reads_states_beside_the_tokens_ahead():
    text = torch.randint(7, (23,), generator=torch.Generator().manual_seed(0))
    model = lab.build("ntp", **SIZES)
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


def test_probes_of_a_detached_trunk_are_those_of_the_next_tokens():
    small = probe.EXPERIMENT.small
    apart, alone = (
        probe.EXPERIMENT.made(name, 0, **small)[0]
        for name in ("sequential lambda=1, detached", "next token")
    )
    assert apart["probe"] == alone["probe"] and apart["bits"][:1] == alone["bits"]
