"""Values of the rows of 7.2, parallel heads."""

from collections.abc import Sequence

from chapter7.ledger.computing import computes


@computes("targets")
def packed_targets(lengths: Sequence[float], offset: float) -> float:
    """Targets of the head that looks `offset` ahead, in a row of documents of these lengths."""
    return sum(max(length - offset, 0) for length in lengths)


@computes("fraction")
def strangers_at_most(bits: float) -> float:
    """1 - 2^-TC: how often two independent heads write what the text never has, at most."""
    return 1 - 2**-bits


@computes("bits")
def largest_excess(variant: str) -> float:
    """Bits above its floor of the predictor that is furthest from it, in the mean over seeds."""
    from chapter7.lab.records import load_record  # here, since it brings torch

    return float(load_record("floors").found(variant, "excess").mean(axis=0).max())
