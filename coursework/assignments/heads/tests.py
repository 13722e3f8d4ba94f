"""Questions, points and tests of the assignment `heads`. Expected values are worked out by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import log, log2, nan, sqrt
from typing import Any

import torch
import torch.nn.functional as F
from numpy.random import Generator
from torch import Tensor

from chapter7.exercises.misconceptions import NATS, WRAPS_ROUND, shifted
from chapter7.exercises.parallel_heads import packed_targets
from chapter7.exercises.sequential import joined_state, module_size
from chapter7.exercises.verdict import Mistake
from chapter7.targets import document_runs
from coursework.authoring.assignment import Case, Question, known

WARM = ["numpy", "torch", "torch.nn.functional"]
REL = 1e-4
X = -100
Config = dict[str, int]
Weights = dict[str, Tensor]


def table(*rows: object) -> Tensor:
    """Rows of real numbers."""
    return torch.tensor(rows, dtype=torch.float64)


# Draws --------------------------------------------------------------------------------------------


def draw_packed(rng: Generator, length: int = 10) -> tuple[Tensor, Tensor, int]:
    tokens = torch.tensor(rng.integers(1, 30, size=(3, length)))
    starts = rng.random(size=(3, length)) < 0.4
    starts[:, 0], starts[2] = False, False  # one document fills the last row: wrapping round shows
    # A document of one token, and in the second row a number that comes again three places on.
    starts[0, 2:5], starts[1] = (False, True, True), False
    document = starts.cumsum(axis=1)
    document[1] = [4, 4, 4, 4, 7, 7, 4, 4, 4, 9]
    return tokens, torch.tensor(document), int(rng.integers(3, 6))


def draw_chain(rng: Generator, n_states: int = 4) -> Tensor:
    """A chain that stays, goes on round a circle, or jumps one over; never to the one behind."""
    moves = rng.dirichlet([2, 4, 1], size=n_states)
    rows = torch.zeros(n_states, n_states, dtype=torch.float64)
    for state, probabilities in enumerate(moves):
        for distance, probability in enumerate(probabilities):
            rows[state, (state + distance) % n_states] = probability
    return rows


def draw_periodic_chain(rng: Generator) -> Tensor:
    """A chain that goes to and fro between 2 tokens and 3 others, and branches both ways."""
    rows = torch.zeros(5, 5, dtype=torch.float64)
    rows[:2, 2:] = table(*(rng.dirichlet(often).tolist() for often in ([6, 2, 1], [1, 2, 3])))
    rows[2:, :2] = table(*(rng.dirichlet(often).tolist() for often in ([6, 1], [2, 2], [1, 4])))
    return rows


def draw_floors(rng: Generator) -> tuple[Tensor, int]:
    return draw_periodic_chain(rng), int(rng.integers(3, 6))


def draw_joint(rng: Generator) -> tuple[Tensor]:
    occurs = rng.random(size=(4, 5)) < 0.5
    for place in range(5):  # every word occurs
        occurs[place % 4, place] = True
    occurs[1, 0] = True
    joint = rng.uniform(0.2, 2, size=(4, 5)) * occurs
    joint[0, 0] /= 20  # two words that the text has together more seldom than apart
    return (torch.tensor(joint / joint.sum()),)


def draw_module_tokens(rng: Generator) -> tuple[Tensor, int]:
    return torch.tensor(rng.integers(1, 30, size=(2, 9))), int(rng.integers(3, 5))


def draw_module(
    rng: Generator, length: int = 6, d: int = 4, vocab: int = 5
) -> tuple[Tensor, Tensor, Weights]:
    shapes = {"embedding": (vocab, d), "join": (d, 2 * d), "unembedding": (vocab, d)}
    shapes |= dict.fromkeys(("query", "key", "value", "out"), (d, d))
    drawn = {name: torch.tensor(rng.normal(size=shape).round(3)) for name, shape in shapes.items()}
    tokens = torch.tensor(rng.integers(0, vocab, size=length))
    return torch.tensor(rng.normal(0.5, 2, size=(length, d)).round(3)), tokens, drawn


def draw_experiments(rng: Generator) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Each row has the leak, a good module far ahead, a noisy wiring, and one that learned little.

    In every other row the leak is a head, whose loss is not even the lowest; else it is a module.
    """
    transition = draw_chain(rng)
    of_heads = _floors(transition, 4)[0].tolist()
    rows = []
    for row in range(6):
        is_module, offset = bool(row % 2), int(rng.integers(3, 5))
        lawful = of_heads[0] if is_module else of_heads[offset - 1]
        noisy = of_heads[1] if is_module else of_heads[0]
        four = [
            (offset, is_module, lawful - rng.uniform(6, 8) * 0.005, 0.005),
            (4, True, of_heads[0] - rng.uniform(1.6, 1.9) * 0.003, 0.003),
            (2, not is_module, noisy - rng.uniform(1.2, 1.4) * 0.05, 0.05),
            (1, False, of_heads[0] + rng.uniform(0.5, 0.7), 0.004),
        ]
        rows.append([four[place] for place in rng.permutation(4)])
    offset, sequential, loss, error = _columns(rows)
    return transition, torch.tensor(offset), torch.tensor(sequential), table(*loss), table(*error)


