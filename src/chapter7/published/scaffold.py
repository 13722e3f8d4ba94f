"""Results on schedules of further tokens that the literature reports. Knows no formula."""

# modded-nanogpt (moddednanogpt178), a speed record with further tokens that fade out, together with
# other changes: loss in nats of each of its runs on the validation part.
SPEEDRUN_LOSSES = (
    3.2783, 3.2809, 3.2784, 3.2783, 3.2787, 3.2776, 3.2781,
    3.2780, 3.2768, 3.2798, 3.2789, 3.2797, 3.2795, 3.2794,
)  # fmt: skip
# The same: seconds, mean of its runs; before it and with it, on one machine.
SPEEDRUN_SECONDS = (122.8238, 119.7607)
