"""The coding exercises of section 7.2, *Parallel heads*, in the order of its pages."""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from chapter7.exercises.core import Exercise
from chapter7.exercises.misconceptions import shifted
from chapter7.exercises.verdict import Mistake
from chapter7.targets import IGNORE_INDEX, document_runs

Joint = list[list[float]]

# Page 1, Ask for more
_NONE = IGNORE_INDEX
_ROWS = torch.tensor([[5, 6, 7, 8, 9], [1, 2, 3, 4, 5]])
_DOCUMENTS = torch.tensor([[0, 0, 0, 1, 1], [2, 2, 2, 2, 2]])


def _packed(tokens: Tensor, document: Tensor, j: int, fill: int = _NONE) -> Tensor:
    """The right targets of any offset j >= 0."""
    run = document_runs(document)
    return torch.where(shifted(run, j) == run, shifted(tokens, j), fill)


def _next_alone(tokens: Tensor, document: Tensor, j: int) -> Tensor:
    run = document_runs(document)
    return torch.where(shifted(run, 1) == run, shifted(tokens, j), _NONE)


def _rolled(tokens: Tensor, document: Tensor, j: int) -> Tensor:
    run = document_runs(document)
    return torch.where(run.roll(-j, 1) == run, tokens.roll(-j, 1), _NONE)


packed_targets = Exercise(
    name="packed_targets",
    # a document ends after 7; one fills the row; the third document is not the first one again
    cases=(
        ((_ROWS, _DOCUMENTS, 1), [[6, 7, _NONE, 9, _NONE], [2, 3, 4, 5, _NONE]]),
        ((_ROWS, _DOCUMENTS, 2), [[7, _NONE, _NONE, _NONE, _NONE], [3, 4, 5, _NONE, _NONE]]),
        ((torch.tensor([[1, 2, 3, 4]]), torch.tensor([[3, 4, 4, 3]]), 3), [[_NONE] * 4]),
    ),
    mistakes=(
        Mistake(
            "across documents",
            lambda tokens, document, j: shifted(tokens, j),
            "Targets cross from one document into the next. What stands there is another text.",
        ),
        Mistake(
            "next token's document alone",
            _next_alone,
            "You look whether the next token is of the same document. Ask it of the target: head j "
            "looks j tokens ahead.",
        ),
        Mistake(
            "same number",
            lambda tokens, document, j: torch.where(
                shifted(document, j) == document, shifted(tokens, j), _NONE
            ),
            "Right until a document's number comes again further on in the row. A document is a "
            "run of equal numbers: count the runs first.",
        ),
        Mistake(
            "wraps round",
            _rolled,
            "The row wraps round: where one document fills it, its end is asked for its beginning.",
        ),
        Mistake(
            "one too far",
            lambda tokens, document, j: _packed(tokens, document, j + 1),
            "One too far. Either the tokens came shifted already, or you counted DeepSeek's depth: "
            "offset 1 is the next token.",
        ),
        Mistake(
            "not shifted",
            lambda tokens, document, j: _packed(tokens, document, j - 1),
            "One too near: head 1 is asked for the token that it has just read.",
        ),
        Mistake(
            "filled with zeros",
            lambda tokens, document, j: _packed(tokens, document, j, fill=0),
            "You filled the gaps with 0, which is a token like any other. A missing target is "
            "IGNORE_INDEX.",
        ),
    ),
    praise="No target past a document's end, and none round the corner.",
)
"""On page 1, the targets of packed rows, from (tokens, document, offset)."""


# Page 2, What a head can know
def _apart(joint: Joint) -> tuple[np.ndarray, np.ndarray]:
    """The table, and what two heads draw that do not see each other."""
    table = np.array(joint)
    return table, np.outer(table.sum(axis=1), table.sum(axis=0))


def _correlation(joint: Joint) -> float:
    table, apart = _apart(joint)
    there = table > 0
    return float((table[there] * np.log2(table[there] / apart[there])).sum())


def _lawful(joint: Joint) -> float:
    table, apart = _apart(joint)
    return float(apart[table > 0].sum())


def _agreeing(joint: Joint) -> float:
    table, apart = _apart(joint)
    return float((table * apart).sum())


