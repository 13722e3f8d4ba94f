"""The coding exercises of section 7.3, *Sequential modules*, in the order of its pages."""

import torch
import torch.nn.functional as F
from torch import Tensor

from chapter7.exercises.core import Exercise
from chapter7.exercises.verdict import Mistake


# Page 1, Keep the chain
def _normed(x: Tensor) -> Tensor:
    return x / x.square().mean(dim=-1, keepdim=True).sqrt()


def _joined(parts: list[Tensor], matrix: Tensor) -> Tensor:
    return torch.cat(parts, dim=-1) @ matrix.T


_STATES = torch.tensor([[3.0, 4.0], [5.0, 0.0]])
_EMBEDDED = torch.tensor([[1.0, -1.0], [2.0, 2.0]])
_FIRST_OF_EACH = torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
_ALL = torch.tensor([[1.0, 2.0, 3.0, 4.0], [1.0, 1.0, 0.0, 0.0]])

joined_state = Exercise(
    name="joined_state",
    # (3, 4) has mean square 12.5 and becomes (6, 8) / sqrt 50, (5, 0) becomes (sqrt 2, 0);
    # the embeddings become (1, -1) and (1, 1)
    cases=(
        ((_STATES, _EMBEDDED, _FIRST_OF_EACH), [[6 / 50**0.5, 1.0], [2**0.5, 1.0]]),
        (
            (_STATES, _EMBEDDED, _ALL),
            [[22 / 50**0.5 - 1, 14 / 50**0.5], [2**0.5 + 7, 2**0.5]],
        ),
    ),
    mistakes=(
        Mistake(
            "token first",
            lambda h, e, m: _joined([_normed(e), _normed(h)], m),
            "You put the embedding first, as the released weights have it. The report has the "
            "state first.",
        ),
        Mistake(
            "no norms",
            lambda h, e, m: _joined([h, e], m),
            "You joined the vectors as they are. Each gets its own norm before.",
        ),
        Mistake(
            "one norm for both",
            lambda h, e, m: _normed(torch.cat([h, e], dim=-1)) @ m.T,
            "You normed the pair. Then the larger vector still drowns the other: each needs a "
            "norm of its own.",
        ),
        Mistake(
            "mean taken off",
            lambda h, e, m: _joined([F.layer_norm(x, x.shape[-1:]) for x in (h, e)], m),
            "That is LayerNorm, which takes the mean off first. RMSNorm only divides.",
        ),
        Mistake(
            "unit length",
            lambda h, e, m: _joined([F.normalize(x, dim=-1) for x in (h, e)], m),
            "You divided by the length, the root of the *sum* of squares. It is the root of their "
            "mean.",
        ),
    ),
    praise="Two norms, one matrix: the whole of equation 21.",
)
"""On page 1, eq. 21 of DeepSeek-V3 from (state, embedded, matrix), with norms without gain."""


# Page 2, What it may see
def _moved(before: Tensor, after: Tensor) -> Tensor:
    return (before != after).any(dim=-1).nonzero().flatten()


def _rows(changes: dict[int, list[float]]) -> Tensor:
    """Logits (4, 2), all 1 but for the rows given."""
    rows = torch.ones(4, 2)
    for t, row in changes.items():
        rows[t] = torch.tensor(row)
    return rows


_ONES = _rows({})
seen_ahead = Exercise(
    name="seen_ahead",
    # the first row that differs is 1, 2 and 0; the tokens are 2, 2 and 3
    cases=(
        ((_ONES, _rows({1: [1, 2], 2: [0, 1], 3: [2, 2]}), 2), 1),
        ((_ONES, _rows({2: [2, 1], 3: [1, 3]}), 2), 0),
        ((_ONES, _rows({0: [2, 0], 3: [5, 5]}), 3), 3),
    ),
    mistakes=(
        Mistake(
            "the last position",
            lambda before, after, s: s - int(_moved(before, after)[-1]),
            "You took the last position that moved. Those after the token move in any model that "
            "reads it: the first one tells.",
        ),
        Mistake(
            "the position itself",
            lambda before, after, s: int(_moved(before, after)[0]),
            "That is where the first position stands, not how far ahead of it the token lies.",
        ),
        Mistake(
            "counted from the token",
            lambda before, after, s: int(_moved(before, after)[0]) - s,
            "The sign is turned: a token that lies ahead counts positive.",
        ),
        Mistake(
            "how many moved",
            lambda before, after, s: len(_moved(before, after)),
            "You counted how many positions moved.",
        ),
        Mistake(
            "sums compared",
            lambda before, after, s: s - int((before.sum(-1) != after.sum(-1)).nonzero()[0]),
            "Two changes of a row can cancel in its sum. Compare each logit.",
        ),
    ),
    praise="One token edited, one number read: that is the whole of `lab.reach`.",
)
"""On page 2, how far ahead the token s lies of what it moves, from (before, after, s)."""
