"""7.5, speculative decoding."""

INPUTS: dict = {}

QUOTED = {
    "three-acceptances": ["one_accepted", "one_length", "speed_wrong", "speed_right"],
}

ANSWERS = {
    # page 1
    "q-round-length": (3, [2, 5]),
    # page 2
    "q-shared-area": (80, [25, 20]),
    # page 3
    "q-third-conditional": (71.43, [50, 70, 55.56]),
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


RIGHT = {"accepted_block": block_by_loops}
