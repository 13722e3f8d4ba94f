"""7.3, sequential modules."""

import torch
import torch.nn.functional as F

INPUTS = {
    # page 3
    "27": "millions of parameters of the runs on code, in their settings",
    # page 4
    "671": "billion parameters, in the report's title figure; the page counts with it",
    "257": "experts of a block, in the configuration",
    "0.3": "a loss weight that a report gives",
    "0.1": "the same",
}

QUOTED = {
    "what-it-learns": ["mimo_1", "mimo_2"],
    "in-the-wild": [
        "said_own",
        "said_met",
        "said_stored",
        "slower",
        "marin_gain",
        "marin_more",
        "marin_speed",
        "tutorial_own",
        "tutorial_heads",
        "length_nemotron",
        "length_glm",
        "state_before",
    ],
}

ANSWERS = {
    # page 1
    "q-join-size": (2_048, [1_024, 4_096]),
    # page 2
    "q-below-floor": (1.5, [0.5, 2]),
    # page 3
    "q-given-first": (50, [40, 32]),
    # page 4
    "q-dense-module": (234_881_024, [201_326_592, 365_953_024, 218_103_808]),
}


def first_that_moved(before, after, s):
    """Row by row, from the first on."""
    return s - min(t for t in range(len(before)) if before[t].tolist() != after[t].tolist())


def module_by_matrices(d, vocab, attention, expert_dim, routed, met, shared):
    """Rows times columns of each matrix."""
    expert = [(d, expert_dim), (d, expert_dim), (expert_dim, d)]
    always = [(attention, 1), (d, routed), (2 * d, d)] + shared * expert
    own, activated = always + routed * expert, always + met * expert + [(d, vocab)]
    return [sum(rows * columns for rows, columns in shapes) for shapes in (own, activated)]


RIGHT = {
    "acceptance": lambda p, q: (1 - (p - q).abs().sum(dim=-1) / 2).mean(),
    "joined_state": lambda h, e, m: F.linear(
        torch.cat([F.rms_norm(x, x.shape[-1:]) for x in (h, e)], dim=-1), m
    ),
    "module_size": module_by_matrices,
    "seen_ahead": first_that_moved,
}
