"""The loss in chunks against a loop in plain Python, and against logits that are all there."""

from math import exp, isclose, log

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from chapter7.losses import mtp_loss, mtp_loss_from_hidden, ntp_loss
from chapter7.targets import IGNORE_INDEX, count_targets
from tests.losses.made import Made

X = IGNORE_INDEX


def loop_loss(hidden, head, targets, divisor):
    """The oracle of one offset: sum -log softmax(head h)_target, one position after the other."""
    total = 0.0
    for states, row in zip(hidden, targets, strict=True):
        for state, target in zip(states, row, strict=True):
            if target != X:
                scores = [sum(h * w for h, w in zip(state, word, strict=True)) for word in head]
                highest = max(scores)
                partition = sum(exp(score - highest) for score in scores)
                total += highest + log(partition) - scores[target]
    return total / divisor


def drawn(k=3, rows=2, length=7, width=3, vocabulary=5, dtype=torch.float64, seed=0):
    """k hidden states, an unembedding, tokens with padding, documents, a mask."""
    generator = torch.Generator().manual_seed(seed)

    def random(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64).to(dtype)

    hidden = [random(rows, length, width).requires_grad_() for _ in range(k)]
    head = random(vocabulary, width).requires_grad_()
    tokens = torch.randint(0, vocabulary, (rows, length), generator=generator)
    document = torch.randint(0, 2, (rows, length), generator=generator).cumsum(1)
    asked = torch.rand(rows, length, generator=generator) < 0.7
    tokens[1, 2], document[0, : k + 1], asked[0, : k + 1] = X, 0, True  # each offset has a target
    return hidden, head, tokens, document, asked


def test_one_position_after_the_other():
    hidden, head, tokens, _, _ = drawn(k=2)
    targets = [
        [[*row[offset:], *[X] * offset] for row in tokens.tolist()] for offset in (1, 2)
    ]  # no shift of the package
    numbers = [sum(target != X for row in rows for target in row) for rows in targets]
    expected = sum(
        weight * loop_loss(states.tolist(), head.tolist(), rows, number)
        for weight, states, rows, number in zip([1, 0.3], hidden, targets, numbers, strict=True)
    )
    loss = mtp_loss_from_hidden(hidden, head, tokens, weights=[1, 0.3], chunk=4)
    assert loss.shape == ()
    assert isclose(loss.item(), expected, rel_tol=1e-12)


@given(
    st.integers(1, 3),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["valid", "all", "numbers"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([X, -1, 90]),
    st.sampled_from([1, 3, 256]),
    st.data(),
)
def test_loss_and_gradients_are_those_of_all_logits(
    k, seed, normaliser, has_documents, has_mask, ignore_index, chunk, data
):
    hidden, head, tokens, document, asked = drawn(k, seed=seed)
    tokens = tokens.masked_fill(tokens == X, ignore_index)
    options = {
        "weights": data.draw(st.lists(st.sampled_from([0, 0.3, 1, 7.5]), min_size=k, max_size=k)),
        "normaliser": [3.5, 8, 100][:k] if normaliser == "numbers" else normaliser,
        "document": document if has_documents else None,
        "asked": asked if has_mask else None,
        "ignore_index": ignore_index,
    }
    plain = mtp_loss([states @ head.T for states in hidden], tokens, **options)
    chunked = mtp_loss_from_hidden(hidden, head, tokens, chunk=chunk, **options)
    assert chunked.dtype == torch.float64
    torch.testing.assert_close(chunked, plain, rtol=1e-12, atol=1e-12)
    expected = torch.autograd.grad(plain, [*hidden, head])
    found = torch.autograd.grad(chunked, [*hidden, head])
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


def test_pytorchs_own_loss_agrees():
    hidden, head, tokens, _, _ = drawn(k=1, rows=3, length=20, vocabulary=11)
    targets = torch.cat([tokens[:, 1:], torch.full((3, 1), X)], dim=1)
    theirs = F.linear_cross_entropy(hidden[0].flatten(0, 1), head, targets.flatten())
    ours = mtp_loss_from_hidden(hidden, head, tokens, chunk=7)
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=0)