both_pass = Exercise(
    name="both_pass",
    # two names: 1/4 + 1/4; words that share nothing: always; minima of 3/8 1/8 3/8 1/8 and
    # 1/2 0 1/4 1/4: 3/8 + 0 + 1/4 + 1/8; nothing to say: always
    cases=(
        (([[0.5, 0.0], [0.0, 0.5]],), 0.5),
        (([[0.25, 0.25], [0.25, 0.25]],), 1.0),
        (([[0.5, 0.0], [0.25, 0.25]],), 0.75),
        (([[1.0, 0.0]],), 1.0),
    ),
    mistakes=(
        Mistake(
            "by the total correlation",
            lambda joint: 2 ** -_correlation(joint),
            "That is 2 to the minus TC. It is right where all pairs that occur are tied alike, and "
            "here one table is not.",
        ),
        Mistake(
            "possible pairs",
            _lawful,
            "You counted how often the heads draw a pair that the text has. Some of those are "
            "refused, too: where q > p the pair passes with p / q only.",
        ),
        Mistake(
            "refused",
            lambda joint: 1 - np.minimum(*_apart(joint)).sum(),
            "That is how often a draft is refused.",
        ),
        Mistake(
            "same pair twice",
            _agreeing,
            "You let the checker draw a pair of its own and compare. It accepts with "
            "min(1, p / q), which is more often.",
        ),
        Mistake(
            "larger of the two",
            lambda joint: np.maximum(*_apart(joint)).sum(),
            "The sum of the larger ones is above 1. Take the smaller of p and q in each cell.",
        ),
    ),
    praise="One minus the total variation between what heads draw and what the text holds.",
)
"""On page 2, how often a draft of two heads passes, from the table of joint probabilities."""


# Page 3, Does it help?
def _mean_and_error(differences: np.ndarray) -> list[float]:
    n = len(differences)
    return [float(differences.mean()), float(differences.std(ddof=1) / np.sqrt(n))]


def _differences(heads: Sequence[float], alone: Sequence[float]) -> np.ndarray:
    return np.array(heads, dtype=float) - np.array(alone, dtype=float)


def _unpaired(heads: Sequence[float], alone: Sequence[float]) -> list[float]:
    variances = [np.var(group, ddof=1) / len(group) for group in (heads, alone)]
    return [float(np.mean(heads) - np.mean(alone)), float(np.sqrt(sum(variances)))]


paired_difference = Exercise(
    name="paired_difference",
    # differences 2 3 1: mean 2, deviation 1, over sqrt 3; -1 -3: -2, deviation sqrt 2, over sqrt 2;
    # 2 2 2: no spread at all
    cases=(
        (([3.0, 5.0, 4.0], [1.0, 2.0, 3.0]), [2.0, 3**-0.5]),
        (([1.0, 1.0], [2.0, 4.0]), [-2.0, 1.0]),
        (([4.0, 7.0, 9.0], [2.0, 5.0, 7.0]), [2.0, 0.0]),
    ),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda heads, alone: _mean_and_error(_differences(alone, heads)),
            "The sign is turned: with the heads, less without. Above zero, heads cost.",
        ),
        Mistake(
            "groups apart",
            _unpaired,
            "You added the spreads of the two groups. Runs of one seed share their data and their "
            "first values: take the difference seed by seed, then its spread.",
        ),
        Mistake(
            "n for n - 1",
            lambda heads, alone: [
                float(_differences(heads, alone).mean()),
                float(_differences(heads, alone).std() / np.sqrt(len(heads))),
            ],
            "NumPy divides by n unless it is told otherwise. The mean was estimated from the same "
            "numbers: ddof=1.",
        ),
        Mistake(
            "deviation",
            lambda heads, alone: [
                float(_differences(heads, alone).mean()),
                float(_differences(heads, alone).std(ddof=1)),
            ],
            "That is the deviation of one difference. The mean of n of them varies less, by the "
            "square root of n.",
        ),
        Mistake(
            "over n",
            lambda heads, alone: [
                float(_differences(heads, alone).mean()),
                float(_differences(heads, alone).std(ddof=1) / len(heads)),
            ],
            "Variances fall as one over n; a deviation falls as one over its square root.",
        ),
    ),
    praise="What the seeds share has cancelled before you look at the spread.",
)
"""On page 3, mean and standard error of a paired difference, from the losses of both, by seed."""


# Page 4, What it costs
_LOG_3 = math.log(3)
_ONE, _TWO = torch.tensor([[[0.0], [_LOG_3]]]), torch.tensor([[[0.0], [_LOG_3]]] * 2)


