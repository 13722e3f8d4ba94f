"""Rules for numbers that go out: finite, and not lost on the way."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Number = float | NDArray[np.float64]
"""What a function of numbers or arrays returns: a float for numbers."""

unwarned = np.errstate(over="ignore", divide="ignore", invalid="ignore")
"""Decorator of a computation whose result goes through `number`, which raises instead."""


def number(name: str, value: NDArray[np.float64]) -> Number:
    """The result `value`: a float if it is one number. OverflowError if a number overflowed."""
    if not np.isfinite(value).all():
        raise OverflowError(f"{name} is too large for a float: the inputs are out of scale")
    return float(value) if np.ndim(value) == 0 else value


@unwarned
def product(name: str, *factors: ArrayLike, over: Sequence[ArrayLike] = ()) -> Number:
    """The product of `factors`, divided by each of `over`; left to right, as `*` and `/` do.

    Powers of two are counted apart, so that only the result has to fit a float: 1e300 * 1e300 /
    1e300 is 1e300. OverflowError if it does not.
    """
    mantissa, exponent = np.frexp(1.0)
    for factor in factors:
        part, power = np.frexp(np.asarray(factor, dtype=float))
        mantissa, carry = np.frexp(mantissa * part)
        exponent = exponent + power + carry
    for divisor in over:
        part, power = np.frexp(np.asarray(divisor, dtype=float))
        mantissa, carry = np.frexp(mantissa / part)
        exponent = exponent - power + carry
    return number(name, np.ldexp(mantissa, exponent))
