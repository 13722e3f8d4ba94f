"""Losses on logits, one tensor (B, T, V) per offset."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from chapter7._contracts import tensors
from chapter7.losses import rules
from chapter7.losses.rules import Normaliser
from chapter7.targets import IGNORE_INDEX, future_targets


def target_loss(
    logits: Tensor,
    targets: Tensor,
    *,
    normaliser: Normaliser = "valid",
    ignore_index: int = IGNORE_INDEX,
) -> Tensor:
    """Cross-entropy of `logits` against `targets`, averaged over positions.

    Half-precision logits are converted to float32 before the softmax and the sum.

    Args:
        logits: (B, T, V), floating point. Those of a position without a target take no part.
        targets: (B, T), integers in [0, V), or `ignore_index` where a position has no target.
        normaliser: "valid" divides the sum by the number of targets; "all" by B T, the choice of
            DeepSeek-V3's eq. 24 but for one: its T counts a row's inputs, of T + 1 tokens. A number
            divides by just that: give the targets of the whole batch where this is a part of it
            (see `chapter7.targets.count_targets`); gradients of the parts then add up to the
            whole's. A part without a target then gives 0. Where ranks average gradients instead of
            adding them, divide the number by theirs.
        ignore_index: the target of a position that has none.
    Returns: scalar in nats; float32 for half precision, else the dtype of `logits`.
    Raises:
        TypeError: a dtype breaks the contract, or a number is none.
        ValueError: shapes do not match, are empty, a target is out of range, all targets are
            ignored, the loss is not finite, or the normaliser is another word or not above 0.
    """
    rules.check_word(normaliser)
    _check_logits(logits, targets)
    ignore_index = tensors.token_id("ignore_index", ignore_index, targets.dtype)
    valid = targets != ignore_index
    divisor = rules.divisor(normaliser, valid)
    rules.check_range(targets[valid], logits.shape[-1], ignore_index)
    logits = _harmless(logits, valid)
    if logits.dtype in (torch.float16, torch.bfloat16):
        logits = logits.float()
    total = F.cross_entropy(
        logits.flatten(0, 1),
        targets.flatten().long(),
        ignore_index=ignore_index,
        reduction="sum",
    )
    rules.check_finite("logits", total)
    return total / divisor


def ntp_loss(
    logits: Tensor,
    tokens: Tensor,
    *,
    document: Tensor | None = None,
    asked: Tensor | None = None,
    normaliser: Normaliser = "valid",
    ignore_index: int = IGNORE_INDEX,
) -> Tensor:
    """Next-token prediction loss: position t's logits against token t + 1.

    Args:
        logits: (B, T, V); the last position, which has no next token, takes no part.
        tokens: (B, T), the tokens the model was fed, not yet shifted, T >= 2.
        document, asked: as in `future_targets`.
        normaliser, ignore_index: as in `target_loss`.
    Returns: scalar in nats.
    Raises:
        TypeError, ValueError: as `future_targets` and `target_loss`.
    """
    targets = future_targets(tokens, 1, document=document, asked=asked, ignore_index=ignore_index)
    return target_loss(logits, targets, normaliser=normaliser, ignore_index=ignore_index)


def mtp_loss(
    logits_by_offset: Sequence[Tensor],
    tokens: Tensor,
    *,
    weights: Sequence[float] | None = None,
    document: Tensor | None = None,
    asked: Tensor | None = None,
    normaliser: str | Sequence[float] = "valid",
    ignore_index: int = IGNORE_INDEX,
) -> Tensor:
    """Multi-token prediction loss: the weighted sum of one cross-entropy per offset.

    Args:
        logits_by_offset: k tensors (B, T, V); entry j holds the logits for offset j + 1.
        tokens: (B, T), the tokens the model was fed, not yet shifted, T > k.
        weights: one per offset, finite and >= 0; None: all 1, as Gloeckle et al. have it.
            DeepSeek-V3's eq. 25 is [1, lambda / D, ..., lambda / D].
        document, asked: as in `future_targets`.
        normaliser: as in `target_loss`; its numbers are k, one per offset.
        ignore_index: as in `target_loss`.
    Returns: scalar in nats.
    Raises:
        TypeError: as `future_targets` and `target_loss`; or a weight is no number.
        ValueError: as `future_targets` and `target_loss`; or no logits, or weights or normalisers
            break the contract.
    Source: Gloeckle et al. 2024, arXiv:2404.19737, eq. 2; DeepSeek-AI 2024, arXiv:2412.19437,
        eqs. 24-25.
    """
    k = len(logits_by_offset)
    if k == 0:
        raise ValueError("logits_by_offset must hold at least one tensor, got none")
    weights, divisors = rules.offset_weights(weights, k), rules.normalisers(normaliser, k)
    masks = {"document": document, "asked": asked, "ignore_index": ignore_index}
    terms = [
        weight
        * target_loss(
            logits,
            future_targets(tokens, offset, **masks),
            normaliser=divisor,
            ignore_index=ignore_index,
        )
        for offset, (logits, weight, divisor) in enumerate(
            zip(logits_by_offset, weights, divisors, strict=True), start=1
        )
    ]
    return sum(terms)


def _check_logits(logits: Tensor, targets: Tensor) -> None:
    tensors.check_tokens("targets", targets)
    tensors.check_floats("logits", logits)
    if logits.ndim != 3 or logits.shape[:2] != targets.shape or logits.shape[2] < 1:
        raise ValueError(
            f"logits must have shape (B, T, V), V >= 1, to targets (B, T), "
            f"got {tuple(logits.shape)} to {tuple(targets.shape)}"
        )


def _harmless(logits: Tensor, valid: Tensor) -> Tensor:
    """`logits` without the rows that have neither a target nor a softmax.

    Such a row (nan, +inf, or -inf alone) adds nothing to the loss, but its gradient would be
    0 * nan. Rows are otherwise not touched: picking them out would copy all logits.
    """
    undefined = ~valid & ~logits.detach().amax(dim=-1).isfinite()
    return logits.masked_fill(undefined.unsqueeze(-1), 0) if undefined.any() else logits
