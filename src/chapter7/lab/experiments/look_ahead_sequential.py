"""Suffix sums with modules, which the teacher hands the answers before theirs; else as `ladder`."""

from chapter7.lab.experiment import Experiment
from chapter7.lab.experiments.ladder import EXPERIMENT as LADDER
from chapter7.lab.look_ahead import run

EXPERIMENT = Experiment(
    name="look_ahead_sequential",
    question="Which answers do modules learn, and does the first profit from them, as with heads?",
    module=__name__,
    run=run,
    settings=LADDER.settings,
    variants={"sequential k=5": {"kind": "sequential", "k": 5}},
    small=LADDER.small,
    tolerance=LADDER.tolerance,
)
