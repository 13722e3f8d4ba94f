"""What we write we can read: tables come back whole, and no cell of them is a formula."""

import csv
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coursework.results import tables

BLANK = ["", " ", "\t", "\r", "\n", "\r\n", "\0", "\ufeff", "\u200b", "\u2028", "\x85"]
MARKS = ["=", "-", "@", "＝1+1", "＋", "－", "＠", "'", "''=", '"', ",", ";"]
LETTERS = ["é", "e\u0301", "\ud800", "\udcff", "𝔸"]
ODD = st.sampled_from([*BLANK, *MARKS, *LETTERS])
ANY = st.text(st.characters()) | st.lists(ODD | st.text(max_size=3)).map("".join)


def written(tmp_path_factory, columns, rows):
    path = tmp_path_factory.mktemp("table") / "table.csv"
    path.write_text(tables.csv_text(columns, rows), "utf-8", newline="")
    return path


def in_a_file(text):
    """What a file can hold of a text: no lone surrogate."""
    return text.encode("utf-8", "backslashreplace").decode()


@given(rows=st.lists(st.tuples(ANY, ANY, ANY), max_size=5))
@example(rows=[("a", "x" * 200_000, "")])
@example(rows=[("a\rb", "'=1", "''"), ("", "", ""), ("'", "''=", "'\n")])
def test_a_table_comes_back_whole(tmp_path_factory, rows):
    path = written(tmp_path_factory, ("student", "answer", "comment"), rows)
    read = tables.read(path)
    found = [tuple(cells.values()) for _, cells in read.texts()]
    assert read.columns == ["student", "answer", "comment"]
    assert found == [tuple(map(in_a_file, row)) for row in rows]


@given(text=ANY)
@example(text="\n=1+1")
@example(text=" \t＝1+1")
@example(text="\ufeff=1+1")
def test_no_cell_is_a_formula(text):
    """A spreadsheet drops blanks and marks that print nothing, and reads full width as half."""
    bare = re.sub("^[\\s\ufeff\u200b]+", "", tables.cell(text))
    assert not bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not tables.cell(text).startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_that_a_spreadsheet_saved_is_read(tmp_path, delimiter, encoding):
    path = tmp_path / "t.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(
            [["student", " points"], ["Zoë, B; C", "4"]]
        )
    read = tables.read(path)
    assert (read.columns, read.rows) == (["student", "points"], [["Zoë, B; C", "4"]])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"student,points\nZo\xeb,3\n", "is no text in UTF-8: save it as 'CSV UTF-8'"),
        (
            b"student,points\nada,3\nada,3,good, but\n",
            "line 3: it has 4 cells, the first line has 2",
        ),
        (b'student,points\nada,"3\n', "line 2: unexpected end of data"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, data, words):
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(ValueError, match=r"t\.csv") as error:
        tables.read(tmp_path / "t.csv")
    assert words in str(error.value)


def test_a_short_row_has_empty_cells(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"student,points,comment\nada,3\n\n")
    assert tables.read(tmp_path / "t.csv").rows == [["ada", "3", ""]]