@pytest.mark.parametrize("normaliser", ["valid", "all", [2, 3]])
def test_gradients_agree_with_finite_differences(normaliser):
    hidden, head, tokens, document, asked = drawn(k=2, length=5)
    options = {"document": document, "asked": asked, "normaliser": normaliser, "chunk": 3}

    def loss(head, *hidden):
        return mtp_loss_from_hidden(hidden, head, tokens, weights=[1, 0.3], **options)

    assert torch.autograd.gradcheck(loss, (head, *hidden))


def test_what_lies_behind_the_hidden_states_learns_too():
    _, head, tokens, _, _ = drawn()
    trunk = torch.randn(2, 7, 3, dtype=torch.float64, requires_grad=True)

    def gradients(loss_of):
        hidden = [trunk.sin() * offset for offset in (1, 2, 3)]
        return torch.autograd.grad(3 * loss_of(hidden) + trunk.sum(), [trunk, head])

    plain = gradients(lambda hidden: mtp_loss([h @ head.T for h in hidden], tokens))
    chunked = gradients(lambda hidden: mtp_loss_from_hidden(hidden, head, tokens, chunk=5))
    for ours, theirs in zip(chunked, plain, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("learns", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_only_what_needs_a_gradient_gets_one(learns):
    hidden, head, tokens, _, _ = drawn(k=2)
    hidden[0].requires_grad_(bool(learns[0]))
    hidden[1].requires_grad_(False)
    head.requires_grad_(bool(learns[1]))
    loss = mtp_loss_from_hidden(hidden, head, tokens)
    assert loss.requires_grad == any(learns)
    if any(learns):
        loss.backward()
    assert (hidden[0].grad is not None) == bool(learns[0])
    assert (head.grad is not None) == bool(learns[1])
    assert hidden[1].grad is None


def test_without_gradients_none_is_computed():
    hidden, head, tokens, _, _ = drawn(vocabulary=50, width=40)
    expected = mtp_loss_from_hidden(hidden, head, tokens)
    with torch.no_grad(), Made() as made:
        loss = mtp_loss_from_hidden(hidden, head, tokens, chunk=2)
    assert isclose(loss.item(), expected.item(), rel_tol=1e-12)
    assert not loss.requires_grad
    assert head.numel() not in made.sizes


def test_a_second_backward_adds_and_a_second_derivative_is_refused():
    hidden, head, tokens, _, _ = drawn(k=1)
    loss = mtp_loss_from_hidden(hidden, head, tokens)
    loss.backward(retain_graph=True)
    once = head.grad.clone()
    loss.backward(retain_graph=True)
    torch.testing.assert_close(head.grad, 2 * once, rtol=1e-15, atol=0)
    with pytest.raises(RuntimeError, match="differentiated once: for create_graph=True use"):
        torch.autograd.grad(loss, head, create_graph=True)


def test_the_logits_of_all_positions_never_exist_at_once():
    vocabulary, chunk = 1_000, 8
    hidden, head, tokens, _, _ = drawn(k=4, rows=2, length=64, width=4, vocabulary=vocabulary)
    with Made() as made:
        mtp_loss_from_hidden(hidden, head, tokens, chunk=chunk).backward()
    assert max(made.sizes) == chunk * vocabulary
    # from forward to backward: one gradient of the unembedding, whatever the number of offsets
    assert made.sizes.count(head.numel()) == 2  # the sum over offsets, and it times d_loss


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
def test_the_product_of_half_precision_is_in_float32(dtype):
    hidden, head, tokens, _, _ = drawn(length=40, vocabulary=11, dtype=dtype)
    loss = mtp_loss_from_hidden(hidden, head, tokens, weights=[1, 0.3, 0.3])
    assert loss.dtype == torch.float32
    full = [states.detach().double() for states in hidden]
    plain = mtp_loss([h @ head.detach().double().T for h in full], tokens, weights=[1, 0.3, 0.3])
    assert isclose(loss.item(), plain.item(), rel_tol=1e-5)
    loss.backward()
    assert all(x.grad.dtype == dtype and x.grad.isfinite().all() for x in [*hidden, head])


def test_a_small_weight_is_not_lost_in_half_precision():
    # In bfloat16 adding 1/1000 of a gradient to it changes nothing; float32 keeps both offsets.
    hidden, head, tokens, _, _ = drawn(k=2, vocabulary=11, dtype=torch.bfloat16)
    exact = [x.detach().double().requires_grad_() for x in [head, *hidden]]
    both = mtp_loss([h @ exact[0].T for h in exact[1:]], tokens, weights=[1, 1e-3])
    both.backward()
    float_head = head.detach().float().requires_grad_()
    mtp_loss_from_hidden(hidden, float_head, tokens, weights=[1, 1e-3]).backward()
    torch.testing.assert_close(float_head.grad.double(), exact[0].grad, rtol=1e-4, atol=1e-6)


def test_autocast_does_not_reach_the_product():
    hidden, head, tokens, _, _ = drawn(dtype=torch.float32, length=40)
    expected = mtp_loss_from_hidden(hidden, head, tokens)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = mtp_loss_from_hidden(hidden, head, tokens)
    assert torch.equal(loss, expected)


@pytest.mark.parametrize("nothing", [float("nan"), float("inf")])
def test_a_position_without_target_takes_no_part(nothing):
    hidden, head, tokens, document, asked = drawn(k=2)
    masks = {"document": document, "asked": asked}
    expected = mtp_loss_from_hidden(hidden, head, tokens, **masks)
    states = hidden[0].detach().clone()
    without = torch.zeros(2, 7, dtype=torch.bool)
    without[:, -1] = True
    without[:, :-1] = ~asked[:, 1:] | (document[:, :-1] != document[:, 1:]) | (tokens[:, 1:] == X)
    states[without] = nothing
    states.requires_grad_()
    loss = mtp_loss_from_hidden([states, hidden[1]], head, tokens, **masks)
    torch.testing.assert_close(loss, expected, rtol=1e-14, atol=0)
    loss.backward()
    assert (states.grad[without] == 0).all()
    assert (states.grad[~without] != 0).all()


def test_an_offset_may_have_no_target_if_the_whole_batch_has():
    hidden, head, tokens, _, _ = drawn(k=2)
    document = torch.arange(7).div(2, rounding_mode="floor").expand(2, 7)  # documents of two
    assert count_targets(tokens, 2, document=document)[1] == 0
    with pytest.raises(ValueError, match="all 14 targets are ignored"):
        mtp_loss_from_hidden(hidden, head, tokens, document=document)
    loss = mtp_loss_from_hidden(hidden, head, tokens, document=document, normaliser=[10, 3])
    alone = ntp_loss(hidden[0] @ head.T, tokens, document=document, normaliser=10)
    torch.testing.assert_close(loss, alone, rtol=1e-14, atol=0)
    loss.backward()
    assert (hidden[1].grad == 0).all()
    nothing = mtp_loss_from_hidden(
        hidden, head, tokens, asked=torch.zeros(2, 7).bool(), normaliser=[10, 3]
    )
    assert nothing.item() == 0
    nothing.backward()


@pytest.mark.parametrize("normaliser", ["valid", "all"])
def test_uneven_parts_of_a_batch_add_up_to_its_gradient(normaliser):
    hidden, head, tokens, document, asked = drawn(k=3, rows=5, length=9)
    masks = {"document": document, "asked": asked}
    options = {"weights": [1, 0.3, 0], "chunk": 4}
    whole = mtp_loss_from_hidden(hidden, head, tokens, normaliser=normaliser, **masks, **options)
    expected = torch.autograd.grad(whole, [head, *hidden])
    parts = [slice(0, 1), slice(1, 2), slice(2, 5)]
    numbers = [tokens.numel()] * 3
    if normaliser == "valid":
        cut = [{name: mask[part] for name, mask in masks.items()} for part in parts]
        numbers = sum(
            count_targets(tokens[part], 3, **here) for part, here in zip(parts, cut, strict=True)
        )
    for part in parts:
        here = {name: mask[part] for name, mask in masks.items()}
        states = [x[part] for x in hidden]
        mtp_loss_from_hidden(
            states, head, tokens[part], normaliser=numbers, **here, **options
        ).backward()
    for x, gradient in zip([head, *hidden], expected, strict=True):
        torch.testing.assert_close(x.grad, gradient, rtol=1e-12, atol=1e-14)


TOKENS, HIDDEN, HEAD = torch.tensor([[0, 1, 2, 3]]), torch.zeros(1, 4, 2), torch.zeros(5, 2)


@pytest.mark.parametrize(
    ("change", "error", "rule"),
    [
        ({"hidden_by_offset": []}, ValueError, "hidden_by_offset must hold at least one tensor"),
        ({"hidden_by_offset": [HIDDEN[:, :3]]}, ValueError, r"\(1, 4, 2\).*got \(1, 3, 2\)"),
        ({"hidden_by_offset": [HIDDEN[..., :1]]}, ValueError, r"got \(1, 4, 1\)"),
        ({"hidden_by_offset": [HIDDEN[0]]}, ValueError, r"got \(4, 2\)"),
        (
            {"hidden_by_offset": [HIDDEN.long()]},
            TypeError,
            "floating-point tensor, got torch.int64",
        ),
        ({"hidden_by_offset": [HIDDEN.to(torch.float8_e5m2)]}, TypeError, "got torch.float8_e5m2"),
        ({"hidden_by_offset": [HIDDEN] * 4}, ValueError, r"offset < T, got 4 for tokens \(1, 4\)"),
        ({"unembedding": HEAD[0]}, ValueError, r"unembedding must have shape \(V, d\), got \(2,\)"),
        ({"unembedding": HEAD[:0]}, ValueError, r"unembedding must have shape.*got \(0, 2\)"),
        ({"unembedding": HEAD.tolist()}, TypeError, "unembedding must be.*got list"),
        ({"unembedding": HEAD[:2]}, ValueError, r"targets must lie in \[0, 2\).*got 3"),
        ({"tokens": TOKENS.tolist()}, TypeError, "tokens must be a tensor, not list"),
        ({"weights": [1, 2]}, ValueError, r"weights must have shape \(1,\)"),
        ({"normaliser": "sum"}, ValueError, r"one of \('valid', 'all'\), got 'sum'"),
        ({"normaliser": [0]}, ValueError, "normaliser must be above 0, got 0"),
        ({"normaliser": 3}, ValueError, r"normaliser must have shape \(1,\), one per offset"),
        ({"chunk": 0}, ValueError, "chunk must be at least 1, got 0"),
        ({"chunk": 1.5}, ValueError, "chunk must be a whole number, got 1.5"),
        ({"asked": TOKENS}, TypeError, "asked must be a bool tensor"),
        (
            {"unembedding": torch.full_like(HEAD, float("nan"))},
            ValueError,
            "hidden states and unembedding must give every target a finite loss, got nan",
        ),
    ],
)
def test_invalid_input_is_named_with_its_rule(change, error, rule):
    arguments = {"hidden_by_offset": [HIDDEN], "unembedding": HEAD, "tokens": TOKENS} | change
    with pytest.raises(error, match=rule):
        mtp_loss_from_hidden(**arguments)
