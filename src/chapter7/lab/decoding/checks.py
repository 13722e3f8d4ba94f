"""Ways to find out whether a law is exact, and what each of them can see.

Laws of a text are given as a tree: entry i is an array (V,) * (i + 1), entry [x_1, ..., x_i] of it
the distribution of the token after these; g + 1 entries for a target, g for a draft.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import exp, lgamma, log, prod

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from chapter7 import _contracts
from chapter7.lab.decoding.law import NOTHING, Floats, Law, Tokens, draw

Tree = Sequence[NDArray]
Text = tuple[int, ...]
Judge = Callable[[Floats, Floats, Tokens, Floats, Tokens], tuple[Tokens, Tokens]]
"""`Law.judge`, or anything with its arguments and results."""
Number = float | Fraction


def text_law(tree: Tree) -> NDArray:
    """The probability of each text of len(tree) tokens, (V,) * len(tree)."""
    law = np.array(1)
    for rows in tree:
        law = law[..., None] * rows
    return law


def output_law(law: Law, target: Tree, draft: Tree, *, judge: Judge | None = None) -> NDArray:
    """The law of the next g + 1 tokens, by enumeration: no random number is drawn.

    Goes through every draft, and through every cell of the uniforms in which `law` gives one
    answer, and asks in the middle of each. What a round leaves open, the target continues.

    Args:
        target, draft: trees of g + 1 and g entries, floats or, as objects, fractions. Fractions of
            small denominators give a result without an error.
        judge: who is asked; None: `law.judge`.
    Returns: (V,) * (g + 1).
    """
    judge, found, drafts = judge or law.judge, 0 * text_law(target), text_law(draft)
    for drafted in map(tuple, np.argwhere(drafts)):
        p, q = _along(target, drafted), _along(draft, drafted)
        axes = [_cells(steps, exactly=p[0].dtype == object) for steps in _steps(law, p, q, drafted)]
        middles = product(*([float(middle) for middle, _ in axis] for axis in axes))
        kept, added = _asked(judge, p, q, drafted, np.array(list(middles)))
        widths = product(*([width for _, width in axis] for axis in axes))
        for n, token, sides in zip(kept.tolist(), added.tolist(), widths, strict=True):
            text = _text(drafted, n, token)
            found[text] += drafts[drafted] * prod(sides) * _continued(target, text)
    return found


def sampled(
    judge: Judge, target: Tree, draft: Tree, n_rounds: int, seed: int
) -> tuple[NDArray[np.int64], Tokens, Tokens]:
    """Rounds with random drafts and uniforms, continued by the target to g + 1 tokens.

    Returns: how often each text came, (V,) * (g + 1); of each round the drafted tokens that it
        kept, (n_rounds,), and the tokens that it gave.
    """
    g, generator = len(draft), np.random.default_rng(seed)
    target, draft = _as_floats(target), _as_floats(draft)
    drafted = np.zeros((n_rounds, 0), dtype=np.int64)
    for rows in draft:
        drafted = _longer(drafted, rows, generator)
    p = np.stack([rows[tuple(drafted[:, :i].T)] + _none(drafted) for i, rows in enumerate(target)])
    q = [rows[tuple(drafted[:, :i].T)] + _none(drafted) for i, rows in enumerate(draft)]
    q = np.stack(q, axis=1) if g else np.zeros((n_rounds, 0, len(target[0])))
    uniforms = generator.random((n_rounds, g + 1))
    kept, added = judge(p.swapaxes(0, 1), q, drafted, uniforms, np.full(n_rounds, g))
    n_given = kept + (added != NOTHING)
    text = np.concatenate([drafted, added[:, None]], axis=1)
    text[np.arange(n_rounds), kept] = added
    for i, rows in enumerate(target):
        longer = _longer(np.maximum(text[:, :i], 0), rows, generator)[:, -1]
        text[:, i] = np.where(i < n_given, text[:, i], longer)
    counts = np.zeros((len(target[0]),) * (g + 1), dtype=np.int64)
    np.add.at(counts, tuple(text.T), 1)
    return counts, kept, n_given


@dataclass(frozen=True)
class ChiSquare:
    """Pearson's test of counts against a law."""

    statistic: float
    """Sum of (count - expected)^2 / expected over the outcomes that the law allows."""
    df: int
    """Those outcomes, less one."""
    p_value: float
    impossible: int
    """Counts of outcomes of probability 0. One of them refutes the law, whatever `p_value` is."""


