"""Values of the rows of 7.4, the loss weight."""

from collections.abc import Sequence

from chapter7.conventions import convert, target_weights
from chapter7.ledger.computing import computes


@computes("times")
def further_target_weight(
    value: float, convention: str, targets: Sequence[float], positions: float, depth: int
) -> float:
    """What a target of `depth` weighs beside one of the next token."""
    return float(target_weights(value, convention, targets, positions)[depth - 1])


@computes(None)
def converted_weight(
    value: float, of: str, to: str, targets: Sequence[float], positions: float, depth: int
) -> float:
    """The weight of `depth` in another implementation."""
    return float(convert(value, of, to, targets=targets, positions=positions)[depth - 1])
