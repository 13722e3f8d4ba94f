"""Real code in byte pairs: what further tokens do to the next one's loss."""

from functools import partial

from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, run

ALONE = {"kind": "ntp", "k": 1, "mtp_weight": 0.0}
PARALLEL = {"kind": "parallel", "k": 4}

EXPERIMENT = Experiment(
    name="code",
    question="What do further tokens cost or gain the next one on code?",
    module=__name__,
    run=run,
    settings={
        "text": "code",
        "vocab_size": 512,
        "n_characters": None,
        "embedding_std": 1.0,
        "sizes": {"d_model": 96, "n_layers": 4, "n_heads": 4},
        "data": {"length": 96, "batch_size": 16},
        "lr": 4e-3,
        "steps": 1_500,
        "flops_of": None,
    },
    variants={
        "next token": ALONE,
        "parallel k=4": PARALLEL | {"mtp_weight": 3.0},
        "next token, FLOPs of parallel": ALONE | {"flops_of": PARALLEL},
    },
    small={"steps": 5, "n_characters": 20_000, "vocab_size": 128},
    tolerance=0.02,
    corpus=partial(corpora, "code"),
)
