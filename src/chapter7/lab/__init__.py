"""The laboratory: models of the next and of further tokens, small enough to train on two cores.

`build` makes a model; `reach` and `check_no_leak` ask any model whether it sees its targets.
"""

from chapter7.lab.building import KINDS, Model, build, count_parameters
from chapter7.lab.heads import ParallelHeads, SequentialModules
from chapter7.lab.leaks import check_no_leak, reach
from chapter7.lab.transformer import Cache, Decoder

__all__ = [
    "KINDS",
    "Cache",
    "Decoder",
    "Model",
    "ParallelHeads",
    "SequentialModules",
    "build",
    "check_no_leak",
    "count_parameters",
    "reach",
]
