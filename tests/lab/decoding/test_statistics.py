"""Three acceptances and two lengths, by hand."""

import numpy as np
import pytest

from chapter7.lab.decoding import Acceptance


def test_equal_drafts_by_hand():
    rounds = Acceptance(drafted=[3] * 8, kept=[3, 3, 2, 1, 1, 1, 0, 0])
    np.testing.assert_allclose(rounds.survival, [6 / 8, 3 / 8, 2 / 8])
    np.testing.assert_allclose(rounds.conditional, [6 / 8, 3 / 6, 2 / 3])
    assert rounds.accepted_per_drafted == pytest.approx(11 / 24)
    assert rounds.accepted_per_drafted == pytest.approx(rounds.survival.mean())
    assert rounds.length == pytest.approx(19 / 8)  # the bonus token counted
    assert rounds.length == pytest.approx(1 + rounds.survival.sum())
    np.testing.assert_allclose(np.cumprod(rounds.conditional), rounds.survival)
    assert rounds.tokens_per_pass == rounds.length


def test_drafts_of_different_lengths_by_hand():
    rounds = Acceptance(drafted=[2, 1, 0, 2], kept=[2, 1, 0, 0], emitted=[1, 2, 1, 1])
    np.testing.assert_allclose(rounds.survival, [2 / 3, 1 / 2])
    np.testing.assert_allclose(rounds.conditional, [2 / 3, 1])
    assert rounds.accepted_per_drafted == pytest.approx(3 / 5)
    assert rounds.length == pytest.approx(7 / 4)
    assert rounds.tokens_per_pass == pytest.approx(5 / 4)  # a stop token has cut the first block


def test_what_never_happened_has_no_share():
    rounds = Acceptance(drafted=[2, 2], kept=[0, 0])
    assert rounds.survival.tolist() == [0, 0]
    assert rounds.conditional[0] == 0 and np.isnan(rounds.conditional[1])
    plain = Acceptance(drafted=[0, 0], kept=[0, 0])
    assert plain.survival.shape == plain.conditional.shape == (0,)
    assert np.isnan(plain.accepted_per_drafted)
    assert plain.length == plain.tokens_per_pass == 1


def test_published_survivals_have_rising_conditionals():
    """Eight modules on GSM8K: per position they are survivals, as their length of 4.40 says."""
    per_position = [0.7568, 0.6011, 0.4976, 0.4113, 0.3538, 0.2980, 0.2608, 0.2229]
    n = 10_000
    at_least = [n, *(round(n * share) for share in per_position), 0]
    kept = np.repeat(np.arange(9), -np.diff(at_least))
    rounds = Acceptance(drafted=np.full(n, 8), kept=kept)
    np.testing.assert_allclose(rounds.survival, per_position)
    assert rounds.length == pytest.approx(4.40, abs=0.005)
    assert rounds.accepted_per_drafted == pytest.approx(0.425, abs=5e-4)
    wanted = [0.757, 0.794, 0.828, 0.827, 0.860, 0.842, 0.875, 0.855]
    np.testing.assert_allclose(rounds.conditional, wanted, atol=6e-4)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"drafted": [], "kept": []}, ValueError, "drafted must hold at least one number"),
        ({"drafted": [1, 2], "kept": [1]}, ValueError, r"kept must have shape \(2,\), got \(1,\)"),
        ({"drafted": 1, "kept": 1}, ValueError, r"drafted must have shape \(1,\), got \(\)"),
        ({"drafted": [1], "kept": [2]}, ValueError, "kept must be at most drafted = 1, got 2"),
        ({"drafted": [1], "kept": [-1]}, ValueError, "kept must be at least 0, got -1"),
        ({"drafted": [1.5], "kept": [1]}, ValueError, "drafted must be a whole number, got 1.5"),
        ({"drafted": [True], "kept": [1]}, TypeError, "drafted must be a real number"),
        (
            {"drafted": [1], "kept": [0], "emitted": [2]},
            ValueError,
            r"emitted must be at most kept \+ 1 = 1, got 2",
        ),
        ({"drafted": [1], "kept": [0], "emitted": [0]}, ValueError, "emitted must be at least 1"),
    ],
)
def test_bad_input_is_named_with_its_rule(arguments, error, words):
    with pytest.raises(error, match=words):
        Acceptance(**arguments)
