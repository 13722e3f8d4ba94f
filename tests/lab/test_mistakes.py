"""The mistaken targets, by hand: a row of two documents, and its end padded."""

import pytest
import torch

from chapter7.lab import Batch, build
from chapter7.lab.losses import offset_losses
from chapter7.lab.mistakes import WAYS, mistaken_divisor, mistaken_losses, mistaken_targets

X = -100
TOKENS = torch.tensor([[5, 6, 7, 8, 9]])
PACKED = Batch(TOKENS, document=torch.tensor([[0, 0, 0, 1, 1]]))
PADDED = Batch(TOKENS, asked=torch.tensor([[True, True, True, True, False]]))
HAND = [  # way, batch, offset -> targets, worked out on paper
    ("right", PACKED, 1, [6, 7, X, 9, X]),
    ("right", PACKED, 2, [7, X, X, X, X]),
    ("all", PACKED, 2, [7, X, X, X, X]),
    ("main", PACKED, 2, [7, X, X, X, X]),
    ("rolled", PACKED, 1, [6, 7, X, 9, 5]),
    ("rolled", PACKED, 2, [7, X, X, 5, 6]),
    ("twice", PACKED, 1, [7, X, X, X, X]),
    ("twice", PACKED, 2, [X, X, X, X, X]),
    ("unshifted", PACKED, 1, [5, 6, 7, 8, 9]),
    ("unshifted", PACKED, 2, [6, 7, X, 9, X]),
    ("across", PACKED, 1, [6, 7, 8, 9, X]),
    ("across", PACKED, 2, [7, 8, 9, X, X]),
    ("right", PADDED, 1, [6, 7, 8, X, X]),
    ("rolled", PADDED, 2, [7, 8, X, 5, 6]),
    ("twice", PADDED, 1, [7, 8, X, X, X]),
    ("unshifted", PADDED, 1, [5, 6, 7, 8, X]),
    ("across", PADDED, 1, [6, 7, 8, X, X]),
]


@pytest.mark.parametrize(("way", "batch", "offset", "wanted"), HAND)
def test_targets_by_hand(way, batch, offset, wanted):
    before = batch.tokens.clone()
    assert mistaken_targets(way, batch, offset).tolist() == [wanted]
    assert torch.equal(batch.tokens, before)


def test_the_table_has_every_way():
    assert {way for way, *_ in HAND} == set(WAYS)
    with pytest.raises(ValueError, match=r"way must be one of .*, got 'wrong'"):
        mistaken_targets("wrong", PACKED, 1)


def test_what_divides():
    # three targets at offset 1, one at offset 2, five positions
    ahead = mistaken_targets("right", PACKED, 2)
    wanted = {"right": 1, "all": 5, "main": 3}
    assert {way: mistaken_divisor(way, PACKED, ahead) for way in wanted} == wanted


def test_losses_differ_by_their_divisors_alone():
    model = build("parallel", vocab_size=10, d_model=8, n_layers=1, n_heads=2, k=2).double()
    right = offset_losses(model, PACKED)
    assert torch.allclose(mistaken_losses("right", model, PACKED), right)
    assert torch.allclose(
        mistaken_losses("all", model, PACKED), right * torch.tensor([3 / 5, 1 / 5])
    )
    assert torch.allclose(mistaken_losses("main", model, PACKED), right * torch.tensor([1, 1 / 3]))
    # Each head's logits against another head's targets.
    logits = model(TOKENS, document=PACKED.document)
    nll = -logits[1].log_softmax(-1)
    wanted = (nll[0, 0, 6] + nll[0, 1, 7] + nll[0, 3, 9]) / 3
    assert torch.isclose(mistaken_losses("unshifted", model, PACKED)[1], wanted)
