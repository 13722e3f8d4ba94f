"""The losses of `chapter7.losses`, an offset each, of a model and a batch; and their evaluation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chapter7.lab.batches import Batch
from chapter7.losses import rules, target_loss
from chapter7.targets import IGNORE_INDEX, future_targets


def offset_losses(
    model: nn.Module,
    batch: Batch,
    *,
    k: int | None = None,
    detached: bool = False,
    normaliser: str | Sequence[float] = "valid",
) -> Tensor:
    """Cross-entropy of each offset in nats, (k,); entry j for offset j + 1.

    Args:
        model: as `lab.build` makes it.
        batch: T > k.
        k, detached: as in `Decoder.hidden`.
        normaliser: as in `mtp_loss`: "valid", "all", or k numbers.
    Raises: TypeError, ValueError: as `future_targets` and `target_loss`.
    """
    logits = model(batch.tokens, document=batch.document, k=k, detached=detached)
    divisors = rules.normalisers(normaliser, len(logits))
    loss = _unasked_loss if batch.tokens.is_cuda else target_loss
    return torch.stack(
        [
            loss(entry, targets, normaliser=divisor)
            for entry, targets, divisor in zip(
                logits, _targets(batch, len(logits)), divisors, strict=True
            )
        ]
    )


@dataclass(frozen=True)
class Evaluation:
    """Means over all targets of some batches, an entry per offset."""

    bits: list[float]
    """Cross-entropy in bits per target."""
    accuracy: list[float]
    """Share of targets that have the largest logit."""
    n_targets: list[int]


@torch.no_grad()
def evaluate(model: nn.Module, batches: Iterable[Batch], *, k: int | None = None) -> Evaluation:
    """Losses and accuracies over `batches` together, each target counting once.

    Args:
        model: as `lab.build` makes it, on any device.
        batches: at least one.
        k: offsets, the first ones; None: all.
    Raises: ValueError: an offset has no target at all.
    """
    was_training = model.training
    model.eval()
    sums, device = None, model.unembedding.device
    for batch in batches:
        batch = batch.to(device)
        logits = model(batch.tokens, document=batch.document, k=k)
        rows = []
        for entry, targets in zip(logits, _targets(batch, len(logits)), strict=True):
            valid = targets != IGNORE_INDEX
            right = (entry.argmax(dim=-1) == targets) & valid
            n_valid, total = int(valid.sum()), 0.0
            if n_valid:
                total = target_loss(entry, targets, normaliser=1).item()
            rows.append([total, int(right.sum()), n_valid])
        here = torch.tensor(rows, dtype=torch.float64)
        sums = here if sums is None else sums + here
    model.train(was_training)
    if sums is None or (sums[:, 2] == 0).any():
        raise ValueError("batches must hold a target for every offset")
    total, right, n_targets = sums.T
    return Evaluation(
        bits=(total / n_targets / log(2)).tolist(),
        accuracy=(right / n_targets).tolist(),
        n_targets=[int(n) for n in n_targets],
    )


def _unasked_loss(logits: Tensor, targets: Tensor, *, normaliser: str | float) -> Tensor:
    """`target_loss` without its questions: on a GPU, each answer waits for all that is under way.

    What it would refuse becomes a loss that is not finite.
    """
    total = F.cross_entropy(
        logits.flatten(0, 1).float(),
        targets.flatten().long(),
        ignore_index=IGNORE_INDEX,
        reduction="sum",
    )
    counted = {"valid": (targets != IGNORE_INDEX).sum(), "all": targets.numel()}
    return total / counted.get(normaliser, normaliser)


def _targets(batch: Batch, k: int) -> list[Tensor]:
    masks = {"document": batch.document, "asked": batch.asked}
    return [future_targets(batch.tokens, offset, **masks) for offset in range(1, k + 1)]
