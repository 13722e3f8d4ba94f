"""Quoted weights of 7.4, typed a second time from their sources."""

from chapter7.published import loss_weight


def test_weights_are_as_documented():
    assert loss_weight.MEGATRON_DEFAULT == 0.1
    assert loss_weight.TORCHTITAN_EXAMPLE == 0.3
