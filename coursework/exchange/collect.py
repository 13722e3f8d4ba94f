"""One archive from a learning management system to one folder a student."""

import os
import re
import tempfile
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypedDict

from coursework.authoring.assignment import NAMES
from coursework.exchange.archive import Member, Reader, Refused, members
from coursework.exchange.systems import Origin, User, blackboard_user, origin
from coursework.marking.notebook import MAX_BYTES
from coursework.marking.store import write_text
from coursework.marking.students import TABLE, is_left_behind
from coursework.results import tables

COLUMNS = ("student", "system", "id", "name", "attempt", "file", "handed_in", "note")
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.I)
MAX_RECEIPT = 100_000
MAX_NAME = 100
"""Characters of a student's folder; a file system takes 255 bytes."""


class Placed(TypedDict):
    """What became of a student's files; `file` is "" where no notebook was placed."""

    attempt: str
    file: str
    handed_in: str
    note: str


class Row(Placed):
    """A student, as the table has them."""

    student: str
    system: str
    id: str
    name: str


class Lost(NamedTuple):
    """A member that belongs to nobody, or is not read."""

    path: str
    why: str


class Sent(NamedTuple):
    """A member that belongs to a student."""

    whose: Origin
    member: Member


class Person(NamedTuple):
    """A student: what the system knows them by, the full name or "", and all that they sent."""

    identity: str
    full_name: str
    files: list[Sent]


Key = tuple[str, str]
"""A system, and what tells its students apart there."""


@dataclass(frozen=True)
class Collected:
    """What became of an archive.

    Args:
        rows: one for each student.
        lost: the members that are in nobody's folder.
    """

    rows: list[Row]
    lost: list[Lost]

    @property
    def missing(self) -> list[Row]:
        """The rows of the students without a notebook."""
        return [row for row in self.rows if not row["file"]]


def collect(
    name: str, archive: str | os.PathLike[str], target: str | os.PathLike[str]
) -> Collected:
    """Write target/STUDENT/NAME.ipynb from a system's archive, and the table target/students.csv.

    All is written, or nothing. A student without a notebook gets an empty folder, so that no list
    that is made from the folders forgets anybody.

    Args:
        name: of the assignment.
        archive: the zip file.
        target: a folder that does not exist or is empty.
    Raises: ValueError: the target holds something; the archive is none, or of no known system.
    """
    target = Path(target)
    if target.exists() and any(target.iterdir()):
        raise ValueError(f"{target} is not empty: name a new folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".collect-") as work:
        made = Path(work) / "students"
        made.mkdir()
        try:
            with zipfile.ZipFile(archive) as opened:
                found = _collect(name, opened, made)
        except (zipfile.BadZipFile, NotImplementedError, UnicodeError, Refused) as error:
            raise ValueError(f"{archive}: {error}") from None
        cells = [[row[column] for column in COLUMNS] for row in found.rows]
        write_text(made / TABLE, tables.csv_text(COLUMNS, cells))
        os.replace(made, target)
    return found


def _collect(name: str, opened: zipfile.ZipFile, made: Path) -> Collected:
    reader = Reader(opened, MAX_BYTES)
    students: dict[Key, list[Sent]] = {}
    lost: list[Lost] = []
    for member in members(opened):
        whose = origin(member.parts)
        if whose:
            students.setdefault((whose.system, whose.owner), []).append(Sent(whose, member))
        if member.fault:
            lost.append(Lost(member.path, member.fault))
        elif not (whose or member.is_folder or any(map(is_left_behind, member.parts))):
            lost.append(Lost(member.path, "no system names a submission like this"))
    if not students:
        example = f", such as {lost[0].path!r}" if lost else ""
        raise Refused(
            f"no member is named as Moodle, Canvas or Blackboard name submissions{example}"
        )
    people = _with_names(students, reader)
    folders: set[str] = set()
    rows: list[Row] = []
    for (system, _), (identity, full_name, files) in people.items():
        folder = _folder(identity, full_name, system, folders)
        (made / folder).mkdir()
        placed = _place(name, files, made / folder, reader)
        rows.append(Row(student=folder, system=system, id=identity, name=full_name, **placed))
    return Collected(sorted(rows, key=lambda row: row["student"].casefold()), lost)


def _with_names(students: dict[Key, list[Sent]], reader: Reader) -> dict[Key, Person]:
    """Who the students are; for Blackboard, whose receipts tell a user's name best."""
    people: dict[Key, Person] = {}
    for (system, owner), files in students.items():
        identity, full_name = owner, files[0].whose.name
        if system == "blackboard":
            identity, full_name = _blackboard(owner, files, reader) or (full_name, "")
        people[system, owner] = Person(identity, full_name, files)
    often = Counter((system, person.identity) for (system, _), person in people.items())
    for (system, owner), (identity, full_name, files) in people.items():
        if often[system, identity] > 1:  # user names with an underscore, and no receipt
            people[system, owner] = Person(owner, full_name, files)
    return people


def _blackboard(owner: str, files: list[Sent], reader: Reader) -> User | None:
    for whose, member in files:
        if whose.receipt and not member.fault and member.info.file_size <= MAX_RECEIPT:
            try:
                user = blackboard_user(reader.read(member).decode("utf-8", "replace"))
            except Refused:
                continue
            if user and owner.endswith(f"_{user.name}"):
                return user
    return None


def _folder(identity: str, full_name: str, system: str, taken: set[str]) -> str:
    """A folder's name: the student's name and id, or Blackboard's user name, which is unique."""
    alone = system == "blackboard" or not full_name
    text = identity if alone else f"{full_name.strip()}_{identity}"
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"[\x00-\x1f\x7f/\\\ud800-\udfff]", "_", text).strip()
    if len(text) > MAX_NAME or len(text.encode()) > 2 * MAX_NAME:
        text = f"{text[: MAX_NAME // 2]}-{sha256(text.encode()).hexdigest()[:12]}"
    if is_left_behind(text) or not text:
        text = f"student {text}"
    while text.casefold() in taken:
        text += " (another)"
    taken.add(text.casefold())
    return text


