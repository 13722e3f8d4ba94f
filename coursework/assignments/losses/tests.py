"""Questions, points and tests of the assignment `losses`. Expected values are worked out by
hand."""

from collections.abc import Callable, Sequence
from math import log

import torch
import torch.nn.functional as F
from numpy.random import Generator
from torch import Tensor

from chapter7.exercises.misconceptions import DIVIDED_BY_ALL, MEAN, SHIFT, WRAPS_ROUND, shifted
from chapter7.exercises.verdict import Mistake
from coursework.authoring.assignment import Case, Question

WARM = ["numpy", "torch", "torch.nn.functional"]
REL = 1e-4
X = -100


def ids(*rows: Sequence[int]) -> Tensor:
    return torch.tensor(rows)


def draw_tokens(rng: Generator, batch: int = 2, length: int = 9, vocab: int = 11) -> Tensor:
    return torch.tensor(rng.integers(0, vocab, size=(batch, length)))


def draw_document(rng: Generator, batch: int = 2, length: int = 9) -> Tensor:
    starts = rng.random(size=(batch, length)) < 0.45
    # One document of a single token, which a comparison of neighbours misses; one row without a
    # boundary, where a row that wraps round shows.
    starts[0, 2:5] = False, True, True
    starts[:, 0], starts[-1] = False, False
    return torch.tensor(starts.cumsum(axis=1))


def draw_logits(rng: Generator, batch: int = 2, length: int = 9, vocab: int = 11) -> Tensor:
    return torch.tensor(rng.normal(0, 2, size=(batch, length, vocab)).astype("float32"))


def draw_shift(rng: Generator) -> tuple[Tensor, int]:
    return draw_tokens(rng), int(rng.integers(1, 5))


def draw_documents(rng: Generator) -> tuple[Tensor, Tensor, int]:
    return draw_tokens(rng), draw_document(rng), int(rng.integers(2, 4))


def draw_mean(rng: Generator) -> tuple[Tensor, Tensor]:
    targets = draw_tokens(rng)
    targets[0, -3:], targets[1, -1:] = X, X
    return draw_logits(rng), targets


def draw_mtp(rng: Generator) -> tuple[list[Tensor], Tensor, list[float]]:
    weights = [round(float(w), 2) for w in rng.uniform(0.1, 1, size=3)]
    return [draw_logits(rng) for _ in range(3)], draw_tokens(rng), weights


def draw_packed(rng: Generator) -> tuple[list[Tensor], Tensor, Tensor, list[float]]:
    logits, tokens, weights = draw_mtp(rng)
    return logits, tokens, draw_document(rng), weights


def draw_weights(rng: Generator) -> tuple[int, float]:
    return int(rng.integers(2, 6)), round(float(rng.uniform(0.05, 0.5)), 3)


# Mistaken answers, each a misconception with a name.


def _neighbours(tokens: Tensor, document: Tensor, offset: int) -> Tensor:
    same = torch.zeros_like(tokens, dtype=torch.bool)
    same[:, :-1] = document[:, 1:] == document[:, :-1]
    return shifted(tokens, offset).masked_fill(~same, X)


def _within(tokens: Tensor, document: Tensor, offset: int) -> Tensor:
    same = shifted(document, offset) == document
    return shifted(tokens, offset).masked_fill(~same, X)


