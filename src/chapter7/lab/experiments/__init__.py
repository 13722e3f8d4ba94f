"""The experiments, a module each; a module is found by itself.

Each has an `EXPERIMENT`. It imports what it uses from the modules that define it, since a record
names the code that made it by these imports.
"""

import importlib
import pkgutil

from chapter7.lab.experiment import Experiment


def experiments() -> dict[str, Experiment]:
    """All experiments by name."""
    names = (f"{__name__}.{found.name}" for found in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(name).EXPERIMENT for name in names]
    return {experiment.name: experiment for experiment in found}
