"""The coding exercises of section 7.1, *The single-token bottleneck*, in the order of its pages."""

import numpy as np
import torch

from chapter7.exercises import misconceptions
from chapter7.exercises.core import Exercise
from chapter7.exercises.misconceptions import shifted
from chapter7.exercises.verdict import Mistake
from chapter7.targets import IGNORE_INDEX


def _entropy(p: float) -> float:
    return -sum(q * np.log2(q) for q in (p, 1 - p) if q > 0)


mark_bits = Exercise(
    name="mark_bits",
    # H(1/2) = 1; (1/sqrt 2)^2 = 1/2; H(1/4) = 2 - 3/4 log2 3; a certain mark tells nothing
    cases=(
        ((0.5, 1), 1.0),
        ((2**-0.5, 2), 1.0),
        ((0.5, 2), 0.811278124459133),
        ((1.0, 100), 0.0),
    ),
    mistakes=(
        Mistake(
            "each step marked",
            lambda p, n: n * _entropy(p),
            "You computed what n marks tell, one for each step. Here is one mark, on the result.",
        ),
        Mistake(
            "one step",
            lambda p, n: _entropy(p),
            "That is the entropy of one step. The result is right with probability p**n.",
        ),
        misconceptions.NATS.made_by(lambda p, n: _entropy(p**n) * np.log(2)),
        Mistake(
            "surprise of a pass",
            lambda p, n: -n * np.log2(p),
            "That is the surprise of one outcome, “right”. Average over both outcomes.",
        ),
        Mistake(
            "all wrong",
            lambda p, n: _entropy((1 - p) ** n),
            "(1 - p)**n is the chance that every step is wrong. One slip is enough to fail.",
        ),
        Mistake(
            "nan for a certain mark",
            lambda p, n: -(p**n * np.log2(p**n) + (1 - p**n) * np.log2(1 - p**n)),
            "Right, but for p = 1: there 0 log 0 is nan on a computer and 0 in information theory.",
        ),
    ),
    praise="A mark on the result never tells more than one bit.",
)
"""On page 1, bits that one mark on an exam's result carries, from (p_step, n_steps)."""

bits_per_gflop = Exercise(
    name="bits_per_gflop",
    # 1 bit / 6 GFLOP; 16 bits / 42 GFLOP; 10 bits / 0.6 GFLOP
    cases=(((1e9, 2), 1 / 6), ((7e9, 65_536), 16 / 42), ((1e8, 1_024), 10 / 0.6)),
    mistakes=misconceptions.DENSITY,
    praise="Value and unit agree: bits per GFLOP.",
)
"""On page 2, ceiling bits per GFLOP, from (n_params, vocab_size)."""


def _plain_entropy(table: np.ndarray) -> float:
    p = np.asarray(table, dtype=float).ravel()
    return float(-(p[p > 0] * np.log2(p[p > 0])).sum())


def _heads_pay(joint: list[list[float]]) -> float:
    table = np.array(joint)
    return _plain_entropy(table.sum(axis=1)) + _plain_entropy(table.sum(axis=0))


def _correlation(joint: list[list[float]]) -> float:
    return _heads_pay(joint) - _plain_entropy(joint)


def _correlation_by_logs(joint: list[list[float]]) -> float:
    table = np.array(joint)
    apart = np.outer(table.sum(axis=1), table.sum(axis=0))
    return float((table * np.log2(table / apart)).sum())


total_correlation = Exercise(
    name="total_correlation",
    # two names, equally likely: 1 + 1 - 1; nothing shared: 1 + 1 - 2; H(1/2) + H(1/4) - 3/2, where
    # H(1/4) = 2 - 3/4 log2 3; nothing to say: 0
    cases=(
        (([[0.5, 0.0], [0.0, 0.5]],), 1.0),
        (([[0.25, 0.25], [0.25, 0.25]],), 0.0),
        (([[0.5, 0.0], [0.25, 0.25]],), 0.311278124459133),
        (([[1.0, 0.0]],), 0.0),
    ),
    mistakes=(
        Mistake(
            "joint entropy",
            _plain_entropy,
            "That is what the two words hold together. How much more do two heads pay?",
        ),
        Mistake(
            "bill of the heads",
            _heads_pay,
            "That is the whole bill of the two heads. Take off what the two words hold together.",
        ),
        Mistake(
            "wrong sign",
            lambda joint: -_correlation(joint),
            "The sign is turned: heads that do not talk never pay less than the pair holds.",
        ),
        Mistake(
            "second word only",
            lambda joint: _plain_entropy(np.array(joint).sum(axis=0)),
            "That is the entropy of the second word on its own: what its head pays.",
        ),
        misconceptions.NATS.made_by(lambda joint: _correlation(joint) * np.log(2)),
        Mistake(
            "nan for an empty cell",
            _correlation_by_logs,
            "Right where every pair can occur. A pair that never does adds 0, but 0 log 0 is nan "
            "on a computer: leave empty cells out of the sum.",
        ),
    ),
    praise="Zero exactly where the two words share nothing.",
)
"""On page 2, bits that two heads pay beyond what two words hold, from their joint probabilities."""

