"""What a row must be, and how the files of the sections become one ledger."""

import re

import pytest
import yaml

from chapter7 import ledger

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
    ({"unit": ["FLOP"]}, "unit must be a text"),
    ({"function": {}}, "function must be a text"),
    ({"relation": None}, "relation must be one of"),
    ({"references": "hoffmann2022"}, "references must be a list"),
    ({"given": [1]}, "given must map names to numbers"),
    ({"given": {"size": {"a": 1}}}, "given must map names to numbers"),
    ({"given": {1: 1}}, "given must map names to numbers"),
    ({"page": "notebooks/x"}, "does not know the fields ['page']"),
    ({"typed": "exact"}, "does not know the fields ['typed']"),
    ({"function": "exec"}, "no function is called 'exec'"),
    ({"given": {"size": 1}}, "arguments of flops_per_param"),
    ({"function": None, "given": {"size": 1}}, "has arguments but no function"),
    ({"verdict": "exact"}, "must not be typed"),
    ({"function": None}, "verdict must be one of"),
    ({"function": None, "verdict": "exact"}, "needs a reason"),
    ({"references": [" "]}, "a reference must be"),
]


def written(folder, **files):
    for name, rows in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(rows), encoding="utf-8")
    return folder


def test_a_good_ledger_loads(tmp_path):
    first, second = ledger.load(written(tmp_path, one=[GOOD, TYPED]))
    assert ledger.verdict(first) == "wrong"  # 7 stated, 6 computed
    assert ledger.verdict(second) == "opinion"
    assert ledger.summary([first, second])["wrong"] == 1


@pytest.mark.parametrize(("change", "message"), BAD)
def test_a_bad_row_is_refused_by_name_and_rule(tmp_path, change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        ledger.load(written(tmp_path, one=[{**GOOD, **change}]))


def test_the_files_of_all_sections_are_one_ledger_in_the_order_of_its_numbers(tmp_path):
    def rows(*names):
        return [{**TYPED, "id": name} for name in names]

    folder = written(tmp_path, b=rows("L02", "C09", "C100"), a=rows("M211", "C10", "L123", "C99"))
    names = [claim.id for claim in ledger.load(folder)]
    assert names == ["C09", "C10", "C99", "C100", "L02", "L123", "M211"]


BAD_NUMBERS = ["C1", "C00", "C001", "C0100", "c01", "X01", "C01 ", "C", 7, None]
BAD_NUMBERS += ["M21", "M2110", "M201", "M611"]


@pytest.mark.parametrize("name", BAD_NUMBERS)
def test_a_number_has_one_way_to_be_written(tmp_path, name):
    with pytest.raises(ValueError, match=f"row {name}: id must be C or L and a number"):
        ledger.load(written(tmp_path, one=[{**TYPED, "id": name}]))


def test_a_file_that_is_no_list_of_rows_is_refused_by_name(tmp_path):
    for number, text in enumerate(("C01: {}", "", "- C01", "- id: [")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "one.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"one\.yaml (must hold a list of rows|is no YAML)"):
            ledger.load(folder)


def test_an_id_stands_once_in_all_files(tmp_path):
    with pytest.raises(ValueError, match="C01: stands 2 times"):
        ledger.load(written(tmp_path, one=[GOOD], two=[GOOD]))


def test_a_row_can_be_cached_whatever_it_is_given(tmp_path):
    row = {**GOOD, "function": "quoted", "given": {"name": "DEEPSEEK_BATCH", "at": [1]}}
    (claim,) = ledger.load(written(tmp_path, one=[row]))
    assert dict(claim.given) == {"name": "DEEPSEEK_BATCH", "at": (1,)}
    assert hash(claim) and ledger.value(claim) == 4096
