"""Tables and captions as the page shows them."""

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from website.extension import tables

TABLE = """
===== ======== ====== ==========
Model Size     Share  Note
===== ======== ====== ==========
A     1,234    0.5 %  large
B     −0.3     12 %   2 of 3 and
===== ======== ====== ==========
"""


def table(text: str) -> nodes.table:
    found = next(publish_doctree(text).findall(nodes.table))
    tables.dress(found)
    return found


def columns(found: nodes.table) -> list[list[bool]]:
    """For each row, which of its cells end in one line."""
    return [["c7-numeral" in cell["classes"] for cell in row] for row in found.findall(nodes.row)]


def test_numerals_and_their_heads_end_in_one_line():
    assert columns(table(TABLE)) == [[False, True, True, False]] * 3


@pytest.mark.parametrize(
    ("text", "is_numeral"),
    [
        ("0.372", True),
        ("16.5 PFLOP", True),
        ("6.50 × 10⁻⁴", True),
        ("0.0765 bits per GFLOP", True),
        ("+29 %", True),
        ("−1.3 percentage points", True),
        ("none", False),
        ("7 of 8 experts, at most", False),
        ("Llama-2-7B", False),
        ("", False),
    ],
)
def test_a_numeral_is_a_number_with_its_unit(text, is_numeral):
    assert bool(tables.NUMERAL.fullmatch(text)) == is_numeral


def test_a_table_of_many_columns_is_pairs():
    found = table(TABLE)
    assert "c7-pairs" in found["classes"]
    _, first, _ = found.findall(nodes.row)
    assert [cell["cell-label"] for cell in first] == ["Model", "Size", "Share", "Note"]


def test_a_narrow_table_and_one_with_joined_cells_stay_as_they_are():
    narrow = table("== ==\na  b\n== ==\n1  2\n== ==\n")
    assert "c7-pairs" not in narrow["classes"]
    rule, spanned = "== == == ==", "1     2  3\n----- -- --\n1  2  3  4"
    joined = table(f"{rule}\na  b  c  d\n{rule}\n{spanned}\n{rule}\n")
    assert any("morecols" in cell for row in joined.findall(nodes.row) for cell in row)
    assert "c7-pairs" not in joined["classes"] and not any(map(any, columns(joined)))


@pytest.mark.parametrize(
    ("before", "finding", "rest"),
    [
        (["One. Two."], "One.", " Two."),
        (["One."], "One.", ""),
        (["Up to 0.5 ", nodes.strong("", "bits"), ". Then."], "Up to 0.5 bits.", " Then."),
        (["No stop"], None, "No stop"),
    ],
)
def test_the_first_sentence_of_a_caption_stands_out(before, finding, rest):
    parts = [nodes.Text(part) if isinstance(part, str) else part for part in before]
    caption = nodes.caption("", "", *parts)
    tables.lift_finding(caption)
    found = [part for part in caption if isinstance(part, nodes.inline)]
    assert [part.astext() for part in found] == ([] if finding is None else [finding])
    assert "".join(part.astext() for part in caption if part not in found) == rest
