"""Conventions of the loss weight: by hand, and by the gradients that they give."""

from itertools import product

import numpy as np
import pytest
import torch

from chapter7.conventions import CONVENTIONS, convert, target_weights
from chapter7.losses import mtp_loss
from chapter7.targets import count_targets

COUNTS = {"targets": [12, 8, 6], "positions": 16}

HAND = [  # value, convention -> one target of depths 1 and 2 beside one of the next token
    (0.3, "Megatron", [0.3 / 2 * 12 / 8, 0.3 / 2 * 12 / 6]),
    (0.3, "Megatron, per token", [0.15, 0.15]),
    (0.3, "torchtitan", [0.15, 0.15]),
    (0.3, "DeepSeek", [0.3 / 2 * 12 / 16, 0.3 / 2 * 12 / 16]),
    (1, "Gloeckle", [12 / 8, 12 / 6]),
    (0, "Megatron", [0, 0]),
]


@pytest.mark.parametrize(("value", "convention", "weights"), HAND)
def test_what_a_target_weighs_is_what_paper_gives(value, convention, weights):
    found = target_weights(value, convention, **COUNTS)
    np.testing.assert_allclose(found, weights, rtol=1e-12)


CONVERTED = [  # value, of, to -> a weight per depth
    (1, "Gloeckle", "Megatron", [2, 2]),  # the plain sum is D times the mean
    (0.1, "Megatron", "Gloeckle", [0.05, 0.05]),
    (0.3, "torchtitan", "Megatron", [0.3 * 8 / 12, 0.3 * 6 / 12]),
    (0.3, "DeepSeek", "torchtitan", [0.3 * 12 / 16] * 2),
    (0.3, "Megatron, per token", "torchtitan", [0.3, 0.3]),
]


@pytest.mark.parametrize(("value", "of", "to", "weights"), CONVERTED)
def test_a_weight_is_converted_as_on_paper(value, of, to, weights):
    np.testing.assert_allclose(convert(value, of, to, **COUNTS), weights, rtol=1e-12)


def test_where_every_position_has_its_targets_only_the_sum_differs():
    full = {"targets": [64, 64], "positions": 64}
    for of, to in product(CONVENTIONS, CONVENTIONS):
        np.testing.assert_allclose(convert(0.3, of, to, **full), [0.3], rtol=1e-12)


TOKENS = torch.tensor([[5, 6, 7, 8, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7]])
DOCUMENT = torch.tensor([[0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0]])


def gradients(value, convention):
    """Of the logits, written as the implementation writes its loss."""
    drawn = torch.Generator().manual_seed(0)
    logits = torch.randn(3, 2, 7, 9, generator=drawn, dtype=torch.float64, requires_grad=True)
    counts = count_targets(TOKENS, 3, document=DOCUMENT).tolist()
    rule, main = CONVENTIONS[convention], counts[0]
    divisors = {"valid": counts[1:], "main": [main] * 2, "all": [TOKENS.numel()] * 2}
    share = value / 2 if rule.averages else value
    loss = mtp_loss(
        list(logits),
        TOKENS,
        weights=[1, share, share] if np.ndim(share) == 0 else [1, *share],
        document=DOCUMENT,
        normaliser=[main, *divisors[rule.divisor]],
    )
    return torch.autograd.grad(loss, logits)[0]


@pytest.mark.parametrize(("of", "to"), list(product(CONVENTIONS, CONVENTIONS)))
def test_a_converted_weight_gives_the_same_gradient(of, to):
    counts = count_targets(TOKENS, 3, document=DOCUMENT).tolist()
    there = convert(0.3, of, to, targets=counts, positions=TOKENS.numel())
    torch.testing.assert_close(gradients(there, to), gradients(0.3, of), rtol=1e-12, atol=0)


BAD = [
    ({"value": -0.1}, "value must be at least 0, got -0.1"),
    ({"value": float("nan")}, "value"),
    ({"convention": "GPT"}, "a convention must be one of .*'Gloeckle'.*, got 'GPT'"),
    ({"targets": [12]}, r"targets must have shape \(1 \+ D,\).*got \(1,\)"),
    ({"targets": [12, 0]}, "targets must be above 0, got 0"),
    ({"positions": 11}, "positions must be at least the most targets, 12, got 11"),
]


@pytest.mark.parametrize(("changed", "rule"), BAD)
def test_bad_input_names_the_value_and_the_rule(changed, rule):
    good = {"value": 0.3, "convention": "Megatron", **COUNTS}
    with pytest.raises(ValueError, match=rule):
        target_weights(**good | changed)
    if "convention" in changed:
        with pytest.raises(ValueError, match=rule):
            convert(0.3, "Megatron", "GPT", **COUNTS)
