"""The tables that a spreadsheet opens: texts to cells and back, ours and other systems'."""

import codecs
import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("student", "question", "points", "max_points", "status")
BY_HAND = ("student", "question", "max_points", "points", "comment", "answer")
FORMULA = re.compile("'*([\\s\ufeff\u200b]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
"""What a spreadsheet may take for a formula, or take apart into one: also after blanks, and in
full width. Apostrophes before it are ours, or are taken for ours."""
MAX_CELL = 2**31 - 1

Value = str | float | None
"""What a cell may show."""


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[Value]]) -> str:
    """A CSV text of these rows, none of whose cells a spreadsheet takes for a formula.

    Lines end as RFC 4180 has it: only then is a lone carriage return in a text quoted.
    """
    return plain_csv_text(columns, [[cell(value) for value in row] for row in rows])


def plain_csv_text(
    columns: Sequence[str], rows: Iterable[Sequence[str | float]], *, delimiter: str = ","
) -> str:
    """A CSV text of cells that are written as they are: for a system that takes them back."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([columns, *rows])
    return out.getvalue()


def cell(value: Value) -> str | float:
    """A cell that no spreadsheet takes for a formula: an apostrophe before such a text.

    A lone surrogate, which no file can hold, is escaped.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    value = value.encode("utf-8", "backslashreplace").decode()
    return "'" + value if FORMULA.match(value) else value


def text(cell: str) -> str:
    """The text that `cell` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


@dataclass(frozen=True)
class Table:
    """A table as a file holds it.

    Args:
        columns: their names, without blanks around them.
        rows: lists of cells, each as long as `columns`.
        lines: of each row, the line of the file that it ends in.
        delimiter: between cells.
    """

    columns: list[str]
    rows: list[list[str]]
    lines: list[int]
    delimiter: str

    def texts(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, {column: text}) of each row of one of our own tables."""
        for line, row in zip(self.lines, self.rows, strict=True):
            yield line, {key: text(cell) for key, cell in zip(self.columns, row, strict=True)}


def read(path: str | os.PathLike[str]) -> Table:
    """A Table from a CSV file that we or a spreadsheet wrote.

    Cells may be of any length; between them stands a comma, a semicolon or a tab. A short row gets
    empty cells. Raises: ValueError: naming the line and what is wrong.
    """
    content = _decoded(path)
    first = re.sub('"[^"]*"', "", content.partition("\n")[0])
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        rows, lines = [], []
        for row in reader:
            if any(row[len(columns) :]):
                found, asked = len(row), len(columns)
                raise csv.Error(f"it has {found} cells, the first line has {asked}")
            if row:
                rows.append((row + [""] * len(columns))[: len(columns)])
                lines.append(reader.line_num)
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
    return Table(columns, rows, lines, delimiter)


def _decoded(path: str | os.PathLike[str]) -> str:
    data = Path(path).read_bytes()
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text in UTF-8: save it as 'CSV UTF-8'") from None
