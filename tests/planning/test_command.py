"""What `python -m chapter7.planning` prints."""

import json
import re
import subprocess
import sys
from dataclasses import asdict

import pytest

from chapter7 import planning
from tests.planning.published import CONFIGS


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(CONFIGS["DeepSeek-V3"]))
    return str(path)


def rows(printed: str) -> dict[str, str]:
    lines = (re.match(r"  (\S.*?)  +(\S.*)", line) for line in printed.splitlines())
    return {line[1]: line[2].replace("\u202f", " ") for line in lines if line}


def test_the_command_prints_a_table(config):
    command = [sys.executable, "-m", "chapter7.planning", config, "--batch", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("deepseek_v3: 61 layers, d = 7168\n")
    assert rows(done.stdout) == {
        "parameters": "671B (671,026,419,200)",
        "activated": "37.6B (37,552,297,472)",
        "activated, without the embedding": "36.6B (36,625,618,432)",
        "multiplied with a token, N": "36.6B (36,624,596,992)",
        "1 module beside these": "11.6B (11,610,068,224)",
        "FLOPs of the weights, 6 N": "220 GFLOP",
        "FLOPs of attention": "30.7 GFLOP",
        "FLOPs, both": "250 GFLOP",
        "density, log2 V / 6 N": "0.0773 bits per GFLOP",
        "density, attention included": "0.0678 bits per GFLOP",
        "heads: parameters of their own": "927M (926,679,040)",
        "heads: FLOPs per token on top": "5.56 GFLOP",
        "heads: share of the model's FLOPs": "2.22 %",
        "heads: density, all k losses": "0.151 bits per GFLOP",
        "modules: parameters of their own": "11.6B (11,610,068,224)",
        "modules: FLOPs per token on top": "10.2 GFLOP",
        "modules: share of the model's FLOPs": "4.07 %",
        "modules: density, all k losses": "0.148 bits per GFLOP",
        "all at once": "8.47 GB",
        "head by head": "4.24 GB",
        "in chunks of 256": "132 MB",
    }


def test_survivals_add_what_drafts_are_worth(config, capsys):
    asked = ["--survivals", "0.85", "0.71", "--verify", "1.1", "--draft", "0.05"]
    assert planning.main([config, *asked]) == 0
    printed = rows(capsys.readouterr().out)
    assert printed["tokens per round"] == "2.56"
    assert printed["cost of verifying, in passes"] == "1.10"
    assert printed["cost of a draft, in passes"] == "0.0500"
    assert printed["speed-up"] == "2.13"  # 2.56 / 1.2


def test_at_k_1_and_without_modules_the_table_leaves_their_rows_out(tmp_path, capsys):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(CONFIGS["Qwen3-0.6B"]))
    planning.main([str(path), "--k", "1"])
    printed = capsys.readouterr().out
    assert "module" not in printed and "heads:" not in printed and "\n\n\n" not in printed


@pytest.mark.parametrize("name", CONFIGS)
def test_json_is_the_plan(name, tmp_path, capsys):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(CONFIGS[name]))
    planning.main([str(path), "--json", "--k", "4", "--context", "1000", "--survivals", "0.5"])
    printed = json.loads(capsys.readouterr().out)
    made = planning.plan(CONFIGS[name], k=4, context=1_000, survivals=[0.5])
    assert printed == json.loads(json.dumps(asdict(made)))
    parts = {"heads": planning.Extra, "modules": planning.Extra, "drafts": planning.Drafts}
    again = printed | {key: kind(**printed[key]) for key, kind in parts.items()}
    assert planning.Plan(**again).total == made.total == printed["total"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "must hold JSON"),
        ("[]", "config must be a mapping"),
        ('{"model_type": "t5"}', "got 't5'; it lacks vocab_size"),
        ('{"model_type": "llama"}', "config of llama lacks vocab_size, hidden_size"),
    ],
)
def test_what_cannot_be_counted_ends_with_a_sentence_and_status_2(text, words, tmp_path, capsys):
    path = tmp_path / "config.json"
    path.write_text(text)
    for arguments in ([str(path)], [str(path), "--json"]):
        with pytest.raises(SystemExit) as end:
            planning.main(arguments)
        captured = capsys.readouterr()
        assert end.value.code == 2 and words in captured.err and captured.out == ""
    with pytest.raises(SystemExit):
        planning.main([str(tmp_path / "none.json")])
    assert "none.json" in capsys.readouterr().err