def chi_square(counts: ArrayLike, law: ArrayLike) -> ChiSquare:
    """Whether samples follow a law; impossible outcomes are counted apart.

    The p-value holds where the law's rarest outcome is expected some five times.

    Args: counts, law: of one shape; at least two outcomes have a probability above 0.
    Raises: ValueError: shapes differ, no count, or the law does not sum to 1 or allows one outcome.
    Source: Pearson 1900.
    """
    counts, law = _contracts.whole("counts", counts, 0), _a_law("law", law)
    if counts.shape != law.shape or counts.sum() == 0:
        raise ValueError(
            f"counts must have the shape of law, {law.shape}, and a sum above 0, "
            f"got {counts.shape} and {counts.sum():g}"
        )
    allowed = law > 0
    expected = counts[allowed].sum() * law[allowed]
    statistic = float(((counts[allowed] - expected) ** 2 / np.maximum(expected, 1e-300)).sum())
    df = int(allowed.sum()) - 1
    return ChiSquare(statistic, df, _tail(statistic, df), int(counts[~allowed].sum()))


def power(law: ArrayLike, other: ArrayLike, n_samples: int, *, level: float = 1e-3) -> float:
    """P(the chi-square test of `law` rejects at `level`) when `n_samples` follow `other`.

    Of the outcomes that `law` allows, with the statistic's noncentral distribution.

    Args: law, other: of one shape. n_samples: at least 1. level: in (0, 1), of false alarms.
    Raises: ValueError: no law, or a number out of its range.
    Source: Cohen 1988, Statistical Power Analysis, ch. 7: noncentrality n w^2.
    """
    law, other = _a_law("law", law), _a_law("other", other)
    n_samples = _contracts.count("n_samples", n_samples, 1)
    level = _contracts.one("level", _contracts.probability("level", level))
    if law.shape != other.shape or not 0 < level < 1:
        raise ValueError(
            f"other must have the shape of law and level lie between 0 and 1, "
            f"got {other.shape} for {law.shape}, and {level}"
        )
    allowed = law > 0
    df = int(allowed.sum()) - 1
    within = other[allowed] / other[allowed].sum()
    far = n_samples * ((within - law[allowed]) ** 2 / law[allowed]).sum()
    low, high = 0.0, 10.0 * df + 1_000
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _tail(middle, df) > level else (low, middle)
    half, total = far / 2, 0.0
    reach = 12 * half**0.5 + 40
    for j in range(max(0, int(half - reach)), int(half + reach)):  # a Poisson mixture
        weight = exp(-half + (j * log(half) if j else 0) - lgamma(j + 1)) if half else float(j == 0)
        total += weight * _tail(high, df + 2 * j)
    return min(total, 1.0)


def keeps_the_impossible(law: Law, target: Tree, draft: Tree) -> bool:
    """Whether a text of probability 0 comes out where all uniforms are 0, for some draft."""
    drafts, uniforms = text_law(draft), np.zeros((1, len(target)))
    for drafted in map(tuple, np.argwhere(drafts)):
        p, q = _along(target, drafted), _along(draft, drafted)
        kept, added = _asked(law.judge, p, q, drafted, uniforms)
        text = _text(drafted, int(kept[0]), int(added[0]))
        if not np.any(text_law(target)[text]):
            return True
    return False


def caught_by(
    law: Law, target: Tree, draft: Tree, *, n_rounds: int = 100_000, seed: int = 0
) -> set[str]:
    """Which checks see that `law` is not the exact one.

    enumeration: the law of what comes out is off by more than 1e-12.
    chi-square: the test of `n_rounds` rounds, at a level of 0.001.
    impossible: a text of probability 0 came in these rounds.
    u = 0: one comes where all uniforms are 0.
    length: a round does not give one token more than it keeps.
    """
    wanted = text_law(target)
    off = np.abs((output_law(law, target, draft) - wanted).astype(float)).max()
    counts, kept, n_given = sampled(law.judge, target, draft, n_rounds, seed)
    tested = chi_square(counts, wanted)
    seen = {
        "enumeration": off > 1e-12,
        "chi-square": tested.p_value < 1e-3,
        "impossible": tested.impossible > 0,
        "u = 0": keeps_the_impossible(law, target, draft),
        "length": (n_given != kept + 1).any(),
    }
    return {name for name, yes in seen.items() if yes}


