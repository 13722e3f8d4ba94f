"""What the experiments on the scaffold and on schedules measure: by hand."""

import pytest
import torch

from chapter7.lab import build, offset_losses, scaffolding, suffix_sums
from chapter7.lab.experiments import scaffold, scaffold_controls, schedules
from chapter7.targets import IGNORE_INDEX

SIZES = {"vocab_size": 4, "d_model": 8, "n_layers": 2, "n_heads": 2}


def test_random_targets_leave_the_next_token_alone_and_follow_from_seed_and_step():
    model = build("parallel", k=3, **SIZES)
    sums = suffix_sums(length=3, modulus=3, batch_size=8, seed=0)
    honest = offset_losses(model, sums(0))
    asked = [scaffolding.random_targets(model, sums(0), seed=seed, modulus=3) for seed in (0, 0, 1)]
    torch.testing.assert_close(asked[0], asked[1], rtol=0, atol=0)
    assert asked[0][0] == honest[0] == asked[2][0]
    assert (asked[0][1:] != honest[1:]).all()
    assert (asked[0][1:] != asked[2][1:]).any()
    alone = scaffolding.random_targets(model, sums(0), k=1, seed=0, modulus=3)
    assert alone.tolist() == [honest[0].item()]


def test_random_targets_are_drawn_evenly_and_only_where_there_is_a_target(monkeypatch):
    """Seen by the loss: of each answer a third, also of the answer that is right."""
    seen = []

    def kept(logits, targets, *, normaliser):
        seen.append(targets)
        return logits.sum()

    monkeypatch.setattr(scaffolding, "target_loss", kept)
    batch = suffix_sums(length=3, modulus=3, batch_size=2_000, seed=0)(0)
    scaffolding.random_targets(build("parallel", k=3, **SIZES), batch, seed=0, modulus=3)
    # Prompt of 3, "=", 3 answers: 7 tokens. Offset 2: positions 2, 3 and 4 look at answers.
    assert (seen[1][:, [0, 1, 5, 6]] == IGNORE_INDEX).all()
    drawn = seen[1][:, 2:5]
    shares = torch.bincount(drawn.flatten(), minlength=3) / drawn.numel()
    assert shares.tolist() == pytest.approx([1 / 3] * 3, abs=0.02)
    assert (drawn == batch.tokens[:, 4:]).double().mean().item() == pytest.approx(1 / 3, abs=0.02)
    assert (seen[0][:, 3:6] == batch.tokens[:, 4:]).all()


def test_a_linear_probe_reads_what_stands_in_the_trunk():
    """ "=" itself knows nothing; the first block looks at the only number, which is the answer."""
    fitted, held_out = (
        suffix_sums(length=1, modulus=3, batch_size=600, seed=seed)(0) for seed in (0, 1)
    )
    model = build("ntp", vocab_size=4, d_model=16, n_layers=2, n_heads=2)
    shares = scaffolding.linear_probe(model, fitted, held_out, 3)
    assert [len(row) for row in shares] == [1] * 3
    assert shares[0][0] < 0.45
    assert shares[1][0] > 0.95


def test_heads_are_there_from_begin_to_cut():
    small = scaffold.EXPERIMENT.small
    found, cut = scaffold.EXPERIMENT.made("cut at 100", 0, **small | {"cut": 4})
    assert [len(entry) for entry in cut.bits] == [4] * 4 + [1] * 8
    late_found, late = scaffold.EXPERIMENT.made(
        "steps 400 to 500", 0, **small | {"begin": 5, "cut": 8}
    )
    assert [len(entry) for entry in late.bits] == [1] * 5 + [4] * 3 + [1] * 4
    whole = scaffold.EXPERIMENT.made("throughout", 0, **small)[1]
    assert [len(entry) for entry in whole.bits] == [4] * 12
    # The same run up to the cut, step by step.
    assert whole.bits[:4] == cut.bits[:4]
    assert found["untrained"] == late_found["untrained"]


def test_a_run_ends_when_it_has_solved_the_task_and_says_so():
    small = scaffold.EXPERIMENT.small
    found, training = scaffold.EXPERIMENT.made("next token", 0, **small | {"solved": 0.0})
    assert training.steps == found["steps"] + 4 == 8  # asked at 4, but not before the probe at 8
    assert found["flops"] == training.probes[0]["flops"] == training.flops / 2
    assert found["solved"] == 1
    never, training = scaffold.EXPERIMENT.made("next token", 0, **small)
    assert (never["steps"], never["flops"], never["solved"]) == (-1, -1, 0)
    assert training.steps == 12
    assert never["best"] == max(probe["accuracy"][0] for probe in training.probes)
    assert never["accuracy"] == training.probes[-1]["accuracy"]
    assert never["at_cut"] == training.probes[1]["accuracy"]
    assert [len(row) for row in never["probe"]] == [4] * 4
    assert never["probe"] != never["untrained"]


def test_a_control_changes_one_thing():
    for name, control in scaffold_controls.EXPERIMENT.variants.items():
        base = scaffold.NEXT_TOKEN if name.startswith("next token") else scaffold.SCAFFOLD
        base, here = scaffold.SETTINGS | base, scaffold.SETTINGS | control
        changed = {key for key in here if here[key] != base[key]}
        if name == "lambda=1, cut at 1000":  # a tenth of the weight for ten times as long
            assert here["weight"] * here["cut"] == base["weight"] * base["cut"]
        elif name == "from step 400 on":
            assert changed == {"begin", "cut"}
        else:
            assert len(changed) == 1, name
    assert scaffold_controls.EXPERIMENT.settings == scaffold.EXPERIMENT.settings
    assert set(scaffold_controls.EXPERIMENT.seeds) < set(scaffold.EXPERIMENT.seeds)


@pytest.mark.parametrize(
    ("name", "weights"),
    [  # at steps 0, 1, ..., 9 of 10
        ("constant .3", [0.3] * 10),
        ("step .3 to .1 at 67.6 %", [0.3] * 7 + [0.1] * 3),
        ("linear .5 to .1", [0.5, 0.46, 0.42, 0.38, 0.34, 0.3, 0.26, 0.22, 0.18, 0.14]),
        ("decay .6 to 0", [0.6, 0.54, 0.48, 0.42, 0.36, 0.3, 0.24, 0.18, 0.12, 0.06]),
        ("3 in the first tenth", [3.0] + [0.0] * 9),
    ],
)
def test_a_schedule_goes_through_its_points(name, weights):
    schedule = schedules.EXPERIMENT.variants[name]["schedule"]
    found = [schedules.weight_at(schedule, at, 10) for at in range(10)]
    assert found == pytest.approx(weights)


def test_schedules_are_compared_at_equal_mean_weight():
    experiment = schedules.EXPERIMENT
    steps = experiment.settings["steps"]
    means = {
        name: sum(schedules.weight_at(one["schedule"], at, steps) for at in range(steps)) / steps
        for name, one in experiment.variants.items()
    }
    assert means["step .3 to .1 at 67.6 %"] == pytest.approx(means["constant .2352"], abs=1e-3)
    others = ("linear .5 to .1", "decay .6 to 0", "warm-up 0 to .6", "3 in the first tenth")
    for name in others:
        assert means[name] == pytest.approx(means["constant .3"], abs=2e-3)
    found, training = experiment.made("3 in the first tenth", 0, **experiment.small)
    assert [len(entry) for entry in training.bits] == [2] + [1] * 9
    assert found["mean_weight"] == pytest.approx(0.3)
