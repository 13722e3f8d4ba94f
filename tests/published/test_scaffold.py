"""What the record's own description says of its runs."""

from statistics import mean, stdev

import pytest

from chapter7.published import scaffold


def test_the_speedruns_losses_have_the_mean_and_deviation_that_it_states():
    assert len(scaffold.SPEEDRUN_LOSSES) == 14
    assert mean(scaffold.SPEEDRUN_LOSSES) == pytest.approx(3.2787, abs=5e-5)
    assert stdev(scaffold.SPEEDRUN_LOSSES) == pytest.approx(0.0010, abs=5e-5)


def test_it_is_three_seconds_faster():
    before, after = scaffold.SPEEDRUN_SECONDS
    assert before - after == pytest.approx(3.06, abs=5e-3)
