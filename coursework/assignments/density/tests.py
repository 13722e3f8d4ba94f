"""Questions, points and tests of the assignment `density`. Expected values are worked out by
hand."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from chapter7.exercises.misconceptions import DENSITY, LABELS, NATS
from chapter7.exercises.verdict import Mistake
from coursework.authoring.assignment import Case, Question

WARM = ["numpy"]
REL = 1e-6

Array = NDArray[np.floating]


def draw_flops(rng: Generator) -> tuple[float, int]:
    return float(rng.integers(1, 900)) * 1e9, int(rng.integers(128, 8192))


def draw_density(rng: Generator) -> tuple[float, int]:
    return float(rng.integers(1, 900)) * 1e9, int(rng.integers(8_000, 200_000))


def draw_slips(rng: Generator) -> tuple[Array, NDArray[np.integer], Array]:
    n_params = rng.integers(1, 900, size=7) * 1e9
    vocab_size = rng.integers(8_000, 200_000, size=7)
    slips = rng.permutation([-3, -3, 0, 0, 0, 3, 6])
    true = np.log2(vocab_size) / (6 * n_params) * 1e9
    return n_params, vocab_size, true * 10.0**slips * rng.uniform(0.97, 1.03, size=7)


def draw_labels(rng: Generator) -> tuple[list[int], int]:
    lengths = [1, *rng.integers(10, 900, size=4).tolist()]
    return rng.permutation(lengths).tolist(), int(rng.integers(3, 9))


def draw_chain(rng: Generator) -> tuple[Array, int]:
    stay = rng.uniform(0.05, 0.95, size=3)
    rows = [
        [s if i == j else (1 - s) * w for j, w in enumerate(np.roll([0, 0.3, 0.7], i))]
        for i, s in enumerate(stay)
    ]
    return np.array(rows), int(rng.integers(3, 7))


def draw_module(rng: Generator) -> tuple[int, int, int]:
    d_model = 128 * int(rng.integers(4, 64))
    return int(rng.integers(6, 96)), d_model, int(rng.integers(8_000, 200_000))


def _entropy(step: Array, weights: Array) -> float:
    return float(-(weights[:, None] * step * np.log2(step)).sum())


def _stationary(transition: Array) -> Array:
    return np.linalg.matrix_power(transition, 4096)[0]


def _markov(
    transition: Array,
    k: int,
    *,
    weights: Array | None = None,
    joint: Callable[[list[float]], float] | None = None,
    power: Callable[[Array, int], Array] = np.linalg.matrix_power,
    unit: float = 1.0,
) -> tuple[float, float]:
    weights = _stationary(transition) if weights is None else weights
    steps = [_entropy(power(transition, j), weights) for j in range(1, k + 1)]
    return unit * sum(steps), unit * (k * steps[0] if joint is None else joint(steps))


def _uniform(transition: Array) -> Array:
    return np.full(len(transition), 1 / len(transition))


def per_document(mistake: Mistake) -> Mistake:
    """A mistake in one sequence, made in every document of a list."""
    return mistake.made_by(lambda lengths, k: sum(mistake(n, k) for n in lengths))


QUESTIONS = [
    Question(
        "density-q1",
        "The compute",
        2,
        "training_flops",
        visible=(Case((7e9, 4096), 172_032_000_000_000, 1),),  # 6 x 7e9 x 4096
        draw=draw_flops,
        hidden=(1,),
        mistakes=(
            Mistake(
                "forward only",
                lambda n, t: 2 * n * t,
                "This is the forward pass alone: the backward pass costs twice as much again.",
            ),
            Mistake(
                "backward only",
                lambda n, t: 4 * n * t,
                "This is the backward pass alone: add the forward pass.",
            ),
            Mistake(
                "one operation for two",
                lambda n, t: 3 * n * t,
                "A multiplication and an addition are two operations, not one.",
            ),
            Mistake(
                "one token",
                lambda n, t: 6 * n,
                "This is the cost of one token: there are n_tokens of them.",
            ),
            Mistake(
                "recomputation",
                lambda n, t: 8 * n * t,
                "Eight counts a second forward pass (recomputation), which is not asked for.",
            ),
        ),
        hint="For other parameters and tokens the count is not right.",
    ),
    Question(
        "density-q2",
        "The supervision",
        3,
        "bits_per_gflop",
        # log2(65536) = 16 bits; 6 x 8e9 = 48 GFLOP a token; 16 / 48
        visible=(Case((8e9, 65_536), 1 / 3, 1),),
        draw=draw_density,
        hidden=(2,),
        mistakes=(
            *DENSITY,
            Mistake(
                "decimal logarithm",
                lambda n, v: np.log10(v) / (6 * n) * 1e9,
                "Bits take the logarithm to the base 2, not 10.",
            ),
            Mistake(
                "unit turned round",
                lambda n, v: np.log2(v) / (6 * n) / 1e9,
                "The unit is turned round: there are more bits in a GFLOP than in a FLOP.",
            ),
        ),
        hint="For another model and vocabulary the density is not right.",
    ),
    Question(
        "density-q3",
        "Find the unit error",
        3,
        "unit_slips",
        visible=(
            # By hand: 16 / 48 = 0.333 and 16 / 6 = 2.667 bits per GFLOP.
            Case(
                (
                    np.array([8e9, 8e9, 1e9]),
                    np.array([65_536] * 3),
                    np.array([0.33, 0.000333, 2667.0]),
                ),
                np.array([0, -3, 3]),
                1,
            ),
        ),
        draw=draw_slips,
        hidden=(2,),
        mistakes=(
            Mistake(
                "sign turned round",
                lambda n, v, c: -np.rint(np.log10(c / (np.log2(v) / (6 * n) * 1e9))).astype(int),
                "The sign is turned round: a claim that is too small gets a negative power.",
            ),
            Mistake(
                "ratio",
                lambda n, v, c: np.rint(c / (np.log2(v) / (6 * n) * 1e9)),
                "This is the ratio itself: the power of ten is asked for.",
            ),
            Mistake(
                "natural logarithm",
                lambda n, v, c: np.rint(np.log(c / (np.log2(v) / (6 * n) * 1e9))).astype(int),
                "A power of ten takes the logarithm to the base 10.",
            ),
            Mistake(
                "which rows",
                lambda n, v, c: (np.abs(np.log10(c / (np.log2(v) / (6 * n) * 1e9))) > 1).astype(
                    int
                ),
                "This says which rows are wrong: by which power of ten is asked for.",
            ),
        ),
        hint="In another report a slip is missed or is not there.",
    ),
    Question(
        "density-q4",
        "Count the labels",
        3,
        "label_count",
        # (3 + 2) + (1 + 0) + 0
        visible=(Case(([10], 1), 9, 0), Case(([4, 2, 1], 2), 6, 1)),
        draw=draw_labels,
        hidden=(2,),
        mistakes=(
            *map(per_document, LABELS),
            Mistake(
                "one document",
                lambda n, k: k * sum(n) - k * (k + 1) // 2,
                "The row is treated as one document: nothing is asked across a boundary.",
            ),
            Mistake(
                "short documents",
                lambda n, k: sum(k * length - k * (k + 1) // 2 for length in n),
                "A document shorter than k counts less than nothing: an offset can find no label.",
            ),
        ),
        hint="For other lengths and offsets the count is not right.",
    ),
    Question(
        "density-q5",
        "What k times the bits means",
        5,
        "markov_bits",
        visible=(
            # Two equal rows: tokens are independent, each holds 1 bit, and nothing is asked twice.
            Case((np.array([[0.5, 0.5], [0.5, 0.5]]), 3), [3.0, 3.0], 1),
            # Rows (.9, .1), (.2, .8): stationary (2/3, 1/3), second eigenvalue .7, so that j steps
            # stay in a
            # state with 2/3 + .7^j / 3 and 1/3 + .7^j 2/3; the binary entropies of these, weighed.
            Case((np.array([[0.9, 0.1], [0.2, 0.8]]), 4), [3.0128366386, 2.2132257094], 1),
        ),
        draw=draw_chain,
        hidden=(1, 2),
        mistakes=(
            Mistake(
                "sum for joint",
                lambda p, k: _markov(p, k, joint=sum),
                "The joint entropy is not the sum: the tokens tell about each other (chain rule).",
            ),
            Mistake(
                "equal weights",
                lambda p, k: _markov(p, k, weights=_uniform(p)),
                "The states are weighed equally: weigh them with the stationary distribution.",
            ),
            Mistake(
                "element by element",
                lambda p, k: _markov(p, k, power=lambda a, j: a**j),
                "The matrix is raised element by element: j steps are a matrix power.",
            ),
            NATS.made_by(lambda p, k: _markov(p, k, unit=np.log(2))),
            Mistake(
                "exchanged",
                lambda p, k: tuple(reversed(_markov(p, k))),
                "The two results are exchanged: the sum of the offsets comes first.",
            ),
            Mistake(
                "one step for all",
                lambda p, k: _markov(p, k, power=lambda a, j: a),
                "Every offset is treated as the next token: the further ones are less certain.",
            ),
        ),
        hint="For another chain one of the two entropies is not right.",
    ),
    Question(
        "density-q6",
        "What a further prediction costs",
        5,
        "module_overhead",
        # d = 10, V = 120, L = 2: (200 + 1200 + 1200) / (2400 + 1200)
        visible=(Case((2, 10, 120), 2600 / 3600, 2),),
        draw=draw_module,
        hidden=(3,),
        mistakes=(
            Mistake(
                "no second head",
                lambda n, d, v: 14 * d**2 / (12 * n * d**2 + d * v),
                "The second pass through the shared head costs operations, though no parameters.",
            ),
            Mistake(
                "no projection",
                lambda n, d, v: (12 * d**2 + d * v) / (12 * n * d**2 + d * v),
                "The projection from 2d to d is missing.",
            ),
            Mistake(
                "one layer",
                lambda n, d, v: 1 / n,
                "A module is more than one layer: it has a projection and uses the head.",
            ),
            Mistake(
                "no head in the model",
                lambda n, d, v: (14 * d**2 + d * v) / (12 * n * d**2),
                "The model without the module passes through the output head as well.",
            ),
            Mistake(
                "embedding counted",
                lambda n, d, v: (14 * d**2 + 2 * d * v) / (12 * n * d**2 + 2 * d * v),
                "The embedding is a look-up: it multiplies nothing.",
            ),
            Mistake(
                "half a projection",
                lambda n, d, v: (13 * d**2 + d * v) / (12 * n * d**2 + d * v),
                "The projection has 2d rows and d columns.",
            ),
            Mistake(
                "whole cost",
                lambda n, d, v: 1 + (14 * d**2 + d * v) / (12 * n * d**2 + d * v),
                "This is the whole cost with the module: what it adds is asked for.",
            ),
        ),
        hint="For another model the share is not right.",
    ),
    Question(
        "density-q7",
        "Which of these can be said?",
        3,
        "verdicts",
        visible=(Case((), {name: True for name in "abcde"}, 0, form=True),),
        hidden=(3,),
        value=True,
        mistakes=(
            Mistake(
                "statement c",
                {"a": True, "b": True, "c": False, "d": True, "e": True},
                "Twice the context means twice the labels and twice the compute.",
            ),
            Mistake(
                "statement b",
                {"a": True, "b": False, "c": True, "d": True, "e": True},
                "Look at question 5 again: the labels are the same tokens.",
            ),
            Mistake(
                "statements b and d",
                {"a": True, "b": False, "c": False, "d": False, "e": True},
                "Look at question 6 again: what has no parameters of its own still multiplies.",
            ),
        ),
        hint="At least one statement is not decided right.",
    ),
    Question("density-q8", "Answer a colleague", 6),
]
