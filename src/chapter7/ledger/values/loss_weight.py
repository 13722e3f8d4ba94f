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


@computes("times")
def cost_ratio(variant: str, baseline: str = "next token") -> float:
    """FLOPs until solved over those of `baseline`, seed by seed: the median, in `scaffold`."""
    from chapter7.censored import median_ratio  # here, since records bring torch
    from chapter7.lab.records import load_record
    from chapter7.lab.waiting import waited

    record = load_record("scaffold")
    cost, other = (waited(record, name, "flops") for name in (variant, baseline))
    return median_ratio(cost, other).median[1]
