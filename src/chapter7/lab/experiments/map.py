"""Width against length: where further tokens help to look ahead, hurt, or change nothing."""

from chapter7.lab.experiment import Experiment
from chapter7.lab.look_ahead import run

WIDTHS = (16, 32, 64)
LENGTHS = (3, 4, 5)
RATE_TIMES_WIDTH = 0.128
"""Adam's best rate falls as one over the width. Of four rates at d = 16 this was best for both."""


def variants(width: int, length: int) -> dict[str, dict]:
    """Next token and n = length at one place of the map.

    The next token's run goes on until it has spent the other's FLOPs.
    """
    here = {
        "task": {"length": length, "modulus": 5},
        "sizes": {"d_model": width, "n_layers": 3, "n_heads": 4},
        "lr": RATE_TIMES_WIDTH / width,
    }
    parallel = {"kind": "parallel", "k": length}
    place = f"d={width} K={length}"
    return {
        f"parallel {place}": here | parallel,
        f"next token {place}": here | {"kind": "ntp", "k": 1, "flops_of": parallel},
    }


EXPERIMENT = Experiment(
    name="map",
    question="At which widths and lengths do further tokens help to find an answer ahead?",
    module=__name__,
    run=run,
    settings={
        "reverse": False,
        "batch_size": 64,
        "n_held_out": 1_000,
        "steps": 2_000,
        "every": 50,
        "solved": 0.9,
        "flops_of": None,
        "stops": True,
    },
    variants={
        name: settings
        for length in LENGTHS
        for width in WIDTHS
        for name, settings in variants(width, length).items()
    },
    small={"steps": 20, "every": 10, "n_held_out": 100},
    tolerance=0.05,
)
