"""The rows of 7.1, as the page of corrections tells them."""

import yaml

from chapter7 import ledger
from chapter7.ledger.loading import ROWS as FOLDER

ROWS = ledger.load()
BY_ID = {claim.id: claim for claim in ROWS}


def test_every_statement_of_the_source_has_its_row():
    rows = yaml.safe_load((FOLDER / "bottleneck.yaml").read_text(encoding="utf-8"))
    statements = [row["id"] for row in rows if row["id"].startswith("C")]
    assert statements == [f"C{n:02}" for n in range(1, 86)]


def test_the_ten_corrections_come_out_as_the_page_tells_them():
    told = {"C14": "wrong unit", "C01": "wrong", "C49": "wrong", "C24": "wrong", "C60": "wrong"}
    told |= {"C29": "needs nuance", "C78": "wrong", "C62": "wrong", "C65": "wrong", "C66": "wrong"}
    told |= {"C74": "wrong", "C75": "wrong", "C77": "needs nuance"}
    assert {name: ledger.verdict(BY_ID[name]) for name in told} == told


def test_eleven_densities_are_off_by_a_thousand():
    slips = [c.id for c in ROWS if c.judged and ledger.verdict(c) == "wrong unit"]
    assert slips == ["C14", "C15", "C34", "C35", "C37", "C39", "C45", "C46", "C47", "C52", "C55"]
