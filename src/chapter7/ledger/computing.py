"""How a function becomes one that a row of the ledger can name."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Computing:
    """A function that gives a number, and the number's unit; None: each row says its own."""

    function: Callable[..., float]
    unit: str | None


def computes(unit: str | None) -> Callable:
    """Marks a function whose number has this unit; None if it differs from row to row."""

    def mark(function: Callable[..., float]) -> Callable[..., float]:
        function.computing = Computing(function, unit)
        return function

    return mark


def collect(path: Iterable[str], package: str) -> dict[str, Computing]:
    """The marked functions of all modules of a package, by name.

    Args:
        path: the package's `__path__`.
        package: its name.
    Raises: ValueError: two modules define functions of one name.
    """
    found: dict[str, Computing] = {}
    for module in pkgutil.iter_modules(path, f"{package}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            computing = getattr(value, "computing", None)
            if not isinstance(computing, Computing):
                continue
            if found.setdefault(name, computing) is not computing:
                first = found[name].function.__module__
                raise ValueError(f"{name!r} is defined in {first} and in {module.name}")
    return found