label_count = Exercise(
    name="label_count",
    # 3; 3 + 2; 7 + 6 + 5; 4 + 3 + 2 + 1
    cases=(((4, 1), 3), ((4, 2), 5), ((8, 3), 18), ((5, 4), 10)),
    mistakes=(
        *misconceptions.LABELS,
        Mistake(
            "k lost each",
            lambda t, k: k * (t - k),
            "You let each offset lose k positions. Offset j loses j: the near offsets keep more.",
        ),
        Mistake(
            "last offset missing",
            lambda t, k: sum(t - j for j in range(1, k)),
            "The last offset is missing: range(1, k) stops at k - 1.",
        ),
        Mistake(
            "offset 0",
            lambda t, k: sum(t - j for j in range(k)),
            "You began at offset 0, where each position is asked for the token it has just read.",
        ),
    ),
    praise="Each offset loses as many positions as it looks ahead.",
)
"""On page 3, labels in one sequence, from (n_tokens, k)."""

_TOKENS = torch.tensor([[5, 6, 7, 8], [1, 2, 3, 4]])
_NONE = IGNORE_INDEX

targets = Exercise(
    name="targets",
    cases=(
        ((_TOKENS, 1), [[6, 7, 8, _NONE], [2, 3, 4, _NONE]]),
        ((_TOKENS, 2), [[7, 8, _NONE, _NONE], [3, 4, _NONE, _NONE]]),
    ),
    mistakes=(
        *misconceptions.SHIFT,
        Mistake(
            "not shifted",
            lambda tokens, j: tokens,
            "Nothing moved: each position is asked for the token that it has just read.",
        ),
        Mistake(
            "across rows",
            lambda tokens, j: shifted(tokens.reshape(1, -1), j).reshape(tokens.shape),
            "The end of one row is asked for the beginning of the next: another text. Shift each "
            "row by itself.",
        ),
    ),
    praise="The same length, shifted row by row, and no label past the end.",
)
"""On page 5, the token each position must predict, from (tokens, offset)."""

_NLL = torch.tensor([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]], dtype=torch.float64)
_VALID = torch.tensor([[True, True, True, False], [True, False, False, False]])

mean_loss = Exercise(
    name="mean_loss",
    # (1 + 2 + 3 + 5) / 4; and a position without a label whose term is nan
    cases=(
        ((_NLL, _VALID), 2.75),
        ((torch.tensor([[2.0, float("nan")]]), torch.tensor([[True, False]])), 2.0),
    ),
    mistakes=(
        *misconceptions.MEAN,
        Mistake(
            "mean over all",
            lambda nll, valid: nll.mean(),
            "You averaged over positions that have no label.",
        ),
        Mistake(
            "sum over all",
            lambda nll, valid: nll.sum() / valid.sum(),
            "You divide by the number of labels, but positions without one are still in the sum.",
        ),
        Mistake(
            "multiplied by the mask",
            lambda nll, valid: (nll * valid).sum() / valid.sum(),
            "Right until an ignored position holds nan: nan times 0 is nan. Select, nll[valid], "
            "instead of multiplying.",
        ),
    ),
    praise="Ignored positions enter neither the sum nor the count.",
)
"""On page 5, the mean loss over the labels that exist, from (nll, valid)."""

logits_bytes = Exercise(
    name="logits_bytes",
    # 1 * 2 * 4; 3 positions of 10 numbers, two heads; 4,096 * 50,000 = 204.8 million numbers a head
    cases=(((1, 2, 1), 8), ((3, 10, 2), 240), ((4_096, 50_000, 4), 3_276_800_000)),
    mistakes=(
        Mistake(
            "one head",
            lambda n, v, k: 4 * n * v,
            "These are the logits of one head. All k heads are held at once.",
        ),
        Mistake(
            "extra heads only",
            lambda n, v, k: 4 * n * v * (k - 1),
            "You counted the extra heads. The next token has logits, too.",
        ),
        Mistake(
            "numbers",
            lambda n, v, k: n * v * k,
            "That is how many numbers there are. In single precision each takes 4 bytes.",
        ),
        Mistake(
            "bits",
            lambda n, v, k: 32 * n * v * k,
            "These are bits of memory. A byte has 8.",
        ),
        Mistake(
            "logarithm of V",
            lambda n, v, k: 4 * n * k * np.log2(v),
            "A label takes log2 V bits, but the logits are one number for each of the V tokens.",
        ),
        Mistake(
            "edges left out",
            lambda n, v, k: 4 * v * sum(n - j for j in range(1, k + 1)),
            "You left out positions without a target. Their logits are computed all the same, "
            "unless somebody cuts them off.",
        ),
    ),
    praise="Four heads at once hold four times the logits of one; head by head, only one is held.",
)
"""On page 5, bytes that the logits of k heads take in single precision, from (tokens, V, k)."""
