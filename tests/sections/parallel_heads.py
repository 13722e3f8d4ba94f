"""7.2, parallel heads."""

INPUTS = {}

QUOTED = {}

ANSWERS = {
    # page 1
    "q-packed-head-three": (4, [9, 3, 6]),
    "q-divided-by-t": (1.125, [4.5, 1.5, 1.2]),
    # page 2
    "q-strangers-of-sixteen": (75, [25, 93.75, 2]),
}
