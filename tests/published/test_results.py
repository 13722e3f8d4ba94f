"""Quoted figures: typed a second time here, from the papers' tables, and checked against sense."""

from chapter7.published import models, results


def test_gloeckles_scores_are_those_of_table_s7():
    assert list(results.GLOECKLE_MBPP.values()) == [
        (1.8, 1.7, 1.0),
        (4.7, 4.6, 3.0),
        (6.8, 7.3, 7.4),
        (11.1, 11.8, 12.7),
        (23.9, 24.7, 26.0),
        (26.0, 30.5, 30.5),
    ]
    assert list(results.GLOECKLE_HUMANEVAL.values()) == [
        (1.9, 1.5, 1.2),
        (2.9, 3.2, 2.7),
        (4.6, 5.4, 4.8),
        (7.2, 8.0, 7.2),
        (12.8, 13.2, 13.8),
        (14.1, 15.2, 15.8),
    ]
    sizes = [0.3e9, 0.6e9, 1.3e9, 3e9, 6.7e9, 13e9]
    assert list(results.GLOECKLE_MBPP) == list(results.GLOECKLE_HUMANEVAL) == sizes


def test_deepseeks_ablation_is_table_4_whole():
    rows = [
        ("Pile bits per byte", 0.729, 0.729, 0.658, 0.657),
        ("BBH", 39.0, 41.4, 70.0, 70.7),
        ("MMLU", 50.0, 53.3, 67.5, 66.6),
        ("DROP", 39.2, 41.3, 68.5, 70.6),
        ("TriviaQA", 56.9, 57.7, 67.0, 67.3),
        ("NaturalQuestions", 22.7, 22.3, 27.2, 28.5),
        ("HumanEval", 20.7, 26.8, 44.5, 53.7),
        ("MBPP", 35.8, 36.8, 61.6, 62.2),
        ("GSM8K", 25.4, 31.4, 72.3, 74.0),
        ("MATH", 10.7, 12.6, 38.6, 39.8),
    ]
    held = [(name, *small, *large) for name, (small, large) in results.DEEPSEEK_ABLATION.items()]
    assert held == rows


def test_deepseeks_other_models_of_the_smaller_size_are_those_of_table_5():
    assert dict(results.DEEPSEEK_BALANCING) == {
        "MMLU": (51.0, 51.8),
        "HumanEval": (22.0, 22.6),
        "GSM8K": (27.1, 29.6),
        "MATH": (10.9, 11.1),
    }
    assert results.DEEPSEEK_ABLATION_TOKENS == (1.33e12, 5.4e11)


def test_the_loss_weights_cover_the_whole_run():
    assert sum(tokens for _, tokens in results.DEEPSEEK_LOSS_WEIGHTS) == models.DEEPSEEK_V3.n_tokens


def test_pretraining_is_a_part_of_the_training_and_costs_what_the_report_says():
    assert results.DEEPSEEK_PRETRAINING_GPU_HOURS < results.DEEPSEEK_GPU_HOURS
    dollars = results.DEEPSEEK_GPU_HOURS * results.DEEPSEEK_DOLLARS_PER_HOUR
    assert dollars == 5.576e6


def test_one_extra_token_cannot_more_than_double_the_speed():
    low, high = results.DEEPSEEK_ACCEPTANCE
    assert 0 < low < high < 1 < results.DEEPSEEK_SPEED_UP < 1 + high


def test_counts_and_estimates_are_the_sources():
    assert results.PUBLIC_TEXT_TOKENS == 3e14  # Villalobos et al., abstract: some 300 trillion
    assert results.PUBLIC_TEXT_INTERVAL == (1e14, 1e15)
    assert results.WEB_PAIRS == (6000263, 1959385)  # count_2w.txt: new york, los angeles
    assert results.MBPP_TASKS == 500  # Austin et al., sec. 3.1
    assert results.HUMANEVAL_TASKS == 164  # Chen et al., sec. 2.2
    assert results.APPS_TASKS == 1000
    assert results.DROP_TASKS == 9536
    assert dict(results.SEED_SPREAD) == {"HumanEval": 1.11, "MMLU": 0.57}
