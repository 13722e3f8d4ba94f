"""The ledger, row by row, against values worked out here from raw numbers."""

import csv
import io
import re
from math import isclose, log, log2
from pathlib import Path

import pytest
import yaml

from chapter7 import ledger

ROOT = Path(__file__).parents[1]
ROWS = ledger.load()
BY_ID = {claim.id: claim for claim in ROWS}
IDS = [claim.id for claim in ROWS]
PAGES = sorted((ROOT / "notebooks").rglob("*.md"))
ROLE = re.compile(r"\{claim\}`([^`]+)`")

T = 4096
CEILING_50K = log2(50_000)
CEILING_V3 = log2(129_280)
# One token's share of DeepSeek-V3's module, matrix by matrix from the published configuration.
ATTENTION = (
    7168 * 1536 + 1536 * 128 * 192  # queries down to their rank, and up to 128 heads of 128 + 64
    + 7168 * 576 + 512 * 128 * 256  # keys and values down to 512 + 64, and up to heads of 128 + 128
    + 128 * 128 * 7168  # and out
)  # fmt: skip
EXPERT = 3 * 7168 * 2048
ROUTER, PROJECTION, HEAD = 256 * 7168, 2 * 7168 * 7168, 7168 * 129_280
MODULE_VISITED = ATTENTION + 9 * EXPERT + ROUTER + PROJECTION + HEAD
MODULE_STORED = ATTENTION + 257 * EXPERT + ROUTER + PROJECTION
LLAMA_2_7B = (
    2 * 32_000 * 4096 + 32 * (4 * 4096 * 4096 + 3 * 4096 * 11_008 + 2 * 4096) + 4096
)  # embedding and head; blocks of attention, gated MLP and two norms; the last norm


def chinchilla(n_params, n_tokens):
    return (1.69 + 406.4 / n_params**0.34 + 410.7 / n_tokens**0.28) / log(2)


def entropy(p):
    return -p * log2(p) - (1 - p) * log2(1 - p)


def markov_floor(offset):
    """From (.9 .1; .2 .8): the second eigenvalue is .7, so the rows of P^j are known in full."""
    first = 2 / 3 + 0.7**offset / 3
    second = 2 / 3 - 2 * 0.7**offset / 3
    return 2 / 3 * entropy(first) + 1 / 3 * entropy(second)