def _nll(logits: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(logits.mT, targets, ignore_index=X, reduction="none")


def _mean(logits: Tensor, targets: Tensor) -> Tensor:
    return _nll(logits, targets).sum() / (targets != X).sum().clamp(min=1)


def _summed(
    logits: Sequence[Tensor],
    tokens: Tensor,
    weights: Sequence[float],
    *,
    mean: Callable[[Tensor, Tensor], Tensor] = _mean,
    targets: Callable[[Tensor, int], Tensor] = shifted,
    first: int = 1,
) -> Tensor:
    pairs = enumerate(zip(logits, weights, strict=True), start=first)
    return sum(w * mean(x, targets(tokens, j) if j else tokens) for j, (x, w) in pairs)


def _all(logits: Tensor, targets: Tensor) -> Tensor:
    return DIVIDED_BY_ALL(_nll(logits, targets), targets != X)


def _packed(targets: Callable[[Tensor, Tensor, int], Tensor]) -> Callable[..., Tensor]:
    def loss(
        logits: Sequence[Tensor], tokens: Tensor, document: Tensor, weights: Sequence[float]
    ) -> Tensor:
        return _summed(logits, tokens, weights, targets=lambda t, j: targets(t, document, j))

    return loss


def on_logits(mistake: Mistake) -> Mistake:
    """A mistake in the mean of losses, made from logits."""
    return mistake.made_by(lambda logits, targets: mistake(_nll(logits, targets), targets != X))


NEIGHBOURS = Mistake(
    "neighbours",
    _neighbours,
    "Comparing neighbours is not enough: a boundary can lie anywhere up to the target.",
)

# Logits whose softmax is known: log p, so that the loss of token v is -log p_v.
HALF = [log(0.5), log(0.25), log(0.25)]
SURE = [log(0.8), log(0.1), log(0.1)]

QUESTIONS = [
    Question(
        "losses-q1",
        "The shift",
        3,
        "shift",
        visible=(
            Case((ids([5, 6, 7, 8]), 1), ids([6, 7, 8, X]), 1),
            Case((ids([5, 6, 7, 8], [1, 2, 3, 4]), 3), ids([8, X, X, X], [4, X, X, X]), 1),
        ),
        draw=draw_shift,
        hidden=(1,),
        mistakes=SHIFT,
        hint="For another offset the targets are not right.",
    ),
    Question(
        "losses-q2",
        "Several documents in one row",
        4,
        "shift_documents",
        visible=(
            Case((ids([5, 6, 7, 8]), ids([0, 0, 1, 1]), 1), ids([6, X, 8, X]), 1),
            # Three documents; the middle one has a single token.
            Case((ids([1, 2, 3, 4, 5]), ids([0, 0, 1, 2, 2]), 2), ids([X, X, X, X, X]), 1),
        ),
        draw=draw_documents,
        hidden=(2,),
        mistakes=(
            Mistake(
                "documents left out",
                lambda t, d, j: shifted(t, j),
                "A position is asked for a token of the next document.",
            ),
            NEIGHBOURS,
            WRAPS_ROUND.made_by(
                lambda t, d, j: torch.roll(t, -j, dims=1).masked_fill(
                    torch.roll(d, -j, dims=1) != d, X
                )
            ),
            Mistake(
                "mask looks back",
                lambda t, d, j: shifted(t, j).masked_fill(torch.roll(d, j, dims=1) != d, X),
                "The mask looks back at the document before: it is the target's that counts.",
            ),
        ),
        hint="For other documents a target is in the wrong place, or is missing.",
    ),
    Question(
        "losses-q3",
        "The mean over valid targets",
        5,
        "mean_loss",
        visible=(
            # Two targets count: -log .5 and -log .1; the third position has none.
            Case((torch.tensor([[HALF, SURE, HALF]]), ids([0, 2, X])), (log(2) + log(10)) / 2, 1),
            Case((torch.tensor([[HALF, SURE]]), ids([X, X])), 0.0, 1),
            # (softmax - one hot) / 2 at the two positions that count.
            Case(
                (torch.tensor([[HALF, SURE, HALF]]), ids([0, 2, X])),
                [[[-0.25, 0.125, 0.125], [0.4, 0.05, -0.45], [0.0, 0.0, 0.0]]],
                1,
                gradient=True,
            ),
        ),
        draw=draw_mean,
        hidden=(1, 1),
        gradient=True,
        mistakes=(
            *map(on_logits, MEAN),
            Mistake(
                "nan without targets",
                lambda x, y: F.cross_entropy(x.flatten(0, 1), y.flatten(), ignore_index=X),
                "With no target at all this is 0/0: the loss should be zero there.",
            ),
            Mistake(
                "bits",
                lambda x, y: _mean(x, y) / log(2),
                "These are bits: the loss is asked for in nats.",
            ),
            Mistake(
                "token 0 for none",
                lambda x, y: _mean(x, y.clamp(min=0)),
                "Positions without a target are graded against token 0.",
            ),
            Mistake(
                "softmax twice",
                lambda x, y: _mean(x.softmax(-1), y),
                "The softmax is taken twice: cross_entropy takes logits.",
            ),
        ),
        hint="For other logits and targets the loss or its gradient is not right.",
    ),
    Question(
        "losses-q4",
        "The multi-token loss",
        4,
        "mtp_loss",
        visible=(
            # tokens 0 2 1. Offset 1: -log p(2), -log p(1) under HALF, both log 4. Offset 2, weight
            # .5: one target, token 1 under SURE: log 10.
            Case(
                (
                    [torch.tensor([[HALF] * 3]), torch.tensor([[SURE] * 3])],
                    ids([0, 2, 1]),
                    [1.0, 0.5],
                ),
                log(4) + 0.5 * log(10),
                2,
            ),
        ),
        draw=draw_mtp,
        hidden=(2,),
        mistakes=(
            Mistake(
                "mean over offsets",
                lambda x, t, w: _summed(x, t, w) / len(w),
                "This is the mean over offsets: the weighted sum is asked for.",
            ),
            Mistake(
                "normalised weights",
                lambda x, t, w: _summed(x, t, w) / sum(w),
                "The weights are normalised: they are meant as they stand.",
            ),
            Mistake(
                "no weights",
                lambda x, t, w: _summed(x, t, [1.0] * len(w)),
                "The weights are left out.",
            ),
            Mistake(
                "offset 0",
                lambda x, t, w: _summed(x, t, w, first=0),
                "Offsets start at 1: the first entry is asked for the token it was fed.",
            ),
            DIVIDED_BY_ALL.made_by(lambda x, t, w: _summed(x, t, w, mean=_all)),
            WRAPS_ROUND.made_by(lambda x, t, w: _summed(x, t, w, targets=WRAPS_ROUND)),
            Mistake(
                "next token for all",
                lambda x, t, w: _summed(x, t, w, targets=lambda a, j: shifted(a, 1)),
                "Every entry is asked for the next token: entry j looks j tokens ahead.",
            ),
        ),
        hint="For other logits, tokens and weights the loss is not right.",
    ),
    Question(
        "losses-q5",
        "The same on packed documents",
        5,
        "mtp_loss_documents",
        visible=(
            # Documents 0 0 1. Offset 1: only position 0 has a target, token 2 under HALF: log 4.
            # Offset 2: none.
            Case(
                (
                    [torch.tensor([[HALF] * 3]), torch.tensor([[SURE] * 3])],
                    ids([0, 2, 1]),
                    ids([0, 0, 1]),
                    [1.0, 0.5],
                ),
                log(4),
                2,
            ),
        ),
        draw=draw_packed,
        hidden=(2, 1),
        gradient=True,
        mistakes=(
            Mistake(
                "documents left out",
                lambda x, t, d, w: _summed(x, t, w),
                "The documents are left out: positions are asked for tokens of the next one.",
            ),
            NEIGHBOURS.made_by(_packed(_neighbours)),
            DIVIDED_BY_ALL.made_by(
                lambda x, t, d, w: _summed(
                    x, t, w, targets=lambda a, j: _within(a, d, j), mean=_all
                )
            ),
        ),
        hint="For other documents the loss or its gradient is not right.",
    ),
    Question(
        "losses-q6",
        "The weights of a paper",
        2,
        "loss_weights",
        visible=(Case((1, 0.3), [1.0, 0.3], 1),),
        draw=draw_weights,
        hidden=(1,),
        mistakes=(
            Mistake(
                "lambda undivided",
                lambda n, lam: [1.0] + [lam] * n,
                "Lambda is divided by the number of additional predictions.",
            ),
            Mistake(
                "divided by D + 1",
                lambda n, lam: [1.0] + [lam / (n + 1)] * n,
                "Divide by D, the additional predictions, not by D + 1.",
            ),
            Mistake(
                "lambda for the next token",
                lambda n, lam: [lam / n] * (n + 1),
                "The next token's loss has the weight 1.",
            ),
            Mistake(
                "next token taken down",
                lambda n, lam: [1.0 - lam] + [lam / n] * n,
                "The next token's weight stays 1; it is not taken down.",
            ),
            Mistake(
                "next token missing",
                lambda n, lam: [lam / n] * n,
                "The next token's weight comes first.",
            ),
        ),
        hint="For more additional predictions the weights are not right.",
    ),
    Question(
        "losses-q7",
        "Which of these are faults?",
        3,
        "verdicts",
        visible=(Case((), {name: True for name in "abcde"}, 0, form=True),),
        hidden=(3,),
        value=True,
        mistakes=(
            Mistake(
                "statement c",
                {"a": True, "b": True, "c": False, "d": True, "e": True},
                "The last position is asked for the row's first token: think of a large offset.",
            ),
            Mistake(
                "statement a",
                {"a": False, "b": True, "c": True, "d": True, "e": True},
                "Look at question 2 again: a document can have a single token.",
            ),
            Mistake(
                "statements a and b",
                {"a": False, "b": False, "c": False, "d": True, "e": True},
                "The larger the offset, the fewer targets: dividing by B T makes the mean smaller.",
            ),
        ),
        hint="At least one statement is not decided right.",
    ),
    Question("losses-q8", "Read a curve", 6),
]