def _columns(rows: list[list[tuple[int, bool, float, float]]]) -> list[list[list[float]]]:
    return [[[wiring[place] for wiring in row] for row in rows] for place in range(4)]


def draw_config(rng: Generator) -> tuple[Config, int, bool]:
    head_dim = 32 * int(rng.integers(1, 4))
    n_groups, per_group = int(rng.integers(2, 5)), int(rng.integers(2, 5))
    config = {
        "hidden_size": 32 * int(rng.choice([11, 13, 17, 19, 23, 29])),  # not that of all heads
        "vocab_size": int(rng.integers(8_000, 64_000)),
        "num_attention_heads": n_groups * per_group,
        "num_key_value_heads": n_groups,
        "head_dim": head_dim,
        "intermediate_size": 32 * int(rng.integers(8, 17)),
        "num_local_experts": int(rng.integers(8, 17)),
        "num_experts_per_tok": int(rng.integers(2, 5)),
    }
    return config, int(rng.choice([2, 4, 5])), bool(rng.integers(2))


# Mistaken answers, each a misconception with a name -----------------------------------------------


def of_all_heads(mistake: Mistake) -> Mistake:
    """A mistake in one head's targets, made in those of k heads."""
    return mistake.made_by(
        lambda tokens, document, k: torch.stack(
            [mistake(tokens, document, j) for j in range(1, k + 1)]
        )
    )


def _in_one_document(tokens: Tensor, document: Tensor, back: int) -> Tensor:
    """Where the token `back` places before is of the same document."""
    first = document_runs(document)
    return shifted(first, -back) == first


TARGETS = (
    *(m for m in packed_targets.mistakes if m.name != "filled with zeros"),
    replace(
        known(packed_targets, "filled with zeros"),
        hint="You filled the gaps with 0, which is a token like any other. A missing target is "
        "IGNORE.",
    ),
    Mistake(
        "at the target's own place",
        lambda tokens, document, j: torch.where(_in_one_document(tokens, document, j), tokens, X),
        "The targets stand at their own positions: each belongs j places to the left, where it is "
        "predicted.",
    ),
    Mistake(
        "backwards",
        lambda tokens, document, j: torch.where(
            _in_one_document(tokens, document, j), shifted(tokens, -j), X
        ),
        "This looks back: head j must predict the token j ahead, not one of the past.",
    ),
)
"""Of one head."""


def _stationary(transition: Tensor) -> Tensor:
    """By powers of a chain that stays half of the time: they settle for a periodic chain, too."""
    walk = (transition + torch.eye(len(transition), dtype=transition.dtype)) / 2
    return torch.linalg.matrix_power(walk, 1 << 14)[0]


def _floors(
    transition: Tensor,
    k: int,
    *,
    weights: Tensor | None = None,
    power: Callable[[Tensor, int], Tensor] = torch.linalg.matrix_power,
    second: Callable[[Tensor], Tensor] | None = None,
    plogp: Callable[[Tensor], Tensor] = lambda p: torch.xlogy(p, p) / log(2),
) -> Tensor:
    weights = _stationary(transition) if weights is None else weights
    powers = [power(transition, j) for j in range(1, k + 1)]
    floors = torch.stack([-(weights @ plogp(p).sum(dim=1)) for p in powers])
    return torch.stack([floors, _correlation(floors) if second is None else second(floors)])


def _joint(floors: Tensor) -> Tensor:
    return floors[0] * torch.arange(1, len(floors) + 1)


def _correlation(floors: Tensor) -> Tensor:
    return floors.cumsum(0) - _joint(floors)


def _uniform(transition: Tensor) -> Tensor:
    return torch.full((len(transition),), 1 / len(transition), dtype=transition.dtype)


def _after(steps: int, transition: Tensor, *, begun: Tensor | None = None) -> Tensor:
    """Where the chain is after so many steps, begun at token 0 or as told."""
    begun = torch.eye(len(transition), dtype=transition.dtype)[0] if begun is None else begun
    return begun @ torch.linalg.matrix_power(transition, steps)


