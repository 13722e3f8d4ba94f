"""Suffix sums, trained and asked: which answer a model knows at "=", before any is written."""

import torch
from torch import Tensor

from chapter7.lab.batches import Batch
from chapter7.lab.building import Model, build
from chapter7.lab.flops import training_flops
from chapter7.lab.tasks import suffix_sums
from chapter7.lab.training import Optimiser, Run, train


@torch.no_grad()
def right_at_equals(model: Model, batch: Batch) -> list[float]:
    """Share of right answers of each head at the sign "=", from where head j must find answer j.

    Args: batch: suffix sums; the model has no more heads than there are answers.
    """
    equals = batch.tokens.shape[1] // 2
    found = [logits[:, equals] for logits in model(batch.tokens)]
    return [_right(logits, batch.tokens[:, equals + j]) for j, logits in enumerate(found, start=1)]


@torch.no_grad()
def right_in_turn(model: Model, batch: Batch) -> list[float]:
    """Share of right answers of the next-token prediction, answer by answer, the earlier given."""
    equals = batch.tokens.shape[1] // 2
    logits = model(batch.tokens, k=1)[0]
    return [_right(logits[:, t - 1], batch.tokens[:, t]) for t in range(equals + 1, 2 * equals + 1)]


def _right(logits: Tensor, targets: Tensor) -> float:
    return (logits.argmax(dim=-1) == targets).double().mean().item()


def run(
    seed: int,
    *,
    kind: str,
    k: int,
    reverse: bool,
    task: dict,
    sizes: dict,
    lr: float,
    batch_size: int,
    n_held_out: int,
    steps: int,
    every: int,
    solved: float,
    flops_of: dict | None,
    stops: bool,
) -> tuple[dict, Run]:
    """Trains one model on suffix sums and asks it on others after every `every` steps.

    The extra losses are summed (lambda = k - 1). The learning rate is constant after its warm-up:
    no answer is learned late for want of one, and a longer run begins as a shorter one.

    Args:
        flops_of: as many steps as `steps` of the model so described pay for; None: `steps`.
        stops: end the run where the first answer is solved.
    Returns: "learned": per head the first step at which it had the share `solved` right, -1 if it
        never had. "in_turn": the same of the next-token prediction, answer by answer. "solved":
        1 if the first answer, the next token at "=", was solved within `steps`, else 0; "solved at
        equal FLOPs": within the whole run. "flops": spent until then, -1 if it never was.
        "accuracy", "accuracy_in_turn": at the end; "best": the first answer's best.
    """
    batches = suffix_sums(batch_size=batch_size, seed=seed, reverse=reverse, **task)
    held_out = suffix_sums(batch_size=n_held_out, seed=1_000 + seed, reverse=reverse, **task)(0)
    shape = {"vocab_size": task["modulus"] + 1, "seed": seed, **sizes}
    budget: dict = {"steps": steps}
    if flops_of is not None:
        budget = {"flops": steps * training_flops(build(**shape | flops_of), batches(0))}
    training = train(
        build(kind, k=k, **shape),
        batches,
        Optimiser(lr, final=1.0),
        mtp_weight=k - 1,
        probe=lambda model: {
            "accuracy": right_at_equals(model, held_out),
            "in_turn": right_in_turn(model, held_out),
        },
        every=every,
        stop=lambda probe: stops and probe["accuracy"][0] >= solved,
        progress=False,
        **budget,
    )
    learned, in_turn = (
        first_steps(training.probes, name, solved) for name in ("accuracy", "in_turn")
    )
    reached = [probe for probe in training.probes if probe["step"] == learned[0]]
    return {
        "learned": learned,
        "in_turn": in_turn,
        "solved": float(0 < learned[0] <= steps),
        "solved_at_equal_flops": float(learned[0] > 0),
        "flops": reached[0]["flops"] if reached else -1,
        "accuracy": training.probes[-1]["accuracy"],
        "accuracy_in_turn": training.probes[-1]["in_turn"],
        "best": max(probe["accuracy"][0] for probe in training.probes),
    }, training


def first_steps(probes: list[dict], name: str, share: float) -> list[int]:
    """For each entry of the list `name` the first step at which it was `share` or more, or -1."""
    return [
        next((probe["step"] for probe in probes if probe[name][j] >= share), -1)
        for j in range(len(probes[0][name]))
    ]
