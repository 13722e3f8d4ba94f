"""Next-token and multi-token prediction losses on logits and targets. Knows no model.

Losses are in nats, as PyTorch has them; divide by log 2 for bits.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from chapter7 import _contracts
from chapter7.targets import IGNORE_INDEX, check_tokens, future_targets

NORMALISERS = ("valid", "all")


def target_loss(logits: Tensor, targets: Tensor, *, normaliser: str = "valid") -> Tensor:
    """Cross-entropy of `logits` against `targets`, averaged over positions.

    Half-precision logits are converted to float32 before the softmax and the sum.

    Args:
        logits: (B, T, V), floating point. Those of a position without a target take no part.
        targets: (B, T), integers in [0, V), or IGNORE_INDEX where a position has no target.
        normaliser: "valid" divides the sum by the number of targets; "all" by B T, the choice of
            DeepSeek-V3's eq. 24, which divides T - k terms by T.
    Returns: scalar in nats; float32 for half precision, else the dtype of `logits`.
    Raises:
        TypeError: a dtype breaks the contract.
        ValueError: shapes do not match, are empty, a target is out of range, all targets are
            ignored, the loss is not finite, or the normaliser is another word.
    """
    if normaliser not in NORMALISERS:
        raise ValueError(f"normaliser must be one of {NORMALISERS}, got {normaliser!r}")
    _check_logits(logits, targets)
    valid = targets != IGNORE_INDEX
    n_valid = int(valid.sum())
    if n_valid == 0:
        raise ValueError(f"all {targets.numel()} targets are ignored: there is nothing to average")
    _check_range(targets[valid], logits.shape[-1])
    asked = logits[valid]
    if logits.dtype in (torch.float16, torch.bfloat16):
        asked = asked.float()
    total = F.cross_entropy(asked, targets[valid].long(), reduction="sum")
    if not torch.isfinite(total):
        raise ValueError(
            f"logits must give every target a finite loss, got {total.item()} in total: "
            "look for nan, +inf, or -inf at a target"
        )
    return total / (n_valid if normaliser == "valid" else targets.numel())


def ntp_loss(
    logits: Tensor, tokens: Tensor, *, document: Tensor | None = None, normaliser: str = "valid"
) -> Tensor:
    """Next-token prediction loss: position t's logits against token t + 1.

    Args:
        logits: (B, T, V); the last position, which has no next token, takes no part.
        tokens: (B, T), the tokens the model was fed, not yet shifted, T >= 2.
        document, normaliser: as in `future_targets` and `target_loss`.
    Returns: scalar in nats.
    Raises:
        TypeError, ValueError: as `future_targets` and `target_loss`.
    """
    return target_loss(logits, future_targets(tokens, 1, document=document), normaliser=normaliser)


def mtp_loss(
    logits_by_offset: Sequence[Tensor],
    tokens: Tensor,
    *,
    weights: Sequence[float] | None = None,
    document: Tensor | None = None,
    normaliser: str = "valid",
) -> Tensor:
    """Multi-token prediction loss: the weighted sum of one cross-entropy per offset.

    Args:
        logits_by_offset: k tensors (B, T, V); entry j holds the logits for offset j + 1.
        tokens: (B, T), the tokens the model was fed, not yet shifted, T > k.
        weights: one per offset, finite and >= 0; None: all 1, as Gloeckle et al. have it.
            DeepSeek-V3's eq. 25 is [1, lambda / D, ..., lambda / D].
        document, normaliser: as in `future_targets` and `target_loss`.
    Returns: scalar in nats.
    Raises:
        TypeError: as `future_targets` and `target_loss`; or a weight is no number.
        ValueError: as `future_targets` and `target_loss`; or no logits, or weights break the
            contract.
    Source: Gloeckle et al. 2024, arXiv:2404.19737, eq. 2; DeepSeek-AI 2024, arXiv:2412.19437,
        eqs. 24-25.
    """
    k = len(logits_by_offset)
    if k == 0:
        raise ValueError("logits_by_offset must hold at least one tensor, got none")
    weights = _check_weights(weights, k)
    terms = [
        target_loss(
            logits, future_targets(tokens, offset, document=document), normaliser=normaliser
        )
        for offset, logits in enumerate(logits_by_offset, start=1)
    ]
    return sum(weight * term for weight, term in zip(weights, terms, strict=True))


def _check_logits(logits: Tensor, targets: Tensor) -> None:
    check_tokens("targets", targets)
    if not isinstance(logits, Tensor) or not logits.is_floating_point():
        kind = logits.dtype if isinstance(logits, Tensor) else type(logits).__name__
        raise TypeError(f"logits must be a floating-point tensor, got {kind}")
    if logits.ndim != 3 or logits.shape[:2] != targets.shape or logits.shape[2] < 1:
        raise ValueError(
            f"logits must have shape (B, T, V), V >= 1, to targets (B, T), "
            f"got {tuple(logits.shape)} to {tuple(targets.shape)}"
        )


def _check_range(targets: Tensor, vocab_size: int) -> None:
    low, high = int(targets.min()), int(targets.max())
    if low < 0 or high >= vocab_size:
        wrong = low if low < 0 else high
        raise ValueError(
            f"targets must lie in [0, {vocab_size}) or be IGNORE_INDEX ({IGNORE_INDEX}), "
            f"got {wrong}"
        )


def _check_weights(weights: Sequence[float] | None, k: int) -> list[float]:
    if weights is None:
        return [1.0] * k
    checked = _contracts.at_least("weights", weights, 0)
    if checked.shape != (k,):
        raise ValueError(f"weights must have shape ({k},), one per offset, got {checked.shape}")
    return checked.tolist()
