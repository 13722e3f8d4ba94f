"""Quoted figures of 7.5, typed a second time from where they are reported."""

from chapter7.published import speculative_decoding as published


def test_eight_modules_as_reported():
    percent = ["75.68", "60.11", "49.76", "41.13", "35.38", "29.80", "26.08", "22.29"]
    assert [f"{100 * share:.2f}" for share in published.EIGHT_SURVIVAL] == percent
    assert (published.EIGHT_ACCEPTED, published.EIGHT_LENGTH) == (0.4253, 4.4)
    assert (published.ONE_ACCEPTED, published.ONE_LENGTH) == (0.8359, 1.84)


def test_the_reports_three_numbers_agree():
    """Of 839,040 drafted tokens 356,839 were kept; 205,916 of 246,348 with one module."""
    assert round(356_839 / 839_040, 4) == published.EIGHT_ACCEPTED
    assert round(205_916 / 246_348, 4) == published.ONE_ACCEPTED
    assert abs(sum(published.EIGHT_SURVIVAL) / 8 - published.EIGHT_ACCEPTED) < 1e-4
    assert round(1 + sum(published.EIGHT_SURVIVAL), 2) == published.EIGHT_LENGTH
    assert round(1 + published.ONE_ACCEPTED, 2) == published.ONE_LENGTH


def test_gemmas_and_a_corrupted_verifiers():
    assert published.GEMMA_SURVIVAL == (0.844, 0.599, 0.385, 0.271)
    assert round(sum(published.GEMMA_SURVIVAL) / 4, 3) == 0.525
    assert (published.CORRUPTED_SPEED_UP, published.REPAIRED_SPEED_UP) == (1.28, 0.86)
