"""Rules for numbers that come in: alone, in lists, or in arrays of any kind."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def real(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """`value` as float64, if it holds finite real numbers only.

    A 0-d array or tensor is a number, in a list too.

    Raises: TypeError for booleans (one among numbers, too), text, complex numbers, ragged lists and
    tensors that carry a gradient; ValueError for an empty array, a masked entry, nan, infinity, or
    a number beyond a float's range.
    """
    if _is_masked(value):
        raise ValueError(f"{name} must hold no masked entry, got {value!r}")
    try:  # items as they are: NumPy would turn [True, 2] into [1, 2]
        plain = _unboxed(value)
        items = np.asarray(plain, dtype=object if isinstance(plain, list) else None)
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


def integer(name: str, value: int) -> int:
    """`value` as an int, if its type is one of integers: what moves or indexes.

    NumPy's integers and 0-d arrays and tensors of integers are; 1.0 is none.
    """
    item = value if _is_masked(value) else _unboxed(value)
    if not isinstance(item, int) or isinstance(item, bool):
        raise TypeError(f"{name} must be an int, not {value!r}")
    return item


def same_shape(**arrays: NDArray[np.float64]) -> None:
    """Raises ValueError, naming the shapes, unless the arrays broadcast against each other."""
    try:
        np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"shapes do not broadcast: {shapes}") from None


def _is_masked(value: object) -> bool:
    if isinstance(value, np.ma.MaskedArray):
        return bool(np.ma.is_masked(value))
    return _holds_objects(value) and any(map(_is_masked, value))


def _unboxed(value: object) -> object:
    """`value` with the Python number in place of each 0-d array or tensor, as nested lists.

    What carries a gradient stays as it is: the gradient would be lost.
    """
    if _holds_objects(value):
        return [_unboxed(item) for item in value]
    is_box = getattr(value, "ndim", None) == 0 and hasattr(value, "item")
    return value.item() if is_box and not getattr(value, "requires_grad", False) else value


def _holds_objects(value: object) -> bool:
    is_array = isinstance(value, np.ndarray) and value.dtype == object and value.ndim
    return bool(is_array) or isinstance(value, list | tuple)


def _is_real(item: object) -> bool:
    return isinstance(item, int | float | np.integer | np.floating) and not isinstance(item, bool)


def _refuse(name: str, array: NDArray[np.float64], bad: NDArray[np.bool_], rule: str) -> None:
    if bad.any():
        raise ValueError(f"{name} must be {rule}, got {array[bad].flat[0]:.15g}")
