"""The coding exercises of section 7.3, *Sequential modules*, in the order of its pages."""

from collections.abc import Callable

import numpy as np
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
# Page 3, What it learns
_P = torch.tensor([[0.5, 0.5, 0.0], [0.25, 0.25, 0.5]])
_Q = torch.tensor([[0.5, 0.25, 0.25], [0.5, 0.5, 0.0]])

acceptance = Exercise(
    name="acceptance",
    # minima .5 .25 0 and .25 .25 0: 3/4 and 1/2; the same laws: 1; nothing in common: 0
    cases=(
        ((_P, _Q), 0.625),
        ((_P, _P), 1.0),
        ((torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])), 0.0),
    ),
    mistakes=(
        Mistake(
            "chance that both draw the same",
            lambda p, q: (p * q).sum(dim=-1).mean(),
            "You let both draw and compare. The check accepts with min(1, p / q), which is more "
            "often.",
        ),
        Mistake(
            "same likeliest token",
            lambda p, q: (p.argmax(dim=-1) == q.argmax(dim=-1)).double().mean(),
            "That is greedy agreement: how often both find the same token likeliest.",
        ),
        Mistake(
            "total variation",
            lambda p, q: (p - q).abs().sum(dim=-1).mean() / 2,
            "That is how often a guess is refused: one minus acceptance.",
        ),
        Mistake(
            "mean over the vocabulary",
            lambda p, q: torch.minimum(p, q).mean(),
            "Sum over the vocabulary, and average over positions only.",
        ),
        Mistake(
            "sum over positions",
            lambda p, q: torch.minimum(p, q).sum(),
            "You summed over positions as well. It is a mean over them.",
        ),
    ),
    praise="The area that both share: one minus the total variation.",
)
"""On page 3, how often a guess drawn from q passes against p, from (p, q)."""


# Page 4, In the wild
def _counted(
    d: int, vocab: int, attention: int, expert_dim: int, routed: int, met: int, shared: int
) -> np.ndarray:
    """Block, projection and output head; own and activated, a row a part."""
    expert = 3 * d * expert_dim
    experts = [(routed + shared) * expert, (met + shared) * expert]
    kept = [[attention] * 2, [d * routed] * 2, experts, [2 * d * d] * 2, [0, d * vocab]]
    return np.array(kept)


def _without(part: int) -> Callable[..., np.ndarray]:
    return lambda *config: np.delete(_counted(*config), part, axis=0).sum(axis=0)


def _instead(part: int, other: Callable[..., list[int]]) -> Callable[..., np.ndarray]:
    """The count with another row for one part."""
    return lambda *config: _without(part)(*config) + np.array(other(*config))


module_size = Exercise(
    name="module_size",
    # d 2, V 10, attention 5, experts 3 wide, 4 routed of which 2 are met, 1 shared. An expert has
    # 18, the router 8, the projection 8, the head 20: 5 + 8 + 5 * 18 + 8 = 111 and
    # 5 + 8 + 3 * 18 + 8 + 20 = 95. Then: an expert 18, router 6, projection 18, head 12:
    # 7 + 6 + 2 * 18 + 18 = 67 and 7 + 6 + 18 + 18 + 12 = 61.
    cases=(
        ((2, 10, 5, 3, 4, 2, 1), [111, 95]),
        ((3, 4, 7, 2, 2, 1, 0), [67, 61]),
    ),
    mistakes=(
        Mistake(
            "the head is its own",
            _instead(4, lambda d, v, *_: [d * v] * 2),
            "The output head is the main model's. A token passes through it, and the module does "
            "not store it.",
        ),
        Mistake(
            "no second pass through the head",
            _without(4),
            "Your second number lacks the output head. It is shared, but the module's state is "
            "multiplied by it once more.",
        ),
        Mistake(
            "square projection",
            _instead(3, lambda d, *_: [d * d] * 2),
            "The projection takes state and embedding together: 2 d channels to d.",
        ),
        Mistake(
            "two matrices an expert",
            _instead(
                2,
                lambda d, v, a, f, routed, met, shared: [
                    (routed + shared) * 2 * d * f,
                    (met + shared) * 2 * d * f,
                ],
            ),
            "An expert has three matrices: gate, up and down.",
        ),
        Mistake(
            "all experts met",
            _instead(
                2, lambda d, v, a, f, routed, met, shared: [3 * d * f * (routed + shared)] * 2
            ),
            "A token meets only some of the routed experts. The others cost memory and no FLOPs.",
        ),
        Mistake(
            "no router",
            _without(1),
            "The router is a matrix, too: d by the number of routed experts. Every token passes "
            "through all of it.",
        ),
    ),
    praise="DeepSeek-V3's configuration gives 11.6 and 1.6 billion.",
)
"""On page 4, parameters of a module, own and activated, from its configuration."""
