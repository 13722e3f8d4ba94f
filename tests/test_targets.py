"""The one shift: hand tables, a loop as the oracle, and what holds for every row of tokens."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from chapter7._contracts.tensors import check_tokens
from chapter7.targets import IGNORE_INDEX, count_targets, document_runs, future_targets, shift

X = IGNORE_INDEX

HAND = [  # tokens, offset, document -> targets, worked out on paper
    ([5, 6, 7, 8], 1, None, [6, 7, 8, X]),
    ([5, 6, 7, 8], 2, None, [7, 8, X, X]),
    ([5, 6, 7, 8], 3, None, [8, X, X, X]),
    ([5, 6], 1, None, [6, X]),
    ([5, X, 7, 8], 1, None, [X, 7, 8, X]),  # padding has no target to give
    ([5, 6, 7, 8], 1, [0, 0, 1, 1], [6, X, 8, X]),
    ([5, 6, 7, 8], 2, [0, 0, 1, 1], [X, X, X, X]),
    ([5, 6, 7, 8], 1, [3, 3, 3, 1], [6, 7, X, X]),
    ([5, 6, 7, 8], 3, [0, 1, 1, 0], [X, X, X, X]),  # the same id again is another document
    ([5, 6, X, X, 7, 8], 1, [0, 0, 1, 1, 2, 2], [6, X, X, X, 8, X]),  # padding between documents
]


@pytest.mark.parametrize(("tokens", "offset", "document", "targets"), HAND)
def test_by_hand(tokens, offset, document, targets):
    document = None if document is None else torch.tensor([document])
    assert future_targets(torch.tensor([tokens]), offset, document=document).tolist() == [targets]


SHIFTED = [  # tokens, offset, document, ignore_index -> shifted with fill 9, valid
    ([5, 6, 7, 8], 1, None, X, [6, 7, 8, 9], [1, 1, 1, 0]),
    ([5, 6, 7, 8], 3, None, X, [8, 9, 9, 9], [1, 0, 0, 0]),
    ([5, 6, 7, 8], 1, [0, 0, 1, 1], X, [6, 9, 8, 9], [1, 0, 1, 0]),
    ([5, 6, 7, 8], 2, [0, 0, 0, 1], X, [7, 9, 9, 9], [1, 0, 0, 0]),
    ([5, X, 7, 8], 1, None, X, [9, 7, 8, 9], [0, 1, 1, 0]),  # an embedding cannot look -100 up
    ([5, 9, 7, 8], 1, None, X, [9, 7, 8, 9], [1, 1, 1, 0]),  # a token that equals the fill is real
    ([5, 0, 7, 8], 1, None, 0, [9, 7, 8, 9], [0, 1, 1, 0]),  # 0 is the padding
    ([5, X, 7, 8], 1, None, -1, [X, 7, 8, 9], [1, 1, 1, 0]),  # -100 is none
]


@pytest.mark.parametrize(
    ("tokens", "offset", "document", "ignore_index", "shifted", "valid"), SHIFTED
)
def test_a_shift_by_hand(tokens, offset, document, ignore_index, shifted, valid):
    document = None if document is None else torch.tensor([document])
    found, where = shift(
        torch.tensor([tokens]), offset, fill=9, document=document, ignore_index=ignore_index
    )
    assert found.tolist() == [shifted]
    assert where.dtype == torch.bool
    assert where.tolist() == [[bool(real) for real in valid]]


ASKED = [  # tokens, asked, offset, document, ignore_index -> targets
    # a prompt of two tokens: its last position predicts the first token of the answer
    ([5, 6, 7, 8], [0, 0, 1, 1], 1, None, X, [X, 7, 8, X]),
    ([5, 6, 7, 8], [0, 0, 1, 1], 2, None, X, [7, 8, X, X]),
    ([5, 6, 7, 8], [1, 1, 1, 0], 1, None, X, [6, 7, X, X]),  # padding at the end
    ([5, 6, 7, 8], [1, 1, 0, 1], 2, None, X, [X, 8, X, X]),
    ([5, 6, 7, 8], [0, 1, 1, 1], 1, [0, 0, 1, 1], X, [6, X, 8, X]),
    ([5, 6, X, 8], [1, 1, 1, 1], 1, None, X, [6, X, 8, X]),  # asked for, but not there
    ([5, 6, 7, 8], [0, 0, 1, 1], 1, None, -1, [-1, 7, 8, -1]),
    ([5, 6, 7, 8], [0, 0, 0, 0], 1, None, X, [X, X, X, X]),
]


@pytest.mark.parametrize(
    ("tokens", "asked", "offset", "document", "ignore_index", "targets"), ASKED
)
def test_only_tokens_asked_for_are_targets(tokens, asked, offset, document, ignore_index, targets):
    tokens, asked = torch.tensor([tokens]), torch.tensor([asked]).bool()
    document = None if document is None else torch.tensor([document])
    options = {"document": document, "asked": asked, "ignore_index": ignore_index}
    assert future_targets(tokens, offset, **options).tolist() == [targets]


def test_targets_are_counted_per_offset():
    tokens = torch.tensor([[5, 6, 7, 8], [1, 2, X, 4]])
    assert count_targets(tokens, 3).tolist() == [5, 3, 2]
    document = torch.tensor([[0, 0, 0, 1], [0, 0, 0, 0]])
    assert count_targets(tokens, 3, document=document).tolist() == [4, 2, 1]
    asked = torch.tensor([[0, 0, 0, 1], [0, 0, 0, 0]]).bool()
    assert count_targets(tokens, 3, document=document, asked=asked).tolist() == [0, 0, 0]
    assert count_targets(tokens, 1, asked=asked).dtype == torch.int64
    with pytest.raises(ValueError, match=r"k must satisfy 1 <= k < T, got 4 for tokens \(2, 4\)"):
        count_targets(tokens, 4)


def test_rows_do_not_see_each_other():
    tokens = torch.tensor([[1, 2, 3], [4, 5, 6]])
    document = torch.tensor([[0, 0, 0], [0, 0, 1]])
    assert future_targets(tokens, 1).tolist() == [[2, 3, X], [5, 6, X]]
    assert future_targets(tokens, 1, document=document).tolist() == [[2, 3, X], [5, X, X]]


@st.composite
def packed(draw, longest=12):
    """(B, T) tokens that are all different, and (B, T) documents, runs of few ids."""
    rows, length = draw(st.integers(1, 3)), draw(st.integers(2, longest))
    ids = st.lists(st.integers(0, 2), min_size=length, max_size=length)
    document = draw(st.lists(ids, min_size=rows, max_size=rows))
    return torch.arange(rows * length).reshape(rows, length), torch.tensor(document)


def looked_up(tokens, document, offset):
    """The oracle: for each position, walk to the target and stop where the document changes."""
    targets = []
    for row, ids in zip(tokens.tolist(), document.tolist(), strict=True):
        for t in range(len(row)):
            inside = t + offset < len(row) and len(set(ids[t : t + offset + 1])) == 1
            targets.append(row[t + offset] if inside else X)
    return torch.tensor(targets).reshape(tokens.shape)


@given(packed(), st.data())
def test_each_target_is_the_token_that_a_walk_finds(batch, data):
    tokens, document = batch
    offset = data.draw(st.integers(1, tokens.shape[1] - 1))
    expected = looked_up(tokens, document, offset)
    assert torch.equal(future_targets(tokens, offset, document=document), expected)


def walked(row, ids, asked, offset, ignore_index):
    """The oracle of a row's (token or None) one position after the other."""
    found = []
    for t in range(len(row)):
        ahead = t + offset
        inside = ahead < len(row) and all(ids[i] == ids[t] for i in range(t, ahead + 1))
        real = inside and row[ahead] != ignore_index and asked[ahead]
        found.append(row[ahead] if real else None)
    return found


