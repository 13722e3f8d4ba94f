"""An experiment that takes no time, in a module where other processes find it."""

import os

from chapter7.lab.experiment import Experiment
from chapter7.lab.training import Run

FAILS = "MADE_UP_FAILS"
"""Environment variable: the seed whose runs of variant "more" fail."""


def found(seed, *, gain, steps):
    """A run that takes no time."""
    if gain and os.environ.get(FAILS) == str(seed):
        raise RuntimeError("power cut")
    run = Run(bits=[[4.0, 5.0], [3.0, 4.0], [2.0]], steps=steps, flops=10 * steps)
    return {"bits": 2.0 - gain + 0.1 * seed, "pair": [seed, gain]}, run


EXPERIMENT = Experiment(
    name="made_up",
    question="Is a gain a gain?",
    module=__name__,
    run=found,
    settings={"steps": 3},
    variants={"base": {"gain": 0.0}, "more": {"gain": 0.5}},
    small={"steps": 1},
    tolerance=0.0,
    corpus=lambda: {"nothing": "0" * 64},
)
