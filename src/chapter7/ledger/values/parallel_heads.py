"""Values of the rows of 7.2, parallel heads."""

from chapter7.ledger.computing import computes


@computes("fraction")
def strangers_at_most(bits: float) -> float:
    """1 - 2^-TC: how often two independent heads write what the text never has, at most."""
    return 1 - 2**-bits
