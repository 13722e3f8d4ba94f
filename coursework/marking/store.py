"""The files of a results folder: where each one lies, and how it is read and written whole."""

import json
import os
from collections.abc import Container, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from coursework.authoring.sheet import Sheet
from coursework.marking.marks import HandGiven, Marks


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` to `path` so that no reader ever finds half of it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8", errors="backslashreplace")  # lone surrogates
    os.replace(part, path)


def write_json(path: str | os.PathLike[str], data: object, *, indent: int | None = None) -> None:
    """Write plain data to `path`, whole or not at all."""
    write_text(path, json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent))


def read_json(path: str | os.PathLike[str]) -> Any:
    """The plain data in `path`. Raises: OSError; ValueError where it is no JSON."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def file_name(student: str) -> str:
    """A student's file name: the name itself where that is safe, else escaped and made unique."""
    safe = quote(student, safe=" @+,=()'")
    if safe == student and len(safe) < 100 and not student.startswith("."):
        return student
    return f"{safe[:80]}-{sha256(student.encode()).hexdigest()[:12]}"


def refuse_others(path: str | os.PathLike[str], sheet: Sheet) -> None:
    """Raises: ValueError: `path` keeps marks of another assignment or seed than `sheet`'s."""
    try:
        marks = read_json(path)
        assignment, seed = marks["assignment"], marks.get("seed", "")
    except (OSError, ValueError, KeyError):
        return
    if (assignment, seed) != (sheet["name"], sheet["seed"]):
        same = assignment == sheet["name"]
        why = "with another COURSE_SEED or version" if same else f"not of `{sheet['name']}`"
        raise ValueError(
            f"{path} keeps marks of `{assignment}`, {why}: name another place, or they are lost"
        )


class Store:
    """A results folder.

    Args: folder: need not exist before something is written.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder).resolve()

    @property
    def sheet_path(self) -> Path:
        """The sheet with the hidden tests; only its owner may read the folder around it."""
        return self.folder / "private" / "sheet.json"

    def write_sheet(self, sheet: Sheet) -> None:
        """Keep the sheet that this folder is marked with."""
        write_json(self.sheet_path, sheet)
        self.sheet_path.parent.chmod(0o700)

    def marks_path(self, student: str) -> Path:
        """Where a student's marks are kept between runs."""
        return self.folder / "marks" / f"{file_name(student)}.json"

    def marks_of(self, student: str) -> Marks | None:
        """A student's kept marks, or None."""
        try:
            return read_json(self.marks_path(student))
        except (OSError, ValueError):
            return None

    def all_marks(self, names: Container[str] | None = None) -> dict[str, Marks]:
        """All kept marks, by student; of `names` alone where given."""
        kept = [read_json(path) for path in sorted((self.folder / "marks").glob("*.json"))]
        found = {m["student"]: m for m in kept if names is None or m["student"] in names}
        return dict(sorted(found.items()))

    def claim(self, sheet: Sheet) -> None:
        """Raises: ValueError: marks of another assignment or seed than `sheet`'s are kept here."""
        for path in sorted((self.folder / "marks").glob("*.json")):
            refuse_others(path, sheet)

    def students(self) -> set[str]:
        """The students of the last results."""
        return set(read_json(self.folder / "students.json"))

    def write_students(self, students: Iterable[str]) -> None:
        """Keep whom the results are about."""
        write_json(self.folder / "students.json", list(students))

    def hand_given(self) -> dict[tuple[str, str], HandGiven]:
        """{(student, question): row} of the hand-given marks that were merged so far."""
        path = self.folder / "hand-given.json"
        rows = read_json(path) if path.exists() else []
        return {(row["student"], row["question"]): row for row in rows}

    def write_hand_given(self, given: dict[tuple[str, str], HandGiven]) -> None:
        """Keep the hand-given marks."""
        write_json(self.folder / "hand-given.json", list(given.values()))

    def write_table(self, name: str, text: str) -> None:
        """Write one of the tables at the top of the folder."""
        write_text(self.folder / name, text)

    def write_feedback(self, student: str, page: str) -> None:
        """Write a student's page."""
        write_text(self.folder / "feedback" / f"{file_name(student)}.html", page)
