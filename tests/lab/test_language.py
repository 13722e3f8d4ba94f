"""Texts as models read them, and a run's numbers on the part held out."""

import zlib
from math import log2

import pytest

from chapter7.lab.corpus import plays
from chapter7.lab.language import compressed, corpora, read, run
from chapter7.lab.vocabularies import BytePairs

SMALL = 3_000
"""Characters of each part."""


def test_a_reading_is_the_text_in_tokens():
    whole, reading = plays(), read("plays", None, SMALL)
    assert reading.vocabulary.decode(reading.train.tolist()) == whole.train[:SMALL]
    assert reading.vocabulary.decode(reading.validation.tolist()) == whole.validation[:SMALL]
    assert reading.bytes_per_token == 1
    pairs = read("plays", 100, SMALL)
    assert len(pairs.vocabulary) == 100
    assert pairs.vocabulary.decode(pairs.validation.tolist()) == whole.validation[:SMALL]
    assert pairs.bytes_per_token == SMALL / len(pairs.validation) > 1


def test_merges_are_learned_from_the_training_part():
    """The validation part adds characters that the other lacks, but no merge."""
    reading = read("plays", 100, SMALL)
    alone = BytePairs(reading.corpus.train, 90)
    lacking = set(reading.corpus.validation) - set(reading.corpus.train)
    assert lacking
    n = len(reading.vocabulary.merges)
    assert reading.vocabulary.pieces[-n:][: len(alone.merges)] == alone.pieces[-len(alone.merges) :]
    assert lacking < set(reading.vocabulary.pieces[:-n])


def test_the_compressors_read_the_same_part():
    data = plays().validation[:SMALL].encode()
    found = compressed("plays", SMALL)
    assert found["zlib"] == 8 * len(zlib.compress(data, 9)) / SMALL
    assert 0 < found["lzma"] < 8


SETTINGS = {
    "text": "plays",
    "n_characters": SMALL,
    "mtp_weight": 1.0,
    "embedding_std": 1.0,
    "sizes": {"d_model": 16, "n_layers": 2, "n_heads": 2},
    "lr": 1e-2,
    "data": {"length": 16, "batch_size": 4},
    "steps": 10,
}
PARALLEL = {"kind": "parallel", "k": 2}


def test_a_run_finds_bits_of_each_offset_and_of_a_byte():
    found, training = run(0, **SETTINGS, **PARALLEL, vocab_size=100, flops_of=None)
    assert len(found["bits"]) == len(found["accuracy"]) == 2
    assert found["steps"] == training.steps == 10
    per_token = read("plays", 100, SMALL).bytes_per_token
    assert found["bits_per_byte"] == pytest.approx(found["bits"][0] / per_token)
    assert found["zlib"] == compressed("plays", SMALL)["zlib"]


def test_training_lowers_the_bits_of_the_part_held_out():
    alone = {"kind": "ntp", "k": 1, "vocab_size": None, "flops_of": None}
    n = len(read("plays", None, SMALL).vocabulary)
    found, _ = run(0, **SETTINGS | {"steps": 60}, **alone)
    assert found["bits"][0] < log2(n) - 1


def test_equal_flops_pay_for_more_steps_of_a_smaller_model():
    alone = {"kind": "ntp", "k": 1, "vocab_size": None}
    _, equal = run(0, **SETTINGS, **alone, flops_of=PARALLEL)
    _, parallel = run(0, **SETTINGS, **PARALLEL, vocab_size=None, flops_of=None)
    assert equal.steps > parallel.steps
    assert equal.flops <= parallel.flops < equal.flops * (equal.steps + 1) / equal.steps


def test_a_corpus_is_named_with_its_hash():
    assert corpora("plays") == {"plays": plays().sha256}
