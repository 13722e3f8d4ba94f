"""The tables that Moodle and Canvas give and take back: where in them what stands.

Sources: Moodle, mod/assign/feedback/offline/importgradeslib.php; Canvas,
lib/gradebook_importer.rb.
"""

import math
import os
import re
from dataclasses import dataclass

from coursework.results import tables

POINTS_POSSIBLE = "    Points Possible"
File = str | os.PathLike[str]


@dataclass(frozen=True)
class Sheet:
    """A system's table, and where in it what stands.

    Args:
        table: as it was read.
        people: indices of the rows of students.
        ids: of these rows, the system's id for the student.
        names: the columns that name a student.
        grade: index of the column to fill in.
        most: what the grade may reach, in the system.
        locked: indices of rows whose grade the system does not change.
        kept: indices of the columns that are given back.
    """

    table: tables.Table
    people: list[int]
    ids: dict[int, str]
    names: list[int]
    grade: int
    most: float
    locked: frozenset[int]
    kept: list[int]


def moodle(path: File, column: str | None, _: str) -> Sheet:
    """Moodle's grading worksheet. Its first column ends in the id that its archives use too.

    Its columns are called in the language of whoever downloads it; their order stays.
    """
    table = tables.read(path)
    grade = _column(path, table.columns, column or "Grade")
    people = range(len(table.rows))
    ids = {i: _last_number(table.rows[i][0]) for i in people}
    if not all(ids.values()):
        line = table.lines[next(i for i in people if not ids[i])]
        raise ValueError(f"{path}, line {line}: the first cell must end in a number: Identifier")
    if grade + 1 == len(table.columns):
        raise ValueError(f"{path}: the maximum must stand behind {table.columns[grade]!r}")
    reach = {_number(path, table, i, grade + 1) for i in people}
    if len(reach) != 1:
        name = table.columns[grade + 1]
        raise ValueError(f"{path}: {name!r} must be one number, got {len(reach)}")
    lock = [i for i, name in enumerate(table.columns) if name.casefold() == "grade can be changed"]
    locked = {i for i in people for at in lock if table.rows[i][at].strip().casefold() == "no"}
    names, kept = list(range(1, grade)), list(range(len(table.columns)))
    return Sheet(table, list(people), ids, names, grade, reach.pop(), frozenset(locked), kept)


def canvas(path: File, column: str | None, assignment: str) -> Sheet:
    """Canvas's gradebook: of its columns those that name students, and one assignment's."""
    table = tables.read(path)
    identity, section = (_column(path, table.columns, name) for name in ("ID", "Section"))
    grade = _canvas_column(path, table.columns, section, column, assignment)
    possible = [i for i, row in enumerate(table.rows) if row[0].strip() == POINTS_POSSIBLE.strip()]
    if len(possible) != 1:
        raise ValueError(f"{path}: one row must begin with 'Points Possible', got {len(possible)}")
    most = _number(path, table, possible[0], grade)
    people = [i for i, row in enumerate(table.rows) if row[identity].strip()]
    ids = {i: table.rows[i][identity].strip() for i in people}
    names = [i for i in range(section) if i != identity]
    kept = [*range(section + 1), grade]
    return Sheet(table, people, ids, names, grade, most, frozenset(), kept)


def _canvas_column(
    path: File, columns: list[str], section: int, column: str | None, assignment: str
) -> int:
    if column:
        return _column(path, columns, column)
    like = re.compile(rf"(?<!\w){re.escape(assignment)}(?!\w)", re.I)
    found = [i for i in range(section + 1, len(columns)) if like.search(columns[i])]
    if len(found) != 1:
        which = ", ".join(repr(columns[i]) for i in found) or "none"
        raise ValueError(f"{path}: {which} of its columns names {assignment!r}: say --column NAME")
    return found[0]


def _column(path: File, columns: list[str], name: str) -> int:
    found = [i for i, own in enumerate(columns) if own.casefold() == name.strip().casefold()]
    if len(found) != 1:
        few = ", ".join(map(repr, columns[:15]))
        raise ValueError(f"{path} has {len(found)} columns {name!r}; its columns are {few}")
    return found[0]


def _last_number(cell: str) -> str:
    match = re.search(r"(\d+)\s*$", cell)
    return match[1] if match else ""


def _number(path: File, table: tables.Table, row: int, column: int) -> float:
    cell = table.rows[row][column].strip()
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        name = table.columns[column]
        raise ValueError(
            f"{path}, line {table.lines[row]}: {name!r} must be a number over 0, got {cell!r}"
        )
    return number
