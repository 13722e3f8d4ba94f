"""The loop: losses by loops over positions, pairing, budgets, and what a run must not reach."""

import math
import subprocess
import sys

import numpy as np
import pytest
import torch

from chapter7 import lab
from chapter7.lab import losses
from chapter7.losses import mtp_loss, target_loss
from chapter7.sources import MarkovChain
from tests.built import ROOT
from tests.lab import ranks

SIZES = {"vocab_size": 7, "d_model": 8, "n_layers": 2, "n_heads": 2}
FEW = lab.Optimiser(lr=1e-2, warmup=2)
KINDS = [("ntp", 1), ("parallel", 3), ("sequential", 3)]


def text(n_tokens=500, seed=0):
    return torch.randint(7, (n_tokens,), generator=torch.Generator().manual_seed(seed))


BATCHES = lab.windows(text(), length=8, batch_size=4, seed=0)


def trained(kind="parallel", k=3, optimiser=FEW, batches=BATCHES, **options):
    model = lab.build(kind, k=k, **SIZES)
    settings = {"progress": False} if "flops" in options else {"progress": False, "steps": 4}
    return model, lab.train(model, batches, optimiser, **settings | options)


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def looped(logits, batch, offset):
    """(sum of losses in nats, right answers, targets) of an offset, one position at a time."""
    total, right, n = 0.0, 0, 0
    for b, row in enumerate(batch.tokens.tolist()):
        for t in range(len(row) - offset):
            if (
                batch.document is not None
                and len(set(batch.document[b, t : t + offset + 1].tolist())) > 1
            ):
                continue
            if batch.asked is not None and not batch.asked[b, t + offset]:
                continue
            scores = logits[b, t].tolist()
            top = max(scores)
            total += (
                top + math.log(sum(math.exp(s - top) for s in scores)) - scores[row[t + offset]]
            )
            right += scores.index(top) == row[t + offset]
            n += 1
    return total, right, n


@pytest.mark.parametrize(("kind", "k"), KINDS)
def test_losses_and_evaluation_are_what_loops_find(kind, k):
    model = lab.build(kind, k=k, **SIZES).double()
    batches = [ranks.uneven(0), ranks.uneven(1), BATCHES(0)]
    rows = np.array(
        [
            [
                looped(logits.detach(), batch, j)
                for j, logits in enumerate(model(batch.tokens, document=batch.document), start=1)
            ]
            for batch in batches
        ]
    )
    for batch, row in zip(batches, rows, strict=True):
        mine = lab.offset_losses(model, batch).detach().numpy()
        np.testing.assert_allclose(mine, row[:, 0] / row[:, 2], rtol=1e-12)
    total, right, n = rows.sum(axis=0).T
    evaluation = lab.evaluate(model, batches)
    np.testing.assert_allclose(evaluation.bits, total / n / math.log(2), rtol=1e-12)
    np.testing.assert_allclose(evaluation.accuracy, right / n, rtol=1e-12)
    assert evaluation.n_targets == n.astype(int).tolist()


def test_a_loss_may_be_divided_as_equation_24_has_it():
    """By T for each row, though T - k terms are there."""
    model, batch = lab.build("sequential", k=3, **SIZES).double(), BATCHES(0)
    logits = model(batch.tokens)
    sums = [looped(entry.detach(), batch, j)[0] for j, entry in enumerate(logits, start=1)]
    for normaliser in ("all", [4 * 8] * 3):
        found = lab.offset_losses(model, batch, normaliser=normaliser).detach().numpy()
        np.testing.assert_allclose(found, np.array(sums) / (4 * 8), rtol=1e-12)


def test_what_a_gpu_trains_on_is_the_same_loss():
    """Its losses ask nothing; the answers are those of the one that asks."""
    logits = lab.build("ntp", **SIZES)(BATCHES(0).tokens)[0]
    targets = BATCHES(0).tokens.clone()
    targets[:, 3:] = -100
    for normaliser in ("valid", "all", 7.0):
        mine = losses._unasked_loss(logits, targets, normaliser=normaliser)
        torch.testing.assert_close(mine, target_loss(logits, targets, normaliser=normaliser))
    assert not losses._unasked_loss(logits, targets.fill_(-100), normaliser="valid").isfinite()


def test_a_loss_that_is_not_finite_ends_the_run():
    def broken(model, batch, **options):
        return lab.offset_losses(model, batch, **options) * math.nan

    with pytest.raises(ValueError, match=r"losses must be finite, got \[nan, nan, nan\] at step 0"):
        trained(losses=broken)


