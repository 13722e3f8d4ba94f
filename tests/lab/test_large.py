"""The large profile, tried at a tiny size on this machine."""

from email.message import Message

import numpy as np
import pytest

from chapter7.lab import large, records
from chapter7.lab.performing import perform

FILES = [(f"package/{i}.py", f"def f{i}(x):\n\treturn x + {i}\n" * 30) for i in range(150)]


def about(**fields):
    """A package's metadata."""
    message = Message()
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            message[name.replace("_", "-")] = value
    return message


@pytest.mark.parametrize(
    ("fields", "is_permissive"),
    [
        ({"License_Expression": "BSD-3-Clause AND MIT"}, True),
        ({"License": "MIT License\nCopyright, and no word on the GPL"}, True),
        ({"Classifier": ["Topic :: Utilities", "License :: OSI Approved :: Apache License"]}, True),
        ({"License_Expression": "MPL-2.0 AND MIT"}, False),
        ({"Classifier": ["License :: OSI Approved :: GNU Lesser GPL"]}, False),
        ({"Classifier": ["Topic :: MIT"]}, False),
        ({}, False),
    ],
)
def test_packages_count_by_their_licence(fields, is_permissive):
    assert large.is_permissive(about(**fields)) is is_permissive


def test_installed_code_is_that_of_permissive_packages():
    found = dict(zip(range(3), large.installed_code(), strict=False))
    assert len(found) == 3
    assert all(name.endswith(".py") and code.isascii() for name, code in found.values())


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "tokens.npz"
    large.prepare(path, vocab_size=60, files=iter(FILES))
    return path


def test_tokens_are_written_once_and_known_by_their_hash(tokens, tmp_path):
    with np.load(tokens) as kept:
        vocab_size, n_bytes = int(kept["vocab_size"]), int(kept["validation_bytes"])
        assert vocab_size <= 60
        assert kept["train"].max() < vocab_size
        assert len(kept["train"]) > 20 * len(kept["validation"]) > 0
        assert len(kept["validation"]) < n_bytes  # pairs were merged
    large.prepare(tmp_path / "again.npz", vocab_size=60, files=iter(FILES))
    assert large.tokens_sha(tmp_path / "again.npz") == large.tokens_sha(tokens)
    large.prepare(tmp_path / "less.npz", vocab_size=60, files=iter(FILES[1:]))
    assert large.tokens_sha(tmp_path / "less.npz") != large.tokens_sha(tokens)


def test_the_whole_profile_runs_at_a_tiny_size(tokens, tmp_path, monkeypatch):
    monkeypatch.setattr(large, "TOKENS", tokens)
    monkeypatch.setitem(large.EXPERIMENT.small, "tokens", str(tokens))
    monkeypatch.setattr(large, "tokens_sha", lambda: "sha")
    small = large.EXPERIMENT.small | {"tokens": str(tokens)}
    record = perform(large.EXPERIMENT, scratch=tmp_path / "scratch", folder=tmp_path, **small)
    assert records.load_record("code_large", tmp_path) == record
    assert next(iter(large.EXPERIMENT.variants)) == "next token"
    steps = {run["variant"]: run["steps"] for run in record.runs}
    assert steps.pop("next token, FLOPs of parallel") > 3
    assert set(steps.values()) == {3}
    for variant in large.EXPERIMENT.variants:
        mean, low, high = record.mean(variant, "bits_per_byte")
        assert 0 < low <= mean <= high < 8
    alone = record.found("next token", "bits")[:, 0]
    np.testing.assert_array_equal(record.found("sequential k=2 lambda=0", "bits")[:, 0], alone)


def test_sizes_are_those_that_were_promised():
    settings = large.EXPERIMENT.settings
    d, n_layers = settings["sizes"]["d_model"], settings["sizes"]["n_layers"]
    assert 20e6 < 12 * n_layers * d**2 + 4096 * d < 30e6
    data = settings["data"]
    assert 70e6 < settings["steps"] * data["length"] * data["batch_size"] < 80e6
    assert settings["device"] == "cuda"