def _unigram(transition: Tensor, j: int) -> Tensor:
    return _stationary(transition).expand(transition.shape)


def _apart(joint: Tensor) -> Tensor:
    """What two heads draw that do not see each other."""
    return torch.outer(joint.sum(dim=1), joint.sum(dim=0))


def _share(joint: Tensor) -> float:
    return float(_apart(joint)[joint == 0].sum())


def _bits(joint: Tensor) -> float:
    return float(torch.xlogy(joint, joint / _apart(joint)).sum() / log(2))


def _ceiling(joint: Tensor) -> float:
    return 1 - 2 ** -_bits(joint)


def _fed_and_asked(fed: Tensor, asked: Tensor) -> Tensor:
    return torch.stack([fed, asked])


def _norm(x: Tensor) -> Tensor:
    return x / x.square().mean(dim=-1, keepdim=True).sqrt()


def _masked(scores: Tensor) -> Tensor:
    return (scores + torch.full_like(scores, -torch.inf).triu(1)).softmax(-1)


SQUARE = ("query", "key", "value", "out")


def _turned(weights: Weights, names: Sequence[str]) -> Weights:
    """Those matrices as who multiplies rows with them needs them."""
    return weights | {name: weights[name].T for name in names}


def _module(
    state: Tensor,
    tokens: Tensor,
    weights: Weights,
    *,
    norm: Callable[[Tensor], Tensor] = _norm,
    pair: Callable[[Tensor, Tensor], list[Tensor]] | None = None,
    read: slice = slice(None, -1),
    fed: slice = slice(1, None),
    attend: Callable[[Tensor], Tensor] = _masked,
    scale: float = 0.5,
    kept: Callable[[Tensor], Tensor] = lambda x: x,
    before: Callable[[Tensor], Tensor] | None = None,
    last: Callable[[Tensor], Tensor] | None = None,
    out: Callable[[Tensor], Tensor] = lambda logits: logits.softmax(-1),
) -> Tensor:
    parts = [state[read], weights["embedding"][tokens[fed]]]
    x = torch.cat(pair(*parts) if pair else list(map(norm, parts)), -1) @ weights["join"].T
    normed = (before or norm)(x)
    query, key, value = (normed @ weights[name].T for name in ("query", "key", "value"))
    mixed = attend(query @ key.T / x.shape[-1] ** scale) @ value @ weights["out"].T
    return out((last or norm)(kept(x) + mixed) @ weights["unembedding"].T)


def joined(name: str, **otherwise: Callable[..., Any]) -> Mistake:
    """A mistake in how state and token are joined, of the exercise on that equation."""
    return known(joined_state, name).made_by(lambda *given: _module(*given, **otherwise))


def _off_mean(x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], eps=0)


def _one_norm(state: Tensor, embedded: Tensor) -> list[Tensor]:
    return [_norm(torch.cat([state, embedded], dim=-1))]


def _lawful(transition: Tensor, offset: Tensor, sequential: Tensor) -> Tensor:
    floors = _floors(transition, int(offset.max()))[0]
    return torch.where(sequential, floors[0], floors[offset - 1])


