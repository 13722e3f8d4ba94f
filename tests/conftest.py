"""What all tests share."""

from hypothesis import settings

# No deadline: how long an example takes says more of the machine than of the code.
# Derandomised: a run that fails here fails everywhere.
settings.register_profile("chapter7", deadline=None, derandomize=True)
settings.load_profile("chapter7")
