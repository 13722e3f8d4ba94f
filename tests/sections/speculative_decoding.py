"""7.5, speculative decoding."""

INPUTS = {
    # page 4
    "2.5": "a temperature, in the settings",
    "12": "layers, in the settings",
    "16": "texts at once, in the settings",
    "64": "the same",
    "96": "channels of the small model, in the settings",
    "1.88": "tokens per pass, of the report",
    # page 5
    "1.04": "trillion parameters, as others restate a report",
    "1.3": "per cent that a configuration holds less",
    "256": "texts at once, an example",
}

QUOTED = {
    "three-acceptances": ["one_accepted", "one_length", "speed_wrong", "speed_right"],
    "what-it-is-worth": [
        "qwen_kept",
        "qwen_slower",
        "larger_slower",
        "overlap",
        "first_later",
        "wait_one",
        "wait_eight",
        "mean_one",
        "mean_eight",
        "exact",
        "relaxed",
    ],
    "should-you": [
        "code_large",
        "code_small",
        "pile_large",
        "gaudi_small",
        "marin_loss",
        "two_drafts",
        "manual",
        "first_of_eight",
        "alone_kept",
        "v3_speed",
        "mimo_range",
    ],
}

ANSWERS = {
    # page 1
    "q-round-length": (3, [2, 5]),
    # page 2
    "q-shared-area": (80, [25, 20]),
    # page 3
    "q-third-conditional": (71.428571, [50, 70, 55.555556]),
    # page 4
    "q-clock-three": (1.866667, [1.2, 2.153846, 2.8]),
    # page 5
    "q-plan-one-draft": (1.652174, [0.782609, 1.809524, 1.9]),
}


def block_by_loops(p, q, drafted, u):
    """The rule, word by word, with u q < p in place of a ratio."""
    weights = list(p[-1])
    kept = list(drafted)
    for i, x in enumerate(drafted):
        if u[i] * q[i][x] >= p[i][x]:
            weights = [max(a - b, 0) for a, b in zip(p[i], q[i], strict=True)]
            kept = kept[:i]
            break
    level = u[-1] * sum(weights)
    added = next(v for v in range(len(weights)) if sum(weights[: v + 1]) > level)
    return [*map(int, kept), added]


def by_pairs(survivals, verify, draft):
    """Each number of drafts against no drafts, tokens against costs, the fewest first."""
    best, tokens_of_best, cost_of_best = 0, 1.0, 1.0
    for g, cost in enumerate(verify, start=1):
        tokens, cost = 1 + sum(survivals[:g]), cost + g * draft
        if tokens * cost_of_best > tokens_of_best * cost:
            best, tokens_of_best, cost_of_best = g, tokens, cost
    return best


RIGHT = {"accepted_block": block_by_loops, "best_drafts": by_pairs}
