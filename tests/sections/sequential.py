"""7.3, sequential modules."""

import torch
import torch.nn.functional as F

INPUTS = {}

QUOTED = {}

ANSWERS = {
    # page 1
    "q-join-size": (2_048, [1_024, 4_096]),
    # page 2
    "q-below-floor": (1.5, [0.5, 2]),
}


def first_that_moved(before, after, s):
    """Row by row, from the first on."""
    return s - min(t for t in range(len(before)) if before[t].tolist() != after[t].tolist())


RIGHT = {
    "joined_state": lambda h, e, m: F.linear(
        torch.cat([F.rms_norm(x, x.shape[-1:]) for x in (h, e)], dim=-1), m
    ),
    "seen_ahead": first_that_moved,
}
