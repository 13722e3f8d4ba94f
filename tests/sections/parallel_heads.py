"""7.2, parallel heads."""

INPUTS = {
    "0.02": "the usual standard deviation of an embedding, in the settings of a record",
}

QUOTED = {
    "what-it-costs": ["slow_small", "slow_large"],
}

ANSWERS = {
    # page 1
    "q-packed-head-three": (4, [9, 3, 6]),
    "q-divided-by-t": (1.125, [4.5, 1.5, 1.2]),
    # page 2
    "q-strangers-of-sixteen": (75, [25, 93.75, 2]),
    # page 4
    "q-logits-head-by-head": (524.288, [2_097.152, 131.072, 32.768]),
}
