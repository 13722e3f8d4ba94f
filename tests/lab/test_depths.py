"""How well each depth guesses: by loops that are written out, and what the runs share."""

import numpy as np
import pytest
import torch

from chapter7 import lab
from chapter7.lab.experiments import depths, ladder, look_ahead_sequential

SIZES = {"vocab_size": 7, "d_model": 8, "n_layers": 2, "n_heads": 2}


def tokens(n_rows, length, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(7, (n_rows, length), generator=generator)


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_a_guess_is_held_against_the_main_models_word_at_its_turn(kind):
    model = lab.build(kind, k=3, **SIZES).double()
    batches = [lab.Batch(tokens(2, 6)), lab.Batch(tokens(1, 6, seed=1))]
    found = depths.agreement(model, batches, k=3)
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


def test_guesses_that_are_the_main_models_own_always_pass():
    """A main model that is sure of token t at position t; guesses that are, or are not, shifted."""
    sure = 100 * torch.eye(7)[:6].expand(2, 6, 7)
    right, late = (lambda _, k, j=j: [sure, sure.roll(-j, 1)] for j in (1, 0))
    batch = [lab.Batch(tokens(2, 6))]
    assert depths.agreement(right, batch, k=2) == {"acceptance": [1], "same_choice": [1]}
    found = depths.agreement(late, batch, k=2)
    assert found["acceptance"] == [pytest.approx(0, abs=1e-9)] and found["same_choice"] == [0]


def test_a_detached_trunk_is_that_of_the_next_token_bit_for_bit():
    small = depths.EXPERIMENT.small
    alone = {"kind": "ntp", "k": 1, "asked": 1} | small
    bits = depths.EXPERIMENT.made("own modules, detached", 0, **alone)[0]["bits"]
    for variant in ("own modules, detached", "parallel heads, detached"):
        assert depths.EXPERIMENT.made(variant, 0, **small)[0]["bits"][0] == bits[0]
    joint = depths.EXPERIMENT.made("own modules", 0, **small)[0]["bits"]
    assert joint[0] != bits[0]


def test_modules_do_what_the_heads_of_the_ladder_do():
    mine, theirs = look_ahead_sequential.EXPERIMENT, ladder.EXPERIMENT
    assert (mine.settings, mine.seeds) == (theirs.settings, theirs.seeds)
    heads, modules = theirs.variants["parallel k=5"], mine.variants["sequential k=5"]
    assert heads | {"kind": "sequential"} == modules
