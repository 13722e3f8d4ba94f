"""The laboratory: models of the next and of further tokens, small enough to train on two cores.

`build` makes a model; `reach` and `check_no_leak` ask any model whether it sees its targets.
`train` trains it on batches, `evaluate` says what it has learned.
"""

from chapter7.lab.batches import Batch, Batches, in_order, windows
from chapter7.lab.building import KINDS, Model, build, count_parameters
from chapter7.lab.flops import training_flops
from chapter7.lab.heads import ParallelHeads, SequentialModules
from chapter7.lab.leaks import check_no_leak, reach
from chapter7.lab.losses import Evaluation, evaluate, offset_losses
from chapter7.lab.training import Optimiser, Run, Weight, distributed, train
from chapter7.lab.transformer import Cache, Decoder

__all__ = [
    "KINDS",
    "Batch",
    "Batches",
    "Cache",
    "Decoder",
    "Evaluation",
    "Model",
    "Optimiser",
    "ParallelHeads",
    "Run",
    "SequentialModules",
    "Weight",
    "build",
    "check_no_leak",
    "count_parameters",
    "distributed",
    "evaluate",
    "in_order",
    "offset_losses",
    "reach",
    "train",
    "training_flops",
    "windows",
]
