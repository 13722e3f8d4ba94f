"""What the command line prints."""

import csv
import io
import re
import subprocess
import sys
from math import isclose, log2

import pytest

from chapter7 import ledger
from chapter7.ledger.loading import ROWS as FOLDER

ROWS = ledger.load()


def test_the_command_line_prints_the_count_of_every_verdict(capsys):
    assert ledger.main([]) == 0
    printed = capsys.readouterr().out
    stated = sum(
        len(re.findall("^- id: C", p.read_text("utf-8"), re.M)) for p in FOLDER.glob("*.yaml")
    )
    assert f"{len(ROWS)} rows: {stated} statements, " in printed
    for name, n in ledger.summary(ROWS).items():
        assert re.search(rf"^ +{n}  {name}$", printed, re.M)
    assert "nothing settles C76" in printed


def test_the_command_line_writes_csv(capsys):
    assert ledger.main(["--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["id"] for row in rows] == [claim.id for claim in ROWS]
    row = rows[33]
    assert (row["id"], row["unit"], row["verdict"]) == ("C34", "bits/GFLOP", "wrong unit")
    assert isclose(float(row["value"]), log2(50_000) / 42, rel_tol=1e-5)
    assert (float(row["stated"]), row["relation"]) == (3.71e-4, "equal")
    assert rows[35]["stated"] == "2..4"
    assert rows[3]["value"] == rows[3]["stated"] == ""
    assert rows[48]["reference"] == "deepseek2024 sec. 2.2"


@pytest.mark.parametrize("module", ["chapter7.ledger", "chapter7.claims"])
def test_both_names_of_the_command_write_the_same_rows(module, capsys):
    done = subprocess.run([sys.executable, "-m", module, "--csv"], capture_output=True, text=True)
    ledger.main(["--csv"])
    assert (done.returncode, done.stdout) == (0, capsys.readouterr().out)
