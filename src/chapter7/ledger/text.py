"""The numbers of a row as a reader sees them, with their units."""

import math
import re

from chapter7.ledger.claim import Claim
from chapter7.ledger.rule import value
from chapter7.quantities import NO_BREAK, significant

MOST_DIGITS = 6
"""A number with more significant digits than these comes out of a computation, and is rounded."""


def stated_text(claim: Claim) -> str:
    """The stated number as a text, with its unit; empty if none is stated."""
    if claim.stated is None:
        return ""
    numbers = claim.stated if isinstance(claim.stated, tuple) else (claim.stated,)
    text = with_unit(claim.unit, *numbers)
    return f"below {text}" if claim.relation == "below" else text


def value_text(claim: Claim) -> str:
    """The computed number as a text, with its unit; empty if nothing computes it.

    It has as many digits as the stated number beside it, and at least three.
    """
    computed = value(claim)
    if computed is None:
        return ""
    stated = _digits(claim.stated) if isinstance(claim.stated, float) else None
    return with_unit(claim.unit, computed, digits=max(3, stated or 3))


def with_unit(unit: str, *numbers: float, digits: int = 3) -> str:
    """One number, or the two ends of a range, with a unit of the ledger as one reads it.

    A number of up to MOST_DIGITS digits is written out; a longer one is rounded to `digits`.
    """
    scale, word = (100, "%") if unit == "fraction" else (1, re.sub("/(?!s$)", " per ", unit))
    text = " to ".join(_written(scale * number, digits) for number in numbers)
    return f"{text}{NO_BREAK}{word}"


def _written(number: float, digits: int) -> str:
    text = significant(number, _digits(number) or digits)
    return text.replace("-", "−").replace(" × ", "\u00a0×\u00a0")


def _digits(number: float) -> int | None:
    """The significant digits that a number has; None: more than MOST_DIGITS."""
    for digits in range(1, MOST_DIGITS + 1):
        if math.isclose(float(f"{number:.{digits - 1}e}"), number):
            return digits
    return None