def test_other_losses_can_be_trained_on():
    def first_alone(model, batch, **options):
        return lab.offset_losses(model, batch, **options) * torch.tensor([1.0, 0.0, 0.0])

    mine, _ = trained(losses=first_alone, detached=True)
    theirs, _ = trained(mtp_weight=0.0)
    assert same(mine.main, theirs.main)


def test_an_evaluation_leaves_the_model_as_it_was_and_wants_targets():
    model = lab.build("parallel", k=2, **SIZES)
    batch = BATCHES(0)
    for training in (True, False):
        model.train(training)
        assert len(lab.evaluate(model, [batch], k=1).bits) == 1
        assert model.training is training
    nothing = lab.Batch(batch.tokens, asked=torch.zeros_like(batch.tokens, dtype=torch.bool))
    for batches in ([], [nothing]):
        with pytest.raises(ValueError, match="batches must hold a target for every offset"):
            lab.evaluate(model, batches)


@pytest.mark.parametrize("weight", [0.3, lambda step: 0.3])
def test_the_loss_weighs_the_mean_of_the_further_losses(weight):
    optimiser = lab.Optimiser(lr=1e-2, clip=None)
    model, _ = trained(optimiser=optimiser, mtp_weight=weight, steps=1)
    expected = lab.build("parallel", k=3, **SIZES)
    tokens = BATCHES(0).tokens
    mtp_loss(expected(tokens), tokens, weights=[1, 0.15, 0.15]).backward()
    for mine, theirs in zip(model.parameters(), expected.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, theirs.grad, rtol=0, atol=1e-7)


def test_a_schedule_is_followed_and_a_cut_leaves_the_heads_alone():
    asked = []

    def until_two(step):
        asked.append(step)
        return 1.0 if step < 2 else 0.0

    cut, run = trained(mtp_weight=until_two)
    assert asked == [0, 1, 2, 3]
    assert [len(entry) for entry in run.bits] == [3, 3, 1, 1]
    short, _ = trained(mtp_weight=1.0, steps=2, optimiser=lab.Optimiser(1e-2, warmup=2, final=1))
    two = lab.Optimiser(1e-2, warmup=2, final=1)
    cut, _ = trained(mtp_weight=until_two, optimiser=two)
    assert same(cut.heads, short.heads)
    assert not same(cut.main, short.main)


RATES = [  # step of 10 -> rate, worked out on paper: 4 to warm up, then half a cosine over 6
    (0, 0.25), (1, 0.5), (3, 1.0), (4, 0.9397), (6, 0.55), (8, 0.1603), (9, 0.1),
]  # fmt: skip


@pytest.mark.parametrize(("step", "rate"), RATES)
def test_the_learning_rate_warms_up_and_falls(step, rate):
    assert lab.Optimiser(lr=1.0, warmup=4).rate(step, 10) == pytest.approx(rate, abs=1e-4)
    constant = lab.Optimiser(lr=1.0, warmup=4, final=1.0)
    assert constant.rate(step, 10) == min((step + 1) / 4, 1)


def test_the_gradient_is_clipped():
    _, free = trained(optimiser=lab.Optimiser(1e-2, clip=None))
    for clip in (0.01, 0.3):
        model, run = trained(optimiser=lab.Optimiser(1e-2, clip=clip))
        norm = torch.stack([p.grad.square().sum() for p in model.parameters()]).sum().sqrt()
        assert norm.item() == pytest.approx(clip, rel=1e-3)
        assert run.bits[0] == free.bits[0]


def test_norms_do_not_decay():
    strong = lab.Optimiser(lr=1e-2, warmup=1, weight_decay=1.0)
    none = lab.Optimiser(lr=1e-2, warmup=1, weight_decay=0.0)
    (decayed, _), (kept, _) = trained(optimiser=strong, steps=1), trained(optimiser=none, steps=1)
    first = lab.build("parallel", k=3, **SIZES)
    for mine, theirs, start in zip(
        decayed.parameters(), kept.parameters(), first.parameters(), strict=True
    ):
        lost = 1e-2 * start if start.ndim > 1 else torch.zeros_like(start)
        torch.testing.assert_close(theirs - mine, lost, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("kind", "k"), KINDS)
def test_a_repeat_is_the_same_bit_for_bit(kind, k):
    (one, first), (other, second) = (
        trained(kind, k, probe=lab.held_out([BATCHES(9)])) for _ in range(2)
    )
    assert same(one, other)
    assert first.bits == second.bits
    assert first.probes == second.probes


