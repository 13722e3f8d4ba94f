"""Suffix sums, trained with further heads for a while: when the first answer is found."""

from functools import partial

import torch
from torch import Tensor

from chapter7.lab.batches import Batch
from chapter7.lab.building import Model, build
from chapter7.lab.look_ahead import right_at_equals
from chapter7.lab.losses import offset_losses
from chapter7.lab.tasks import suffix_sums
from chapter7.lab.training import Optimiser, Run, train
from chapter7.losses import target_loss
from chapter7.targets import IGNORE_INDEX, future_targets

N_FITTED, RIDGE = 2_000, 1e-2


def random_targets(
    model: Model, batch: Batch, *, k: int | None = None, seed: int, modulus: int, **options: object
) -> Tensor:
    """`offset_losses`, but further heads are asked for answers drawn at random, anew each step.

    The control for being asked at all: as many losses, of the same size at first. What is drawn
    follows from `seed` and the batch.
    """
    if k == 1:
        return offset_losses(model, batch, k=1, **options)
    logits = model(batch.tokens, k=k, **options)
    drawn = torch.Generator().manual_seed(seed * 1_000_003 + _digest(batch.tokens))
    losses = []
    for offset, entry in enumerate(logits, start=1):
        targets = future_targets(batch.tokens, offset, asked=batch.asked)
        if offset > 1:
            made_up = torch.randint(modulus, targets.shape, generator=drawn)
            targets = torch.where(targets == IGNORE_INDEX, targets, made_up)
        losses.append(target_loss(entry, targets, normaliser="valid"))
    return torch.stack(losses)


def _digest(tokens: Tensor) -> int:
    """A number that follows from the tokens, so that a step's draw does."""
    return int((tokens.flatten() * torch.arange(1, tokens.numel() + 1)).sum())


@torch.no_grad()
def linear_probe(model: Model, fitted: Batch, held_out: Batch, modulus: int) -> list[list[float]]:
    """Share of right answers that a linear map reads at "=": a list per layer, an entry an answer.

    Ridge regression of each answer's one-hot vector on the residual stream before each block and
    after the last, fitted on `fitted`, counted on `held_out`.
    """
    equals = fitted.tokens.shape[1] // 2
    states = [_states(model, batch, equals) for batch in (fitted, held_out)]
    shares = []
    for x, asked in zip(*states, strict=True):
        x, asked = (torch.cat([one, torch.ones(len(one), 1)], dim=1) for one in (x, asked))
        gram = x.T @ x + RIDGE * len(x) * torch.eye(x.shape[1])
        row = []
        for j in range(1, equals + 1):
            target = fitted.tokens[:, equals + j]
            weights = torch.linalg.solve(gram, x.T @ torch.eye(modulus)[target])
            found = (asked @ weights).argmax(dim=1)
            row.append((found == held_out.tokens[:, equals + j]).double().mean().item())
        shares.append(row)
    return shares


def _states(model: Model, batch: Batch, position: int) -> list[Tensor]:
    main = model.main
    states = main.trunk(main.embed(batch.tokens), main.place(batch.tokens))
    return [state[:, position] for state in states]


def run(
    seed: int,
    *,
    kind: str,
    k: int,
    weight: float,
    begin: int,
    cut: int | None,
    made_up: bool,
    task: dict,
    sizes: dict,
    lr: float,
    warmup: int,
    clip: float | None,
    batch_size: int,
    n_held_out: int,
    steps: int,
    every: int,
    solved: float,
    probed_at: int,
) -> tuple[dict, Run]:
    """Trains on suffix sums with lambda = `weight` from step `begin` to `cut`; ends when solved.

    Args:
        cut: None: to the end. made_up: further heads are asked for `random_targets`.
        solved: share of right first answers, held out, that counts as the task solved; it is asked
            for after every `every` steps. A run that never gets there ends after `steps`.
        probed_at: step after which `linear_probe` is asked, a multiple of `every`.
    Returns: "steps" and "flops" until the first answer is solved, -1 if it never is; "solved", 1 or
        0; "best", the first answer's best share; "accuracy" of each head at the end; "at_cut" the
        same after step `probed_at`, and "probe" what `linear_probe` reads there; "untrained" what
        it reads before training.
    """
    sums = partial(suffix_sums, **task)
    batches = sums(batch_size=batch_size, seed=seed)
    held_out = sums(batch_size=n_held_out, seed=1_000 + seed)(0)
    fitted = sums(batch_size=N_FITTED, seed=2_000 + seed)(0)
    modulus = task["modulus"]
    model = build(kind, vocab_size=modulus + 1, k=k, seed=seed, **sizes)
    untrained = linear_probe(model.eval(), fitted, held_out, modulus)
    asked = 0

    def probe(model: Model) -> dict:
        nonlocal asked
        asked += 1
        found = {"accuracy": right_at_equals(model, held_out)}
        if asked * every == probed_at:
            found["probe"] = linear_probe(model, fitted, held_out, modulus)
        return found

    def weight_at(step: int) -> float:
        return weight if begin <= step and (cut is None or step < cut) else 0.0

    training = train(
        model,
        batches,
        Optimiser(lr, warmup=warmup, final=1.0, clip=clip),
        steps=steps,
        mtp_weight=weight_at,
        losses=partial(random_targets, seed=seed, modulus=modulus) if made_up else offset_losses,
        probe=probe,
        every=every,
        stop=lambda found: found["accuracy"][0] >= solved and found["step"] >= probed_at,
        progress=False,
    )
    reached = next((one for one in training.probes if one["accuracy"][0] >= solved), None)
    at_cut = next(one for one in training.probes if one["step"] == probed_at)
    return {
        "steps": reached["step"] if reached else -1,
        "flops": reached["flops"] if reached else -1,
        "solved": float(reached is not None),
        "best": max(one["accuracy"][0] for one in training.probes),
        "accuracy": training.probes[-1]["accuracy"],
        "at_cut": at_cut["accuracy"],
        "probe": at_cut.pop("probe"),
        "untrained": untrained,
    }, training