@given(packed(), st.data())
def test_shifts_and_masked_targets_are_what_a_walk_finds(batch, data):
    tokens, document = batch
    offset = data.draw(st.integers(1, tokens.shape[1] - 1))
    ignore_index = data.draw(st.sampled_from([X, -1, 0, 3]))
    fill = data.draw(st.integers(0, 40))
    holes = st.lists(st.booleans(), min_size=tokens.shape[1], max_size=tokens.shape[1])
    padding = torch.tensor(data.draw(st.lists(holes, min_size=len(tokens), max_size=len(tokens))))
    asked = torch.tensor(data.draw(st.lists(holes, min_size=len(tokens), max_size=len(tokens))))
    tokens = tokens.masked_fill(padding, ignore_index)

    def expected(asked, nothing):
        rows = zip(tokens.tolist(), document.tolist(), asked.tolist(), strict=True)
        found = [walked(row, ids, mask, offset, ignore_index) for row, ids, mask in rows]
        return [[nothing if token is None else token for token in row] for row in found]

    everything = torch.ones_like(asked)
    shifted, valid = shift(tokens, offset, fill=fill, document=document, ignore_index=ignore_index)
    assert shifted.tolist() == expected(everything, fill)
    nowhere = [[token != -7 for token in row] for row in expected(everything, -7)]
    assert valid.tolist() == nowhere
    options = {"document": document, "asked": asked, "ignore_index": ignore_index}
    targets = future_targets(tokens, offset, **options)
    assert targets.tolist() == expected(asked, ignore_index)
    counts = [
        (future_targets(tokens, j, **options) != ignore_index).sum().item()
        for j in range(1, offset + 1)
    ]
    assert count_targets(tokens, offset, **options).tolist() == counts


