"""How the baseline was tuned: one first value and the learning rate, for one token and for two."""

from functools import partial
from itertools import product

from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, run

KINDS = {
    "next token": {"kind": "ntp", "k": 1, "mtp_weight": 0.0},
    "parallel k=2": {"kind": "parallel", "k": 2, "mtp_weight": 1.0},
}
RATES = {1.0: (2.5e-3, 5e-3, 1e-2, 2e-2), 0.02: (5e-3, 1e-2)}
"""Of each deviation of the embedding's first values."""

EXPERIMENT = Experiment(
    name="initialisation",
    question="How much do the embedding's first values and the learning rate move the loss?",
    module=__name__,
    run=run,
    settings={
        "text": "plays",
        "vocab_size": None,
        "n_characters": None,
        "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4},
        "data": {"length": 64, "batch_size": 16},
        "steps": 300,
        "flops_of": None,
    },
    variants={
        f"{name} std={deviation:g} lr={rate:g}": kind | {"embedding_std": deviation, "lr": rate}
        for deviation, rates in RATES.items()
        for (name, kind), rate in product(KINDS.items(), rates)
    },
    small={"steps": 10, "n_characters": 10_000},
    tolerance=0.02,
    corpus=partial(corpora, "plays"),
)
