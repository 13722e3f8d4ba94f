"""The figures of 7.5, with numbers like those of its pages."""

import numpy as np

from chapter7.plots import speculative_decoding as figures


# Page 1
def refused_by_entropy():
    """Two writers over five bins."""
    bins = ["0", "1", "2", "3", "4+"]
    mean = np.array([0.05, 0.1, 0.2, 0.3, 0.35])
    heads = np.array([0.5, 0.55, 0.6, 0.55, 0.5])
    return figures.refused_by_entropy(
        bins,
        {
            "modules": (mean, mean - 0.02, mean + 0.02),
            "heads": (heads, heads - 0.03, heads + 0.03),
        },
    )


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


# Page 3
def kept_by_place():
    """Five models."""
    kept = {
        "eight modules": [0.76, 0.79, 0.83, 0.83, 0.86, 0.84, 0.87, 0.85],
        "one, four times": [0.84, 0.71, 0.64, 0.7],
        "one, as released": [0.7, 0.16, 0.18],
        "our modules": [0.7, 0.7, 0.72],
        "our heads": [0.5, 0.4, 0.3],
    }
    told = dict(zip(kept, ("rises", "falls", "falls", "flat", "falls"), strict=True))
    return figures.kept_by_place(kept, told, 8)


def survivals():
    """Eight places, two constants."""
    places = np.arange(1, 9)
    measured = np.array([0.76, 0.6, 0.5, 0.41, 0.35, 0.3, 0.26, 0.22])
    constant = {"0.76 a draft": 0.76**places, "0.81 a draft": 0.81**places}
    return figures.survivals(measured, constant)


EXAMPLES = {
    draw.__name__: draw for draw in (refused_by_entropy, drift, caught, kept_by_place, survivals)
}