def _gradients(shared: Tensor, heads: Tensor, targets: Tensor) -> Tensor:
    """(k, T, d): each head's gradient at the trunk's state, by the closed form of softmax."""
    logits = torch.einsum("td,kvd->ktv", shared, heads)
    asked = torch.nn.functional.one_hot(targets, heads.shape[1])
    return torch.einsum("ktv,kvd->ktd", logits.softmax(-1) - asked, heads) / len(shared)


trunk_gradient = Exercise(
    name="trunk_gradient",
    # both logits' chances are 1/4 and 3/4, so that a label 0 gives (0 - 1/4 + 1) log 3 = 3/4 log 3
    # and a label 1 gives -1/4 log 3, over T positions; two heads add
    cases=(
        ((torch.tensor([[1.0]]), _ONE, torch.tensor([[0]])), [[0.75 * _LOG_3]]),
        ((torch.tensor([[1.0]]), _TWO, torch.tensor([[0], [1]])), [[0.5 * _LOG_3]]),
        (
            (torch.tensor([[1.0], [1.0]]), _TWO, torch.tensor([[0, 1], [1, 1]])),
            [[0.25 * _LOG_3], [-0.25 * _LOG_3]],
        ),
    ),
    mistakes=(
        Mistake(
            "last head only",
            lambda *given: _gradients(*given)[-1],
            "Only the last head is left: the gradient was set to zero, or replaced, between heads. "
            "`backward` adds.",
        ),
        Mistake(
            "mean over heads",
            lambda *given: _gradients(*given).mean(dim=0),
            "You averaged over the heads. The loss is their sum.",
        ),
        Mistake(
            "sum over positions",
            lambda shared, *given: _gradients(shared, *given).sum(dim=0) * len(shared),
            "Each head's loss is the mean over its positions, not their sum.",
        ),
        Mistake(
            "one row of labels",
            lambda shared, heads, targets: _gradients(
                shared, heads, targets[:1].expand(targets.shape)
            ).sum(dim=0),
            "All heads were asked for the first head's labels. Each has a row of its own.",
        ),
        Mistake(
            "wrong sign",
            lambda *given: -_gradients(*given).sum(dim=0),
            "That is the direction of descent. The gradient points uphill.",
        ),
    ),
    praise="The same sum, with the logits of one head at a time.",
)
"""On page 4, gradient of the summed losses at the trunk's state, from (shared, heads, targets)."""


# Page 5, What others found
def _toss(score: float) -> float:
    """Variance of one task that is solved with this probability in per cent."""
    return score / 100 * (1 - score / 100)


def _gain(before: float, after: float, n_tasks: float, power: float = 0.5) -> float:
    return (after - before) / 100 / ((_toss(before) + _toss(after)) / n_tasks) ** power


gain_in_errors = Exercise(
    name="gain_in_errors",
    # 20 and 50 % of 41: variances 0.16 and 0.25, over 41 together 0.01, an error of 0.1; 0 and 36 %
    # of 64: 0.2304 over 64 is 0.06 squared; 50 and 50 %: no gain
    cases=(
        ((20.0, 50.0, 41), 3.0),
        ((36.0, 0.0, 64), -6.0),
        ((50.0, 50.0, 100), 0.0),
    ),
    mistakes=(
        Mistake(
            "per cent for shares",
            lambda before, after, n_tasks: (
                (after - before)
                / math.sqrt(abs(before * (1 - before) + after * (1 - after)) / n_tasks)
            ),
            "The scores are in per cent. A toss has p (1 - p) for a share p between 0 and 1.",
        ),
        Mistake(
            "one model's luck",
            lambda before, after, n_tasks: (
                _gain(before, after, n_tasks)
                * math.sqrt((_toss(before) + _toss(after)) / _toss(before))
            ),
            "Both scores have luck in them. Variances add.",
        ),
        Mistake(
            "errors added",
            lambda before, after, n_tasks: (
                (after - before)
                / 100
                / sum(math.sqrt(_toss(score) / n_tasks) for score in (before, after))
            ),
            "Add the variances, and take the root of the sum. Errors do not add.",
        ),
        Mistake(
            "not per task",
            lambda before, after, n_tasks: _gain(before, after, 1),
            "That is the luck of one task. Over n tasks the variance is n times smaller.",
        ),
        Mistake(
            "variance for error",
            lambda *given: _gain(*given, power=1),
            "You divided by the variance. The standard error is its root.",
        ),
    ),
    praise="Put the numbers of any table in, and see what is left.",
)
"""On page 5, a gain in standard errors, from two scores in per cent and the number of tasks."""