def _tail(statistic: float, df: int) -> float:
    """P(chi-square of `df` degrees of freedom > `statistic`)."""
    half, shape = torch.tensor([statistic / 2, df / 2], dtype=torch.float64)
    return float(torch.special.gammaincc(shape, half))


def _a_law(name: str, law: ArrayLike) -> Floats:
    law = np.asarray(law)
    if all(isinstance(chance, Fraction | int) for chance in law.flat):
        law = law.astype(float)
    law = _contracts.probability(name, law)
    if abs(law.sum() - 1) > 1e-9 or (law > 0).sum() < 2:
        raise ValueError(
            f"{name} must sum to 1 over at least two outcomes, got {law.sum():.12g} "
            f"over {(law > 0).sum()}"
        )
    return law


def _steps(law: Law, p: list[NDArray], q: list[NDArray], drafted: Text) -> list[list[float]]:
    """Where each uniform changes the answer of `law`, among other numbers."""
    p, q = ([row.astype(float) for row in rows] for rows in (p, q))
    with np.errstate(all="ignore"):  # what is no number in [0, 1) is no step
        kept = [[law.ratio(p[i], q[i])[x]] for i, x in enumerate(drafted)]
        drawn = [law.residual(*rows) for rows in zip(p, q, strict=False)]
        if law.bonus is not None:
            drawn.append(law.bonus(p[-1], q[-1] if q else 0 * p[-1]))
        drawn = [row if (row > 0).any() else p[i] for i, row in enumerate(drawn)]
        added = [step for row in drawn for step in row.cumsum() / row.cumsum()[-1]]
    return [*kept, added]


def _cells(steps: list[float], *, exactly: bool) -> list[tuple[Number, Number]]:
    """Middle and width of each cell into which these numbers cut [0, 1)."""
    inside = [Fraction(step) for step in steps if 0 < step < 1]
    if exactly:  # the fraction that was rounded
        inside = [step.limit_denominator(10**6) for step in inside]
    cells = [((low + high) / 2, high - low) for low, high in pairwise(sorted({0, 1, *inside}))]
    return cells if exactly else [(float(middle), float(width)) for middle, width in cells]


def _asked(
    judge: Judge, p: list[NDArray], q: list[NDArray], drafted: Text, uniforms: Floats
) -> tuple[Tokens, Tokens]:
    """What a judge says of one draft at each row of uniforms, (N, g + 1)."""
    g, times = len(drafted), len(uniforms)
    rows = [np.array(part, dtype=float).reshape(len(part), len(p[0])) for part in (p, q)]
    rows = [np.broadcast_to(part, (times, *part.shape)) for part in rows]
    tokens = np.tile(np.array(drafted, dtype=np.int64), (times, 1))
    return judge(*rows, tokens, uniforms, np.full(times, g))


def _text(drafted: Text, kept: int, added: int) -> Text:
    return (*drafted[:kept], *([] if added == NOTHING else [added]))


def _along(tree: Tree, drafted: Text) -> list[NDArray]:
    return [rows[drafted[:i]] for i, rows in enumerate(tree)]


def _continued(target: Tree, text: Text) -> NDArray:
    """The law of what follows `text`, up to the tree's depth; 1 if nothing does."""
    return text_law([rows[text] for rows in target[len(text) :]])


def _as_floats(tree: Tree) -> list[Floats]:
    return [rows.astype(float) for rows in tree]


def _none(drafted: Tokens) -> Floats:
    """(N, 1) zeros: make a row out of the one law that has no token before it."""
    return np.zeros((len(drafted), 1))


def _longer(tokens: Tokens, rows: Floats, generator: np.random.Generator) -> Tokens:
    """`tokens` (N, i) with one more, drawn from the laws after them."""
    weights = rows[tuple(tokens.T)] + _none(tokens)
    return np.concatenate([tokens, draw(weights, generator.random(len(tokens)))[:, None]], axis=1)
