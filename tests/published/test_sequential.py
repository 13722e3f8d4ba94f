"""Quoted figures of 7.3, typed a second time from where they are reported."""

from chapter7.published import sequential


def test_deepseeks_own_counts():
    counts = ("MODULE_UNIQUE", "MODULE_ACTIVATED", "MAIN_ACTIVATED", "MODULE_STORED")
    held = [round(getattr(sequential, name) / 1e9, 1) for name in counts]
    assert held == [11.5, 1.5, 36.6, 14]


def test_acceptance_as_reported():
    survival = sequential.RECURSIVE_SURVIVAL
    assert [round(100 * share) for share in survival["as released"]] == [70, 11, 2]
    assert [round(100 * share) for share in survival["trained"]] == [81, 56, 36]
    lengths = sequential.ACCEPTANCE_LENGTHS
    assert (lengths["DeepSeek-R1"], lengths["Qwen3-Next"]) == (2.7, 3.33)
    assert lengths["Nemotron 3 Super"] == 3.45
    assert sequential.STATE_BEFORE_AND_AFTER == (2.84, 2.94)
    assert dict(sequential.ACCEPTANCE_OF_GLM) == {"GLM-5": 2.76, "DeepSeek-V3.2": 2.55}


def test_the_tutorials_accuracies():
    held = {name: [*row] for name, row in sequential.TUTORIAL_ACCURACY.items()}
    assert held["parallel heads"] == [0.365, 0.258, 0.208]
    assert held["own modules"] == [0.526, 0.536, 0.544]
    assert held["one shared module"] == [0.523, 0.532, 0.532]


def test_what_mistakes_cost():
    assert sequential.THREE_MODULES_LOADED == (1.32, 1.68)
    assert sequential.LOSS_ON_PADDING == (15.8, 4.42)


def test_marins_law_and_the_bytes_of_training_are_as_reported():
    assert sequential.MARIN_BLOCKS == 13
    assert dict(sequential.MARIN_SCALING) == {"floor": 1.6, "power": 0.0941}
    assert [*sequential.TRAINING_BYTES.values()] == [4, 4, 2 * 2]  # the moments are two
