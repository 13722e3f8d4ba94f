"""Grades back to Moodle or Canvas: the table that it gave, with one column filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from coursework.exchange.sheets import POINTS_POSSIBLE, File, Sheet, canvas, moodle
from coursework.marking.store import Store, write_text
from coursework.marking.students import Names
from coursework.results import report, tables
from coursework.results.feedback import Total, total

SYSTEMS = {"moodle": moodle, "canvas": canvas}
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
NO_SHEET = (
    "moodle needs --sheet FILE: its grading worksheet, whose identifiers and dates it compares"
)


class Left(NamedTuple):
    """A student whose grade was not written."""

    student: str
    why: str


@dataclass(frozen=True)
class Exported:
    """How many grades were written, and whose were not."""

    count: int
    left: list[Left]


def export(
    system: str,
    out: File,
    target: File,
    *,
    sheet: File | None = None,
    students: File | None = None,
    column: str | None = None,
    scale: bool = False,
) -> Exported:
    """Write the grades of the results folder `out` to the file `target`, as `system` imports them.

    A grade is written where all points are decided. All other cells are given back as they were.

    Args:
        system: "moodle" or "canvas".
        sheet: the table that the system gave: Moodle's grading worksheet, Canvas's gradebook.
        students: the table that `collect-zip` kept; None: students are found by name or login.
        column: the one to fill in, if its name does not tell.
        scale: whether points become grades of the system's maximum where that is another.
    Raises: ValueError: a table has not the form, or another maximum; then nothing is written.
    """
    if sheet is not None and Path(sheet).resolve() == Path(target).resolve():
        raise ValueError(f"{target} is the sheet itself: name another file")
    if sheet is None and system == "moodle":
        raise ValueError(NO_SHEET)
    questions = report.write_all(out, Store(out).students())
    if not questions:
        raise ValueError(f"{out} holds no results")
    assignment = next(iter(Store(out).all_marks(questions).values()))["assignment"]
    totals = {student: total(rows) for student, rows in questions.items()}
    most = next(iter(totals.values())).most
    ids = {} if students is None else _ids(students, system)
    if sheet is None:
        text, exported = _canvas_alone(totals, ids, column or assignment, most)
    else:
        read = SYSTEMS[system](sheet, column, assignment)
        if read.most != most and not scale:
            raise ValueError(
                f"{sheet}: a grade may reach {read.most:g}, these results reach {most:g}: change "
                f"that in {system.title()}, or say --scale"
            )
        text, exported = _filled_in(read, totals, ids, read.most / most)
    write_text(target, text)
    return exported


def _ids(students: File, system: str) -> dict[str, str]:
    """{student: id} of the table that collect-zip kept."""
    found = {}
    for line, cells in tables.read(students).texts():
        if not {"student", "system", "id"} <= set(cells):
            raise ValueError(f"{students} is no table of collect-zip")
        if cells["system"] != system:
            raise ValueError(f"{students}, line {line}: it is of {cells['system']}, not {system}")
        found[cells["student"]] = cells["id"]
    return found


def _filled_in(
    sheet: Sheet, totals: Mapping[str, Total], ids: Mapping[str, str], factor: float
) -> tuple[str, Exported]:
    """The text of the table, with the grades in it; and what became of them."""
    rows = [list(row) for row in sheet.table.rows]
    left: list[Left] = []
    taken: dict[int, str] = {}
    find = _Finder(sheet)
    for student, (have, _, open_) in totals.items():
        try:
            row = find.row(student, ids.get(student))
            if open_:
                raise ValueError(f"{open_:g} points are not decided yet")
            if row in sheet.locked:
                raise ValueError("the system says that its grade cannot be changed")
            if row in taken:
                raise ValueError(f"its row is that of {taken[row]!r}")
        except ValueError as error:
            left.append(Left(student, str(error)))
            continue
        taken[row] = student
        rows[row][sheet.grade] = grade_text(have * factor)
    given = [[row[i] for i in sheet.kept] for row in rows]
    columns = [sheet.table.columns[i] for i in sheet.kept]
    text = tables.plain_csv_text(columns, given, delimiter=sheet.table.delimiter)
    return text, Exported(len(taken), left)


class _Finder:
    """Finds a student's row: by the id that the archive had, else by what names a student."""

    def __init__(self, sheet: Sheet) -> None:
        self._by_id: dict[str, list[int]] = {}
        self._by_name: dict[str, set[int]] = {}
        for row in sheet.people:
            self._by_id.setdefault(sheet.ids[row], []).append(row)
            for cell in {sheet.table.rows[row][i].strip() for i in sheet.names} - {""}:
                self._by_name.setdefault(cell, set()).add(row)
        self._names = Names(self._by_name)

    def row(self, student: str, identity: str | None) -> int:
        """The index of the student's row. Raises: ValueError: none, or several."""
        if identity is not None:
            found = self._by_id.get(identity, [])
            what = f"the id {identity}"
        else:
            name = self._names.find(student)
            found = [] if name is None else list(self._by_name[name])
            what = "this name or login"
        if len(found) != 1:
            raise ValueError(f"{len(found)} rows of the sheet have {what}")
        return found[0]


def _canvas_alone(
    totals: Mapping[str, Total], ids: Mapping[str, str], column: str, most: float
) -> tuple[str, Exported]:
    """The same without a gradebook: Canvas knows a student by its id alone."""
    if not ids:
        raise ValueError("canvas needs --sheet FILE or --students FILE: it knows students by id")
    left: list[Left] = []
    rows = [[POINTS_POSSIBLE, "", "", "", "", grade_text(most)]]
    for student, (have, _, open_) in totals.items():
        identity = ids.get(student, "")
        if open_:
            left.append(Left(student, f"{open_:g} points are not decided yet"))
        elif not identity.isdigit():
            left.append(Left(student, f"no number of Canvas, got {identity!r}"))
        else:
            rows.append([student, identity, "", "", "", grade_text(have)])
    return tables.csv_text((*CANVAS_COLUMNS, column), rows), Exported(len(rows) - 1, left)


def grade_text(points: float) -> str:
    """A grade with a point and at most two decimals, which is what both systems keep."""
    return f"{points:.2f}".rstrip("0").rstrip(".")