def by(judge: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The column in which `judge` (lawful floors, floors of heads, loss, error) is least."""

    def find(
        transition: Tensor, offset: Tensor, sequential: Tensor, loss: Tensor, error: Tensor
    ) -> Tensor:
        lawful = _lawful(transition, offset, sequential)
        heads = _lawful(transition, offset, torch.zeros_like(sequential))
        return judge(lawful, heads, loss, error).argmin(dim=1)

    return find


def _parts(config: Config) -> dict[str, list[int]]:
    """Weights of a module by part: stored, and multiplied with a token."""
    d, head_dim, width = (config[key] for key in ("hidden_size", "head_dim", "intermediate_size"))
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    n_experts, n_met = config["num_local_experts"], config["num_experts_per_tok"]
    expert = 3 * d * width
    return {
        "queries and out": [2 * d * heads * head_dim] * 2,
        "keys and values": [2 * d * kv_heads * head_dim] * 2,
        "router": [d * n_experts] * 2,
        "experts": [n_experts * expert, n_met * expert],
        "join": [2 * d * d] * 2,
        "head": [0, d * config["vocab_size"]],
    }


def cost(
    change: Callable[[Config], dict[str, list[int]]] = lambda config: {},
    *,
    stored_by: Callable[[int, bool], int] = lambda n_depths, shared: 1 if shared else n_depths,
    flops_by: Callable[[int, bool], int] = lambda n_depths, shared: 6 * n_depths,
) -> Callable[[Config, int, bool], list[int]]:
    """The count with other parts, or taken other times."""

    def count(config: Config, n_depths: int, shared: bool) -> list[int]:
        stored, met = map(sum, zip(*(_parts(config) | change(config)).values(), strict=True))
        return [stored * stored_by(n_depths, shared), met * flops_by(n_depths, shared)]

    return count


# Questions ----------------------------------------------------------------------------------------

HALF_OR_BACK = table([0.5, 0.5], [1, 0])
"""Stationary 2/3, 1/3. H_1 = 2/3; two steps are (3/4, 1/4) and (1/2, 1/2), so that
H_2 = 2/3 h(1/4) + 1/3 = 5/3 - log2(3) / 2; three are (5/8, 3/8) and (3/4, 1/4), so that
H_3 = 2/3 h(3/8) + 1/3 h(1/4)."""
LOG2_3, LOG2_5 = log2(3), log2(5)
TO_AND_FRO = table([0, 1 / 2, 1 / 2], [1, 0, 0], [1, 0, 0])
"""Periodic; stationary 1/2, 1/4, 1/4."""

# Of a module with d = 3 and V = 4, tokens 0 and 2 being fed. The norms of the states are
# (1, 5, -1) / 3 and (-1, -1, -5) / 3, of the embeddings (5, -1, 7) / 5 and (-7, -5, 1) / 5, so that
# x is (-1, 5, -7) and (-5, -1, -1), of root mean squares 5 and 3. Position 1 has the query
# sqrt 3 log 3 (-1, 5/6, 0) and the keys (1, -8/5, -7/5) and (-1/3, -2, -1/3): scores that differ by
# log 3, so that it attends to itself three times as much. The values (1, 12/5, -4) and (-3, 0, -2)
# give (-2, 3/5, -5/2), and O gives (12, -8, 1) and (3, -5, -2): y is (11, -3, -6) and (-2, -6, -3).
BY_HAND = {
    "embedding": table([10, -2, 14], [2, 1, 2], [-7, -5, 1], [5, 1, -2]),
    "join": table([0, 0, 0, 0, 5, 0], [0, 3, 0, 0, 0, 0], [0, 0, 0, 0, 0, -5]),
    "query": sqrt(3) * log(3) * table([0, 3, 0], [-1 / 2, 0, 0], [0, 1, -1]),
    "key": table([0, 1, 0], [1, 0, 1], [0, 0, 1]),
    "value": table([2, 0, -1], [0, 1, -1], [1, -1, 2]),
    "out": table([0, 5, 0], [0, 0, 2], [1, 0, 0]),
    "unembedding": table([1, 0, 0], [0, 2, 0], [0, -1, 1], [1, 0, 1]),
}
# The mean squares of y are 166/3 and 49/3.
PROBABILITIES = torch.stack(
    [
        (sqrt(3 / 166) * table(11, -6, -3, 5)).softmax(-1),
        (sqrt(3 / 49) * table(-2, -12, 3, -5)).softmax(-1),
    ]
)

# d 4, V 10; 4 query heads and 2 of keys and values, 3 channels each: 2*4*12 + 2*4*6 = 144; router
# 20; an expert of width 5 has 60; the join 32; the head 40. Stored 144 + 20 + 5*60 + 32 = 496, met
# 144 + 20 + 2*60 + 32 + 40 = 356.
SMALL = {
    "hidden_size": 4,
    "vocab_size": 10,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 3,
    "intermediate_size": 5,
    "num_local_experts": 5,
    "num_experts_per_tok": 2,
}

NOT_LESS = (
    "The second row is the sum of the floors, or the joint entropy: the total correlation is the "
    "sum of the floors less the joint entropy."
)
QUESTIONS = [
    Question(
        "heads-q1",
        "What each head is asked for",
        3,
        "head_targets",
        visible=(
            Case(
                (torch.tensor([[5, 6, 7, 8]]), torch.tensor([[0, 0, 1, 1]]), 2),
                torch.tensor([[[6, X, 8, X]], [[X, X, X, X]]]),
                1,
            ),
            # The third document has the number of the first one.
            Case(
                (torch.tensor([[1, 2, 3, 4, 5]]), torch.tensor([[3, 8, 3, 3, 3]]), 2),
                torch.tensor([[[X, X, 4, 5, X]], [[X, X, 5, X, X]]]),
                1,
            ),
        ),
        draw=draw_packed,
        hidden=(1,),
        mistakes=tuple(map(of_all_heads, TARGETS)),
        hint="For other documents a head's target is in the wrong place, or is missing.",
    ),
    Question(
        "heads-q2",
        "What a head can know",
        5,
        "floors",
        visible=(
            # Token 0 every other time. One step from it is uncertain, and two from the others; what
            # comes next tells nothing more.
            Case((TO_AND_FRO, 3), table([1 / 2, 1 / 2, 1 / 2], [0, 0, 0]), 1),
            Case(
                (HALF_OR_BACK, 3),
                table(
                    [2 / 3, 5 / 3 - LOG2_3 / 2, 8 / 3 - LOG2_3 / 2 - 5 / 12 * LOG2_5],
                    [0, 1 - LOG2_3 / 2, 3 - LOG2_3 - 5 / 12 * LOG2_5],
                ),
                1,
            ),
        ),
        draw=draw_floors,
        hidden=(1, 2),
        mistakes=(
            Mistake(
                "joint entropy",
                lambda p, k: _floors(p, k, second=_joint),
                NOT_LESS,
            ),
            Mistake(
                "last gap alone",
                lambda p, k: _floors(p, k, second=lambda floors: floors - floors[0]),
                "The second row has what the last head lacks alone: add up what all heads do.",
            ),
            Mistake(
                "sum of the floors",
                lambda p, k: _floors(p, k, second=lambda floors: floors.cumsum(0)),
                NOT_LESS,
            ),
            Mistake(
                "equal weights",
                lambda p, k: _floors(p, k, weights=_uniform(p)),
                "The tokens are weighed equally: weigh them with the stationary distribution. If "
                "you took a high power of P: it need not settle. Solve pi P = pi.",
            ),
            *(
                Mistake(
                    f"{steps} steps of a periodic chain, begun {begun}",
                    lambda p, k, steps=steps, begin=begin: _floors(
                        p, k, weights=_after(steps, p, begun=begin(p))
                    ),
                    "A periodic chain never settles, so that powers of P, and steps one by one, do "
                    "not lead to the stationary distribution: solve pi P = pi.",
                )
                for begun, begin in (("at token 0", lambda p: None), ("anywhere", _uniform))
                for steps in (1000, 1001)
            ),
            Mistake(
                "element by element",
                lambda p, k: _floors(p, k, power=lambda a, j: a**j),
                "The matrix is raised element by element: j steps are a matrix power.",
            ),
            Mistake(
                "one step for all",
                lambda p, k: _floors(p, k, power=lambda a, j: a),
                "Every head has the next token's floor: the further ones are less certain.",
            ),
            Mistake(
                "nothing read",
                lambda p, k: _floors(p, k, power=_unigram),
                "These are entropies of a token by itself: a head has read the present one.",
            ),
            NATS.made_by(lambda p, k: _floors(p, k) * log(2)),
            Mistake(
                "exchanged",
                lambda p, k: _floors(p, k).flip(0),
                "The rows are exchanged: the floors come first.",
            ),
            Mistake(
                "0 log 0",
                lambda p, k: _floors(p, k, plogp=lambda p: p * p.log2()),
                "An entry of zero makes 0 times the logarithm of 0: it adds nothing to an entropy.",
            ),
        ),
        hint="For another chain a floor or a total correlation is not right.",
    ),
    Question(
        "heads-q3",
        "Pairs that no text has",
        4,
        "impossible_pairs",
        visible=(
            # Two words, tied: half of what is drawn does not exist, and TC is 1 bit.
            Case((table([0.5, 0], [0, 0.5]),), [0.5, 0.5], 1),
            # Three names: New York, New Orleans, Los Angeles. Drawn: New Angeles 2/9, Los York and
            # Los Orleans 1/9 each. p / q is 3/2, 3/2 and 3, so that 2^TC is the cube root of 27/4.
            Case(
                (table([1 / 3, 1 / 3, 0], [0, 0, 1 / 3]),),
                [4 / 9, 1 - (27 / 4) ** (-1 / 3)],
                1,
            ),
        ),
        draw=draw_joint,
        hidden=(2,),
        mistakes=(
            Mistake(
                "possible pairs",
                lambda joint: [1 - _share(joint), _ceiling(joint)],
                "The first number is the share of pairs that the text has.",
            ),
            Mistake(
                "cells counted",
                lambda joint: [float((joint == 0).double().mean()), _ceiling(joint)],
                "You counted the empty cells: weigh each pair with how often the heads draw it.",
            ),
            Mistake(
                "refused",
                lambda joint: [
                    float(1 - torch.minimum(joint, _apart(joint)).sum()),
                    _ceiling(joint),
                ],
                "The first number is how often a check would refuse the pair. That also happens to "
                "pairs that the text has.",
            ),
            Mistake(
                "ceiling for both",
                lambda joint: [_ceiling(joint)] * 2,
                "The ceiling is reached only where all pairs that occur are tied alike: add up "
                "what is drawn and impossible.",
            ),
            Mistake(
                "total correlation itself",
                lambda joint: [_share(joint), _bits(joint)],
                "The second number is the total correlation: put it into 1 - 2^-TC.",
            ),
            Mistake(
                "nats",
                lambda joint: [_share(joint), 1 - 2 ** -(_bits(joint) * log(2))],
                "The total correlation is in nats, and 2^-TC takes bits.",
            ),
            Mistake(
                "exchanged",
                lambda joint: [_ceiling(joint), _share(joint)],
                "The two numbers are exchanged: the share comes first.",
            ),
            Mistake(
                "0 log 0",
                lambda joint: [_share(joint), nan],
                "A pair with probability 0 makes 0 times the logarithm of 0: it adds nothing to "
                "the total correlation.",
            ),
        ),
        hint="For another table the share or the ceiling is not right.",
    ),
    Question(
        "heads-q4",
        "What a module is fed, and where it stops",
        3,
        "module_tokens",
        visible=(
            Case(
                (torch.tensor([[5, 6, 7, 8, 9]]), 1),
                torch.tensor([[[6, 7, 8, 9, X]], [[7, 8, 9, X, X]]]),
                1,
            ),
            Case(
                (torch.tensor([[5, 6, 7, 8, 9]]), 3),
                torch.tensor([[[8, 9, X, X, X]], [[9, X, X, X, X]]]),
                1,
            ),
        ),
        draw=draw_module_tokens,
        hidden=(1,),
        mistakes=(
            Mistake(
                "fed its target",
                lambda t, n: _fed_and_asked(shifted(t, n + 1), shifted(t, n + 1)),
                "The module is fed the very token that it must predict.",
            ),
            Mistake(
                "own token",
                lambda t, n: _fed_and_asked(t, shifted(t, n + 1)),
                "The module is fed the token of its own position, which the state has read.",
            ),
            Mistake(
                "next token at every depth",
                lambda t, n: _fed_and_asked(shifted(t, 1), shifted(t, n + 1)),
                "Every depth is fed the next token: depth n is fed the one n ahead, which is the "
                "next that no depth below has read.",
            ),
            Mistake(
                "fed what the depth below was fed",
                lambda t, n: _fed_and_asked(shifted(t, n - 1), shifted(t, n + 1)),
                "The module is fed what the depth below has read already: depth 1 is fed the next "
                "token, depth n the one n ahead.",
            ),
            Mistake(
                "depth for offset",
                lambda t, n: _fed_and_asked(shifted(t, n - 1), shifted(t, n)),
                "One too near: depth 0 predicts the next token, so depth n looks n + 1 ahead.",
            ),
            Mistake(
                "one too far",
                lambda t, n: _fed_and_asked(shifted(t, n + 1), shifted(t, n + 2)),
                "One too far: depth n is fed the token n ahead.",
            ),
            Mistake(
                "asked for what it was fed",
                lambda t, n: _fed_and_asked(shifted(t, n), shifted(t, n)),
                "The module is asked for the token that it was fed.",
            ),
            Mistake(
                "stops with its target",
                lambda t, n: _fed_and_asked(
                    shifted(t, n).masked_fill(shifted(t, n + 1) == X, X), shifted(t, n + 1)
                ),
                "The last token of the row can still be fed, though nothing is left to predict.",
            ),
            WRAPS_ROUND.made_by(
                lambda t, n: _fed_and_asked(WRAPS_ROUND(t, n), WRAPS_ROUND(t, n + 1))
            ),
        ),
        hint="For another depth a token is in the wrong place, or is missing.",
    ),
    Question(
        "heads-q5",
        "A module from its equations",
        5,
        "module_probabilities",
        visible=(
            Case(
                (table([2, 10, -2], [-1, -1, -5], [4, 1, 2]), torch.tensor([3, 0, 2]), BY_HAND),
                PROBABILITIES,
                2,
            ),
        ),
        draw=draw_module,
        hidden=(3,),
        mistakes=(
            joined("token first", pair=lambda h, e: [_norm(e), _norm(h)]),
            joined("no norms", pair=lambda h, e: [h, e]),
            joined("one norm for both", pair=_one_norm),
            joined("mean taken off", norm=_off_mean),
            joined("unit length", norm=lambda x: F.normalize(x, dim=-1)),
            Mistake(
                "state as it is",
                lambda *given: _module(*given, pair=lambda h, e: [h, _norm(e)]),
                "The state is joined as it is: it gets a norm of its own, too.",
            ),
            Mistake(
                "embedding as it is",
                lambda *given: _module(*given, pair=lambda h, e: [_norm(h), e]),
                "The embedding is joined as it is: it gets a norm of its own, too.",
            ),
            *(
                Mistake(
                    f"{' '.join(names)} with rows for columns",
                    lambda state, tokens, weights, names=names: _module(
                        state, tokens, _turned(weights, names)
                    ),
                    "The matrices multiply columns, and your vectors are rows: Q x is x @ Q.T, and "
                    "so for K, W and O.",
                )
                for names in (SQUARE, *zip(SQUARE, strict=True))
            ),
            Mistake(
                "own token",
                lambda *given: _module(*given, fed=slice(None, -1)),
                "Position t is fed its own token: at depth 1 it is fed token t + 1.",
            ),
            Mistake(
                "no mask",
                lambda *given: _module(*given, attend=lambda scores: scores.softmax(-1)),
                "Positions attend to later ones, which have been fed the tokens to predict.",
            ),
            Mistake(
                "masked with zeros",
                lambda *given: _module(*given, attend=lambda scores: scores.tril().softmax(-1)),
                "A score of 0 is no mask, since e^0 is 1: later positions get minus infinity.",
            ),
            Mistake(
                "masked after the softmax",
                lambda *given: _module(*given, attend=lambda scores: scores.softmax(-1).tril()),
                "You masked after the softmax: what is left of a position's shares is not 1.",
            ),
            Mistake(
                "state of the next position",
                lambda *given: _module(*given, read=slice(1, None)),
                "You took the state of t + 1, which has read the token that is fed: it is that of "
                "t.",
            ),
            Mistake(
                "no scale",
                lambda *given: _module(*given, scale=0),
                "The scores are not divided by the root of d.",
            ),
            Mistake(
                "scale d",
                lambda *given: _module(*given, scale=1),
                "The scores are divided by d: it is the root of d.",
            ),
            Mistake(
                "no residual",
                lambda *given: _module(*given, kept=torch.zeros_like),
                "The block adds to x: its input is missing from y.",
            ),
            Mistake(
                "norm in the residual",
                lambda *given: _module(*given, kept=_norm),
                "The block adds to x itself, not to its norm.",
            ),
            Mistake(
                "no norm before attention",
                lambda *given: _module(*given, before=lambda x: x),
                "Attention reads the norm of x, not x itself.",
            ),
            Mistake(
                "no last norm",
                lambda *given: _module(*given, last=lambda y: y),
                "The norm before the output head is missing.",
            ),
            Mistake(
                "logits",
                lambda *given: _module(*given, out=lambda logits: logits),
                "These are logits: probabilities are asked for.",
            ),
            Mistake(
                "log-probabilities",
                lambda *given: _module(*given, out=lambda logits: logits.log_softmax(-1)),
                "These are logarithms of probabilities.",
            ),
        ),
        hint="For other weights the probabilities are not right.",
    ),
    Question(
        "heads-q6",
        "Find the leak",
        3,
        "find_leaks",
        visible=(
            # Floors .667 for the next token and modules, .874 and .907 for heads at 2 and 3 ahead.
            # Errors above them: -1.7, 33, .3, -5.8; -.7, -1.2, -11, 3.8; -6.7, -1.5, 3.3, .3. No
            # mistake below gives what another one gives.
            Case(
                (
                    HALF_OR_BACK,
                    torch.tensor([[3, 2, 1, 2], [1, 2, 3, 2], [3, 2, 1, 2]]),
                    torch.tensor([[1, 0, 0, 1], [0, 1, 0, 0], [1, 0, 0, 1]]).bool(),
                    table(
                        [0.65, 1.2, 0.67, 0.55], [0.66, 0.663, 0.8, 0.95], [0.64, 0.8, 0.7, 0.67]
                    ),
                    table(
                        [0.01, 0.01, 0.01, 0.02],
                        [0.01, 0.003, 0.01, 0.02],
                        [0.004, 0.05, 0.01, 0.01],
                    ),
                ),
                [3, 2, 0],
                1,
            ),
        ),
        draw=draw_experiments,
        hidden=(2,),
        mistakes=(
            Mistake(
                "lowest loss",
                by(lambda lawful, heads, loss, error: loss),
                "The lowest loss is no proof: each wiring has a floor of its own.",
            ),
            Mistake(
                "floors of heads for all",
                by(lambda lawful, heads, loss, error: (loss - heads) / error),
                "A module has been fed the tokens in between: it can lawfully go below a head's "
                "floor, down to the next token's.",
            ),
            Mistake(
                "next token's floor for all",
                by(lambda lawful, heads, loss, error: (loss - lawful.min()) / error),
                "A head further ahead has a higher floor than the next token: going below that is "
                "a leak already.",
            ),
            Mistake(
                "bits for errors",
                by(lambda lawful, heads, loss, error: loss - lawful),
                "By how many bits is not enough: a small sample can lie far below by chance. "
                "Count in standard errors.",
            ),
            Mistake(
                "farthest",
                by(lambda lawful, heads, loss, error: -(loss - lawful).abs() / error),
                "The farthest from its floor may lie above it: that one has learned little.",
            ),
        ),
        hint="In other experiments another wiring sees its target.",
    ),
    Question(
        "heads-q7",
        "What modules cost",
        4,
        "module_cost",
        visible=(
            Case((SMALL, 1, False), [496, 6 * 356], 1),
            Case((SMALL, 2, True), [496, 2 * 6 * 356], 1),
        ),
        draw=draw_config,
        hidden=(1, 1),
        mistakes=(
            known(module_size, "the head is its own").made_by(
                cost(lambda c: {"head": [_parts(c)["head"][1]] * 2})
            ),
            known(module_size, "no second pass through the head").made_by(
                cost(lambda c: {"head": [0, 0]})
            ),
            Mistake(
                "both tables are its own",
                cost(lambda c: {"head": [2 * _parts(c)["head"][1]] * 2}),
                "Embedding and output head are the main model's: the module stores neither. A "
                "token is multiplied with the head; its embedding is looked up.",
            ),
            Mistake(
                "multiplied with the embedding",
                cost(lambda c: {"head": [0, 2 * _parts(c)["head"][1]]}),
                "A token's embedding is looked up, not multiplied: it costs no FLOPs.",
            ),
            Mistake(
                "through the head once",
                lambda c, n_depths, shared: [
                    cost()(c, n_depths, shared)[0],
                    cost()(c, n_depths, shared)[1] - 6 * (n_depths - 1) * _parts(c)["head"][1],
                ],
                "The state goes through the output head at each depth, not once in all.",
            ),
            Mistake(
                "square join",
                cost(lambda c: {"join": [c["hidden_size"] ** 2] * 2}),
                "The matrix that joins takes state and token together: 2 d channels to d.",
            ),
            known(module_size, "two matrices an expert").made_by(
                cost(lambda c: {"experts": [n * 2 // 3 for n in _parts(c)["experts"]]})
            ),
            Mistake(
                "all experts met",
                cost(lambda c: {"experts": _parts(c)["experts"][:1] * 2}),
                "A token visits only some of the experts. The others cost memory and no FLOPs.",
            ),
            Mistake(
                "no router",
                cost(lambda c: {"router": [0, 0]}),
                "The router is a matrix, too: d by the number of experts. Every token passes "
                "through all of it.",
            ),
            Mistake(
                "four square matrices",
                cost(
                    lambda c: {
                        "queries and out": [2 * c["hidden_size"] ** 2] * 2,
                        "keys and values": [2 * c["hidden_size"] ** 2] * 2,
                    }
                ),
                "Attention is not four matrices of d by d: that of the queries has as many rows "
                "as num_attention_heads times head_dim, one of the keys fewer.",
            ),
            Mistake(
                "d shared out to the heads",
                lambda c, n_depths, shared: cost()(
                    c | {"head_dim": c["hidden_size"] // c["num_attention_heads"]}, n_depths, shared
                ),
                "A head has head_dim channels, which need not be d divided by the number of heads.",
            ),
            Mistake(
                "as many keys as queries",
                cost(lambda c: {"keys and values": _parts(c)["queries and out"]}),
                "Keys and values have fewer heads than the queries.",
            ),
            Mistake(
                "forward only",
                cost(flops_by=lambda n_depths, shared: 2 * n_depths),
                "Two FLOPs a weight are the forward pass alone: the backward pass takes 4 more.",
            ),
            Mistake(
                "shared and computed once",
                cost(flops_by=lambda n_depths, shared: 6 if shared else 6 * n_depths),
                "A shared module is stored once and computed at every depth.",
            ),
            Mistake(
                "shared and stored each time",
                cost(stored_by=lambda n_depths, shared: n_depths),
                "A shared module is stored once, whatever the number of depths.",
            ),
            Mistake(
                "exchanged",
                lambda *given: cost()(*given)[::-1],
                "The two numbers are exchanged: the parameters come first.",
            ),
        ),
        hint="For another configuration a count is not right.",
    ),
    Question("heads-q8", "Read an experiment", 6),
]
