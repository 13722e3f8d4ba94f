"""Checks of the coding exercises. Those of a section are in a module of its name, which its pages
import::

    from chapter7.exercises import bottleneck as exercises

    exercises.label_count(label_count)

`all_exercises` finds them: a new section is a new module.
"""

import importlib
import pkgutil

from chapter7.exercises.core import Exercise, Feedback
from chapter7.exercises.verdict import Mistake

__all__ = ["Exercise", "Feedback", "Mistake", "all_exercises"]


def all_exercises() -> list[Exercise]:
    """Every exercise, section by section, each in the order of its module."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return [e for module in modules for e in vars(module).values() if isinstance(e, Exercise)]
