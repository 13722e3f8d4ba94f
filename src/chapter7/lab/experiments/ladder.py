"""Suffix sums: which head learns its answer when, and whether the next token's ever does."""

from chapter7.lab.experiment import Experiment
from chapter7.lab.look_ahead import run

NEXT_TOKEN = {"kind": "ntp", "k": 1}
PARALLEL = {"kind": "parallel", "k": 5}
REVERSED = {"reverse": True, "steps": 400}
"""As a control. The first answer is copied, each other one an addition away from the one before."""

EXPERIMENT = Experiment(
    name="ladder",
    question="In which order do heads learn answers that build on each other?",
    module=__name__,
    run=run,
    settings={
        "task": {"length": 5, "modulus": 5},
        "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4},
        "reverse": False,
        "lr": 2e-3,
        "batch_size": 64,
        "n_held_out": 1_000,
        "steps": 2_000,
        "every": 25,
        "solved": 0.9,
        "flops_of": None,
        "stops": False,
    },
    variants={
        "parallel k=5": PARALLEL,
        "next token": NEXT_TOKEN,
        "next token, reversed": NEXT_TOKEN | REVERSED,
        "parallel k=5, reversed": PARALLEL | REVERSED,
    },
    small={"steps": 20, "every": 10, "n_held_out": 100},
    tolerance=0.05,
)
