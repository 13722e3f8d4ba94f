"""The figures of 7.4, with numbers like those of its pages."""

from chapter7.plots import loss_weight as figures


# Page 1
def weights_by_convention():
    """Five implementations, three depths."""
    weights = {
        "Megatron-Core": [0.117, 0.14, 0.175],
        "Megatron-Core, per token": [0.1] * 3,
        "torchtitan": [0.1] * 3,
        "DeepSeek-V3, the paper": [0.0875] * 3,
        "Gloeckle et al.": [0.35, 0.42, 0.525],
    }
    return figures.weights_by_convention(weights, 0.1)


def shares_by_weight():
    """Three tasks, six weights."""
    weights = [0.03, 0.1, 0.3, 1, 3, 10]
    means = {
        "plays": [0.01, 0.04, 0.12, 0.3, 0.55, 0.75],
        "code": [0.015, 0.05, 0.13, 0.33, 0.6, 0.8],
        "look-ahead": [0.05, 0.14, 0.3, 0.6, 0.8, 0.95],
    }
    shares = {name: [(m, 0.9 * m, 1.05 * m) for m in row] for name, row in means.items()}
    return figures.shares_by_weight(weights, shares, [w / (1 + w) for w in weights])


EXAMPLES = {draw.__name__: draw for draw in (weights_by_convention, shares_by_weight)}
