"""The laboratory: models of the next and of further tokens, small enough to train on two cores.

`build` makes a model; `reach` and `check_no_leak` ask any model whether it sees its targets.
`train` trains it on batches, `evaluate` says what it has learned. `code` and `plays` are texts,
`Names` and `suffix_sums` small worlds with known laws. `load_record` reads what our own experiments
have found; `perform` makes such a record. `decoding` is how models write, with drafts and without.
"""

from chapter7.lab import decoding
from chapter7.lab.batches import Batch, Batches, in_order, windows
from chapter7.lab.building import KINDS, Model, build, count_parameters
from chapter7.lab.corpus import Corpus, code, plays
from chapter7.lab.experiment import Experiment
from chapter7.lab.flops import training_flops
from chapter7.lab.heads import ModuleCache, ParallelHeads, SequentialModules
from chapter7.lab.leaks import check_no_leak, reach
from chapter7.lab.losses import Evaluation, evaluate, offset_losses
from chapter7.lab.performing import perform, perform_all
from chapter7.lab.records import Record, load_record, recorded
from chapter7.lab.tasks import Names, suffix_sums
from chapter7.lab.training import Optimiser, Probe, Run, Weight, distributed, held_out, train
from chapter7.lab.transformer import Cache, Decoder
from chapter7.lab.vocabularies import BytePairs, Characters

__all__ = [
    "KINDS",
    "Batch",
    "Batches",
    "BytePairs",
    "Cache",
    "Characters",
    "Corpus",
    "Decoder",
    "Evaluation",
    "Experiment",
    "Model",
    "ModuleCache",
    "Names",
    "Optimiser",
    "ParallelHeads",
    "Probe",
    "Record",
    "Run",
    "SequentialModules",
    "Weight",
    "build",
    "check_no_leak",
    "code",
    "count_parameters",
    "decoding",
    "distributed",
    "evaluate",
    "held_out",
    "in_order",
    "load_record",
    "offset_losses",
    "perform",
    "perform_all",
    "plays",
    "reach",
    "recorded",
    "suffix_sums",
    "train",
    "training_flops",
    "windows",
]
