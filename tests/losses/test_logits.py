"""The losses against a loop in plain Python, hand arithmetic, and what holds for every batch."""

from math import exp, isclose, log

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from chapter7.losses import mtp_loss, ntp_loss, target_loss
from chapter7.targets import IGNORE_INDEX, count_targets
from tests.losses.made import Made

X = IGNORE_INDEX


def loop_loss(
    logits, tokens, offset, document=None, normaliser="valid", asked=None, ignore_index=X
):
    """The oracle: one position after the other, math.exp and math.log, no torch."""
    total, count, positions = 0.0, 0, 0
    for b, row in enumerate(tokens):
        for t in range(len(row)):
            positions += 1
            ahead = t + offset
            if ahead >= len(row) or row[ahead] == ignore_index:
                continue
            if asked and not asked[b][ahead]:
                continue
            if document and len(set(document[b][t : ahead + 1])) > 1:
                continue
            scores = logits[b][t]
            highest = max(scores)
            partition = sum(exp(score - highest) for score in scores)
            total += highest + log(partition) - scores[row[ahead]]
            count += 1
    return total / (count if normaliser == "valid" else positions)


@st.composite
def batches(draw, max_k=3):
    """k float64 logit tensors, tokens with some padding, documents (or None), weights.

    Two tokens at the head of the first row and of its document are real: each offset up to k has a
    target.
    """
    k = draw(st.integers(1, max_k))
    rows, vocab_size = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    length = k + draw(st.integers(1, 5))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))

    def random(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    scale = draw(st.sampled_from([0.1, 1.0, 30.0]))
    logits = [scale * random(rows, length, vocab_size) for _ in range(k)]
    tokens = torch.randint(0, vocab_size, (rows, length), generator=generator)
    padding = torch.rand(rows, length, generator=generator) < draw(st.sampled_from([0.0, 0.3]))
    padding[0, : k + 1] = False
    document = torch.randint(0, 2, (rows, length), generator=generator).cumsum(1)
    document[0, : k + 1] = 0
    weights = draw(st.lists(st.floats(0, 10), min_size=k, max_size=k))
    document = document if draw(st.booleans()) else None
    return logits, tokens.masked_fill(padding, X), document, weights


NORMALISERS = st.sampled_from(["valid", "all"])


@given(batches(), NORMALISERS)
def test_agrees_with_the_loop(batch, normaliser):
    logits, tokens, document, weights = batch
    ids = None if document is None else document.tolist()
    terms = [
        loop_loss(entry.tolist(), tokens.tolist(), offset, ids, normaliser)
        for offset, entry in enumerate(logits, start=1)
    ]
    options = {"document": document, "normaliser": normaliser}
    loss = mtp_loss(logits, tokens, weights=weights, **options)
    expected = sum(weight * term for weight, term in zip(weights, terms, strict=True))
    assert loss.dtype == torch.float64
    assert loss.shape == ()
    assert isclose(loss.item(), expected, rel_tol=1e-12, abs_tol=1e-12)
    unweighted = mtp_loss(logits, tokens, **options).item()
    assert isclose(unweighted, sum(terms), rel_tol=1e-12, abs_tol=1e-12)
    assert isclose(
        ntp_loss(logits[0], tokens, **options).item(), terms[0], rel_tol=1e-12, abs_tol=1e-12
    )


@given(batches(), NORMALISERS, st.sampled_from([-1, 2, 127]), st.integers(0, 2**32 - 1))
def test_a_mask_and_another_ignore_index_agree_with_the_loop(batch, normaliser, ignore_index, seed):
    logits, tokens, document, weights = batch
    tokens = torch.where((tokens == X) | (tokens == ignore_index), ignore_index, tokens)
    tokens[0, : len(logits) + 1] %= 2  # real, and no padding
    asked = torch.rand(tokens.shape, generator=torch.Generator().manual_seed(seed)) < 0.6
    asked[0, : len(logits) + 1] = True
    terms = [
        loop_loss(
            entry.tolist(),
            tokens.tolist(),
            offset,
            None if document is None else document.tolist(),
            normaliser,
            asked.tolist(),
            ignore_index,
        )
        for offset, entry in enumerate(logits, start=1)
    ]
    options = {"document": document, "asked": asked, "ignore_index": ignore_index}
    loss = mtp_loss(logits, tokens, weights=weights, normaliser=normaliser, **options)
    expected = sum(weight * term for weight, term in zip(weights, terms, strict=True))
    assert isclose(loss.item(), expected, rel_tol=1e-12, abs_tol=1e-12)
    alone = ntp_loss(logits[0], tokens, normaliser=normaliser, **options)
    assert isclose(alone.item(), terms[0], rel_tol=1e-12, abs_tol=1e-12)


# Two words, of which the logits [0, log 3] give one a quarter and the other three quarters:
# a target 0 costs log 4, a target 1 costs log(4/3).
SCORES = torch.tensor([0, log(3)], dtype=torch.float64)
COST = {0: log(4), 1: log(4 / 3)}

HAND = [  # targets, normaliser -> loss
    ([0], "valid", COST[0]),
    ([0, 1], "valid", (COST[0] + COST[1]) / 2),
    ([0, X, 1, 1], "valid", (COST[0] + 2 * COST[1]) / 3),
    ([0, X, 1, 1], "all", (COST[0] + 2 * COST[1]) / 4),
    ([X, X, X, 0], "all", COST[0] / 4),
    ([0, X, 1, 1], 5, (COST[0] + 2 * COST[1]) / 5),  # 5 targets in the whole batch
    ([0, X, 1, 1], torch.tensor(2.5), (COST[0] + 2 * COST[1]) / 2.5),
    ([X, X, X, X], 5, 0),  # a part without a target
]


@pytest.mark.parametrize(("targets", "normaliser", "expected"), HAND)
def test_by_hand(targets, normaliser, expected):
    logits = SCORES.expand(1, len(targets), 2)
    loss = target_loss(logits, torch.tensor([targets]), normaliser=normaliser)
    assert isclose(loss.item(), expected, rel_tol=1e-14)


def test_padding_may_have_a_words_id():
    # 0 is the padding: one target, the word 1
    loss = target_loss(SCORES.expand(1, 3, 2), torch.tensor([[0, 1, 0]]), ignore_index=0)
    assert isclose(loss.item(), COST[1], rel_tol=1e-14)


def test_a_prompt_is_not_learnt():
    torch.manual_seed(0)
    logits = torch.randn(1, 5, 3, dtype=torch.float64, requires_grad=True)
    tokens, answer = torch.tensor([[0, 1, 2, 0, 1]]), torch.tensor([[0, 0, 0, 1, 1]]).bool()
    ntp_loss(logits, tokens, asked=answer).backward()
    # positions 2 and 3 predict the answer; 0 and 1 predict the prompt, 4 nothing
    assert (logits.grad[0, [0, 1, 4]] == 0).all()
    assert (logits.grad[0, [2, 3]] != 0).all()


def test_the_paper_divides_by_t():
    # T = 4, V = 8, uniform: offset 1 has 3 targets, offset 2 has 2, each costs log 8
    logits, tokens = [torch.zeros(1, 4, 8, dtype=torch.float64)] * 2, torch.tensor([[1, 2, 3, 4]])
    assert isclose(mtp_loss(logits, tokens).item(), 2 * log(8), rel_tol=1e-14)
    by_t = mtp_loss(logits, tokens, normaliser="all").item()
    assert isclose(by_t, (3 / 4 + 2 / 4) * log(8), rel_tol=1e-14)
    # DeepSeek-V3's eq. 25 with lambda 0.3 and D = 1
    weighted = mtp_loss(logits, tokens, weights=[1, 0.3], normaliser="all").item()
    assert isclose(weighted, (3 / 4 + 0.3 * 2 / 4) * log(8), rel_tol=1e-14)


@given(batches(), NORMALISERS, st.floats(0, 10))
def test_the_loss_is_linear_in_the_weights(batch, normaliser, factor):
    logits, tokens, document, weights = batch
    options = {"document": document, "normaliser": normaliser}

    def loss(weights):
        return mtp_loss(logits, tokens, weights=weights, **options).item()

    others = [1 + position for position in range(len(weights))]
    combined = [weight + factor * other for weight, other in zip(weights, others, strict=True)]
    expected = loss(weights) + factor * loss(others)
    assert isclose(loss(combined), expected, rel_tol=1e-12, abs_tol=1e-12)


@given(batches(), NORMALISERS, st.randoms(use_true_random=False))
def test_rows_can_be_reordered(batch, normaliser, random):
    logits, tokens, document, weights = batch
    order = list(range(len(tokens)))
    random.shuffle(order)
    loss = mtp_loss(
        logits, tokens, weights=weights, document=document, normaliser=normaliser
    ).item()
    reordered = mtp_loss(
        [entry[order] for entry in logits],
        tokens[order],
        weights=weights,
        document=None if document is None else document[order],
        normaliser=normaliser,
    ).item()
    assert isclose(loss, reordered, rel_tol=1e-12, abs_tol=1e-12)


@given(batches(), st.floats(-100, 100))
def test_a_constant_on_all_logits_changes_nothing(batch, constant):
    logits, tokens, document, _ = batch
    loss = mtp_loss(logits, tokens, document=document).item()
    moved = mtp_loss([entry + constant for entry in logits], tokens, document=document).item()
    assert isclose(loss, moved, rel_tol=1e-11, abs_tol=1e-11)


GRADCHECKED = [
    {},
    {"normaliser": "all"},
    {"document": torch.tensor([[0, 0, 0, 1, 1], [0, 0, 1, 1, 1]])},
]


@pytest.mark.parametrize("options", GRADCHECKED)
@pytest.mark.parametrize("k", [1, 2])
def test_gradients_agree_with_finite_differences(options, k):
    torch.manual_seed(0)
    logits = [torch.randn(2, 5, 4, dtype=torch.float64, requires_grad=True) for _ in range(k)]
    tokens = torch.tensor([[1, 2, X, 0, 3], [3, 3, 1, 0, 2]])
    assert torch.autograd.gradcheck(lambda x: ntp_loss(x, tokens, **options), logits[:1])
    weights = [1, 0.3][:k]
    assert torch.autograd.gradcheck(
        lambda *x: mtp_loss(x, tokens, weights=weights, **options), logits
    )


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_accumulates_in_float32(dtype):
    torch.manual_seed(0)
    logits = [torch.randn(2, 50, 11).to(dtype).requires_grad_() for _ in range(2)]
    tokens = torch.randint(0, 11, (2, 50))
    loss = mtp_loss(logits, tokens, weights=[1, 0.3])
    assert loss.dtype == torch.float32
    assert torch.equal(loss, mtp_loss([x.float() for x in logits], tokens, weights=[1, 0.3]))
    loss.backward()
    assert all(x.grad.dtype == dtype and x.grad.isfinite().all() for x in logits)


def test_a_sum_beyond_float16_stays_finite():
    # 20,000 targets of log 32 sum to 69,315; float16 ends at 65,504
    logits = torch.zeros(1, 20_001, 32, dtype=torch.float16)
    loss = ntp_loss(logits, torch.zeros(1, 20_001, dtype=torch.long))
    assert isclose(loss.item(), log(32), rel_tol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_full_precision_stays(dtype):
    assert ntp_loss(torch.zeros(1, 3, 2, dtype=dtype), torch.zeros(1, 3).long()).dtype == dtype


@pytest.mark.parametrize("dtype", [torch.int8, torch.int16, torch.int32])
def test_short_integers_are_tokens_too(dtype):
    loss = ntp_loss(torch.zeros(1, 3, 4), torch.tensor([[1, 2, 3]], dtype=dtype))
    assert isclose(loss.item(), log(4), rel_tol=1e-6)


def test_logits_are_not_copied():
    logits, tokens = torch.randn(2, 16, 100), torch.randint(0, 100, (2, 16))
    tokens[0, 5:9] = X
    with Made() as made:
        ntp_loss(logits, tokens)
    assert made.sizes.count(logits.numel()) == 1  # their log softmax


def micro_batches(seed=0):
    """Rows of a batch, cut unevenly, each part with padding, documents and a prompt of its own."""
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.randint(0, 5, (5, 9), generator=generator)
    tokens[0, 3:] = X
    document = torch.tensor([[0] * 9, [0] * 4 + [1] * 5, [0] * 2 + [1] * 7, [0] * 9, [0] * 9])
    asked = torch.rand(tokens.shape, generator=generator) < 0.7
    asked[3] = False  # a part of the batch without a target
    logits = [
        torch.randn(5, 9, 5, generator=generator, dtype=torch.float64).requires_grad_()
        for _ in range(3)
    ]
    parts = [slice(0, 1), slice(1, 3), slice(3, 4), slice(4, 5)]
    return logits, tokens, document, asked, parts


@pytest.mark.parametrize("normaliser", ["valid", "all"])
def test_parts_of_a_batch_add_up_to_its_loss_and_gradient(normaliser):
    logits, tokens, document, asked, parts = micro_batches()
    weights = [1, 0.3, 0]
    masks = {"document": document, "asked": asked}
    whole = mtp_loss(logits, tokens, weights=weights, normaliser=normaliser, **masks)
    gradient = torch.autograd.grad(whole, logits)

    counts = torch.zeros(3, dtype=torch.long)
    for part in parts:  # the first pass needs no model
        here = {name: mask[part] for name, mask in masks.items()}
        counts += count_targets(tokens[part], 3, **here)
    numbers = counts if normaliser == "valid" else [tokens.numel()] * 3
    total = 0
    for part in parts:
        here = {name: mask[part] for name, mask in masks.items()}
        share = mtp_loss(
            [x[part] for x in logits], tokens[part], weights=weights, normaliser=numbers, **here
        )
        share.backward()
        total += share.item()
    assert isclose(total, whole.item(), rel_tol=1e-12)
    for x, expected in zip(logits, gradient, strict=True):
        torch.testing.assert_close(x.grad, expected, rtol=1e-12, atol=1e-15)


def test_averages_of_parts_would_be_another_gradient():
    # 1 target in the first part, 3 in the second: a target weighs 1/4, not 1/2 and 1/6
    logits = SCORES.expand(2, 4, 2).clone().requires_grad_()
    tokens = torch.tensor([[0, 1, X, X], [0, 1, 1, 1]])
    for row in (0, 1):
        ntp_loss(logits[row : row + 1], tokens[row : row + 1], normaliser=4).backward()
    # d loss / d score of word 1 is (3/4 - 1) / 4 at each of the four positions
    assert logits.grad[0, 0, 1].item() == pytest.approx(-1 / 16, rel=1e-14)
    assert logits.grad[1, :3, 1].tolist() == pytest.approx([-1 / 16] * 3, rel=1e-14)


@pytest.mark.parametrize("nothing", [0.0, float("nan"), float("inf")])
def test_a_position_without_target_takes_no_part(nothing):
    torch.manual_seed(0)
    logits, tokens = torch.randn(1, 4, 3), torch.tensor([[0, 1, X, 2]])
    logits[0, [1, 3]] = nothing  # their next tokens: padding, and none
    logits.requires_grad_()
    loss = ntp_loss(logits, tokens)
    loss.backward()
    assert isclose(loss.item(), loop_loss(logits.tolist(), tokens.tolist(), 1), rel_tol=1e-6)
    assert (logits.grad[0, [1, 3]] == 0).all()
    assert (logits.grad[0, [0, 2]] != 0).all()


def test_a_word_may_be_masked_out_where_it_is_no_target():
    logits = torch.tensor([[[0, log(3), float("-inf")]] * 2], dtype=torch.float64)
    assert isclose(ntp_loss(logits, torch.tensor([[0, 1]])).item(), COST[1], rel_tol=1e-14)


TOKENS = torch.tensor([[0, 1, 2, 3]])
LOGITS = torch.zeros(1, 4, 5)


def with_entry(value):
    logits = LOGITS.clone()
    logits[0, 0, 1] = value  # position 0 is asked for token 1
    return logits


BAD_LOGITS = [
    (with_entry(float("nan")), ValueError, "finite loss, got nan in total"),
    (with_entry(float("inf")), ValueError, "finite loss, got nan in total"),
    (with_entry(float("-inf")), ValueError, "finite loss, got inf in total"),
    (torch.zeros(1, 4), ValueError, r"shape \(B, T, V\).*got \(1, 4\) to \(1, 4\)"),
    (torch.zeros(1, 5, 5), ValueError, r"got \(1, 5, 5\) to \(1, 4\)"),
    (torch.zeros(2, 4, 5), ValueError, r"got \(2, 4, 5\) to \(1, 4\)"),
    (torch.zeros(1, 4, 0), ValueError, r"V >= 1.*got \(1, 4, 0\) to \(1, 4\)"),
    (torch.zeros(0, 4, 5), ValueError, r"got \(0, 4, 5\) to \(1, 4\)"),
    (torch.zeros(1, 4, 5, dtype=torch.long), TypeError, r"floating-point tensor, got torch\.int64"),
    (torch.zeros(1, 4, 5, dtype=torch.bool), TypeError, r"floating-point tensor, got torch\.bool"),
    (torch.zeros(1, 4, 5, dtype=torch.cfloat), TypeError, r"got torch\.complex64"),
    (torch.zeros(1, 4, 5).to(torch.float8_e4m3fn), TypeError, r"got torch\.float8_e4m3fn"),
    (torch.zeros(1, 4, 5).to(torch.float8_e5m2), TypeError, r"16-, 32- or 64-bit.*float8_e5m2"),
    ([[[0.0] * 5] * 4], TypeError, "floating-point tensor, got list"),
]


@pytest.mark.parametrize(("logits", "error", "rule"), BAD_LOGITS)
def test_invalid_logits_are_named_with_their_rule(logits, error, rule):
    with pytest.raises(error, match=f"^logits must .*{rule}"):
        ntp_loss(logits, TOKENS)
    with pytest.raises(error, match=f"^logits must .*{rule}"):
        mtp_loss([logits, LOGITS], TOKENS)


@pytest.mark.parametrize(
    ("targets", "error", "rule"),
    [
        ([[0, 5, 2, 3]], ValueError, r"targets must lie in \[0, 5\) or be IGNORE_INDEX.*got 5"),
        ([[0, -1, 2, 3]], ValueError, r"targets must lie in \[0, 5\).*\(-100\), got -1"),
        ([[X, X, X, X]], ValueError, "all 4 targets are ignored"),
        ([0, 1], ValueError, r"targets must have shape \(B, T\)"),
        ([[]], TypeError, "targets must hold signed integers"),
        ([[0.0, 1.0, 2.0, 3.0]], TypeError, r"signed integers, got torch\.float32"),
        ([[True, False, True, True]], TypeError, r"signed integers, got torch\.bool"),
    ],
)
def test_invalid_targets_are_named_with_their_rule(targets, error, rule):
    with pytest.raises(error, match=rule):
        target_loss(LOGITS, torch.tensor(targets))


def test_tokens_out_of_range_are_found_after_the_shift():
    with pytest.raises(ValueError, match=r"targets must lie in \[0, 5\).*got 9"):
        ntp_loss(LOGITS, torch.tensor([[0, 1, 9, 3]]))
    with pytest.raises(ValueError, match="all 4 targets are ignored"):
        ntp_loss(LOGITS, TOKENS, document=torch.tensor([[0, 1, 2, 3]]))
    with pytest.raises(TypeError, match="tokens must be a tensor, not list"):
        ntp_loss(LOGITS, [[0, 1, 2, 3]])


@pytest.mark.parametrize("normaliser", ["mean", "sum", "", None])
def test_an_unknown_normaliser_is_refused(normaliser):
    with pytest.raises(ValueError, match=rf"one of \('valid', 'all'\), got {normaliser!r}"):
        ntp_loss(LOGITS, TOKENS, normaliser=normaliser)


@pytest.mark.parametrize(
    ("normaliser", "error", "rule"),
    [
        (0, ValueError, "above 0, got 0"),
        (-1, ValueError, "above 0, got -1"),
        (float("nan"), ValueError, "finite, got nan"),
        (True, TypeError, "a real number, not True"),
        ([3], ValueError, r"one number, got shape \(1,\)"),
    ],
)
def test_a_number_to_divide_by_is_named_with_its_rule(normaliser, error, rule):
    with pytest.raises(error, match=f"^normaliser must be {rule}"):
        ntp_loss(LOGITS, TOKENS, normaliser=normaliser)


@pytest.mark.parametrize("normaliser", [3, [3], [3, 2, 1], torch.tensor([3])])
def test_several_offsets_need_a_number_each(normaliser):
    with pytest.raises(ValueError, match=r"normaliser must have shape \(2,\), one per offset"):
        mtp_loss([LOGITS, LOGITS], TOKENS, normaliser=normaliser)


@pytest.mark.parametrize(
    "weights",
    [
        [torch.tensor(1.0), np.array(0.5)],
        torch.tensor([1.0, 0.5], dtype=torch.bfloat16),
        np.array([1, 0.5]),
        (np.int64(1), torch.tensor(0.5, dtype=torch.float64)),
    ],
)
def test_weights_are_numbers_of_any_kind(weights):
    expected = mtp_loss([LOGITS, LOGITS], TOKENS, weights=[1, 0.5])
    assert torch.equal(mtp_loss([LOGITS, LOGITS], TOKENS, weights=weights), expected)


@pytest.mark.parametrize(
    ("weights", "error", "rule"),
    [
        ([1.0], ValueError, r"shape \(2,\), one per offset, got \(1,\)"),
        ([1.0, 1.0, 1.0], ValueError, r"shape \(2,\), one per offset, got \(3,\)"),
        (1.0, ValueError, r"shape \(2,\), one per offset, got \(\)"),
        ([], ValueError, "at least one number"),
        ([1, -0.5], ValueError, "at least 0, got -0.5"),
        ([1, float("nan")], ValueError, "finite, got nan"),
        ([1, float("inf")], ValueError, "finite, got inf"),
        ([1, True], TypeError, r"real number, not \[1, True\]"),
        (["1", "0.3"], TypeError, r"real number, not \['1', '0.3'\]"),
        (np.ma.array([1, 2], mask=[0, 1]), ValueError, "hold no masked entry"),
        (torch.ones(2, requires_grad=True), TypeError, "real number, not tensor"),
        ([1, None], TypeError, r"real number, not \[1, None\]"),
    ],
)
def test_invalid_weights_are_named_with_their_rule(weights, error, rule):
    with pytest.raises(error, match=f"^weights must .*{rule}"):
        mtp_loss([LOGITS, LOGITS], TOKENS, weights=weights)


def test_there_is_at_least_one_offset_and_a_token_beyond_the_last():
    with pytest.raises(ValueError, match="at least one tensor, got none"):
        mtp_loss([], TOKENS)
    with pytest.raises(ValueError, match=r"offset < T, got 4 for tokens \(1, 4\)"):
        mtp_loss([LOGITS] * 4, TOKENS)
    with pytest.raises(ValueError, match=r"offset < T, got 1 for tokens \(1, 1\)"):
        ntp_loss(torch.zeros(1, 1, 5), torch.tensor([[0]]))
