"""Quoted weights of 7.4, typed a second time from their sources."""

from chapter7.published import loss_weight


def test_weights_are_as_documented():
    assert loss_weight.MEGATRON_DEFAULT == 0.1
    assert loss_weight.TORCHTITAN_EXAMPLE == 0.3


def test_the_two_small_sweeps_are_as_reported():
    sweep = [(0.0, 1.517), (0.1, 1.518), (0.3, 1.507), (1.0, 1.513)]
    assert list(loss_weight.TUTORIAL_SWEEP.items()) == sweep
    assert list(loss_weight.TUTORIAL_SECOND.values()) == [0.521, 0.528, 0.540, 0.548]
    assert list(loss_weight.TUTORIAL_HALF_RANGE.values()) == [0.003, 0.001, 0.003, 0]
    assert list(loss_weight.TUTORIAL_ACCEPTED.values()) == [0.79, 0.77, 0.82, 0.80]
    assert loss_weight.MARIN_SWEEP == (2.9397, 2.9270, 2.9278, 2.9306)