@given(packed(), st.data())
def test_it_never_wraps_round(batch, data):
    tokens, _ = batch
    offset = data.draw(st.integers(1, tokens.shape[1] - 1))
    targets = future_targets(tokens, offset)
    assert (targets[:, -offset:] == X).all()
    # tokens count upwards, so that a target is ahead of its position by the offset
    assert torch.equal(targets[:, :-offset] - tokens[:, :-offset], tokens[:, offset:] * 0 + offset)


@given(packed(), st.booleans(), st.data())
def test_two_shifts_are_one_longer_shift(batch, has_documents, data):
    tokens, document = batch
    document = document if has_documents else None
    if tokens.shape[1] == 2:  # no room for two shifts
        tokens = torch.cat([tokens, tokens + 100], dim=1)
        document = torch.cat([document, document], dim=1) if has_documents else None
    total = data.draw(st.integers(2, tokens.shape[1] - 1))
    first = data.draw(st.integers(1, total - 1))
    once = future_targets(tokens, first, document=document)
    twice = future_targets(once, total - first, document=document)
    assert torch.equal(twice, future_targets(tokens, total, document=document))


@given(packed(), st.data())
def test_rows_can_be_reordered_before_or_after(batch, data):
    tokens, document = batch
    order = torch.tensor(data.draw(st.permutations(range(len(tokens)))))
    targets = future_targets(tokens, 1, document=document)
    reordered = future_targets(tokens[order], 1, document=document[order])
    assert torch.equal(reordered, targets[order])


@pytest.mark.parametrize("dtype", [torch.int8, torch.int16, torch.int32, torch.int64])
def test_the_dtype_stays_and_the_input_too(dtype):
    tokens = torch.tensor([[5, 6, 7]], dtype=dtype)
    targets = future_targets(tokens, 2, document=torch.zeros(1, 3, dtype=dtype))
    assert targets.dtype == dtype
    assert targets.tolist() == [[7, X, X]]
    assert tokens.tolist() == [[5, 6, 7]]


def test_documents_are_runs_of_equal_ids():
    document = torch.tensor([[7, 7, 2, 7, 7], [0, 1, 1, 1, 3]], dtype=torch.int8)
    assert document_runs(document).tolist() == [[0, 0, 1, 2, 2], [0, 1, 1, 1, 2]]
    assert document_runs(document[:, :1]).tolist() == [[0], [0]]
    with pytest.raises(TypeError, match="document must hold signed integers"):
        document_runs(document.float())


def test_ids_of_documents_far_apart_still_differ():
    # -128 - 127 is -255, which 8 bits hold as 1; 0 must not come out of any difference
    document = torch.tensor([[-128, 127, 127]], dtype=torch.int8)
    assert future_targets(torch.tensor([[1, 2, 3]]), 1, document=document).tolist() == [[X, 3, X]]


TOKENS = torch.tensor([[5, 6, 7, 8]])


@pytest.mark.parametrize(
    "offset", [np.int64(1), np.uint8(1), np.array(1), torch.tensor(1), torch.tensor(1).short()]
)
def test_an_offset_is_a_whole_number_of_any_kind(offset):
    assert future_targets(TOKENS, offset).tolist() == [[6, 7, 8, X]]
    assert count_targets(TOKENS, offset).tolist() == [3]


@pytest.mark.parametrize(
    ("numbers", "error", "rule"),
    [
        ({"fill": 1.0}, TypeError, r"fill must be an int, not 1\.0"),
        ({"fill": True}, TypeError, "fill must be an int, not True"),
        ({"fill": None}, TypeError, "fill must be an int, not None"),
        ({"fill": 128}, ValueError, r"fill must fit the tokens' torch\.int8, got 128"),
        ({"ignore_index": -129}, ValueError, r"ignore_index must fit.*int8, got -129"),
        ({"ignore_index": "pad"}, TypeError, "ignore_index must be an int, not 'pad'"),
        ({"offset": 0}, ValueError, r"offset must satisfy 1 <= offset < T, got 0"),
        ({"offset": -1}, ValueError, r"offset must satisfy 1 <= offset < T, got -1"),
        ({"offset": 4}, ValueError, r"offset must satisfy 1 <= offset < T, got 4"),
    ],
)
def test_numbers_of_a_shift_are_named_with_their_rule(numbers, error, rule):
    with pytest.raises(error, match=rule):
        shift(TOKENS.to(torch.int8), **{"offset": 1, "fill": 0} | numbers)


