"""Asking a model at "=": shares by hand, and what a run says of when it knew."""

import torch
import torch.nn.functional as F

from chapter7.lab import suffix_sums
from chapter7.lab.batches import Batch
from chapter7.lab.look_ahead import first_steps, right_at_equals, right_in_turn, run

# Two problems in Z_3, "=" is 3: 1 + 2 = 0 and 2, then 2 + 2 = 1 and 2.
TOKENS = torch.tensor([[1, 2, 3, 0, 2], [2, 2, 3, 1, 2]])
# What the heads say at the five positions: at "=", the next token and the one after.
SAID = [
    torch.tensor([[9, 9, 0, 2, 9], [9, 9, 0, 1, 9]]),
    torch.tensor([[9, 9, 2, 9, 9], [9, 9, 2, 9, 9]]),
]


def speaker(tokens, k=None):
    """A model that says `SAID`, for certain."""
    return [F.one_hot(said, 10).float() for said in SAID[:k]]


def test_heads_are_asked_at_equals_and_the_next_token_answer_by_answer():
    batch = Batch(TOKENS)
    assert right_at_equals(speaker, batch) == [0.5, 1.0]  # 0 is right of 0, 1; 2 of 2, 2
    assert right_in_turn(speaker, batch) == [0.5, 0.5]  # 2 is right of 2, 2 after the answer; 1 not


def test_the_first_step_with_a_share_is_the_first_one():
    probes = [
        {"step": 10, "right": [0.2, 0.9]},
        {"step": 20, "right": [0.95, 0.1]},
        {"step": 30, "right": [0.99, 0.95]},
    ]
    assert first_steps(probes, "right", 0.9) == [20, 10]
    assert first_steps(probes, "right", 0.96) == [30, -1]


SETTINGS = {
    "reverse": True,
    "task": {"length": 2, "modulus": 2},
    "sizes": {"d_model": 16, "n_layers": 2, "n_heads": 2},
    "lr": 1e-2,
    "batch_size": 32,
    "n_held_out": 200,
    "steps": 60,
    "every": 10,
    "solved": 0.9,
    "flops_of": None,
    "stops": True,
}
PARALLEL = {"kind": "parallel", "k": 2}


def test_a_run_stops_where_the_first_answer_is_known():
    found, training = run(0, kind="ntp", k=1, **SETTINGS)
    assert 0 < training.steps < 60
    assert found["learned"] == [training.steps]
    assert found["in_turn"][0] == training.steps
    assert found["solved"] == found["solved_at_equal_flops"] == 1
    assert found["flops"] == training.flops
    assert found["best"] == found["accuracy"][0] == found["accuracy_in_turn"][0] >= 0.9


def test_a_run_that_never_knows_says_so():
    found, training = run(0, **PARALLEL, **SETTINGS | {"steps": 10, "every": 5, "solved": 1.1})
    assert training.steps == 10
    assert found["learned"] == found["in_turn"] == [-1, -1]
    assert found["solved"] == found["solved_at_equal_flops"] == 0
    assert found["flops"] == -1


def test_equal_flops_are_more_steps_and_count_apart():
    changed = {"steps": 14, "every": 1, "stops": False, "solved": 1.1, "flops_of": PARALLEL}
    _, longer = run(0, kind="ntp", k=1, **SETTINGS | changed)
    _, parallel = run(0, **PARALLEL, **SETTINGS | changed | {"flops_of": None})
    assert longer.steps > 17
    assert longer.flops <= parallel.flops < longer.flops * (longer.steps + 1) / longer.steps
    best = max(probe["accuracy"][0] for probe in longer.probes[:14])
    found, _ = run(0, kind="ntp", k=1, **SETTINGS | changed | {"solved": best + 1e-9})
    assert found["learned"][0] > 14
    assert (found["solved"], found["solved_at_equal_flops"]) == (0, 1)


def test_held_out_problems_are_others():
    batches, held_out = (
        suffix_sums(length=5, modulus=5, batch_size=200, seed=seed) for seed in (0, 1_000)
    )
    assert (batches(0).tokens != held_out(0).tokens).any()