EXPECTED = {
    "C01": 6 * 37e9,
    "C02": 6 * 671e9 * 14.8e12 / (2.664e6 * 3600),
    "C03": 15_360 * 4096 * chinchilla(671e9, 14.8e12),
    "C05": CEILING_V3,
    "C07": 6 * 7e9 * T,
    "C08": 6 * 671e9 * T,
    "C09": 6 * 37e9 * T,
    "C10": T * CEILING_50K,
    "C11": T * CEILING_V3,
    "C12": T * chinchilla(LLAMA_2_7B, 2e12),
    "C13": T * chinchilla(671e9, 14.8e12),
    "C14": 3 / 42,  # 3 bits over 42 GFLOP
    "C15": 3 / (6 * 671),
    "C20": 2 + 4,
    "C21": 14 / (15_360 * 4096),
    "C23": CEILING_50K,
    "C24": 1 + 32 * 4096 * 131_072 / LLAMA_2_7B,
    "C26": (128_000 - 32_000) * 4096 / LLAMA_2_7B,
    "C28": 7168 * 129_280 / 37e9,
    "C29": sum(markov_floor(j) for j in (1, 2, 3, 4)) - 4 * markov_floor(1),
    "C30": CEILING_50K,
    "C31": 6 * 7e9 * T,
    "C32": T * CEILING_50K,
    "C33": CEILING_50K / 42e9,
    "C34": CEILING_50K / 42,
    "C35": CEILING_50K / 42,
    "C36": chinchilla(70e9, 1.4e12),
    "C37": 3 / 42,
    "C38": 6 * 70e9 * T,
    "C39": CEILING_50K / 420,
    "C41": 6 * 37e9 * T,
    "C42": 6 * 671e9 * T,
    "C43": 129_280,
    "C44": T * CEILING_V3,
    "C45": CEILING_V3 / 222,
    "C46": CEILING_V3 / 4026,
    "C47": CEILING_V3 / 222,
    "C48": 7168 * 129_280 / 671e9,
    "C49": MODULE_VISITED / 37e9,
    "C50": MODULE_STORED,
    "C51": (2 * T - 1) * CEILING_V3,
    "C52": 2 * CEILING_V3 / (6 * (37 + MODULE_VISITED / 1e9)),
    "C53": 2 / (1 + MODULE_VISITED / 37e9),
    "C55": CEILING_50K / 0.6,
    "C56": 70,
    "C58": 1.07,
    "C59": 1 / 6,
    "C60": log2(50_257) / 6,
    "C65": 6 * 1e8 * 3e11 / (0.4 * 312e12 * 3600),
    "C66": 2.788e6,
    "C67": 2.788e6 * 2,
    "C68": 6e9,
    "C71": 1.8,
    "C72": MODULE_STORED,
    "C74": log2(50_257) / 9,
    "C75": 300 / 175,
    "C77": 0.548 - 0.542,
    "C78": 30.5 - 26.0,
    "C81": 10 / 14.8,
    "L01": 2.788e6 * 2,
    "L02": MODULE_STORED,
    "L03": 1.875 / (1 + MODULE_VISITED / 37e9),
    "L04": 14.8e12,
    "L05": 6 * 37e9 * 14.8e12 / (2.664e6 * 3600),
    "L06": 30.84e6,
    "L07": 48,
    "L08": 2.74,
    "L09": 3.05,
    "L10": 6.39,
    "L11": 30.5 / 26.0 - 1,
    "L12": 15.8 / 14.1 - 1,
    "L13": 1.0 - 1.8,
    "L14": 1.22,
    "L15": 0.548,
    "L16": 0.542,
    "L17": 0.729,
    "L18": 0.657,
    "L19": LLAMA_2_7B,
    "L20": 20,
    "L21": 410.7 * (1.4e12) ** -0.28 * 0.28 / 0.72 / log(2),
}


def test_every_statement_of_the_source_has_its_row():
    statements = [name for name in IDS if name.startswith("C")]
    assert statements == [f"C{n:02}" for n in range(1, 86)]


