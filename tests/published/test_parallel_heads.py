"""Quoted figures of 7.2, typed a second time from the papers' tables."""

from chapter7.published import parallel_heads, results


def test_gloeckles_scores_by_n_are_those_of_table_1():
    ns = [1, 2, 4, 6, 8]
    table = {
        "MBPP": [30.0, 30.3, 33.8, 31.9, 30.7],
        "HumanEval": [22.8, 22.2, 24.0, 20.6, 20.0],
        "APPS": [2.8, 2.1, 1.6, 3.5, 3.5],
    }
    held = {task: (list(row), list(row.values())) for task, row in parallel_heads.CODE_BY_N.items()}
    assert held == {task: (ns, row) for task, row in table.items()}
    assert dict(parallel_heads.BYTES_BY_N) == {1: 19.3, 8: 32.3, 16: 28.6, 32: 23.0}


def test_gloeckles_other_columns_are_those_of_tables_1_s7_and_s9():
    tokens, in_bytes = parallel_heads.APPS_PASS_100, parallel_heads.APPS_BYTES_PASS_100
    assert (list(tokens), list(tokens.values())) == (
        [1, 2, 4, 6, 8],
        [17.4, 21.7, 19.9, 22.7, 22.1],
    )
    assert (list(in_bytes), list(in_bytes.values())) == ([1, 8, 16, 32], [2.4, 14.0, 12.9, 8.8])
    longer = parallel_heads.AFTER_A_TRILLION
    assert dict(longer) == {"MBPP": (40.7, 43.1), "HumanEval": (31.7, 31.6)}
    assert list(parallel_heads.MBPP_PASS_100.values()) == [
        (29.9, 27.2, 20.1),
        (45.2, 44.7, 38.0),
        (51.0, 51.7, 50.1),
        (60.4, 60.5, 61.1),
        (74.7, 76.4, 76.0),
        (77.0, 79.4, 79.2),
    ]
    assert list(parallel_heads.SUMMARY_GAINS.values()) == [(0.51, 0.46), (0.28, 0.31)]


def test_gloeckles_models_are_those_of_tables_s13_and_s14():
    dimensions, layers = zip(*parallel_heads.GLOECKLE_SHAPES.values(), strict=True)
    assert dimensions == (1024, 1280, 2048, 2560, 4096, 5120)
    assert layers == (18, 27, 24, 36, 32, 40)
    for size, (d, n_layers) in parallel_heads.GLOECKLE_SHAPES.items():
        vocabulary = 2 * parallel_heads.GLOECKLE_VOCABULARY * d
        assert abs(12 * n_layers * d**2 + vocabulary - size) < 0.15 * size
    assert list(parallel_heads.GLOECKLE_TOKENS.values()) == [91e9] * 4 + [209.7e9] * 2
    for table in (parallel_heads.MBPP_PASS_100, parallel_heads.GLOECKLE_TOKENS):
        assert list(table) == list(parallel_heads.GLOECKLE_SHAPES) == list(results.GLOECKLE_MBPP)
    n_bytes, n_tokens = parallel_heads.BYTES_READ
    assert n_bytes == 314e9 and 209.7e9 / n_tokens > 1.7  # sec. 3.3: 1.7 times less data


def test_the_small_sweeps_are_as_reported():
    assert parallel_heads.MARIN_LOSS == (2.93966, 2.92702)
    assert parallel_heads.MARIN_SPEED == (502_522, 400_417)
    assert parallel_heads.TUTORIAL_LOSS == (1.517, 1.509, 1.501)
