"""The figures of 7.5, with numbers like those of its pages."""

import numpy as np

from chapter7.plots import speculative_decoding as figures


# Page 2
def drift():
    """Two rules at four sizes, three seeds."""
    sizes = 10 ** np.arange(2, 6)
    chance = 0.35 / np.sqrt(sizes)[:, None] * [1.2, 1, 0.7]
    return figures.drift(
        sizes, {"the rule": chance, "keep what is plausible": np.hypot(chance, 0.24)}
    )


def caught():
    """Three laws, the longest name among them, and five checks."""
    seen = {
        "p and q swapped": {"enumeration", "chi-square", "impossible", "u = 0"},
        "top-p in the acceptance only": {"enumeration", "chi-square"},
        "at most instead of below": {"u = 0"},
    }
    names = ["count", "chi²", "p = 0", "u = 0", "length"]
    checks = ["enumeration", "chi-square", "impossible", "u = 0", "length"]
    return figures.caught(seen, dict(zip(checks, names, strict=True)))


EXAMPLES = {draw.__name__: draw for draw in (drift, caught)}
