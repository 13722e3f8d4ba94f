"""The coding exercises of section 7.5, *Speculative decoding*, in the order of its pages."""

from collections.abc import Callable, Sequence

import numpy as np

from chapter7.exercises.core import Exercise
from chapter7.exercises.verdict import Mistake
from chapter7.lab.decoding import law, wrong


# Page 2, Why the law is exact
def _block(name: str) -> Callable[..., list[int]]:
    """What the wrong law of that name makes of a draft."""

    def block(p: np.ndarray, q: np.ndarray, drafted: np.ndarray, u: np.ndarray) -> list[int]:
        rows = (np.asarray(part)[None] for part in (p, q, drafted, u))
        kept, added = wrong.WRONG_LAWS[name].judge(*rows, np.array([len(drafted)]))
        new = [] if added[0] == law.NOTHING else [int(added[0])]
        return [*np.asarray(drafted).tolist()[: kept[0]], *new]

    return block


_P, _Q, _LAST = [0.5, 0.3, 0.2, 0.0], [0.25] * 4, [0.0, 0.0, 0.0, 1.0]


def _round(p: list, drafted: list[int], u: list[float]) -> tuple[np.ndarray, ...]:
    return np.array(p), np.array([_Q] * len(drafted)), np.array(drafted), np.array(u)


accepted_block = Exercise(
    name="accepted_block",
    # Ratios 2, 1.2, .8 and 0; the residual is .25, .05, 0, 0.
    cases=(
        (_round([_P, _P], [0], [0.99, 0.9]), [0, 2]),  # kept; .9 falls into the third word
        (_round([_P, _P], [2], [0.81, 0.84]), [1]),  # refused; .84 of .3 lies above .25
        (_round([_P, _P], [3], [0.0, 0.5]), [0]),  # p = 0: refused even at 0; .15 is below .25
        (_round([_P, _P, _P], [1, 3], [0.5, 0.0, 0.9]), [1, 1]),  # the second is refused
        (_round([_P, _P, _LAST], [1, 1], [0.5, 0.5, 0.1]), [1, 1, 3]),  # the bonus is sure
    ),
    mistakes=(
        Mistake(
            "residual not clipped",
            _block("residual not clipped"),
            "You drew from p - q. It sums to 0 and has negative entries: clip it at 0.",
        ),
        Mistake(
            "at most at zero",
            _block("at most instead of below"),
            "At u = 0 you kept a token that the target never says. u must lie *below* the ratio.",
        ),
        Mistake(
            "bonus forgotten",
            _block("bonus forgotten"),
            "When all drafts are kept there is one token more: the last row of p gives it.",
        ),
        Mistake(
            "p and q swapped",
            _block("p and q swapped"),
            "Your ratio is upside down. What the *target* likes is kept: p over q.",
        ),
        Mistake(
            "replaced from p",
            _block("residual p"),
            "In a refused token's place you drew from p itself. Draw from what p has more than q.",
        ),
        Mistake(
            "residual |p - q|",
            _block("residual |p - q|"),
            "You took the distance. Where q is larger than p nothing is left.",
        ),
        Mistake(
            "bonus from q",
            _block("bonus from q"),
            "The bonus token is the target's: its law is the last row of p.",
        ),
    ),
    praise="That is algorithm 1 of Leviathan et al., and all of `decoding.verify` but its checks.",
)
"""On page 2, tokens kept and the one added, from (p, q, drafted, u)."""


# Page 5, Should you?
def _most(
    gain: Callable[[float, float, float, int], float], *, without: bool = True
) -> Callable[..., int]:
    """The number of drafts of the largest `gain` of (tokens kept, verify, draft, g)."""

    def best(survivals: Sequence[float], verify: Sequence[float], draft: float) -> int:
        gains = [1.0 if without else 0.0]
        for g in range(1, len(survivals) + 1):
            gains.append(gain(sum(survivals[:g]), verify[g - 1], draft, g))
        return gains.index(max(gains))

    return best


best_drafts = Exercise(
    name="best_drafts",
    # 1.8 / 1.1, 2.44 / 1.3 = 1.877, 2.952 / 1.6, 3.362 / 2; .94 and .71; 1.9 / 1.3 = 1.462,
    # 2.4 / 1.65 = 1.455, 2.6 / 2.7
    cases=(
        (([0.8, 0.64, 0.512, 0.4096], [1.0, 1.1, 1.3, 1.6], 0.1), 2),
        (([0.5, 0.2], [1.4, 2.0], 0.2), 0),
        (([0.9, 0.5, 0.2], [1.0, 1.05, 1.8], 0.3), 1),
    ),
    mistakes=(
        Mistake(
            "no bonus",
            _most(lambda kept, verify, draft, g: kept / (verify + g * draft)),
            "You counted the kept drafts alone. Every round gives one token more, the target's.",
        ),
        Mistake(
            "verifying is free",
            _most(lambda kept, verify, draft, g: (1 + kept) / (1 + g * draft)),
            "You let verifying cost a plain pass. It costs verify[g - 1].",
        ),
        Mistake(
            "drafting is free",
            _most(lambda kept, verify, draft, g: (1 + kept) / verify),
            "You left out what drafts cost: draft, for each of them.",
        ),
        Mistake(
            "one draft's cost",
            _most(lambda kept, verify, draft, g: (1 + kept) / (verify + draft)),
            "You paid for one draft. They are made one after another: g of them.",
        ),
        Mistake(
            "always drafts",
            _most(lambda kept, verify, draft, g: (1 + kept) / (verify + g * draft), without=False),
            "Where no number of drafts is faster than plain decoding the answer is 0.",
        ),
        Mistake(
            "most tokens",
            _most(lambda kept, verify, draft, g: 1 + kept),
            "You took the most tokens per round. Divide by what the round costs.",
        ),
    ),
    praise="Tokens over cost, and plain decoding among the candidates.",
)
"""On page 5, how many drafts gain most, from (survivals, verify, draft)."""
