"""What the experiment on the loss weight measures: by hand."""

import pytest
import torch

from chapter7.lab import build, offset_losses, suffix_sums
from chapter7.lab.batches import Batch
from chapter7.lab.experiments import loss_weight
from chapter7.lab.rescaled import rescaled_losses
from chapter7.lab.training import Optimiser, train

TOKENS = torch.tensor([[0, 1, 0, 1]])
TASK = {"length": 3, "modulus": 3, "batch_size": 8}
SIZES = {"vocab_size": 4, "d_model": 8, "n_layers": 3, "n_heads": 2}
EXPERIMENT = loss_weight.EXPERIMENT


def test_the_second_token_is_accepted_by_what_the_two_laws_share():
    """p at positions 1 and 2 for tokens 2 and 3, q at positions 0 and 1."""
    p = torch.tensor([[0.5, 0.5], [0.9, 0.1], [0.2, 0.8], [0.5, 0.5]])
    q = torch.tensor([[0.6, 0.4], [0.5, 0.5], [0.1, 0.9], [0.1, 0.9]])

    def model(tokens, *, document, k):
        return [p.log().unsqueeze(0), q.log().unsqueeze(0)]

    # min(.9, .6) + min(.1, .4) = .7; min(.2, .5) + min(.8, .5) = .7.
    assert loss_weight.second_accepted(model, [Batch(TOKENS)]) == pytest.approx(0.7)
    asked = torch.tensor([[False, False, False, True]])
    q[0] = torch.tensor([0.0, 1.0])  # asked for nothing
    assert loss_weight.second_accepted(model, [Batch(TOKENS, asked=asked)]) == pytest.approx(0.7)
    # min(.9, 0) + min(.1, 1) = .1
    assert loss_weight.second_accepted(model, [Batch(TOKENS)]) == pytest.approx(0.4)


@pytest.mark.parametrize(("kind", "n_blocks"), [("parallel", 2), ("sequential", 3)])
def test_the_share_of_the_gradient_is_that_of_its_norm(kind, n_blocks):
    model, batch = build(kind, k=3, **SIZES), suffix_sums(seed=0, **TASK)(0)
    with torch.no_grad():  # a probe is asked without gradients
        shares = [loss_weight.gradient_shares(model, batch, weight) for weight in (0.1, 1, 10)]
    # of all, and of the blocks that are shared: the last is the first parallel head's own
    assert [len(share) for share in shares] == [1 + n_blocks] * 3
    # share / (1 - share) is lambda |g| / |g_1|: tenfold with a tenfold weight.
    odds = torch.tensor(shares) / (1 - torch.tensor(shares))
    torch.testing.assert_close(odds[1:], 10 * odds[:-1], rtol=1e-4, atol=0)
    first, *further = offset_losses(model, batch)

    def norm(loss, blocks):
        parameters = [one for block in blocks for one in block.parameters()]
        found = torch.autograd.grad(loss, parameters, retain_graph=True)
        return float(torch.cat([one.flatten() for one in found]).norm())

    trunk, mean = list(model.main.blocks[:n_blocks]), torch.stack(further).mean()
    for found, blocks in zip(odds[1].tolist(), [trunk, *([one] for one in trunk)], strict=True):
        assert found == pytest.approx(norm(mean, blocks) / norm(first, blocks), rel=1e-4)


@pytest.mark.parametrize("kind", loss_weight.KINDS)
@pytest.mark.parametrize("depths", loss_weight.DEPTHS)
def test_detached_is_the_main_model_alone_bit_for_bit(kind, depths):
    """So that a detached run is the baseline of the next token."""
    seed, steps = 3, 4
    name = f"look-ahead {kind} D={depths} detached"
    found, _ = EXPERIMENT.made(name, seed, steps=steps, every=steps)
    here = loss_weight.TASKS["look-ahead"]
    vocab_size, batches, held_out = loss_weight.source("look-ahead", seed, here["data"])
    alone = build("ntp", vocab_size=vocab_size, seed=seed, **EXPERIMENT.settings["sizes"])
    train(alone, batches, Optimiser(here["lr"], final=1.0), steps=steps, progress=False)
    assert found["bits"][0] == loss_weight.evaluate(alone, held_out).bits[0]
    assert found["shares"] == [[]]


def test_a_run_tells_what_the_dials_show():
    made = {"steps": 4, "every": 2}
    found, training = EXPERIMENT.made("plays sequential D=3 lambda=0.3", 0, **made)
    assert [len(found[name]) for name in ("bits", "accuracy")] == [4, 4]
    assert [len(row) for row in found["shares"]] == [4, 4]
    assert 0 < found["acceptance"] < 1
    assert (found["first"], found["learned"]) == (-1, -1)
    assert training.probes[-1]["cpu_seconds"] == pytest.approx(training.cpu_seconds, abs=0.01)
    ahead, _ = EXPERIMENT.made("look-ahead parallel D=1 lambda=0.3", 0, **made)
    assert 0 < ahead["first"] < 1


def test_what_is_measured_on_is_spread_over_the_text():
    _, _, held_out = loss_weight.source("plays", 0, loss_weight.TEXT["data"])
    assert len(held_out) == loss_weight.N_HELD_OUT
    assert {tuple(batch.tokens.shape) for batch in held_out} == {(64, 64)}
    text = loss_weight.read("plays").validation
    assert not torch.equal(held_out[1].tokens.flatten(), text[64 * 64 : 2 * 64 * 64])


def test_the_grid_is_whole_and_compares_like_with_like():
    """Three tasks, two kinds, two depths, six weights and detached; one setting a task."""
    variants = EXPERIMENT.variants
    assert len(variants) == 3 * 2 * 2 * 7
    for task in loss_weight.TASKS:
        here = [one for one in variants.values() if one["task"] == task]
        assert {one["k"] for one in here} == {2, 4}
        assert {one["mtp_weight"] for one in here if not one["detached"]} == {
            0.03, 0.1, 0.3, 1, 3, 10
        }  # fmt: skip
        for name in ("lr", "final", "data", "steps", "every"):
            assert len({str(one[name]) for one in here}) == 1


def test_rescaled_losses_are_the_losses_times_the_factor():
    model, batch = build("parallel", k=3, **SIZES), suffix_sums(seed=0, **TASK)(0)
    plain, eight = offset_losses(model, batch, k=2), rescaled_losses(model, batch, factor=8, k=2)
    torch.testing.assert_close(eight, 8 * plain, rtol=0, atol=0)