@pytest.mark.parametrize(
    ("asked", "error", "rule"),
    [
        (torch.ones(1, 4, dtype=torch.long), TypeError, r"be a bool tensor, got torch\.int64"),
        ([[True] * 4], TypeError, "be a bool tensor, got list"),
        (torch.ones(1, 3).bool(), ValueError, r"shape of tokens, got \(1, 3\) for \(1, 4\)"),
        (torch.ones(4).bool(), ValueError, r"shape of tokens, got \(4,\) for \(1, 4\)"),
    ],
)
def test_an_invalid_mask_is_named_with_its_rule(asked, error, rule):
    with pytest.raises(error, match=f"asked must .*{rule}"):
        future_targets(TOKENS, 1, asked=asked)


@pytest.mark.parametrize(
    ("offset", "error", "rule"),
    [
        (0, ValueError, r"1 <= offset < T, got 0 for tokens \(1, 4\)"),
        (-1, ValueError, r"1 <= offset < T, got -1 for tokens \(1, 4\)"),
        (4, ValueError, r"1 <= offset < T, got 4 for tokens \(1, 4\)"),
        (5, ValueError, r"1 <= offset < T, got 5 for tokens \(1, 4\)"),
        (1.0, TypeError, r"offset must be an int, not 1\.0"),
        (True, TypeError, "offset must be an int, not True"),
        ("1", TypeError, "offset must be an int, not '1'"),
        (None, TypeError, "offset must be an int, not None"),
        (float("nan"), TypeError, "offset must be an int, not nan"),
    ],
)
def test_an_invalid_offset_is_named_with_its_rule(offset, error, rule):
    with pytest.raises(error, match=rule):
        future_targets(TOKENS, offset)


BAD_TOKENS = [
    (torch.tensor([5, 6]), ValueError, r"shape \(B, T\) and no empty side, got \(2,\)"),
    (torch.zeros(1, 2, 3, dtype=torch.long), ValueError, r"got \(1, 2, 3\)"),
    (torch.zeros(0, 4, dtype=torch.long), ValueError, r"no empty side, got \(0, 4\)"),
    (torch.zeros(1, 0, dtype=torch.long), ValueError, r"no empty side, got \(1, 0\)"),
    (torch.tensor(5), ValueError, r"got \(\)"),
    (torch.zeros(1, 4), TypeError, r"signed integers, got torch\.float32"),
    (torch.zeros(1, 4, dtype=torch.bool), TypeError, r"signed integers, got torch\.bool"),
    (torch.zeros(1, 4, dtype=torch.cfloat), TypeError, r"signed integers, got torch\.complex64"),
    # As a byte, IGNORE_INDEX would be 156, which could be a token.
    (torch.zeros(1, 4, dtype=torch.uint8), TypeError, r"signed integers, got torch\.uint8"),
    (torch.zeros(1, 4, dtype=torch.uint16), TypeError, r"signed integers, got torch\.uint16"),
    ([[5, 6, 7, 8]], TypeError, "be a tensor, not list"),
    (None, TypeError, "be a tensor, not NoneType"),
]


@pytest.mark.parametrize(("tokens", "error", "rule"), BAD_TOKENS)
def test_invalid_tokens_are_named_with_their_rule(tokens, error, rule):
    with pytest.raises(error, match=f"^tokens must .*{rule}"):
        future_targets(tokens, 1)
    with pytest.raises(error, match=f"^labels must .*{rule}"):
        check_tokens("labels", tokens)


@pytest.mark.parametrize(
    ("document", "error", "rule"),
    [
        (torch.zeros(1, 3, dtype=torch.long), ValueError, r"shape of tokens, got \(1, 3\) for"),
        (torch.zeros(2, 4, dtype=torch.long), ValueError, r"got \(2, 4\) for \(1, 4\)"),
        (torch.zeros(4, dtype=torch.long), ValueError, r"shape \(B, T\).*got \(4,\)"),
        (torch.full((1, 4), float("nan")), TypeError, r"signed integers, got torch\.float32"),
        ([[0, 0, 1, 1]], TypeError, "be a tensor, not list"),
    ],
)
def test_invalid_documents_are_named_with_their_rule(document, error, rule):
    with pytest.raises(error, match=f"^document must .*{rule}"):
        future_targets(TOKENS, 1, document=document)


def test_a_single_token_has_no_future():
    with pytest.raises(ValueError, match=r"1 <= offset < T, got 1 for tokens \(1, 1\)"):
        future_targets(torch.tensor([[5]]), 1)
