"""What a loss weight multiplies: a number means another objective in another implementation."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chapter7 import _contracts


@dataclass(frozen=True)
class Convention:
    """How an implementation writes the weight of the further losses.

    Args:
        averages: the weight is shared out among the D depths; else each depth has all of it.
        divisor: what a depth's sum is divided by: "valid", its own targets; "main", the targets of
            the next token; "all", every position, with a target or without.
    """

    averages: bool
    divisor: str


CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        "Megatron": Convention(averages=True, divisor="valid"),
        "Megatron, per token": Convention(averages=True, divisor="main"),
        "torchtitan": Convention(averages=True, divisor="main"),
        "DeepSeek": Convention(averages=True, divisor="all"),
        "Gloeckle": Convention(averages=False, divisor="valid"),
    }
)
"""Megatron-Core's `process_mtp_loss` with and without `calculate_per_token_loss`; torchtitan's
`MTPLoss`; DeepSeek-V3's eqs. 24 and 25; Gloeckle et al. 2024, sec. 2, whose sum has no weight: 1.
"""


def target_weights(
    value: float, convention: str, targets: ArrayLike, positions: float
) -> NDArray[np.float64]:
    """What one target of each depth weighs beside one target of the next token.

    The gradient depends on the weight through these alone: two implementations with the same ones
    train alike.

    Args:
        value: the weight as `convention` has it, >= 0.
        convention: one of `CONVENTIONS`.
        targets: (1 + D,), targets in the batch of the next token, then of each depth; all > 0.
        positions: all positions of the batch, at least the most targets; for eq. 24 its inputs.
    Returns: (D,).
    Raises: TypeError, ValueError: another convention, or a number breaks the contract.
    """
    value = _contracts.one("value", _contracts.at_least("value", value, 0))
    rule, (main, further, positions) = _rule(convention), _counts(targets, positions)
    return value * _per_unit(rule, main, further, positions)


def convert(
    value: float, of: str, to: str, *, targets: ArrayLike, positions: float
) -> NDArray[np.float64]:
    """The weight that gives the gradient of `value` in another implementation.

    An entry per depth. Where they differ, no single number there does what `value` does here.

    Args:
        value: the weight as `of` has it, >= 0.
        of, to: two of `CONVENTIONS`.
        targets, positions: as in `target_weights`.
    Returns: (D,), the weight that `to` needs for each depth.
    Raises: TypeError, ValueError: as `target_weights`.
    """
    rule, (main, further, total) = _rule(to), _counts(targets, positions)
    return target_weights(value, of, targets, positions) / _per_unit(rule, main, further, total)


def _rule(convention: str) -> Convention:
    if convention not in CONVENTIONS:
        raise ValueError(f"a convention must be one of {list(CONVENTIONS)}, got {convention!r}")
    return CONVENTIONS[convention]


def _counts(targets: ArrayLike, positions: float) -> tuple[float, NDArray[np.float64], float]:
    targets = _contracts.positive("targets", targets)
    if targets.ndim != 1 or len(targets) < 2:
        raise ValueError(
            "targets must have shape (1 + D,), the next token's and each depth's, "
            f"got {targets.shape}"
        )
    positions = _contracts.one("positions", _contracts.positive("positions", positions))
    if positions < targets.max():
        raise ValueError(
            f"positions must be at least the most targets, {targets.max():g}, got {positions:g}"
        )
    return float(targets[0]), targets[1:], positions


def _per_unit(
    rule: Convention, main: float, further: NDArray[np.float64], positions: float
) -> NDArray[np.float64]:
    """What a target of each depth weighs at weight 1, beside one of the next token's mean."""
    divided_by = {"valid": further, "main": main, "all": positions}[rule.divisor]
    depths = len(further) if rule.averages else 1
    return np.broadcast_to(main / divided_by, further.shape) / depths
