"""Reports of serving, typed a second time from where they stand."""

from chapter7.published import serving


def test_reported_speed_ups():
    reported = {one.key: one.speed_up for one in serving.BATCHES}
    assert reported["gaudi1264"] == {4: 1.6, 32: 1.5, 128: 1.35, 256: 1}
    assert reported["sglangdocs"] == {1: 1.8, 32: 1.5}
    assert round(reported["sglangmtp"][2], 3) == 1.608 and reported["sglangmtp"][128] == 1.142
    assert list(reported["mimo2026"].values()) == [1.86, 1.82, 1.97, 1.99, 1.82]
    assert reported["inferencex1630"] == {1: 1.75, 8: 1.38, 32: 0.63}
    assert round(1 / reported["vllm39680"][1], 2) == 2.67
    assert list(serving.MIMO_LONGEST.values()) == [2.52, 2.47, 2.67, 2.7, 2.46]
    assert list(serving.MIMO_LONGEST) == list(reported["mimo2026"]) == [32, 48, 64, 96, 128]


def test_acceptance_at_each_batch():
    pairs = zip(serving.GAUDI_ACCEPTED, serving.GAUDI_DRAFTED, strict=True)
    assert [round(100 * kept / drafted, 1) for kept, drafted in pairs] == [88.0, 88.3, 87.4, 88.3]


def test_one_module_against_eight():
    # its own table: 30.5 % more tokens a second, 26.1 % less time per token
    rate, wait = serving.VLLM_TOKENS_PER_SECOND, serving.VLLM_PER_TOKEN_MS
    assert round(100 * (rate[8] / rate[1] - 1), 1) == 30.5
    assert round(100 * (1 - wait[8] / wait[1]), 1) == 26.1
    assert serving.VLLM_BETWEEN_TOKENS_MS == {1: 22.4, 8: 159.6}


def test_the_rest():
    assert (serving.TENSORRT_EXACT, serving.TENSORRT_RELAXED) == (2.16, 2.33)
    assert (serving.V3_ACCEPTANCE, serving.V3_SPEED_UP) == ((0.85, 0.9), 1.8)
    assert round(serving.H100_PEAK / serving.H100_BANDWIDTH) == 295  # operations a byte
    assert (serving.SGLANG_PLAIN, serving.SGLANG_OVERLAP, serving.QWEN_ACCEPTANCE) == (
        51,
        60.4,
        0.966,
    )
