"""One training loop for every model and every experiment."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from math import cos, log, pi

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.nn.utils import clip_grad_norm_
from tqdm.auto import tqdm

from chapter7 import _contracts
from chapter7.lab.batches import Batch, Batches
from chapter7.lab.building import Model
from chapter7.lab.flops import training_flops
from chapter7.lab.losses import evaluate, offset_losses
from chapter7.targets import count_targets

Weight = float | Callable[[int], float]
"""The MTP loss weight lambda: a number, or a function of the step, counted from 0."""
Probe = Callable[[Model], dict]
"""Model -> plain numbers by name."""
Losses = Callable[..., Tensor]
"""What is trained on: called as `offset_losses` is, it gives one loss an offset."""
LOOKED_AT = 50
"""On a GPU, steps between two looks at the losses: each look waits for what is under way."""


@dataclass(frozen=True)
class Optimiser:
    """AdamW, its learning rate over a run, and clipping.

    The rate rises linearly over `warmup` steps to `lr`, then falls to `lr * final` at the last
    step, along half a cosine. `final` = 1 keeps it constant. Matrices decay, norms do not.
    """

    lr: float
    warmup: int = 20
    final: float = 0.1
    betas: tuple[float, float] = (0.9, 0.95)
    weight_decay: float = 0.1
    clip: float | None = 1.0
    """Largest norm of the gradient. Not clipped if None."""

    def rate(self, step: int, steps: int) -> float:
        """Learning rate at `step` of `steps`, counted from 0."""
        if step < self.warmup:
            return self.lr * (step + 1) / self.warmup
        done = (step - self.warmup + 1) / max(steps - self.warmup, 1)
        return self.lr * (self.final + (1 - self.final) * (1 + cos(pi * done)) / 2)


@dataclass
class Run:
    """What a training run has left behind, all of it plain numbers."""

    bits: list[list[float]] = field(default_factory=list)
    """Per step the training loss of each offset; a step without extra losses has the first only."""
    probes: list[dict] = field(default_factory=list)
    """What the probe found, with the "step" after which it was asked, and "flops" until then."""
    steps: int = 0
    flops: int = 0
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    """Of training alone, without the probes; of this process, all threads."""


def train(
    model: Model,
    batches: Batches,
    optimiser: Optimiser,
    *,
    steps: int | None = None,
    flops: float | None = None,
    mtp_weight: Weight = 1.0,
    detached: bool = False,
    losses: Losses = offset_losses,
    probe: Probe | None = None,
    every: int = 100,
    stop: Callable[[dict], bool] | None = None,
    device: str = "cpu",
    bf16: bool | None = None,
    progress: bool = True,
) -> Run:
    """Trains `model` in place on loss_1 + lambda / D (loss_2 + ... + loss_{D+1}), D = k - 1.

    DeepSeek-V3's eq. 25; lambda = D is Gloeckle's plain sum. Losses are means over the targets of
    the step's whole batch. Nothing is random here: data follow from `batches`, first values from
    `lab.build`, so that variants are paired, and a repeat on the same machine is the same bit for
    bit. While lambda is 0 only the main model runs, and further predictors keep their values.

    Where torch.distributed is set up (see `distributed`), each rank takes its share of the rows,
    however uneven, and all train as one process would on the whole batch.

    Args:
        model: as `lab.build` makes it.
        batches: step -> Batch.
        optimiser: of all parameters.
        steps, flops: exactly one of them: steps to make, or FLOPs to spend; as many steps as fit
            into them are made.
        mtp_weight: lambda >= 0.
        detached: further predictors give the main model no gradient, through trunk, embedding or
            output head, and are clipped apart: it trains as it would alone, bit for bit.
        losses: what is trained on, as `offset_losses`.
        probe: what to find out after every `every` steps and the last one, such as
            `held_out(batches)`; it sees the model in `eval()` and without gradients.
        stop: shown what each probe has found; True ends the run.
        device: where to train, "cpu" or "cuda".
        bf16: autocast to bfloat16; None: on "cuda".
        progress: show a bar.
    Raises: TypeError, ValueError: an argument breaks the contract, or a loss is not finite.
    """
    if (steps is None) == (flops is None):
        raise ValueError(f"give either steps or flops, got steps={steps!r} and flops={flops!r}")
    every = _contracts.count("every", every, 1)
    weight_at = mtp_weight if callable(mtp_weight) else lambda step: mtp_weight
    model.to(device).train()
    price = _prices(model, batches(0).to(device), detached)
    weights = _weights(weight_at, model.k, price, steps=steps, flops=flops)
    steps = len(weights)
    groups = _parameter_groups(model, apart=detached)
    adamw = torch.optim.AdamW(
        _decaying(model, optimiser.weight_decay),
        lr=optimiser.lr,
        betas=optimiser.betas,
        fused=True,
    )
    ranks = _replicated(model, some_unused=model.k > 1 and min(weights) == 0)
    bf16 = device.startswith("cuda") if bf16 is None else bf16
    run, curve = Run(), []
    bar = tqdm(weights, disable=not progress or _rank() > 0, unit="step")
    for step, weight in enumerate(bar):
        wall, cpu = time.perf_counter(), time.process_time()
        k = model.k if weight > 0 else 1
        for group in adamw.param_groups:
            group["lr"] = optimiser.rate(step, steps)
        adamw.zero_grad()
        with torch.autocast(device.split(":")[0], torch.bfloat16, enabled=bf16):
            found = _share_of_losses(ranks, batches(step).to(device), k, detached, losses)
        further = weight / (k - 1) * found[1:].sum() if k > 1 else 0
        (found[0] + further).backward()
        for group in groups if optimiser.clip is not None else ():
            clip_grad_norm_(group, optimiser.clip)
        adamw.step()
        curve.append(found.detach())
        if (step % LOOKED_AT == 0 or step + 1 == steps) and not found.detach().isfinite().all():
            raise ValueError(f"losses must be finite, got {found.tolist()} at step {step}")
        run.steps, run.flops = step + 1, run.flops + price[k > 1]
        run.wall_seconds += time.perf_counter() - wall
        run.cpu_seconds += time.process_time() - cpu
        if probe is not None and (run.steps % every == 0 or run.steps == steps):
            run.probes.append({"step": run.steps, "flops": run.flops, **_probed(model, probe)})
            if stop is not None and stop(run.probes[-1]):
                break
    run.bits = [(_summed(entry) / log(2)).tolist() for entry in curve]
    return run


def held_out(batches: Iterable[Batch]) -> Probe:
    """The probe that asks `evaluate` for all offsets on `batches`."""
    batches = list(batches)
    return lambda model: asdict(evaluate(model, batches))


@contextmanager
def distributed() -> Iterator[None]:
    """Joins the processes that torchrun has started, over gloo; alone, it does nothing."""
    if "RANK" not in os.environ:
        yield
        return
    dist.init_process_group("gloo")
    try:
        yield
    finally:
        dist.destroy_process_group()


@torch.no_grad()
def _probed(model: Model, probe: Probe) -> dict:
    model.eval()
    found = probe(model)
    model.train()
    return found


def _replicated(model: Model, *, some_unused: bool) -> nn.Module:
    if _world() == 1:
        return model
    return DistributedDataParallel(model, find_unused_parameters=some_unused)


def _share_of_losses(
    model: nn.Module, batch: Batch, k: int, detached: bool, losses: Losses
) -> Tensor:
    """This rank's part of each offset's loss: DDP's mean over ranks is then the whole batch's."""
    if _world() == 1:
        return losses(model, batch, k=k, detached=detached)
    counts = count_targets(batch.tokens, k, document=batch.document, asked=batch.asked)
    share = batch.rows(slice(_rank(), None, _world()))
    normaliser = (counts / _world()).tolist()
    return losses(model, share, k=k, detached=detached, normaliser=normaliser)


def _summed(losses: Tensor) -> Tensor:
    """The whole batch's losses: the mean over ranks of their shares."""
    if _world() > 1:
        dist.all_reduce(losses)
    return losses / _world()


