"""The law of speculative decoding: by hand, in fractions, by enumeration, and at its edges."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from chapter7.lab import decoding
from chapter7.lab.decoding import EXACT, Sampling, output_law, text_law, verify
from tests.lab.decoding.trees import alike, random_tree, row, scalar

BELOW_1 = np.nextafter(1, 0)
P, Q = [0.5, 0.3, 0.2, 0], [0.25, 0.25, 0.25, 0.25]
HAND = [  # p, q, drafted, uniforms -> tokens, worked out on paper
    ([P], [], [], [0.0], [0]),
    ([P], [], [], [0.5], [1]),  # a cumulative probability that equals u is not above it
    ([P], [], [], [BELOW_1], [2]),  # token 3 never comes
    ([P, P], [Q], [0], [BELOW_1, 0.9], [0, 2]),  # p / q = 2: always kept
    ([P, P], [Q], [2], [0.79, 0.0], [2, 0]),  # p / q = .8
    ([P, P], [Q], [2], [0.81, 0.0], [0]),  # refused: .25, .05, 0, 0 are left
    ([P, P], [Q], [2], [0.81, 0.84], [1]),
    ([P, P], [Q], [2], [0.81, BELOW_1], [1]),
    ([P, P], [Q], [3], [0.0, 0.5], [0]),  # p = 0: refused also at u = 0
    ([P, P, P], [Q, Q], [3, 0], [0.0, 0.0, 0.9], [1]),  # the last uniform draws, wherever it ends
    ([P, P, P], [Q, Q], [1, 3], [0.5, 0.0, 0.9], [1, 1]),
    ([P, P, P], [Q, Q], [1, 1], [0.5, 0.5, 0.9], [1, 1, 2]),
    ([P, P], [P], [2], [BELOW_1, 0.5], [2, 1]),  # p = q: always kept
    ([[1, 0], [0, 1]], [[0.5, 0.5]], [0], [BELOW_1, 0.0], [0, 1]),  # greedy
    ([[1, 0], [0, 1]], [[0.5, 0.5]], [1], [0.0, BELOW_1], [0]),
]


def arrays(p, q, drafted, uniforms):
    return (
        np.array(p, dtype=float),
        np.array(q, dtype=float).reshape(len(q), len(p[0])),
        np.array(drafted, dtype=np.int64),
        np.array(uniforms, dtype=float),
    )


@pytest.mark.parametrize(("p", "q", "drafted", "uniforms", "wanted"), HAND)
def test_by_hand(p, q, drafted, uniforms, wanted):
    given_ = arrays(p, q, drafted, uniforms)
    before = [array.copy() for array in given_]
    for array in given_:
        array.flags.writeable = False
    for _ in range(2):  # pure: nothing is changed or remembered
        out = verify(*given_)
        assert out.dtype == np.int64
        assert out.tolist() == wanted
    for array, old in zip(given_, before, strict=True):
        np.testing.assert_array_equal(array, old)


@pytest.mark.parametrize(("p", "q", "drafted", "uniforms", "wanted"), HAND)
def test_tensors_give_a_tensor(p, q, drafted, uniforms, wanted):
    tensors = [torch.from_numpy(array) for array in arrays(p, q, drafted, uniforms)]
    tensors[0].requires_grad_()  # as a model gives them: tokens have no gradient to lose
    out = verify(*tensors)
    assert isinstance(out, torch.Tensor)
    assert out.dtype == torch.int64
    assert out.tolist() == wanted


def test_other_types_of_numbers():
    logits = torch.randn(3, 50, generator=torch.Generator().manual_seed(0))
    p = logits.softmax(-1)
    for q in (p[:2], p[:2].numpy(), p[:2].double(), p[:2].tolist()):
        for drafted in ([4, 7], np.array([4, 7], dtype=np.uint8), torch.tensor([4, 7]).int()):
            assert verify(p, q, drafted, torch.full((3,), 0.5)).tolist()[:2] == [4, 7]
    halves = torch.tensor([[0.5, 0.5], [0.25, 0.75]], dtype=torch.bfloat16)
    assert verify(halves, halves[:1], torch.tensor([1]), torch.zeros(2)).tolist() == [1, 0]
    # A vocabulary larger than the drafted tokens' type can name.
    last = np.eye(300)[[0, 299]]
    assert verify(last, last[:1], np.array([0], dtype=np.uint8), [0, 0]).tolist() == [0, 299]
    assert verify([[0.5, 0.5]], [], [], [0.7]).tolist() == [1]


def test_rows_that_differ_by_rounding_alone_leave_no_residual():
    p, q = np.array([[0.5, 0.5, 0]] * 2), np.array([[np.nextafter(0.5, 1), 0.5, 0]])
    for u, wanted in [(0.0, 0), (0.6, 1), (BELOW_1, 1)]:
        # u is not below p / q, and max(0, p - q) is 0 everywhere: p itself is drawn from
        assert verify(p, q, np.array([0]), np.array([BELOW_1, u])).tolist() == [wanted]


def test_tiny_probabilities_neither_overflow_nor_vanish():
    least = 5e-324
    p, q = np.array([[least, 1], [0, 1]]), np.array([[least, 1]])
    for u in (0, 0.5, BELOW_1):
        assert verify(p, q, [0], [u, 0]).tolist() == [0, 1]  # p = q
    assert verify(np.eye(2)[[0, 0]], q, [0], [BELOW_1, 0]).tolist() == [0, 0]
    assert verify(p, np.array([[1.0, 0]]), [0], [0, 0]).tolist() == [0, 1]
    assert verify(p, np.array([[1.0, 0]]), [0], [least, 0]).tolist() == [1]


def test_the_rule_in_fractions_token_by_token():
    generator = np.random.default_rng(0)
    lengths = set()
    for seed in range(600):
        g = int(generator.integers(4))
        p, q = random_tree(3, g + 1, seed), random_tree(3, g, seed + 5_000)
        drafted = []
        for rows in q:
            drafted.append(int(generator.choice(rows[tuple(drafted)].nonzero()[0])))
        p, q = ([rows[tuple(drafted[:i])] for i, rows in enumerate(tree)] for tree in (p, q))
        # 1,009 is prime: no uniform stands where the rule changes its mind, but for 0.
        uniforms = [Fraction(int(n), 1_009) for n in generator.integers(1_009, size=g + 1)]
        found = verify(*arrays(p, q, drafted, uniforms)).tolist()
        assert found == scalar(p, q, drafted, uniforms)
        lengths.add((g, len(found)))
    assert len(lengths) == 1 + 2 + 3 + 4


def by_rows(p, q, drafted, uniforms, n_drafted):
    """`verify`, asked row by row, as a judge."""
    kept, added = [], []
    for p_, q_, x, u in zip(p, q, drafted, uniforms, strict=True):
        *first, last = verify(p_, q_, x, u).tolist()
        assert first == x[: len(first)].tolist()
        kept.append(len(first))
        added.append(last)
    return np.array(kept), np.array(added)


@pytest.mark.parametrize("zeros", [0, 0.4])
@pytest.mark.parametrize(
    ("vocab_size", "g"), [(2, 0), (5, 0), (2, 1), (5, 1), (2, 2), (4, 2), (2, 3), (3, 3), (4, 3)]
)
def test_what_comes_out_follows_the_target_without_an_error(vocab_size, g, zeros):
    target = random_tree(vocab_size, g + 1, 1, zeros)
    draft = random_tree(vocab_size, g, 2, zeros)
    found = output_law(EXACT, target, draft)
    assert (found == text_law(target)).all()
    assert found.sum() == 1


@pytest.mark.parametrize(("vocab_size", "g"), [(4, 0), (4, 1), (4, 2), (2, 3)])
def test_the_same_of_verify_itself(vocab_size, g):
    target, draft = random_tree(vocab_size, g + 1, 3), random_tree(vocab_size, g, 4)
    assert (output_law(EXACT, target, draft, judge=by_rows) == text_law(target)).all()


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4]),  # p = q
        ([1, 0, 0, 0], [1, 1, 1, 1]),  # greedy, with a draft that is not
        ([1, 1, 1, 1], [0, 1, 0, 0]),  # and the other way round
        ([0, 1, 1, 0], [1, 0, 0, 1]),  # nothing in common: all is refused
        ([0, 0, 1, 0], [0, 0, 1, 0]),
        ([5, 3, 0, 0], [1, 1, 5, 5]),  # most of the draft is outside the target's top-p
    ],
)
def test_it_is_exact_at_the_edges(p, q):
    target, draft = alike(p, 3), alike(q, 2)
    assert (output_law(EXACT, target, draft, judge=by_rows) == text_law(target)).all()
    overlap = np.minimum(row(p), row(q)).sum()  # and one draft is kept as often as they overlap
    law = output_law(EXACT, alike(p, 2), draft[:1])
    assert law.sum() == 1
    n, generator = 20_000, np.random.default_rng(0)
    drafted = decoding.law.draw(np.tile(row(q).astype(float), (n, 1)), generator.random(n))
    rows = [np.tile(row(w).astype(float), (n, 1, 1)) for w in (p, q)]
    kept, _ = EXACT.judge(
        np.repeat(rows[0], 2, axis=1),
        rows[1],
        drafted[:, None],
        generator.random((n, 2)),
        np.ones(n, dtype=int),
    )
    assert kept.mean() == pytest.approx(float(overlap), abs=4 / (4 * n) ** 0.5)


SAMPLINGS = [
    (Sampling(), Sampling()),
    (Sampling(temperature=0.7, top_p=0.8), Sampling()),  # drafts outside the target's top-p
    (Sampling(), Sampling(temperature=0.5, top_p=0.6)),
    (Sampling(temperature=1.5, top_p=0.9), Sampling(temperature=0.8, top_p=0.9)),
    (decoding.GREEDY, Sampling(temperature=2)),
    (Sampling(temperature=2), decoding.GREEDY),
    (decoding.GREEDY, decoding.GREEDY),
]


@pytest.mark.parametrize(("target_sampling", "draft_sampling"), SAMPLINGS)
@pytest.mark.parametrize("g", [1, 2, 3])
def test_temperature_and_top_p_on_both_sides(target_sampling, draft_sampling, g):
    generator = np.random.default_rng(g)
    target = [
        target_sampling.probabilities(2 * generator.normal(size=(4,) * (i + 1)))
        for i in range(g + 1)
    ]
    draft = [
        draft_sampling.probabilities(2 * generator.normal(size=(4,) * (i + 1))) for i in range(g)
    ]
    found = output_law(EXACT, target, draft)
    assert np.abs(found - text_law(target)).max() <= 1e-12


def test_the_draft_of_a_row_may_be_shorter():
    """Rows of one call with drafts of their own lengths are what they are alone."""
    generator = np.random.default_rng(0)
    p = generator.dirichlet(np.ones(5), size=(200, 4))
    q = generator.dirichlet(np.ones(5), size=(200, 3))
    drafted, u = generator.integers(5, size=(200, 3)), generator.random((200, 4))
    n_drafted = generator.integers(4, size=200)
    kept, added = EXACT.judge(p, q, drafted, u, n_drafted)
    for i, n in enumerate(n_drafted):
        alone = verify(p[i, : n + 1], q[i, :n], drafted[i, :n], np.append(u[i, :n], u[i, -1]))
        assert alone.tolist() == [*drafted[i, : kept[i]], added[i]]
    assert (kept < n_drafted).any() and (kept == n_drafted).any()


@st.composite
def rounds(draw):
    """Arguments of `verify`, with zeros, at the ends of the uniforms' range, too."""
    g, vocab_size = draw(st.integers(0, 4)), draw(st.integers(1, 5))
    weights = st.lists(st.integers(0, 4), min_size=vocab_size, max_size=vocab_size).filter(any)
    p, q = ([row(draw(weights)).astype(float) for _ in range(n)] for n in (g + 1, g))
    drafted = [draw(st.sampled_from(np.flatnonzero(one).tolist())) for one in q]
    some = st.sampled_from([0, 5e-324, 0.25, 0.5, BELOW_1]) | st.floats(0, 1, exclude_max=True)
    return arrays(p, q, drafted, [draw(some) for _ in range(g + 1)])