def _place(name: str, files: list[Sent], folder: Path, reader: Reader) -> Placed:
    """Write the notebook of the latest attempt."""
    attempt = max(whose.attempt for whose, _ in files)
    last = [sent for sent in files if sent.whose.attempt == attempt and _is_work(sent)]
    row: Placed = {"attempt": attempt, "file": "", "handed_in": "", "note": ""}
    try:
        whose, member = _choose(name, last)
        data = reader.read(member)
    except Refused as error:
        faults = sorted({member.fault for _, member in files if member.fault})
        return row | {"note": "; not read: ".join([str(error), *faults])}
    (folder / f"{name}.ipynb").write_bytes(data)
    others = [other.file for other, another in last if another is not member]
    note = f"also handed in: {', '.join(others)}" if others else ""
    file = f"{folder.name}/{name}.ipynb"
    return row | {"file": file, "handed_in": whose.file, "note": note}


def _is_work(sent: Sent) -> bool:
    whose, member = sent
    aside = whose.receipt or member.is_folder or is_left_behind(whose.file)
    return not (aside or member.fault)


def _choose(name: str, files: list[Sent]) -> Sent:
    """The one that is the assignment's notebook. Raises: Refused: none, or which is not clear."""
    books = [sent for sent in files if NOTEBOOK.search(sent.whose.file)]
    named = [sent for sent in books if _is_named(name, sent.whose.file)]
    if not named:
        named = [s for s in books if not any(_is_named(n, s.whose.file) for n in NAMES)]
    if not named:
        handed_in = ", ".join(repr(whose.file) for whose, _ in files) or "nothing"
        raise Refused(f"no notebook of {name}; handed in: {handed_in}")
    newest = max(whose.order for whose, _ in named)
    named = [sent for sent in named if sent.whose.order == newest]
    exact = [s for s in named if s.whose.file.casefold() == f"{name}.ipynb"]
    if len(exact or named) > 1:
        raise Refused(f"several notebooks: {', '.join(repr(s.whose.file) for s in named)}")
    return (exact or named)[0]


def _is_named(name: str, file: str) -> bool:
    """Whether a file's name is the assignment's, whatever a browser or a student put behind it."""
    stem = NOTEBOOK.sub("", file)
    return re.fullmatch(rf"{re.escape(name)}(?![^\W\d_]).*", stem, re.I | re.S) is not None
