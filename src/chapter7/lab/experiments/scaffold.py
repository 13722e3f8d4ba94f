"""Heads as a scaffold: whether an answer ahead needs them to the end, early, or late.

Chosen before the runs were made: each of three trainings with heads is compared with the next token
alone, seed by seed and by the FLOPs until the task is solved, by a sign test; three tests, p values
by Holm. Everything else that these runs tell is description. 100 steps, lambda = 10 and the
learning rate were settled in trials with seeds 0 to 7; these seeds are fresh.
"""

from chapter7.lab.experiment import Experiment
from chapter7.lab.scaffolding import run

NEXT_TOKEN = {"kind": "ntp", "k": 1, "weight": 0.0}
HEADS = {"kind": "parallel", "k": 4, "weight": 10.0}
SCAFFOLD = HEADS | {"cut": 100}
SETTINGS = {
    "task": {"length": 4, "modulus": 7},
    "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4},
    "begin": 0,
    "cut": None,
    "made_up": False,
    "lr": 2e-3,
    "warmup": 20,
    "clip": 1.0,
    "batch_size": 64,
    "n_held_out": 500,
    "steps": 1_600,
    "every": 50,
    "solved": 0.9,
    "probed_at": 100,
}
SEEDS = tuple(range(100, 110))
SMALL = {"steps": 12, "every": 4, "n_held_out": 100, "probed_at": 8}

EXPERIMENT = Experiment(
    name="scaffold",
    question="Does an answer ahead need its further heads to the end, or for a while only?",
    module=__name__,
    run=run,
    settings=SETTINGS,
    variants={
        "next token": NEXT_TOKEN | {"steps": 2_400},
        "throughout": HEADS,
        "cut at 100": SCAFFOLD,
        "steps 400 to 500": HEADS | {"begin": 400, "cut": 500},
    },
    small=SMALL,
    tolerance=0.05,
    seeds=SEEDS,
)
