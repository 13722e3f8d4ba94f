"""The rules for input that several modules share; every message names the value and the rule."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

unwarned = np.errstate(over="ignore", divide="ignore", invalid="ignore")
"""Decorator of a computation whose result goes through `number`, which raises instead."""


def real(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """`value` as float64, if it holds finite real numbers only.

    Raises: TypeError for booleans (one among numbers, too), text, complex numbers and ragged
    lists; ValueError for an empty array, nan, infinity, or a number beyond a float's range.
    """
    try:  # items as they are: NumPy would turn [True, 2] into [1, 2]
        items = np.asarray(value, dtype=object if isinstance(value, list | tuple) else None)
    except (TypeError, ValueError, RuntimeError):  # a tensor that NumPy cannot hold
        items = np.asarray(None)
    objects_are_real = items.dtype == object and all(map(_is_real, items.flat))
    if items.dtype.kind not in "iuf" and not objects_are_real:
        raise TypeError(f"{name} must be a real number, not {value!r}")
    try:
        array = items.astype(float)
    except OverflowError:
        raise ValueError(f"{name} must be finite as a float, got a larger number") from None
    if array.size == 0:
        raise ValueError(f"{name} must hold at least one number, got shape {array.shape}")
    _refuse(name, array, ~np.isfinite(array), "finite")
    return array


def positive(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """`value` as float64, if every number is finite and above zero."""
    array = real(name, value)
    _refuse(name, array, array <= 0, "above 0")
    return array


def at_least(name: str, value: ArrayLike, least: float) -> NDArray[np.float64]:
    """`value` as float64, if every number is finite and not below `least`."""
    array = real(name, value)
    _refuse(name, array, array < least, f"at least {least}")
    return array


def whole(name: str, value: ArrayLike, least: int) -> NDArray[np.float64]:
    """`value` as float64, if every number is whole and not below `least`."""
    array = at_least(name, value, least)
    _refuse(name, array, array != np.floor(array), "a whole number")
    return array


def probability(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """`value` as float64, if every number lies in [0, 1]."""
    array = real(name, value)
    _refuse(name, array, (array < 0) | (array > 1), "between 0 and 1")
    return array


def one(name: str, array: NDArray[np.float64]) -> float:
    """The checked `array` as a float, if it is a single number."""
    if array.ndim:
        raise ValueError(f"{name} must be one number, got shape {array.shape}")
    return float(array)


def count(name: str, value: int, least: int) -> int:
    """`value` as an int, if it is a single whole number and not below `least`."""
    return int(one(name, whole(name, value, least)))


def same_shape(**arrays: NDArray[np.float64]) -> None:
    """Raises ValueError, naming the shapes, unless the arrays broadcast against each other."""
    try:
        np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"shapes do not broadcast: {shapes}") from None


def number(name: str, value: NDArray[np.float64]) -> float | NDArray[np.float64]:
    """The result `value`: a float if it is one number. OverflowError if a number overflowed."""
    if not np.isfinite(value).all():
        raise OverflowError(f"{name} is too large for a float: the inputs are out of scale")
    return float(value) if np.ndim(value) == 0 else value


def _is_real(item: object) -> bool:
    return isinstance(item, int | float | np.integer | np.floating) and not isinstance(item, bool)


def _refuse(name: str, array: NDArray[np.float64], bad: NDArray[np.bool_], rule: str) -> None:
    if bad.any():
        raise ValueError(f"{name} must be {rule}, got {array[bad].flat[0]:.15g}")