def test_variants_see_the_same_data_in_the_same_order():
    assert torch.equal(BATCHES(3).tokens, BATCHES(3).tokens)
    assert not torch.equal(BATCHES(3).tokens, BATCHES(4).tokens)
    other = lab.windows(text(), length=8, batch_size=4, seed=1)
    assert not torch.equal(BATCHES(3).tokens, other(3).tokens)
    counted = lab.windows(torch.arange(500), length=8, batch_size=4, seed=0)(3).tokens
    assert (counted.diff(dim=1) == 1).all()
    starts = torch.cat([lab.windows(torch.arange(10), length=8, batch_size=50, seed=2)(0).tokens])
    assert starts[:, 0].unique().tolist() == [0, 1, 2]  # the last window too


def test_an_evaluation_in_order_covers_the_text():
    parts = lab.in_order(torch.arange(27), length=5, batch_size=2)
    assert [len(part.tokens) for part in parts] == [2, 2, 1]
    assert torch.equal(torch.cat([part.tokens for part in parts]).flatten(), torch.arange(25))


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
@pytest.mark.parametrize("options", [{"detached": True, "mtp_weight": 3.0}, {"mtp_weight": 0.0}])
def test_what_gives_the_trunk_no_gradient_leaves_it_as_it_is(kind, options):
    """Bit for bit the model that trains alone, clipping included."""
    optimiser = lab.Optimiser(1e-2, warmup=1, clip=0.5)
    alone, run = trained("ntp", 1, optimiser)
    model, other = trained(kind, 3, optimiser, **options)
    assert same(model.main, alone)
    assert [entry[0] for entry in other.bits] == [entry[0] for entry in run.bits]


def counted(kind, k, *, seen, **sizes):
    """6 N for each token and 12 L T d for attention, by hand; `seen`: (rows, tokens) of a batch."""
    sizes = SIZES | sizes
    d, v, n_rows, length = sizes["d_model"], sizes["vocab_size"], *seen
    n_blocks = sizes["n_layers"] + k - 1
    matrices = (
        n_blocks * 12 * d * d + k * v * d + (2 * d * d * (k - 1) if kind == "sequential" else 0)
    )
    return n_rows * length * (6 * matrices + 12 * n_blocks * length * d)


@pytest.mark.parametrize(("kind", "k"), KINDS)
@pytest.mark.parametrize("detached", [False, True])
def test_flops_are_six_for_a_parameter_and_attention(kind, k, detached):
    model = lab.build(kind, k=k, **SIZES)
    batch = BATCHES(0)
    found = lab.training_flops(model, batch, detached=detached)
    # The output head gets no gradient of detached predictors: 2 V d for each of their tokens.
    saved = 2 * 7 * 8 * (k - 1) * 4 * 8 if detached else 0
    assert found == counted(kind, k, seen=(4, 8)) - saved
    assert lab.training_flops(model, batch, k=1) == counted("ntp", 1, seen=(4, 8))
    assert all(parameter.grad is None for parameter in model.parameters())


def test_attention_is_counted_apart():
    """Without it, the identity with 6 N is exact: what PyTorch itself counts on this machine."""
    from torch.utils.flop_counter import FlopCounterMode

    model, batch = lab.build("ntp", **SIZES), BATCHES(0)
    with FlopCounterMode(display=False) as counter:
        lab.offset_losses(model, batch).sum().backward()
    matrices = 2 * 12 * 64 + 7 * 8
    assert counter.get_total_flops() == 6 * matrices * 4 * 8
    assert lab.training_flops(model, batch) - counter.get_total_flops() == 12 * 2 * 8 * 8 * 4 * 8


def test_equal_flops_buy_more_steps_of_the_cheaper_model():
    _, mtp = trained("parallel", 3, steps=5)
    price = counted("ntp", 1, seen=(4, 8))
    assert mtp.flops == 5 * counted("parallel", 3, seen=(4, 8))
    _, ntp = trained("ntp", 1, flops=mtp.flops)
    assert ntp.steps == mtp.flops // price
    assert ntp.flops == ntp.steps * price
    _, cut = trained("parallel", 3, flops=mtp.flops, mtp_weight=lambda step: float(step < 2))
    assert cut.steps == 2 + (mtp.flops - 2 * counted("parallel", 3, seen=(4, 8))) // price
    with pytest.raises(ValueError, match=f"flops must pay for a step, {price}, got 5"):
        trained("ntp", 1, flops=5)