def test_every_row_with_a_function_has_an_expected_value_and_the_other_way_round():
    assert [c.id for c in ROWS if c.function] == list(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_value_is_the_one_worked_out_here(name):
    assert isclose(ledger.value(BY_ID[name]), EXPECTED[name], rel_tol=1e-9)


def test_a_row_without_a_function_has_no_value():
    assert {ledger.value(c) for c in ROWS if not c.function} == {None}


# Worked out on paper: stated, computed, relation, unit -> verdict.
JUDGED = [
    (100, 100, "equal", "x", "exact"),
    (100.4, 100, "equal", "x", "exact"),
    (99.4, 100, "equal", "x", "rounded"),
    (104.9, 100, "equal", "x", "rounded"),
    (105.1, 100, "equal", "x", "wrong"),
    (94.9, 100, "equal", "x", "wrong"),
    (0.1, 100, "equal", "x", "wrong unit"),
    (0.0905, 100, "equal", "x", "wrong unit"),
    (0.0895, 100, "equal", "x", "wrong"),
    (100_000, 100, "equal", "x", "wrong unit"),
    (0.0001, 100, "equal", "x", "wrong"),
    (-4, 4, "equal", "x", "wrong"),
    (0, 4, "equal", "x", "wrong"),
    (0, 0, "equal", "x", "exact"),
    (4, 0, "equal", "x", "wrong"),
    (0.5, 0.4, "below", "bits/GFLOP", "exact"),
    (0.5, 0.6, "below", "x", "wrong"),
    (0.0005, 0.4, "below", "bits/GFLOP", "wrong unit"),
    (0.0005, 0.4, "below", "bits/FLOP", "wrong"),
    (0.0005, 0.6, "below", "bits/GFLOP", "wrong"),
    ((2, 4), 2, "between", "x", "exact"),
    ((2, 4), 4.1, "between", "x", "wrong"),
]


@pytest.mark.parametrize(("stated", "computed", "relation", "unit", "verdict"), JUDGED)
def test_the_rule_of_the_verdicts(stated, computed, relation, unit, verdict):
    assert ledger.judge(stated, computed, relation, unit) == verdict


def test_the_ten_corrections_come_out_as_the_page_tells_them():
    told = {"C14": "wrong unit", "C01": "wrong", "C49": "wrong", "C24": "wrong", "C60": "wrong"}
    told |= {"C29": "needs nuance", "C78": "wrong", "C62": "wrong", "C65": "wrong", "C66": "wrong"}
    told |= {"C74": "wrong", "C75": "wrong", "C77": "wrong"}
    assert {name: ledger.verdict(BY_ID[name]) for name in told} == told


def test_eleven_densities_are_off_by_a_thousand():
    slips = [c.id for c in ROWS if c.judged and ledger.verdict(c) == "wrong unit"]
    assert slips == ["C14", "C15", "C34", "C35", "C37", "C39", "C45", "C46", "C47", "C52", "C55"]


def test_a_verdict_is_typed_only_where_no_rule_applies():
    for claim in ROWS:
        assert (claim.typed is None) == claim.judged, claim.id
    count = ledger.summary(ROWS)
    assert list(count) == list(ledger.VERDICTS)
    assert sum(count.values()) == len(ROWS)
    for name, n in count.items():
        assert n == sum(ledger.verdict(c) == name for c in ROWS)


def test_numbers_that_stand_in_the_package_are_not_typed_in_the_ledger():
    rows = yaml.safe_load(ledger.LEDGER.read_text(encoding="utf-8"))
    assert all("value" not in row for row in rows)


BIBLIOGRAPHY = set(
    re.findall(r"^@\w+\{(\w+),", (ROOT / "book/references.bib").read_text(encoding="utf-8"), re.M)
)


@pytest.mark.parametrize("name", IDS)
def test_a_row_is_settled_and_its_references_resolve(name):
    claim = BY_ID[name]
    assert {key for key, _ in claim.references} <= BIBLIOGRAPHY
    if claim.settled == "paper":
        assert claim.references
    if claim.settled in ("computation", "experiment"):
        assert claim.function or claim.page or claim.references


def linked(path: Path) -> list[str]:
    roles = ROLE.findall(path.read_text(encoding="utf-8"))
    return [name.strip() for role in roles for name in role.split(",")]


@pytest.mark.parametrize("name", [c.id for c in ROWS if c.page])
def test_a_row_is_linked_from_its_page(name):
    assert name in linked(ROOT / f"{BY_ID[name].page}.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_links_rows_that_exist_and_lead_back(path):
    page = str(path.relative_to(ROOT).with_suffix(""))
    names = linked(path)
    assert names
    assert len(names) == len(set(names))
    for name in names:
        assert BY_ID[name].page == page


def test_few_rows_have_no_page():
    assert [c.id for c in ROWS if not c.page] == ["C03", "C19", "C54", "C64", "C76"]


def test_the_page_of_corrections_links_rows_that_exist():
    assert set(linked(ROOT / "book/how-we-know.md")) <= set(BY_ID)


def test_rows_that_nothing_settles_say_so():
    unsettled = [c for c in ROWS if c.settled == "none"]
    assert unsettled
    assert {ledger.verdict(c) for c in unsettled} == {"opinion"}


GOOD = {
    "id": "C01",
    "section": "S",
    "statement": "said",
    "note": "told",
    "settled": "computation",
    "stated": 7.0,
    "unit": "FLOP/parameter/token",
    "function": "flops_per_param",
}
TYPED = {"id": "C02", "section": "S", "statement": "said", "note": "told", "settled": "none"}
TYPED |= {"verdict": "opinion", "reason": "open"}
BAD = [  # a change of GOOD -> words of the message
    ({"id": "X1"}, "id must be"),
    ({"colour": "red"}, "does not know the fields ['colour']"),
    ({"note": None}, "note must be a text"),
    ({"settled": "vote"}, "settled must be one of"),
    ({"relation": "near"}, "relation must be one of"),
    ({"stated": "7e9"}, "stated must be a number"),
    ({"stated": True}, "stated must be a number"),
    ({"stated": float("nan")}, "stated must be a number"),
    ({"stated": [1.0], "relation": "between"}, "stated must be a number, or two"),
    ({"unit": None}, "needs a unit"),
    ({"unit": "FLOP"}, "but the function gives"),
    ({"function": "exec"}, "no function is called 'exec'"),
    ({"given": {"size": 1}}, "arguments of flops_per_param"),
    ({"function": None, "given": {"size": 1}}, "has arguments but no function"),
    ({"verdict": "exact"}, "must not be typed"),
    ({"function": None}, "verdict must be one of"),
    ({"function": None, "verdict": "exact"}, "needs a reason"),
    ({"references": [" "]}, "a reference must be"),
]


def written(tmp_path, rows):
    path = tmp_path / "ledger.yaml"
    path.write_text(yaml.safe_dump(rows), encoding="utf-8")
    return path


def test_a_good_ledger_loads(tmp_path):
    first, second = ledger.load(written(tmp_path, [GOOD, TYPED]))
    assert ledger.verdict(first) == "wrong"  # 7 stated, 6 computed
    assert ledger.verdict(second) == "opinion"
    assert ledger.summary([first, second])["wrong"] == 1


@pytest.mark.parametrize(("change", "message"), BAD)
def test_a_bad_row_is_refused_by_name_and_rule(tmp_path, change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        ledger.load(written(tmp_path, [{**GOOD, **change}]))


def test_a_ledger_is_a_list_of_rows_with_their_own_ids(tmp_path):
    with pytest.raises(ValueError, match="must hold a list of rows"):
        ledger.load(written(tmp_path, {"C01": GOOD}))
    with pytest.raises(ValueError, match="C01: stands 2 times"):
        ledger.load(written(tmp_path, [GOOD, GOOD]))


def test_models_are_named_as_published():
    with pytest.raises(ValueError, match="no published model is called 'GPT-9'"):
        ledger.model_named("GPT-9")
    with pytest.raises(ValueError, match="MODEL activated"):
        ledger.parameter_count("GPT-2 some")


@pytest.mark.parametrize(
    ("name", "stated", "value"),
    [
        ("C01", "4 × 10¹² FLOP per token", "2.22 × 10¹¹ FLOP per token"),
        ("C35", "below 5 × 10⁻⁴ bits per GFLOP", "0.372 bits per GFLOP"),
        ("C36", "2 to 4 bits per token", "2.79 bits per token"),
        ("C49", "0.2 %", "4.36 %"),
        ("C51", "139,264 bits", "139,084 bits"),
        ("C67", "", "5,576,000 dollars"),
        ("C02", "", "6.21 × 10¹⁵ FLOP/s"),
        ("C04", "", ""),
        ("L13", "", "−0.8 points"),
    ],
)
def test_numbers_are_written_with_their_units(name, stated, value):
    assert " ".join(ledger.stated_text(BY_ID[name]).split()) == stated
    assert " ".join(ledger.value_text(BY_ID[name]).split()) == value


def test_the_command_line_prints_the_count_of_every_verdict(capsys):
    assert ledger.main([]) == 0
    printed = capsys.readouterr().out
    assert "85 statements" in printed
    for name, n in ledger.summary(ROWS).items():
        assert re.search(rf"^ +{n}  {name}$", printed, re.M)
    assert "nothing settles C76" in printed


def test_the_command_line_writes_csv(capsys):
    assert ledger.main(["--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["id"] for row in rows] == IDS
    row = rows[33]
    assert (row["id"], row["unit"], row["verdict"]) == ("C34", "bits/GFLOP", "wrong unit")
    assert isclose(float(row["value"]), CEILING_50K / 42, rel_tol=1e-5)
    assert (float(row["stated"]), row["relation"]) == (3.71e-4, "equal")
    assert rows[35]["stated"] == "2..4"
    assert rows[3]["value"] == rows[3]["stated"] == ""
    assert rows[48]["reference"] == "deepseek2024 sec. 2.2"
