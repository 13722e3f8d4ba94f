"""What the scaffold is not: when to cut, other rates and weights, heads that are asked nonsense.

Chosen before the runs were made: these describe. Five seeds are too few for a verdict on each of so
many variants; each is shown seed by seed beside the runs of `scaffold` with the same seeds.
"""

from chapter7.lab.experiment import Experiment
from chapter7.lab.experiments.scaffold import HEADS, NEXT_TOKEN, SCAFFOLD, SEEDS, SETTINGS, SMALL
from chapter7.lab.scaffolding import run

CUTS = (25, 50, 200, 400)
"""Beside 100, which `scaffold` has."""
RATES = (1e-3, 4e-3)
"""Beside 2e-3."""

EXPERIMENT = Experiment(
    name="scaffold_controls",
    question="When may further heads be cut, and what else would do as much as they do?",
    module=__name__,
    run=run,
    settings=SETTINGS,
    variants={
        **{f"cut at {cut}": HEADS | {"cut": cut} for cut in CUTS},
        "random targets, cut at 100": SCAFFOLD | {"made_up": True},
        "sequential, cut at 100": SCAFFOLD | {"kind": "sequential"},
        **{
            f"lambda={weight:g}, cut at 100": SCAFFOLD | {"weight": weight} for weight in (1.0, 3.0)
        },
        "lambda=1, cut at 1000": HEADS | {"weight": 1.0, "cut": 1_000},
        "from step 400 on": HEADS | {"begin": 400},
        "cut at 100, no clipping": SCAFFOLD | {"clip": None},
        "next token, no clipping": NEXT_TOKEN | {"clip": None},
        "next token, warm-up 200": NEXT_TOKEN | {"warmup": 200},
        **{f"next token, lr={lr:g}": NEXT_TOKEN | {"lr": lr} for lr in (*RATES, 8e-3)},
        **{f"cut at 100, lr={lr:g}": SCAFFOLD | {"lr": lr} for lr in RATES},
    },
    small=SMALL,
    tolerance=0.05,
    seeds=SEEDS[:5],
)