def test_a_run_is_probed_and_can_be_stopped():
    _, run = trained(steps=5, every=2, probe=lab.held_out([BATCHES(7)]))
    assert [entry["step"] for entry in run.probes] == [2, 4, 5]
    assert [entry["flops"] for entry in run.probes] == [run.flops // 5 * n for n in (2, 4, 5)]
    assert len(run.probes[0]["accuracy"]) == 3
    modes = []

    def probe(model):
        modes.append((model.training, torch.is_grad_enabled()))
        return {"probed": len(modes)}

    model, run = trained(steps=50, every=3, probe=probe, stop=lambda found: found["probed"] == 2)
    assert (run.steps, len(run.bits)) == (6, 6)
    assert modes == [(False, False)] * 2
    assert model.training
    assert run.wall_seconds > 0
    assert run.cpu_seconds > 0


def test_a_bar_shows_how_far_it_is(capsys):
    trained(progress=True)
    assert "4/4" in capsys.readouterr().err
    trained(progress=False)
    assert capsys.readouterr().err == ""


def test_autocast_to_bfloat16_comes_near_float32():
    (half, rough), (_, fine) = (trained(bf16=bf16) for bf16 in (True, False))
    assert rough.bits != fine.bits
    np.testing.assert_allclose(rough.bits, fine.bits, atol=0.05)
    assert {parameter.dtype for parameter in half.parameters()} == {torch.float32}


CHAIN = MarkovChain([[0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.8, 0.1, 0.1]])


@pytest.mark.parametrize(("kind", "k"), [("parallel", 2), ("sequential", 2)])
def test_heads_reach_the_floors_of_a_chain_and_shuffled_tokens_the_unigram_entropy(kind, k):
    tokens = torch.from_numpy(CHAIN.sample(1, 40_000, 0)[0])
    mixed = tokens[torch.randperm(len(tokens), generator=torch.Generator().manual_seed(0))]
    sizes = {"vocab_size": 3, "d_model": 16, "n_layers": 1, "n_heads": 2, "k": k}
    unigram = math.log2(3)  # each token as often as the other
    second = CHAIN.marginal_entropy(2 if kind == "parallel" else 1)  # a module knows the next token
    for stream, floors in [(tokens, [CHAIN.marginal_entropy(1), second]), (mixed, [unigram] * 2)]:
        batches = lab.windows(stream[:30_000], length=16, batch_size=32, seed=0)
        held_out = lab.in_order(stream[30_000:], length=16, batch_size=700)
        run = lab.train(
            lab.build(kind, **sizes),
            batches,
            lab.Optimiser(lr=1e-2),
            steps=150,
            probe=lab.held_out(held_out),
            every=150,
            progress=False,
        )
        # The held-out text strays from its law by about .01 bits.
        np.testing.assert_allclose(run.probes[-1]["bits"], floors, atol=0.02)


def test_two_processes_train_as_one_on_uneven_shards(tmp_path):
    file = tmp_path / "ranks.pt"
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command += ["--nproc-per-node", "2", "-m", "tests.lab.ranks", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for case, (bits, gradients, weights) in zip(ranks.CASES, torch.load(file), strict=True):
        alone_bits, alone_gradients, alone_weights = ranks.trained(*case)
        assert gradients.keys() == alone_gradients.keys()
        for mine, theirs in [(gradients, alone_gradients), (weights, alone_weights)]:
            for name in theirs:
                torch.testing.assert_close(mine[name], theirs[name], rtol=0, atol=1e-6)
        np.testing.assert_allclose(bits, alone_bits, atol=1e-6)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"steps": None}, "give either steps or flops, got steps=None and flops=None"),
        ({"steps": 3, "flops": 1e9}, "give either steps or flops"),
        ({"steps": 0}, "steps must be at least 1, got 0"),
        ({"flops": -1.0}, "flops must be above 0, got -1"),
        ({"mtp_weight": -0.5}, r"mtp_weight must be at least 0, got -0\.5"),
        ({"mtp_weight": lambda step: -1.0}, "mtp_weight must be at least 0, got -1"),
        ({"every": 0}, "every must be at least 1, got 0"),
    ],
)
def test_an_invalid_setting_is_named_with_its_rule(options, rule):
    with pytest.raises(ValueError, match=rule):
        trained(**options)


@pytest.mark.parametrize(
    ("arguments", "error", "rule"),
    [
        ({"tokens": torch.zeros(5)}, TypeError, "tokens must be a tensor of signed integers"),
        ({"tokens": [1, 2, 3]}, TypeError, "tokens must be a tensor of signed integers"),
        ({"length": 6}, ValueError, r"shape \(N,\), N >= length = 6, got \(5,\)"),
        ({"tokens": torch.zeros(1, 5).long()}, ValueError, r"shape \(N,\).*got \(1, 5\)"),
        ({"length": 1}, ValueError, "length must be at least 2, got 1"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1, got 0"),
        ({"seed": -1}, ValueError, "seed must be at least 0, got -1"),
    ],
)
def test_invalid_windows_are_named_with_their_rule(arguments, error, rule):
    with pytest.raises(error, match=rule):
        lab.windows(
            **{"tokens": torch.arange(5), "length": 3, "batch_size": 2, "seed": 0} | arguments
        )
