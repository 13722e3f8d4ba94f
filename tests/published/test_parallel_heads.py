"""Quoted figures of 7.2, typed a second time from the papers' tables."""

from chapter7.published import parallel_heads


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


def test_the_small_sweeps_are_as_reported():
    assert parallel_heads.MARIN_LOSS == (2.93966, 2.92702)
    assert parallel_heads.MARIN_SPEED == (502_522, 400_417)
    assert parallel_heads.TUTORIAL_LOSS == (1.517, 1.509)