@given(rounds())
def test_nothing_impossible_ever_comes_out(given_):
    p, _, drafted, _ = given_
    out = verify(*given_)
    assert 1 <= len(out) <= len(p)
    assert out[:-1].tolist() == drafted[: len(out) - 1].tolist()
    assert (p[np.arange(len(out)), out] > 0).all()


GOOD = {"target_probs": [P, P, P], "draft_probs": [Q, Q], "drafted": [0, 1], "uniforms": [0.5] * 3}
NAN, INF = float("nan"), float("inf")
REFUSED = [
    ({"target_probs": P}, ValueError, r"target_probs must have shape \(g \+ 1, V\), got \(4,\)"),
    ({"target_probs": [P, P]}, ValueError, r"draft_probs must have shape \(1, 4\) for.*got \(2, 4"),
    ({"draft_probs": [Q]}, ValueError, r"draft_probs must have shape \(2, 4\).*got \(1, 4\)"),
    ({"draft_probs": [Q[:3]] * 2}, ValueError, r"draft_probs must have shape \(2, 4\).*got \(2, 3"),
    ({"drafted": [0]}, ValueError, r"drafted must have shape \(2,\) for target_probs \(3, 4\)"),
    ({"drafted": [[0, 1]]}, ValueError, r"drafted must have shape \(2,\).*got \(1, 2\)"),
    ({"uniforms": [0.5] * 2}, ValueError, r"uniforms must have shape \(3,\).*got \(2,\)"),
    ({"uniforms": 0.5}, ValueError, r"uniforms must have shape \(3,\).*got \(\)"),
    ({"uniforms": [0.5, 1, 0.5]}, ValueError, r"uniforms must lie in \[0, 1\), got 1\.0"),
    ({"uniforms": [0.5, -0.1, 0.5]}, ValueError, r"uniforms must lie in \[0, 1\), got -0\.1"),
    ({"uniforms": [0.5, NAN, 0.5]}, ValueError, "uniforms must be finite, got nan"),
    ({"uniforms": ["a", "b", "c"]}, TypeError, "uniforms must be a real number"),
    ({"target_probs": [P, P, [0.5, 0.5, 0.1, -0.1]]}, ValueError, "target_probs must not be neg"),
    ({"draft_probs": [Q, [1.5, 0, 0, -0.5]]}, ValueError, r"draft_probs must not be neg.*-0\.5"),
    ({"target_probs": [P, P, [0.5, 0.3, 0.1, 0]]}, ValueError, r"target_probs must sum to 1.*0\.9"),
    ({"draft_probs": [Q, [0.5, 0.5, 1e-3, 0]]}, ValueError, r"draft_probs must sum to 1.*1\.001"),
    (
        {"target_probs": [P, P, [0] * 4]},
        ValueError,
        "each row of target_probs must sum to 1.*got 0",
    ),
    ({"target_probs": [P, P, [NAN, 1, 0, 0]]}, ValueError, "target_probs must be finite, got nan"),
    ({"draft_probs": [Q, [INF, 0, 0, 0]]}, ValueError, "draft_probs must be finite, got inf"),
    (
        {"target_probs": np.ones((3, 4), dtype=bool)},
        TypeError,
        "target_probs must be a real number",
    ),
    ({"drafted": [0, 4]}, ValueError, r"drafted must lie in \[0, 4\), got 4"),
    ({"drafted": [0, -1]}, ValueError, r"drafted must lie in \[0, 4\), got -1"),
    ({"drafted": [0.0, 1.0]}, TypeError, "drafted must hold integers, got float64"),
    ({"drafted": [True, False]}, TypeError, "drafted must hold integers, got bool"),
    (
        {"draft_probs": [Q, [0.5, 0, 0.5, 0]]},
        ValueError,
        "drafted must have been drawn from draft_probs, got token 1 of probability 0 in place 1",
    ),
]


@pytest.mark.parametrize(("changed", "error", "words"), REFUSED)
@pytest.mark.parametrize("made", [list, np.array, torch.tensor])
def test_bad_input_is_named_with_its_rule(changed, error, words, made):
    given_ = {name: value if made is list else np.array(value) for name, value in GOOD.items()}
    given_ |= {name: value if made is list else np.array(value) for name, value in changed.items()}
    if made is torch.tensor:
        if any(array.dtype.kind == "U" for array in given_.values()):
            return  # there are no tensors of text
        given_ = {name: torch.from_numpy(array) for name, array in given_.items()}
    with pytest.raises(error, match=words):
        verify(**given_)


def test_rows_of_a_softmax_in_32_bits_pass():
    logits = 5 * torch.randn(3, 100_000, generator=torch.Generator().manual_seed(1))
    p = logits.softmax(-1)
    assert verify(p, p[:2], p[:2].argmax(-1), torch.zeros(3))[:2].tolist() == (
        p[:2].argmax(-1).tolist()
    )
