"""7.3, sequential modules."""

INPUTS = {}

QUOTED = {}

ANSWERS = {
    # page 1
    "q-join-size": (2_048, [1_024, 4_096]),
    # page 2
    "q-below-floor": (1.5, [0.5, 2]),
}
