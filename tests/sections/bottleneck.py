"""7.1, the single-token bottleneck."""

from math import log, log2

import torch
from torch.distributions import Categorical, kl_divergence

from chapter7 import density, exam, targets

INPUTS = {
    "4,096": "the context length of the worked examples",
    "4,097": "the same, and the last label",
    "2,048": "GPT-3's context length, in an exercise",
    "131,072": "a long context to compare with",
    "32,000": "a vocabulary to compare with: Llama-2's, in chapter7.published.models",
    "0.56": "where the loss of the sound model ends, in the question; the figure shows it",
    "671": "DeepSeek-V3's parameters in billions, in chapter7.published.models",
    "37": "the activated ones of them, in chapter7.published.models",
    "1.3": "a model size of the table that is discussed, in billions",
    "13": "a model size of the table that is discussed, in billions",
    "0.9": "a probability of the Markov chain, its definition",
    "0.8": "a probability of the Markov chain, its definition",
    "0.99": "the same, of a chain that hardly ever moves",
    "64": "the shortest text of the experiment, in tokens",
    "95": "the level of an interval",
}

QUOTED = {
    "by-hand": ["small_pile", "big_pile", "small_size", "big_size", "lambda_first", "lambda_last"],
    "at-scale": [
        "v3_hours",
        "bill",
        "dense_hours",
        "future_lens",
        "acceptance",
        "reported",
        "speed_text",
        "speed_code",
        "speed_bytes",
        "pile_llama",
        "pile_v3",
        "mbpp_small",
        "mbpp_large",
        "slow_small",
        "slow_large",
        "lambda_first",
        "lambda_last",
        "lambda_step",
    ],
}

ANSWERS = {
    "q-mark-on-twenty-steps": (0.941419, [1, 0.286397, 5.72794, 1.48001]),
    "q-attention-catches-up": (20_345.05, [61_035.2, 10_172.5, 488_281]),
    "q-correlation-of-two": (0.193437, [0.746743, 1.106613, 1.300050]),
    "q-density-of-13b": (0.2001236, [2.001236e-4, 2.001236e-10, 0.138715, 0.600371, 819.706]),
    "q-labels-of-ten": (30, [40, 36, 34]),
    "q-price-of-k-4": (19.6608, [26.2144, 6.5536, 0.196608, 300]),
    "q-packed-documents": (9, [13, 12, 15]),
    "q-nats-to-bits": (2.885390, [1.386294, 2, 0.868589]),
    "q-price-of-bits": (3.125, [50, 0.03125, 4.508422, 7.629395e-4]),
    "q-hours-of-1b": (267.094, [106.838, 961_538, 89.0313, 356.125]),
    "q-speed-up-of-one": (1.619048, [1.7, 1.904762, 0.666667, 1.785]),
}


def divergence(joint):
    """Nats from a pair of words to the same two words, drawn one without the other."""
    pair = torch.tensor(joint, dtype=torch.float64)
    apart = torch.outer(pair.sum(1), pair.sum(0))
    return kl_divergence(Categorical(pair.flatten()), Categorical(apart.flatten())).item()


RIGHT = {
    "mark_bits": lambda p, n: exam.grade_bits(p, n, "final answer"),
    "bits_per_gflop": lambda n, v: density.supervisory_density(n, v) * 1e9,
    "label_count": density.target_count,
    "targets": targets.future_targets,
    "mean_loss": lambda nll, valid: nll[valid].mean(),
    # the relative entropy of the pair to two words drawn apart; what torch would allocate
    "total_correlation": lambda joint: divergence(joint) / log(2),
    "logits_bytes": lambda n, v, k: torch.empty(k, n, v, device="meta").nbytes,
}

BY_HAND = {
    "mark_bits": [1, 1, 2 - 0.75 * log2(3), 0],
    "bits_per_gflop": [0.1666667, 0.3809524, 16.6666667],
    "label_count": [3, 3 + 2, 7 + 6 + 5, 4 + 3 + 2 + 1],
    "mean_loss": [11 / 4, 2],
    "total_correlation": [1, 0, 1 + (2 - 0.75 * log2(3)) - 1.5, 0],
    "logits_bytes": [8, 240, 3_276_800_000],
}
