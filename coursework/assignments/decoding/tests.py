"""Questions, points and tests of the assignment `decoding`. Expected values are worked out by
hand."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from chapter7.exercises import Mistake
from chapter7.exercises import speculative_decoding as pages
from chapter7.lab.decoding import law, wrong
from coursework.authoring.assignment import Case, Question, known

WARM = ["numpy"]
REL = 1e-5  # single precision passes
NOTHING = -1

Array = NDArray[np.floating]
Whole = NDArray[np.integer]
Triple = tuple[float, float, float]

JUST_BELOW_ONE = float(np.nextafter(1, 0))


def draw_acceptance(rng: Generator) -> tuple[Array, Array]:
    p, q = rng.dirichlet(np.full(8, 0.7), size=2)
    nobody, draft_alone, target_alone, favourite, likeliest, as_likely = rng.permutation(8)[:6]
    p[[nobody, draft_alone]], q[[nobody, target_alone]] = 0, 0  # the first is 0/0
    p[favourite] += p.max()
    q[[likeliest, as_likely]] = 2 * q.max()
    return p / p.sum(), q / q.sum()


def draw_rounds(rng: Generator) -> tuple[Array, Array, Whole, Array]:
    """Many rows of chance, and behind them one row for each edge of the rule."""
    n_rows, g, n_words = 40, 3, 8
    q = rng.dirichlet(np.ones(n_words), size=(n_rows, g))
    # Laws that differ, but not so far that the first draft is always refused.
    p = rng.dirichlet(np.full(n_words, 0.6), size=(n_rows, g + 1))
    p[:, :g] = 0.6 * q + 0.4 * p[:, :g]
    u = rng.uniform(0.02, 0.98, size=(n_rows, g + 1))
    drafted = (q.cumsum(axis=-1) > rng.random((n_rows, g, 1))).argmax(axis=-1)
    return tuple(map(_stacked, zip((p, q, drafted, u), *_edges(rng, g, n_words), strict=True)))


def _stacked(rows: Sequence[NDArray]) -> NDArray:
    return np.concatenate([rows[0], np.stack(rows[1:])])


def _edges(rng: Generator, g: int, n_words: int) -> list[tuple[NDArray, ...]]:
    """Rows (p, q, drafted, u): laws that are equal, zeros at u = 0, nothing left, a sure draft."""
    x, y, z = (int(i) for i in 1 + rng.permutation(n_words - 1)[:3])  # never the first word
    flat = np.full(n_words, 1 / n_words)
    only = np.eye(n_words)
    halves = (only[x] + only[y]) / 2
    peaked = (1 + 7 * only[x] + only[y]) / 16  # the likeliest, x, is the second draft below
    rounded = peaked.copy()
    rounded[x] *= 1 - 2.0**-53  # a ratio of 1 - 2^-53, and nothing left of p - q elsewhere
    at_z = peaked[: z + 1].sum() - 1 / 32  # draws z, neither the likeliest nor the last row's y
    later = rng.uniform(0.2, 0.98, size=g)  # never the first word of `flat`
    bonus = (only[y] + only[z]) / 2

    def row(
        p: NDArray, q: NDArray, drafts: Sequence[int], u: Sequence[float]
    ) -> tuple[NDArray, ...]:
        return np.stack([*[p] * g, bonus]), np.stack([q] * g), np.array(drafts), np.array(u)

    nothing_left = (
        np.stack([flat, rounded, *[flat] * (g - 2), only[y]]),
        np.stack([flat, peaked, *[flat] * (g - 2)]),
        np.array([y, x, z]),
        np.array([0.5, JUST_BELOW_ONE, later[0], at_z]),
    )

    return [
        row(flat, flat, [x, y, z], [0.999, 0.99, 0.999, later[0]]),  # p = q: all are kept
        row(halves, halves, [x, y, x], [0.999, 0.99, 0.5, 0.0]),  # at 0 the first that may come
        row(only[y], flat, [x, y, z], [0.0, *later]),  # p(x) = 0 is refused at u = 0
        nothing_left,
        row(halves, only[x], [x, x, x], [0.7, *later]),  # a sure draft: y alone is left
        row(0.3 * only[y] + 0.7 * only[z], flat, [x, y, z], [0.9, 0.5, 0.5, 0.0]),
    ]


def draw_log(rng: Generator) -> tuple[Whole, Whole]:
    """A server that drafts more where texts are easy, so that late places see other rounds."""
    n_rounds = 90
    ease = rng.uniform(0.3, 0.95, size=n_rounds)
    drafted = np.minimum((ease * 6 + rng.uniform(-1, 1, size=n_rounds)).astype(int), 4)
    failed = rng.random((n_rounds, 4)) > ease[:, None]
    first_refused = np.where(failed.any(axis=1), failed.argmax(axis=1), 4)
    kept = np.minimum(drafted, first_refused)
    # A plain pass, a whole round of the most drafts, and one that loses its last.
    drafted[:3], kept[:3] = [0, 4, 4], [0, 4, 3]
    return drafted, kept


def draw_loads(rng: Generator) -> tuple[Array, Array, Array]:
    conditional = rng.uniform(0.6, 0.92, size=4)
    plain = np.cumsum(rng.uniform(8, 14, size=4))
    # Of each further token: nearly free at a low load, nearly a pass where arithmetic takes time.
    further = np.array([0.01, 0.08, 0.25, 0.97]) * rng.uniform(0.9, 1.1, size=4)
    steps = rng.uniform(0.9, 1.3, size=(4, 4)) * further[:, None]
    passes = plain[:, None] * (1 + np.pad(steps, ((0, 0), (1, 0))).cumsum(axis=1))
    order = rng.permutation(4)
    return conditional, passes[order], (rng.uniform(0.05, 0.12, size=4) * plain)[order]


def draw_batch(rng: Generator) -> tuple[Whole, int]:
    ease = rng.permutation([0.45, 0.6, 0.7, 0.85, 0.95])
    refused = rng.random((5, 200, 3)) > ease[:, None, None]
    kept = np.where(refused.any(axis=2), refused.argmax(axis=2), 3)
    slowest = (kept + 1).cumsum(axis=1)[ease.argmin()]
    return kept, int(slowest[rng.integers(16, 22)])  # which the slowest reaches exactly


def draw_conversion(rng: Generator) -> tuple[float, str, str, list[int], int]:
    over, divisors = rng.permutation(["sum", "mean"]), rng.permutation(["next", "all"])
    # By own targets on one side, so that the depths differ.
    rules = [f"{over[0]} own", f"{over[1]} {divisors[0]}"]
    n_depths, n_next = int(rng.integers(2, 5)), int(rng.integers(600, 900))
    lost = rng.integers(20, 90, size=n_depths).cumsum()
    targets = [n_next, *(n_next - lost).tolist()]
    first, second = rng.permutation(rules).tolist()
    return round(float(rng.uniform(0.1, 1)), 2), first, second, targets, n_next + 64


def draw_pairs(rng: Generator) -> tuple[Array, Array, Whole]:
    n_seeds = 10
    first = rng.uniform(2, 3, size=n_seeds)
    second = first + rng.normal(-0.06, 0.05, size=n_seeds)
    return first, second, rng.integers(0, n_seeds, size=(200, n_seeds))


# Mistaken answers, each a misconception with a name.


def _shared(p: Array, q: Array) -> float:
    return float(np.minimum(p, q).sum())


def _same_number(p: Array, q: Array, drafted: Whole, u: Array) -> Whole:
    """The exact rule, but the number that refuses a draft also draws what stands in its place."""
    tokens = _judged(law.EXACT, p, q, drafted, u)
    kept = (tokens != NOTHING).sum(axis=1) - 1
    own = u.copy()
    own[:, -1] = u[np.arange(len(u)), kept]
    # What is kept is the same, since the last number decides on no draft.
    return _judged(law.EXACT, p, q, drafted, own)


def _by_law(name: str) -> Callable[..., Whole]:
    """What one of the nine wrong laws makes of a batch."""

    def block(p: Array, q: Array, drafted: Whole, u: Array) -> Whole:
        return _judged(wrong.WRONG_LAWS[name], p, q, drafted, u)

    return block


def _judged(rule: law.Law, p: Array, q: Array, drafted: Whole, u: Array) -> Whole:
    rows, g = drafted.shape
    kept, added = rule.judge(p, q, drafted, u, np.full(rows, g))
    return _filled(drafted, kept, added)


def _filled(drafted: Whole, kept: Whole, added: Whole) -> Whole:
    place = np.arange(drafted.shape[1] + 1)
    tokens = np.where(place < kept[:, None], np.pad(drafted, ((0, 0), (0, 1))), NOTHING)
    tokens[np.arange(len(kept)), kept] = added
    return tokens


def _goes_on(p: Array, q: Array, drafted: Whole, u: Array) -> Whole:
    """Each draft is judged by itself, and those that pass are kept."""
    exact = _judged(law.EXACT, p, q, drafted, u)
    at = np.expand_dims(drafted, -1)
    ratio = np.take_along_axis(p[:, :-1], at, -1) / np.take_along_axis(q, at, -1)
    for row, passed in enumerate(u[:, :-1] < ratio[..., 0]):
        own = exact[row][exact[row] != NOTHING][-1]
        mine = [*drafted[row][passed], own]
        exact[row] = [*mine, *[NOTHING] * (len(exact[row]) - len(mine))]
    return exact


def _exceeding(weights: Array, u: float) -> int:
    return (weights.cumsum() > u * weights.sum()).argmax()


def _left(p: Array, q: Array, at: int, drafted: int) -> Array:
    return np.maximum(p[at] - q[at], 0)


def _drawn(
    pick: Callable[[Array, float], int] = _exceeding,
    weights: Callable[[Array, Array, int, int], Array] = _left,
    otherwise: Callable[[Array, int], Array] = lambda p, at: p[at],
) -> Callable[..., Whole]:
    """The rule, but for how the added token is picked, or from which weights it is drawn.

    Args:
        pick: (weights, u) -> the token.
        weights: (p, q, place, drafted token) of a row -> those where that draft is refused.
        otherwise: (p, place) of a row -> those where all of these are 0.
    """

    def block(p: Array, q: Array, drafted: Whole, u: Array) -> Whole:
        tokens = _judged(law.EXACT, p, q, drafted, u)
        for row, at in enumerate((tokens != NOTHING).sum(axis=1) - 1):
            given = p[row, at]
            if at < drafted.shape[1]:
                left = weights(p[row], q[row], at, drafted[row, at])
                given = left if left.any() else otherwise(p[row], at)
            tokens[row, at] = pick(given, u[row, -1])
        return tokens

    return block


def _acceptances(
    drafted: Whole,
    kept: Whole,
    *,
    survival: Callable[[Whole, Whole, int], float] | None = None,
    conditional: Callable[[Array, Array], Array] = lambda survival, conditional: conditional,
    accepted: Callable[[Array, Whole, Whole], float] = lambda s, d, k: k.sum() / d.sum(),
) -> dict[str, object]:
    """The right answer, but for the part that is given."""
    places = range(1, int(drafted.max()) + 1)
    asked = [drafted >= j for j in places]
    right = np.array([(kept[a] >= j).mean() for a, j in zip(asked, places, strict=True)])
    given = [(kept[a & (kept >= j - 1)] >= j).mean() for a, j in zip(asked, places, strict=True)]
    return {
        "survival": right if survival is None else [survival(drafted, kept, j) for j in places],
        "conditional": conditional(right, np.array(given)),
        "accepted": accepted(right, drafted, kept),
    }


def _short_rounds_count(drafted: Whole, kept: Whole) -> dict[str, object]:
    places = range(1, int(drafted.max()) + 1)
    conditional = [(kept[kept >= j - 1] >= j).mean() for j in places]
    return _acceptances(drafted, kept) | {"conditional": conditional}


def _exchanged(drafted: Whole, kept: Whole) -> dict[str, object]:
    right = _acceptances(drafted, kept)
    return right | {"survival": right["conditional"], "conditional": right["survival"]}


def _paying(
    tokens: Callable[[Array], Array] = lambda c: 1 + np.cumprod(c).cumsum(),
    cost: Callable[[Array, Array, int], Array] = lambda t, d, g: t[:, g] + g * d,
    *,
    plain: float = 1.0,
    by_tokens: bool = False,
    last: bool = False,
) -> Callable[..., tuple[Array, Array]]:
    """Best drafts and speed-ups where a round has other tokens, or costs otherwise."""

    def best(conditional: Array, passes: Array, draft: Array) -> tuple[Array, Array]:
        rounds = range(1, len(conditional) + 1)
        written = tokens(conditional)
        gains = [passes[:, 0] * written[g - 1] / cost(passes, draft, g) for g in rounds]
        table = np.stack([np.full(len(draft), plain), *gains], axis=1)
        most = table.argmax(axis=1)
        if last:
            most = len(conditional) - table[:, ::-1].argmax(axis=1)
        if by_tokens:
            most = np.full(len(draft), len(conditional))
        return most, table[np.arange(len(draft)), most]

    return best


def _per_millisecond(conditional: Array, passes: Array, draft: Array) -> tuple[Array, Array]:
    best, gains = _paying()(conditional, passes, draft)
    return best, gains / passes[:, 0]


def _rounds_until(advances: Whole, n_tokens: int) -> Whole:
    return 1 + (advances.cumsum(axis=-1) < n_tokens).sum(axis=-1)


def _batch(kept: Whole, n_tokens: int, *, own: int = 1) -> Triple:
    rows = _rounds_until(kept + own, n_tokens)
    together = _rounds_until(kept.min(axis=0) + own, n_tokens)
    return float(together), float(rows.max()), float(1 - rows.mean() / rows.max())


def _average_row(kept: Whole, n_tokens: int) -> Triple:
    together, _, idle = _batch(kept, n_tokens)
    return together, float(np.ceil(n_tokens / (kept + 1).mean())), idle


def _converted(
    value: float,
    of: str,
    to: str,
    targets: list[int],
    positions: int,
    *,
    depths: bool = True,
    divisors: bool = True,
    more: int = 0,
) -> Array:
    n_depths = len(targets) - 1

    def unit(rule: str) -> Array:
        over, divisor = rule.split()
        counts = {"own": targets[1:], "next": targets[0], "all": positions}[divisor]
        share = 1 / (n_depths + more) if over == "mean" and depths else 1.0
        return share / np.broadcast_to(counts if divisors else 1, n_depths)

    return value * unit(of) / unit(to)


def _interval(means: Array, mean: float, tail: float = 0.025) -> Triple:
    return (mean, *np.quantile(means, [tail, 1 - tail]))


def _ends_compared(first: Array, second: Array, resamples: Whole) -> Triple:
    mean, low, high = _interval(second[resamples].mean(axis=1), second.mean())
    other, lower, higher = _interval(first[resamples].mean(axis=1), first.mean())
    return mean - other, low - higher, high - lower


def _by_pairs(
    differences: Callable[[Array, Array, Whole], Array], tail: float = 0.025
) -> Callable[..., Triple]:
    """The mean with the quantiles of other differences than the means of the resamples."""

    def interval(first: Array, second: Array, resamples: Whole) -> Triple:
        return _interval(differences(first, second, resamples), (second - first).mean(), tail)

    return interval


def _means(first: Array, second: Array, resamples: Whole) -> Array:
    return (second - first)[resamples].mean(axis=1)


# By hand ------------------------------------------------------------------------------------------

# The first place: ratios 1/3, 4, 1.5, 2 and 0; of p - q .3, .1 and .1 are left, at words 1 to 3.
# The second: ratios 3, 0, .5, 2/3 and 4; .2 and .3 are left, at words 0 and 4.
P, P_SECOND = [0.1, 0.4, 0.3, 0.2, 0.0], [0.3, 0.0, 0.1, 0.2, 0.4]
Q, Q_SECOND = [0.3, 0.1, 0.2, 0.1, 0.3], [0.1, 0.3, 0.2, 0.3, 0.1]
BONUS = [0.0, 0.1, 0.2, 0.3, 0.4]
PS, QS = [P, P_SECOND, BONUS], [Q, Q_SECOND]
FLAT = [0.2] * 5
LATE = [0.0, 0.0, 0.5, 0.3, 0.2]  # of LATE - FLAT .3 and .1 are left, at words 2 and 3
PEAKED = [0.125, 0.5, 0.125, 0.125, 0.125]
ROUNDED = [0.125, 0.5 * (1 - 2**-53), 0.125, 0.125, 0.125]


def batch_of(*rows: tuple[list, list, list, list]) -> tuple[NDArray, ...]:
    return tuple(np.array(part) for part in zip(*rows, strict=True))


QUESTIONS = [
    Question(
        "decoding-q1",
        "How often is a draft kept?",
        3,
        "acceptance",
        # .05 + .3 + .1 + .1 + 0 + 0; q's first of two likeliest is word 1, which p gives .4
        visible=(
            Case(
                (np.array([0.05, 0.4, 0.45, 0.1, 0, 0]), np.array([0.1, 0.3, 0.1, 0.3, 0.2, 0])),
                [0.55, 0.4],
            ),
        ),
        draw=draw_acceptance,
        hidden=(2,),
        mistakes=(
            Mistake(
                "two draws agree",
                lambda p, q: [float(p @ q), p[q.argmax()]],
                "That is how often two independent draws name the same token. The rule keeps more.",
            ),
            Mistake(
                "what is refused",
                lambda p, q: [1 - _shared(p, q), 1 - p[q.argmax()]],
                "These are the shares that are refused.",
            ),
            Mistake(
                "distance not halved",
                lambda p, q: [1 - float(abs(p - q).sum()), p[q.argmax()]],
                "The sum of |p - q| counts each shift of probability twice: where it is taken from "
                "and where it is put.",
            ),
            Mistake(
                "likeliest by its own q",
                lambda p, q: [_shared(p, q), min(1.0, p[q.argmax()] / q.max())],
                "For the likeliest token the ratio is not p / q: it was drawn from a law that "
                "gives it 1.",
            ),
            Mistake(
                "only the favourite",
                lambda p, q: [_shared(p, q), float(p.argmax() == q.argmax())],
                "The likeliest token of q need not be the target's favourite: it is kept with the "
                "probability that the target gives it.",
            ),
            Mistake(
                "no difference",
                lambda p, q: [_shared(p, q)] * 2,
                "The second way to draft has another law, and so another probability.",
            ),
            Mistake(
                "ratios not weighed",
                lambda p, q: [
                    float(np.minimum(1, p[q > 0] / q[q > 0]).mean()),
                    p[q.argmax()],
                ],
                "You averaged the ratios as if all tokens were drafted equally often: weigh them "
                "with q.",
            ),
        ),
        hint="For other laws one of the two probabilities is not right.",
    ),
    Question(
        "decoding-q2",
        "Verify a batch",
        5,
        "verified_rounds",
        visible=(
            Case(
                batch_of(
                    # kept, .5 is below 4 and 2/3; .22 lies in BONUS's word 2
                    (PS, QS, [1, 3], [0.5, 0.5, 0.22]),
                    # .86 is not below 1/3; .66 of .5 is .33, above .3 and below .4
                    (PS, QS, [0, 4], [0.86, 0.18, 0.66]),
                    # kept, then .84 is not below 2/3; .48 of .5 is .24, above .2
                    (PS, QS, [3, 3], [0.82, 0.84, 0.48]),
                    # p = 0: refused at 0, and what follows falls away; .55 of .5 is below .3
                    (PS, QS, [4, 0], [0.0, 0.56, 0.55]),
                ),
                [[1, 3, 2], [2, -1, -1], [3, 4, -1], [1, -1, -1]],
                1,
            ),
            Case(
                batch_of(
                    # p = q: kept however near to 1; at 0 the first word that BONUS has
                    ([FLAT, LATE, BONUS], [FLAT, LATE], [3, 2], [0.999, 0.999, 0.0]),
                    # kept; then the ratio is 1 - 2^-53 and nothing is left; .78 of ROUNDED
                    ([P, ROUNDED, BONUS], [Q, PEAKED], [1, 1], [0.44, JUST_BELOW_ONE, 0.78]),
                    # kept, then refused, p = 0; at 0 the first word that is left
                    ([FLAT, LATE, BONUS], [FLAT, FLAT], [3, 0], [0.42, 0.0, 0.0]),
                    # as above: .44 of .5 is .22, above .2; .66 of .5 is .33
                    (PS, QS, [3, 3], [0.74, 0.76, 0.44]),
                    (PS, QS, [0, 0], [0.9, 0.17, 0.66]),
                ),
                [[3, 2, 1], [1, 3, -1], [3, 2, -1], [3, 4, -1], [2, -1, -1]],
                1,
            ),
        ),
        draw=draw_rounds,
        hidden=(3,),
        mistakes=(
            known(pages.accepted_block, "residual not clipped").made_by(
                _by_law("residual not clipped")
            ),
            known(pages.accepted_block, "at most at zero").made_by(
                _by_law("at most instead of below")
            ),
            known(pages.accepted_block, "bonus forgotten").made_by(_by_law("bonus forgotten")),
            known(pages.accepted_block, "p and q swapped").made_by(_by_law("p and q swapped")),
            known(pages.accepted_block, "replaced from p").made_by(_by_law("residual p")),
            known(pages.accepted_block, "residual |p - q|").made_by(_by_law("residual |p - q|")),
            known(pages.accepted_block, "bonus from q").made_by(_by_law("bonus from q")),
            Mistake(
                "goes on after a refusal",
                _goes_on,
                "You kept drafts behind a refused one. They were guessed on a text that is not "
                "there: the first refusal ends the draft.",
            ),
            Mistake(
                "one number for two",
                _same_number,
                "You drew with the number that refused the draft. It is a large one, or it would "
                "have kept it: draw with the last.",
            ),
            Mistake(
                "drawn from nothing",
                _drawn(otherwise=lambda p, at: np.zeros_like(p[at])),
                "Where nothing is left of p - q, no sum exceeds 0, and argmax says 0. Draw from p "
                "there, as it was given: `w = p[b, i]` followed by `w -= ...` changes p.",
            ),
            Mistake(
                "nothing left: last row",
                _drawn(otherwise=lambda p, at: p[-1]),
                "Where nothing is left of p - q, draw from p at the *refused* place, not from its "
                "last row.",
            ),
            Mistake(
                "drafted token left out",
                _drawn(weights=lambda p, q, at, x: np.where(np.arange(p.shape[1]) == x, 0, p[at])),
                "You drew from p without the drafted token. Others were drafted too often as well: "
                "draw from max(0, p - q).",
            ),
            Mistake(
                "first row of q",
                _drawn(weights=lambda p, q, at, x: np.maximum(p[at] - q[0], 0)),
                "You took the first row of q at every place. Each place has a law of its own.",
            ),
            Mistake(
                "not divided by its sum",
                _drawn(pick=lambda weights, u: (weights.cumsum() > u).argmax()),
                "You drew from max(0, p - q) as if it summed to 1: compare with u times its sum.",
            ),
            Mistake(
                "reached, not exceeded",
                _drawn(pick=lambda weights, u: (weights.cumsum() >= u * weights.sum()).argmax()),
                "At u = 0 you added a token of weight 0: the sum must *exceed* u times the whole "
                "(np.searchsorted asks for side='right').",
            ),
        ),
        hint="For other drafts a row is not right: look at zeros, at u = 0 and at rounding.",
    ),
    Question(
        "decoding-q3",
        "Three acceptances from a log",
        4,
        "three_acceptances",
        visible=(
            # Six rounds. Place 1: 5 drafted, 4 kept; place 2: 4 drafted, 1 kept, 3 had kept the
            # first; place 3: 2 drafted, none kept, 1 had kept two. Kept 5 of 11.
            Case(
                (np.array([3, 2, 1, 3, 0, 2]), np.array([2, 1, 1, 1, 0, 0])),
                {"survival": [4 / 5, 1 / 4, 0], "conditional": [4 / 5, 1 / 3, 0]}
                | {"accepted": 5 / 11},
                2,
            ),
        ),
        draw=draw_log,
        hidden=(2,),
        mistakes=(
            Mistake(
                "all rounds",
                lambda d, k: _acceptances(d, k, survival=lambda d, k, j: (k >= j).mean()),
                "You divided by all rounds. One that drafted fewer tokens says nothing of this "
                "place.",
            ),
            Mistake(
                "exactly so many",
                lambda d, k: _acceptances(d, k, survival=lambda d, k, j: (k[d >= j] == j).mean()),
                "You counted the rounds that kept exactly j: those that kept more have kept draft "
                "j, too.",
            ),
            Mistake(
                "quotient of survivals",
                lambda d, k: _acceptances(d, k, conditional=lambda s, c: s / [1, *s[:-1]]),
                "The quotient of two survivals is the conditional only where all rounds draft "
                "equally many: here the two are shares of different rounds.",
            ),
            Mistake(
                "short rounds count",
                _short_rounds_count,
                "A conditional asks the rounds that drafted the token: one that ended before it "
                "has refused nothing.",
            ),
            Mistake(
                "exchanged",
                _exchanged,
                "Survival and conditional are exchanged.",
            ),
            Mistake(
                "mean of survivals",
                lambda d, k: _acceptances(d, k, accepted=lambda s, d, k: s.mean()),
                "Accepted over drafted is the mean of the survivals only where all rounds draft "
                "equally many.",
            ),
            Mistake(
                "those looked at",
                lambda d, k: _acceptances(
                    d, k, accepted=lambda s, d, k: k.sum() / np.minimum(k + 1, d).sum()
                ),
                "You divided by the drafts that were looked at. Those behind a refused one were "
                "drafted, too.",
            ),
            Mistake(
                "target's token counted",
                lambda d, k: _acceptances(d, k, accepted=lambda s, d, k: (k + 1).sum() / d.sum()),
                "The token that the target adds to each round was not drafted.",
            ),
            Mistake(
                "mean over rounds",
                lambda d, k: _acceptances(
                    d, k, accepted=lambda s, d, k: (k[d > 0] / d[d > 0]).mean()
                ),
                "You averaged each round's own share: sum the tokens first.",
            ),
        ),
        hint="For another log one of the shares is not right.",
    ),
    Question(
        "decoding-q4",
        "How many drafts pay?",
        4,
        "drafts_that_pay",
        visible=(
            # Survivals .75 .375 .1875; tokens 1 1.75 2.125 2.3125. Rounds take 16 17.5 21.25 26: 1,
            # 1.6, 1.6, 1.42; then 32 56 84 112: 1, 1, .81, .66; then 20 21 22 27.5: 1, 5 / 3, 85 /
            # 44, 1.68; then 40 76 112 152: 1, .92, .76, .61. What is equal is so without rounding.
            Case(
                (
                    np.array([0.75, 0.5, 0.5]),
                    np.array(
                        [
                            [16, 16.5, 19.25, 23],
                            [32, 52, 76, 100],
                            [20, 20.5, 21, 26],
                            [40, 72, 104, 140],
                        ]
                    ),
                    np.array([1.0, 4.0, 0.5, 4.0]),
                ),
                [[1, 0, 2, 0], [1.6, 1.0, 85 / 44, 1.0]],
                2,
            ),
        ),
        draw=draw_loads,
        hidden=(2,),
        mistakes=(
            known(pages.best_drafts, "no bonus").made_by(
                _paying(tokens=lambda c: np.cumprod(c).cumsum())
            ),
            known(pages.best_drafts, "drafting is free").made_by(
                _paying(cost=lambda t, d, g: t[:, g])
            ),
            known(pages.best_drafts, "one draft's cost").made_by(
                _paying(cost=lambda t, d, g: t[:, g] + d)
            ),
            known(pages.best_drafts, "always drafts").made_by(_paying(plain=0.0)),
            known(pages.best_drafts, "most tokens").made_by(_paying(by_tokens=True)),
            Mistake(
                "verifying is free",
                _paying(cost=lambda t, d, g: t[:, 0] + g * d),
                "You let verifying cost a plain pass. A round with g drafts looks at g + 1 places.",
            ),
            Mistake(
                "one place too few",
                _paying(cost=lambda t, d, g: t[:, g - 1] + g * d),
                "A round with g drafts looks at g + 1 places of each text, not at g.",
            ),
            Mistake(
                "most of equals",
                _paying(last=True),
                "Of numbers of drafts that are equally fast take the fewest.",
            ),
            Mistake(
                "per millisecond",
                _per_millisecond,
                "These are tokens per millisecond: how many times as fast as plain decoding?",
            ),
            Mistake(
                "conditionals summed",
                _paying(tokens=lambda c: 1 + c.cumsum()),
                "A draft counts only if all before it were kept: multiply the conditionals first.",
            ),
            Mistake(
                "first place for all",
                _paying(tokens=lambda c: 1 + (c[0] ** np.arange(1, len(c) + 1)).cumsum()),
                "You took the first place's acceptance for all places.",
            ),
        ),
        hint="At another server the numbers of drafts or the speed-ups are not right.",
    ),
    Question(
        "decoding-q5",
        "Who waits for whom?",
        4,
        "passes_of_a_batch",
        visible=(
            # Rows come to 3 5 8 and 1 2 3 4 7 10: three passes and six, of 2 x 6 three are idle. In
            # step the least is 1 eight times. The later rounds are not needed.
            Case(
                (
                    np.array(
                        [[2, 1, 2, 0, 0, 0, 1, 0, 2, 3, 3], [0, 0, 0, 0, 2, 2, 0, 1, 3, 3, 3]]
                    ),
                    8,
                ),
                [8, 6, 0.25],
                2,
            ),
        ),
        draw=draw_batch,
        hidden=(2,),
        mistakes=(
            Mistake(
                "target's token forgotten",
                lambda kept, n: _batch(kept, n, own=0),
                "Each round writes one token more than it keeps: the target's own.",
            ),
            Mistake(
                "one pass too many",
                lambda kept, n: _batch(kept, n + 1),
                "A row that has exactly n_tokens is done: you gave it one pass more.",
            ),
            Mistake(
                "fastest row",
                lambda kept, n: (
                    _batch(kept, n)[0],
                    float(_rounds_until(kept + 1, n).min()),
                    _batch(kept, n)[2],
                ),
                "At their own pace the batch is done when its last row is, not its first.",
            ),
            Mistake(
                "average pace",
                _average_row,
                "You let all rows advance by the average. The batch ends with its slowest row, "
                "which the average hides.",
            ),
            Mistake(
                "one row is slowest",
                lambda kept, n: (_batch(kept, n)[1], *_batch(kept, n)[1:]),
                "In step each round waits for the row that keeps least in *that* round, and that "
                "is not always the same one.",
            ),
            Mistake(
                "busy for idle",
                lambda kept, n: (*_batch(kept, n)[:2], 1 - _batch(kept, n)[2]),
                "This is the share that is not idle.",
            ),
        ),
        hint="For another batch one of the three numbers is not right.",
    ),
    Question(
        "decoding-q6",
        "The same training in another code base",
        3,
        "converted_weight",
        visible=(
            # .3 / 2 over 80 and 60 targets; each over 90 for the other rule.
            Case(
                (0.3, "mean own", "sum next", [90, 80, 60], 100),
                [0.15 * 90 / 80, 0.15 * 90 / 60],
                1,
            ),
            # .5 over 100 positions; half of the weight over 80 and 60.
            Case((0.5, "sum all", "mean own", [90, 80, 60], 100), [0.8, 0.6], 0),
        ),
        draw=draw_conversion,
        hidden=(2,),
        mistakes=(
            Mistake(
                "turned round",
                lambda value, of, to, n, t: _converted(value, to, of, n, t),
                "This is the way back: what `of` needs for a weight of `to`.",
            ),
            Mistake(
                "depths left out",
                lambda *case: _converted(*case, depths=False),
                "You left out that one rule shares its weight among the depths and the other does "
                "not.",
            ),
            Mistake(
                "divisors left out",
                lambda *case: _converted(*case, divisors=False),
                "You left out by what each sum is divided.",
            ),
            Mistake(
                "next token among the depths",
                lambda *case: _converted(*case, more=1),
                "The next token's loss has no part in the mean: there are D depths, not D + 1.",
            ),
            Mistake(
                "one for all",
                lambda *case: np.full(len(case[3]) - 1, _converted(*case).mean()),
                "You gave one number for all depths. Where the divisors differ from depth to "
                "depth, no single one gives the same gradient.",
            ),
        ),
        hint="For other rules or counts the weights are not right.",
    ),
    Question(
        "decoding-q7",
        "Is this difference real?",
        3,
        "paired_difference",
        visible=(
            # Differences -.5 -.1 -.6 -.4: their median is -.45. The resamples' means, sorted: -.575
            # -.55 -.4 -.35 -.25; the quantiles lie a tenth of a step from either end.
            Case(
                (
                    np.array([3.0, 2.0, 4.0, 3.0]),
                    np.array([2.5, 1.9, 3.4, 2.6]),
                    np.array(
                        [[0, 0, 2, 2], [1, 1, 3, 3], [0, 1, 2, 3], [1, 3, 3, 0], [2, 2, 2, 0]]
                    ),
                ),
                [-0.4, -0.5725, -0.26],
                1,
            ),
        ),
        draw=draw_pairs,
        hidden=(2,),
        mistakes=(
            Mistake(
                "sign turned round",
                lambda first, second, rows: _by_pairs(_means)(second, first, rows),
                "The sign is turned round: second minus first is asked for.",
            ),
            Mistake(
                "pairs torn apart",
                _by_pairs(lambda a, b, rows: b[rows].mean(axis=1) - a[rows[::-1]].mean(axis=1)),
                "You resampled the two apart. A hard seed is hard for both: keep the pairs.",
            ),
            Mistake(
                "ends compared",
                _ends_compared,
                "You compared the ends of two intervals. A hard seed moves both: take each seed's "
                "difference first.",
            ),
            Mistake(
                "spread of the seeds",
                _by_pairs(lambda a, b, rows: (b - a)[rows].ravel()),
                "This is the spread of the single differences: the interval is of their mean.",
            ),
            Mistake(
                "90 %",
                _by_pairs(_means, 0.05),
                "A 95 % interval leaves 2.5 % at each end, not 5.",
            ),
            Mistake(
                "sorted first",
                _by_pairs(lambda a, b, rows: _means(np.sort(a), np.sort(b), rows)),
                "Sorting tears the pairs apart: entry i of both is seed i.",
            ),
        ),
        hint="For other runs the mean or an end of its interval is not right.",
    ),
    Question("decoding-q8", "Should this team draft?", 6),
]
