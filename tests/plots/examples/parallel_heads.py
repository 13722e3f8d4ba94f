"""The figures of 7.2, with numbers like those of its pages."""

import numpy as np

from chapter7.plots import parallel_heads as figures

BITS = np.linspace(0, 3, 61)
DIAL = np.linspace(0, 1, 5)


# Page 2
def losses_by_head():
    """Four heads, near each other at the end."""
    steps = np.arange(5, 255, 10)
    fall = 2.2 * np.exp(-steps / 60)
    bits = {f"head {j + 1}": end + fall for j, end in enumerate((3.0, 3.9, 4.3, 4.45))}
    return figures.losses_by_head(steps, bits, 2.0)


def strangers_by_correlation():
    """Four sources."""
    measured = {
        "two heads": ([0, 1, 2, 3], [0.003, 0.498, 0.747, 0.871]),
        "one after another": ([0, 1, 2, 3], [0, 0.016, 0.01, 0.001]),
    }
    told = {bits: f"{8 >> bits} of 8\nallowed" for bits in (1, 2, 3)}
    return figures.strangers_by_correlation((BITS, 1 - 2**-BITS), measured, told)


def strangers_by_tie():
    """Two names."""
    measured = {
        "two heads": (DIAL, [0.499] * 5),
        "one after another": (DIAL, [0.499, 0.367, 0.241, 0.12, 0.0001]),
    }
    return figures.strangers_by_tie((DIAL, (1 - DIAL) / 2), measured)


def floors_by_offset():
    """A chain of six tokens."""
    floors = [1.628, 2.297, 2.486, 2.529]
    offsets = [1, 2, 3, 4]
    measured = {
        "heads": (offsets, [1.631, 2.299, 2.488, 2.53]),
        "modules": (offsets, [1.63, 1.631, 1.632, 1.633]),
    }
    return figures.floors_by_offset(floors, measured, "2.43 bits\non top")


# Page 4
def memory_by_heads():
    """Three ways."""
    megabytes = {
        "all at once": [675, 1_030, 1_747],
        "head by head": [713, 750, 830],
        "in chunks": [184, 200, 232],
    }
    told = {
        "all at once": "all at once:\n1,750 MB, 3.3 s",
        "head by head": "head by head:\n830 MB, 3.6 s",
        "in chunks": "in chunks:\n232 MB, 2.9 s",
    }
    return figures.memory_by_heads((1, 2, 4), megabytes, told)


def cosines():
    """A run of six hundred steps."""
    x = list(range(0, 700, 100))
    measured = {
        "two heads": [[0.2, 0.5, 0.4, 0.3, 0.3, 0.3, 0.25]],
        "same head twice": [[0.3, 0.6, 0.5, 0.4, 0.35, 0.4, 0.4]],
    }
    bands = {
        name: (mean, [m - 0.05 for m in mean], [m + 0.05 for m in mean])
        for name, (mean,) in measured.items()
    }
    return figures.cosines(x, bands, "training steps")


EXAMPLES = {
    draw.__name__: draw
    for draw in (
        losses_by_head,
        strangers_by_correlation,
        strangers_by_tie,
        floors_by_offset,
        memory_by_heads,
        cosines,
    )
}
