"""The multi-token loss as people got it wrong: what an experiment, a figure and an exercise show.

The right targets are those of `chapter7.targets`; nothing that trains in earnest imports this.
"""

import torch
from torch import Tensor, nn

from chapter7.lab.batches import Batch
from chapter7.losses import target_loss
from chapter7.targets import IGNORE_INDEX, future_targets

WAYS = ("right", "rolled", "twice", "unshifted", "across", "all", "main")
"""Ways to write the loss: the right one, four mistakes in the targets, two in what divides.

rolled: the row's last positions are asked for its first tokens, as torch.roll has it.
twice: the labels come shifted by one, and each head shifts them by its whole offset again.
unshifted: nobody has shifted by that one; head 1 is asked for the token that it reads.
across: the end of a document is asked for the beginning of the next.
all, main: right targets, their sum divided by all positions, by the number of head 1's targets.
"""


def mistaken_targets(way: str, batch: Batch, offset: int) -> Tensor:
    """(B, T): what the head of that offset is asked for at each position, by one of `WAYS`.

    Raises: ValueError: no such way; or as `future_targets`, of an offset of T - 1 already.
    """
    if way not in WAYS:
        raise ValueError(f"way must be one of {WAYS}, got {way!r}")
    masks = {"document": batch.document, "asked": batch.asked}
    if way == "unshifted" and offset == 1:
        unasked = False if batch.asked is None else ~batch.asked
        return batch.tokens.masked_fill(torch.as_tensor(unasked), IGNORE_INDEX)
    if way == "across":
        masks["document"] = None
    targets = future_targets(
        batch.tokens, offset + {"twice": 1, "unshifted": -1}.get(way, 0), **masks
    )
    if way == "rolled":
        targets[:, -offset:] = batch.tokens.roll(-offset, dims=1)[:, -offset:]
    return targets


def mistaken_divisor(way: str, batch: Batch, targets: Tensor) -> int:
    """What the sum over one offset's `targets` is divided by."""
    if way == "all":
        return targets.numel()
    if way == "main":
        targets = mistaken_targets("right", batch, 1)
    return int((targets != IGNORE_INDEX).sum())


def mistaken_losses(
    way: str, model: nn.Module, batch: Batch, *, k: int | None = None, detached: bool = False
) -> Tensor:
    """What code that is written that way takes for the losses: `offset_losses`, in nats, (k,)."""
    logits = model(batch.tokens, document=batch.document, k=k, detached=detached)
    losses = []
    for offset, entry in enumerate(logits, start=1):
        targets = mistaken_targets(way, batch, offset)
        divisor = mistaken_divisor(way, batch, targets)
        losses.append(target_loss(entry, targets, normaliser=divisor))
    return torch.stack(losses)
