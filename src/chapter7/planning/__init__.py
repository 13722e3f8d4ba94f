"""Planning with a model's own `config.json`: counts, costs, and what drafts may be worth.

`plan` reads the keys of a configuration, dense or with experts, and counts what its layers hold;
FLOPs and densities are `chapter7.density`'s, from these counts. `python -m chapter7.planning
config.json` prints a plan as a table, with `--json` as JSON. Knows no training.
"""

from chapter7.planning.architecture import Architecture, Layer, Mixer
from chapter7.planning.command import main
from chapter7.planning.costs import (
    logits_bytes,
    mixing_flops,
    ridge_tokens,
    roofline_verify,
    speed_up,
    tokens_per_round,
)
from chapter7.planning.families import FAMILIES, read_architecture
from chapter7.planning.parts import Part
from chapter7.planning.plan import Drafts, Extra, Plan, plan
from chapter7.planning.released import released

__all__ = [
    "FAMILIES",
    "Architecture",
    "Drafts",
    "Extra",
    "Layer",
    "Mixer",
    "Part",
    "Plan",
    "logits_bytes",
    "main",
    "mixing_flops",
    "plan",
    "read_architecture",
    "released",
    "ridge_tokens",
    "roofline_verify",
    "speed_up",
    "tokens_per_round",
]
