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


EXAMPLES = {draw.__name__: draw for draw in (weights_by_convention,)}
