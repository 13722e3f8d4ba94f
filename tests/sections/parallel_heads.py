"""7.2, parallel heads."""

INPUTS = {}

QUOTED = {}

ANSWERS = {
    # page 2
    "q-strangers-of-sixteen": (75, [25, 93.75, 2]),
}
