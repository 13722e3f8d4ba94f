"""7.2, parallel heads."""

INPUTS = {
    # page 3
    "16": "a width of the map, in channels",
    "32": "the same",
    "20": "what a guess has right of five digits, in per cent",
    "512": "channels of the runs of 27 million parameters, in their settings",
    "0.1": "a loss weight of these runs",
    "0.3": "the same",
    # page 4
    "0.02": "the usual standard deviation of an embedding, in the settings of a record",
}

QUOTED = {
    "does-it-help": [
        "bytes_one",
        "bytes_eight",
        "marin_gain",
        "marin_slower",
        "tutorial_one",
        "tutorial_heads",
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
}
