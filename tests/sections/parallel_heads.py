"""7.2, parallel heads."""

import torch

from chapter7.targets import future_targets

INPUTS = {
    # page 1
    "95": "the level of an interval",
    # page 3
    "16": "a width of the map, in channels",
    "32": "the same",
    "64": "the same",
    "20": "what a guess has right of five digits, in per cent",
    "512": "channels of the runs of 27 million parameters, in their settings",
    "0.1": "a loss weight of these runs",
    "0.3": "the same",
    # page 4
    "4,096": "the positions of a loss in chunks, in the settings of a record",
    "0.02": "the usual standard deviation of an embedding, in the settings of a record",
    # page 5
    "2026": "the year until which it was read",
    "100": "programs sampled for a task, in pass@100",
}

QUOTED = {
    "what-others-found": [
        "bytes_one",
        "bytes_eight",
        "marin_gain",
        "marin_slower",
        "tutorial_one",
        "tutorial_heads",
        "tutorial_small",
        "rouge_least",
        "mmlu_loss",
        "gsm8k_free",
        "seed_code",
        "seed_mmlu",
        "pile_bits",
    ],
    "what-it-costs": ["slow_small", "slow_large", "slow_huge"],
}

ANSWERS = {
    # page 1
    "q-packed-head-three": (4, [9, 3, 6]),
    "q-divided-by-t": (1.125, [4.5, 1.5, 1.2]),
    # page 2
    "q-strangers-of-sixteen": (75, [25, 93.75, 2]),
    # page 3
    "q-blocks-of-four": (1.375, [4, 1.5, 1.25]),
    # page 4
    "q-logits-head-by-head": (524.288, [2_097.152, 131.072, 32.768]),
    # page 5
    "q-luck-reaches": (9.26537, [85.8476, 0.107929, 1]),
}


def passed_by_cases(joint):
    """Speculative sampling told word by word: each first word, then the second given it."""
    pair = torch.tensor(joint, dtype=torch.float64)
    first, second = pair.sum(1), pair.sum(0)
    given = (pair / first.clamp_min(1e-300).unsqueeze(1)).tolist()
    return sum(
        p * sum(q * min(1.0, row[y] / q) for y, q in enumerate(second.tolist()) if q)
        for p, row in zip(first.tolist(), given, strict=True)
    )


def mean_and_error(heads, alone):
    """By torch: its deviation divides by n - 1."""
    each = torch.tensor(heads) - torch.tensor(alone)
    return [each.mean().item(), (each.std() / len(each) ** 0.5).item()]


def in_errors(before, after, n_tasks):
    """By torch's variances of a toss."""
    tosses = [torch.distributions.Bernoulli(score / 100) for score in (before, after)]
    return (after - before) / 100 / sum(toss.variance.item() / n_tasks for toss in tosses) ** 0.5


def all_heads_at_once(shared, heads, targets):
    """One graph of all heads, one backward pass."""
    leaf = shared.clone().requires_grad_()
    logits = (leaf @ heads.mT).transpose(1, 2)  # (k, V, T)
    loss = torch.nn.functional.cross_entropy(logits, targets, reduction="sum") / len(leaf)
    return torch.autograd.grad(loss, leaf)[0]


RIGHT = {
    "packed_targets": lambda tokens, document, j: future_targets(tokens, j, document=document),
    "both_pass": passed_by_cases,
    "paired_difference": mean_and_error,
    "trunk_gradient": all_heads_at_once,
    "gain_in_errors": in_errors,
}

BY_HAND = {"both_pass": [1 / 2, 1, 3 / 8 + 1 / 4 + 1 / 8, 1]}