def _prices(model: Model, batch: Batch, detached: bool) -> tuple[int, int]:
    """FLOPs of a step of the main model alone, and of one with all offsets."""
    alone = training_flops(model, batch, k=1)
    return alone, training_flops(model, batch, detached=detached) if model.k > 1 else alone


def _weights(
    weight_at: Callable[[int], float],
    k: int,
    price: tuple[int, int],
    *,
    steps: int | None,
    flops: float | None,
) -> list[float]:
    """lambda of each step; as many steps as asked for, or as the FLOPs pay."""
    steps = None if steps is None else _contracts.count("steps", steps, 1)
    left = None if flops is None else _contracts.one("flops", _contracts.positive("flops", flops))
    weights: list[float] = []
    while steps is None or len(weights) < steps:
        weight = weight_at(len(weights)) if k > 1 else 0.0
        weight = _contracts.one("mtp_weight", _contracts.at_least("mtp_weight", weight, 0))
        if left is not None:
            left -= price[weight > 0]
            if left < 0:
                break
        weights.append(weight)
    if not weights:
        raise ValueError(f"flops must pay for a step, {price[-1]}, got {flops}")
    return weights


def _parameter_groups(model: Model, *, apart: bool) -> list[list[Tensor]]:
    """What is clipped together: all, or main model and further predictors apart."""
    if not apart:
        return [list(model.parameters())]
    main = list(model.main.parameters())
    return [main, [p for p in model.parameters() if p not in set(main)]]


def _decaying(model: Model, weight_decay: float) -> list[dict]:
    parameters = list(model.parameters())
    return [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.ndim == 1], "weight_decay": 0.0},
    ]


def _world() -> int:
    return dist.get_world_size() if dist.is_initialized() else 1


def _rank() -> int:
    return dist.get_rank() if dist.is_initialized() else 0
