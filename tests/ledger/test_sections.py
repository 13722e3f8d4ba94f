"""Every section's rows: their values, their references, and the pages that state them."""

import importlib
import itertools
import re
from math import isclose
from pathlib import Path

import pytest
import yaml

from chapter7 import ledger
from chapter7.ledger.loading import ROWS as FOLDER

ROOT = Path(__file__).parents[2]
ROWS = ledger.load()
BY_ID = {claim.id: claim for claim in ROWS}
FILES = sorted(FOLDER.glob("*.yaml"))
SECTIONS = {
    path.stem: importlib.import_module(f"tests.ledger.expected.{path.stem}") for path in FILES
}
EXPECTED = [(name, n) for section in SECTIONS.values() for name, n in section.EXPECTED.items()]
BIBLIOGRAPHY = set(
    re.findall(r"^@\w+\{(\w+),", (ROOT / "book/references.bib").read_text(encoding="utf-8"), re.M)
)
PAGES = sorted((ROOT / "notebooks").rglob("*.md"))
ROLE = re.compile(r"\{claim\}`([^`]+)`")


@pytest.mark.parametrize("letter", ["C", "L"])
def test_no_number_is_left_out(letter):
    numbers = [int(claim.id[1:]) for claim in ROWS if claim.id.startswith(letter)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_our_own_results_are_numbered_page_by_page():
    numbers = [divmod(int(claim.id[1:]), 10) for claim in ROWS if claim.id.startswith("M")]
    for page, rows in itertools.groupby(numbers, lambda number: number[0]):
        counted = [row for _, row in rows]
        assert counted == list(range(1, len(counted) + 1)), page


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_no_values_and_every_function_has_its_expected_one(path):
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert all("value" not in row for row in rows)
    computed = [row["id"] for row in rows if "function" in row]
    assert computed == list(SECTIONS[path.stem].EXPECTED)


@pytest.mark.parametrize(("name", "expected"), EXPECTED)
def test_a_value_is_the_one_worked_out_there(name, expected):
    assert isclose(ledger.value(BY_ID[name]), expected, rel_tol=1e-9)


def linked(path: Path) -> list[str]:
    roles = ROLE.findall(path.read_text(encoding="utf-8"))
    return [name.strip() for role in roles for name in role.split(",")]


STATED = {name for path in PAGES for name in linked(path)}


@pytest.mark.parametrize("claim", ROWS, ids=lambda claim: claim.id)
def test_a_row_is_settled_and_its_references_resolve(claim):
    assert {key for key, _ in claim.references} <= BIBLIOGRAPHY
    if claim.settled == "paper":
        assert claim.references
    if claim.settled in ("computation", "experiment"):
        assert claim.function or claim.id in STATED or claim.references


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_states_rows_and_each_but_once(path):
    names = linked(path)
    assert names and len(names) == len(set(names))


def test_few_rows_are_stated_on_no_page_and_we_know_which():
    unstated = [name for section in SECTIONS.values() for name in section.UNSTATED]
    assert sorted(set(BY_ID) - STATED) == sorted(unstated)
