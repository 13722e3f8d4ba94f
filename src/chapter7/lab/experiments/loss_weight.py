"""The loss weight: what lambda buys and costs, on three tasks, with heads and with modules.

A run whose further predictors are detached is the run of lambda = 0 bit for bit, with predictors
that read the trunk: it is the baseline of the next token, and of all that lambda does to it.
"""

from itertools import product

import torch
from torch import Tensor

from chapter7.lab.batches import Batch, Batches, in_order, windows
from chapter7.lab.building import Model, build
from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, read
from chapter7.lab.look_ahead import right_at_equals
from chapter7.lab.losses import evaluate, offset_losses
from chapter7.lab.tasks import suffix_sums
from chapter7.lab.training import Optimiser, Run, train

WEIGHTS = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
KINDS = ("parallel", "sequential")
DEPTHS = (1, 3)
N_HELD_OUT = 8
"""Batches that a model is measured on."""


@torch.no_grad()
def second_accepted(model: Model, batches: list[Batch]) -> float:
    """Mean chance that a draft of the second token passes: sum of min(p, q), the text given.

    q is what offset 2 says at a position, p what the main model says one position later. Both know
    the text up to there, a parallel head all but its last token. Where only some tokens are asked
    for, positions that predict one of them count.

    Args: model: k >= 2. batches: T >= 3 each.
    Source: Leviathan et al. 2023, arXiv:2211.17192, cor. 3.6.
    """
    accepted, n = 0.0, 0
    for batch in batches:
        next_token, ahead = model(batch.tokens, document=batch.document, k=2)
        p, q = next_token[:, 1:-1].softmax(dim=-1), ahead[:, :-2].softmax(dim=-1)
        passed = torch.minimum(p, q).sum(dim=-1)
        if batch.asked is not None:
            passed = passed[batch.asked[:, 2:]]
        accepted, n = accepted + passed.sum().item(), n + passed.numel()
    return accepted / n


def gradient_shares(model: Model, batch: Batch, weight: float) -> list[float]:
    """Share of the further losses in the norm of the trunk's gradient: of all, then by block.

    `|lambda g| / (|g_1| + |lambda g|)`, with `g_1` of the next token's loss and `g` of the mean of
    the further ones. The trunk is the blocks that both reach; a parallel head's own is none.
    """
    blocks = [list(block.parameters()) for block in model.main.blocks]
    wanted = [parameter for block in blocks for parameter in block]
    with torch.enable_grad():
        losses = offset_losses(model, batch)
        parts = losses[0], weight * losses[1:].mean()
        main, further = (
            torch.autograd.grad(part, wanted, retain_graph=True, materialize_grads=True)
            for part in parts
        )
    sizes = [len(block) for block in blocks]
    squares = torch.tensor(
        [[_squares(part) for part in _parted(one, sizes)] for one in (main, further)]
    )
    reached = squares[:, squares[1] > 0]
    norms = torch.cat([reached.sum(dim=1, keepdim=True), reached], dim=1).sqrt()
    return (norms[1] / norms.sum(dim=0)).tolist()


def _parted(gradients: tuple[Tensor, ...], sizes: list[int]) -> list[tuple[Tensor, ...]]:
    ends = torch.tensor(sizes).cumsum(dim=0).tolist()
    return [gradients[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _squares(gradients: tuple[Tensor, ...]) -> float:
    return sum(gradient.square().sum().item() for gradient in gradients)


def source(task: str, seed: int, data: dict) -> tuple[int, Batches, list[Batch]]:
    """V, batches to train on, and those to measure on: suffix sums, or a text in characters."""
    if task == "look-ahead":
        batches, held_out = (suffix_sums(seed=one, **data) for one in (seed, 1_000 + seed))
        return data["modulus"] + 1, batches, [held_out(step) for step in range(N_HELD_OUT)]
    reading = read(task)
    validation = in_order(reading.validation, length=data["length"], batch_size=64)
    spread = validation[:: len(validation) // N_HELD_OUT][:N_HELD_OUT]
    return len(reading.vocabulary), windows(reading.train, seed=seed, **data), spread


def run(
    seed: int,
    *,
    task: str,
    kind: str,
    k: int,
    mtp_weight: float,
    detached: bool,
    sizes: dict,
    lr: float,
    final: float,
    data: dict,
    steps: int,
    every: int,
) -> tuple[dict, Run]:
    """Trains one model with one weight.

    Returns: held out, at the end: "bits" and "accuracy" per offset, "acceptance" of the second
        token, and "first", the share of right first answers (-1 where the task is a text).
        A row per probe: "shares" of the trunk's gradient on one held-out batch, of all and by
        block (none if detached). "learned": the step of the first probe that found nine first
        answers in ten right, -1 if none did. The last probe tells the training's CPU seconds.
    """
    vocab_size, batches, held_out = source(task, seed, data)
    model = build(kind, vocab_size=vocab_size, k=k, seed=seed, **sizes)
    asked = held_out[0].rows(slice(data["batch_size"]))
    looks_ahead = task == "look-ahead"

    def probe(model: Model) -> dict:
        return {
            "shares": [] if detached else gradient_shares(model, asked, mtp_weight),
            "first": _first(model, held_out) if looks_ahead else -1.0,
        }

    training = train(
        model,
        batches,
        Optimiser(lr, final=final),
        steps=steps,
        mtp_weight=mtp_weight,
        detached=detached,
        probe=probe,
        every=every,
        progress=False,
    )
    probes, evaluated = training.probes, evaluate(model, held_out)
    probes[-1]["cpu_seconds"] = round(training.cpu_seconds, 2)
    return {
        "bits": evaluated.bits,
        "accuracy": evaluated.accuracy,
        "acceptance": second_accepted(model.eval(), held_out),
        "shares": [one["shares"] for one in probes],
        "first": probes[-1]["first"],
        "learned": next((one["step"] for one in probes if one["first"] >= 0.9), -1),
    }, training


def _first(model: Model, held_out: list[Batch]) -> float:
    shares = [right_at_equals(model, batch)[0] for batch in held_out]
    return sum(shares) / len(shares)


TEXT = {
    "lr": 2e-2,
    "final": 0.1,
    "data": {"length": 64, "batch_size": 16},
    "steps": 160,
    "every": 40,
}
TASKS = {
    "plays": TEXT | {"task": "plays"},
    "code": TEXT | {"task": "code"},
    "look-ahead": {
        "task": "look-ahead",
        "lr": 4e-3,
        "final": 1.0,
        "data": {"length": 4, "modulus": 5, "batch_size": 64},
        "steps": 400,
        "every": 50,
    },
}


def variants(task: str, kind: str, depths: int) -> dict[str, dict]:
    """All weights for D = `depths`, and detached."""
    here = TASKS[task] | {"kind": kind, "k": depths + 1}
    name = f"{task} {kind} D={depths}"
    weighted = {
        f"{name} lambda={weight:g}": here | {"mtp_weight": weight, "detached": False}
        for weight in WEIGHTS
    }
    return weighted | {f"{name} detached": here | {"mtp_weight": 1.0, "detached": True}}


EXPERIMENT = Experiment(
    name="loss_weight",
    question="What does the loss weight buy, and what does it cost, from task to task?",
    module=__name__,
    run=run,
    settings={"sizes": {"d_model": 32, "n_layers": 3, "n_heads": 4}},
    variants={
        name: one
        for task, kind, depths in product(TASKS, KINDS, DEPTHS)
        for name, one in variants(task, kind, depths).items()
    },
    small={"steps": 6, "every": 3},
    tolerance=0.02,
    corpus=lambda: corpora("plays") | corpora("code"),
)
