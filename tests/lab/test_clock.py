"""The clock of rounds: its arithmetic with scripted times, and what it writes."""

from itertools import count

import pytest
import torch

from chapter7.lab import build, clock
from chapter7.lab.decoding import Sampling, generate
from chapter7.lab.experiments import rounds

SHAPE = {"vocab_size": 16, "d_model": 16, "n_layers": 1, "n_heads": 2, "k": 2}


@pytest.fixture
def model():
    return build("sequential", **SHAPE).eval().requires_grad_(False)


def test_costs_are_medians_in_plain_passes(model, monkeypatch):
    # Thrown away, then plain, verifying, whole: 2, 3, 7 and 4, 4, 12 and 2, 4, 6.
    scripted = iter([99.0, 99.0, 99.0, 2.0, 3.0, 7.0, 4.0, 4.0, 12.0, 2.0, 4.0, 6.0])

    def timed(part):
        part()  # each part can be repeated: it goes back to where it was
        return next(scripted)

    monkeypatch.setattr(clock, "_timed", timed)
    found = clock.costs(model, torch.zeros(3, 5, dtype=torch.long), n_drafts=2, repeats=3)
    assert found.plain_seconds == 2
    assert found.verify == 1.5  # of 1.5, 1 and 2
    assert found.draft == 1  # of 2, 2 and 1 a pass, over two drafts


def test_costs_of_a_real_clock_are_positive(model):
    found = clock.costs(model, torch.zeros(2, 4, dtype=torch.long), n_drafts=1, repeats=3)
    assert found.plain_seconds > 0 and found.verify > 0


@pytest.mark.parametrize("n_drafts", [0, 2])
def test_a_pace_counts_the_first_round_as_the_others(model, monkeypatch, n_drafts):
    ticks = count()
    monkeypatch.setattr(clock.time, "process_time", lambda: float(next(ticks)))
    prompts = torch.tensor([[1, 2, 3], [4, 5, 6]])
    given = {"n_tokens": 9, "n_drafts": n_drafts, "sampling": Sampling(), "seed": 3}
    found = clock.pace(model, prompts, **given)
    assert found.seconds == found.written.n_rounds  # a tick a round
    alone = generate(model, prompts, **given)
    assert [row.tolist() for row in found.written.tokens] == [r.tolist() for r in alone.tokens]


def test_rounds_tell_what_their_texts_gained():
    small = rounds.EXPERIMENT.small
    found, run = rounds.EXPERIMENT.made("small", 1, **small)
    grid = [(n, g) for n in small["batches"] for g in small["drafts"]]
    assert [(probe["batch"], probe["drafts"]) for probe in run.probes] == grid
    for per_round, in_step, (_, g) in zip(found["per_round"], found["in_step"], grid, strict=True):
        assert 1 <= in_step <= per_round * (1 + 1e-12)  # a row that waits gains nothing
        assert per_round <= g + 1
    alone = [one for one, (n, _) in zip(found["in_step"], grid, strict=True) if n == 1]
    assert alone == found["per_round"][: len(small["drafts"])]  # one text waits for none
    assert [len(row) for row in found["survival"]] == [2, 2]


def test_bad_numbers_are_named(model):
    prompts = torch.zeros(1, 3, dtype=torch.long)
    with pytest.raises(ValueError, match="n_drafts must be at least 1, got 0"):
        clock.costs(model, prompts, n_drafts=0, repeats=1)
    with pytest.raises(ValueError, match="repeats must be at least 1, got 0"):
        clock.costs(model, prompts, n_drafts=1, repeats=0)
    with pytest.raises(ValueError, match="n_tokens must be at least 3, got 2"):
        clock.pace(model, prompts, n_tokens=2, n_drafts=1, sampling=Sampling(), seed=0)
