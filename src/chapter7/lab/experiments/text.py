"""Plays, character by character: what further tokens do to the next one's loss, by width."""

from functools import partial

from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, run

WIDTHS = (16, 32, 64)
RATE_TIMES_WIDTH = 0.64
"""Adam's best rate falls as one over the width; `initialisation` has the grid at width 64."""


def variants(width: int) -> dict[str, dict]:
    """Next token, two and four tokens; and the next token with the FLOPs of four."""
    here = {
        "sizes": {"d_model": width, "n_layers": 3, "n_heads": 4},
        "lr": RATE_TIMES_WIDTH / width,
    }
    four = {"kind": "parallel", "k": 4}
    alone = {"kind": "ntp", "k": 1, "mtp_weight": 0.0}
    return {
        f"next token d={width}": here | alone,
        f"parallel k=2 d={width}": here | {"kind": "parallel", "k": 2, "mtp_weight": 1.0},
        f"parallel k=4 d={width}": here | four | {"mtp_weight": 3.0},
        f"next token d={width}, FLOPs of k=4": here | alone | {"flops_of": four},
    }


EXPERIMENT = Experiment(
    name="text",
    question="What do further tokens cost or gain the next one on plays, from width to width?",
    module=__name__,
    run=run,
    settings={
        "text": "plays",
        "vocab_size": None,
        "n_characters": None,
        "embedding_std": 1.0,
        "data": {"length": 64, "batch_size": 16},
        "steps": 300,
        "flops_of": None,
    },
    variants={name: one for width in WIDTHS for name, one in variants(width).items()},
    small={"steps": 10, "n_characters": 10_000},
    tolerance=0.02,
    corpus=partial(corpora, "plays"),
)
