"""What the losses share: what divides a sum, how offsets are weighted, which ids may occur."""

from collections.abc import Sequence

from torch import Tensor

from chapter7 import _contracts
from chapter7._contracts import tensors

NORMALISERS = ("valid", "all")
Normaliser = str | float
"""By what the sum over positions is divided: a word, or a number of targets."""


def divisor(normaliser: Normaliser, valid: Tensor) -> float:
    """What one offset's sum is divided by.

    Args: valid: (B, T), bool: which positions have a target.
    Raises: ValueError: nothing is there to average, or the normaliser breaks the contract.
    """
    if not isinstance(normaliser, str):
        normaliser = _contracts.positive("normaliser", tensors.plain(normaliser))
        return _contracts.one("normaliser", normaliser)
    n_valid = int(valid.sum())
    if n_valid == 0:
        raise ValueError(f"all {valid.numel()} targets are ignored: there is nothing to average")
    return n_valid if normaliser == "valid" else valid.numel()


def normalisers(normaliser: Normaliser | Sequence[float], k: int) -> list[Normaliser]:
    """The normaliser of each of `k` offsets: a word for all, or a number each."""
    if normaliser is None or isinstance(normaliser, str):
        return [check_word(normaliser)] * k
    checked = _contracts.positive("normaliser", tensors.plain(normaliser))
    if checked.shape != (k,):
        raise ValueError(f"normaliser must have shape ({k},), one per offset, got {checked.shape}")
    return checked.tolist()


def check_word(normaliser: Normaliser) -> Normaliser:
    """`normaliser`, if it is one of NORMALISERS or no word at all."""
    if (normaliser is None or isinstance(normaliser, str)) and normaliser not in NORMALISERS:
        raise ValueError(
            f"normaliser must be one of {NORMALISERS}, got {normaliser!r}; or a number of targets"
        )
    return normaliser


def offset_weights(weights: Sequence[float] | None, k: int) -> list[float]:
    """The weight of each of `k` offsets; None: all 1."""
    if weights is None:
        return [1.0] * k
    checked = _contracts.at_least("weights", tensors.plain(weights), 0)
    if checked.shape != (k,):
        raise ValueError(f"weights must have shape ({k},), one per offset, got {checked.shape}")
    return checked.tolist()


def check_range(asked: Tensor, vocab_size: int, ignore_index: int) -> None:
    """Raises ValueError unless each of the targets `asked` for lies in [0, `vocab_size`)."""
    if asked.numel() == 0:
        return
    low, high = int(asked.min()), int(asked.max())
    if low < 0 or high >= vocab_size:
        raise ValueError(
            f"targets must lie in [0, {vocab_size}) or be IGNORE_INDEX ({ignore_index}), "
            f"got {low if low < 0 else high}"
        )


def check_finite(name: str, total: Tensor) -> None:
    """Raises ValueError unless the sum `total` over the targets is finite."""
    if not total.isfinite():
        raise ValueError(
            f"{name} must give every target a finite loss, got {total.item()} in total: "
            "look for nan, +inf, or -inf at a target"
        )
