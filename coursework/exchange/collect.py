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

from coursework.authoring.assignment import NAMES
from coursework.exchange.archive import Reader, Refused, members
from coursework.exchange.systems import blackboard_user, origin
from coursework.marking.notebook import MAX_BYTES
from coursework.marking.store import write_text
from coursework.marking.students import TABLE, is_left_behind
from coursework.results import tables

COLUMNS = ("student", "system", "id", "name", "attempt", "file", "handed_in", "note")
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.I)
MAX_RECEIPT = 100_000
MAX_NAME = 100
"""Characters of a student's folder; a file system takes 255 bytes."""


@dataclass(frozen=True)
class Collected:
    """What became of an archive.

    Args:
        rows: one for each student, as the table has them; "file" is "" where none was placed.
        lost: (path, why) of the members that belong to nobody, or are not read.
    """

    rows: list
    lost: list

    @property
    def missing(self):
        """The rows of the students without a notebook."""
        return [row for row in self.rows if not row["file"]]


def collect(name, archive, target):
    """Write target/STUDENT/NAME.ipynb from a system's archive, and the table target/students.csv.

    All is written, or nothing. A student without a notebook gets an empty folder, so that no list
    that is made from the folders forgets anybody.

    Args:
        name: of the assignment.
        archive: the zip file.
        target: a folder that does not exist or is empty.
    Returns: Collected.
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


def _collect(name, opened, made):
    reader, students, lost = Reader(opened, MAX_BYTES), {}, []
    for member in members(opened):
        whose = origin(member.parts)
        if whose:
            students.setdefault((whose.system, whose.owner), []).append((whose, member))
        if member.fault:
            lost.append((member.path, member.fault))
        elif not (whose or member.is_folder or any(map(is_left_behind, member.parts))):
            lost.append((member.path, "no system names a submission like this"))
    if not students:
        example = f", such as {lost[0][0]!r}" if lost else ""
        raise Refused(
            f"no member is named as Moodle, Canvas or Blackboard name submissions{example}"
        )
    people = _with_names(students, reader)
    folders, rows = set(), []
    for (system, _), (identity, full_name, files) in people.items():
        folder = _folder(identity, full_name, system, folders)
        (made / folder).mkdir()
        row = {"student": folder, "system": system, "id": identity, "name": full_name}
        rows.append(row | _place(name, files, made / folder, reader))
    return Collected(sorted(rows, key=lambda row: row["student"].casefold()), lost)


def _with_names(students, reader):
    """{key: (id, full name, files)}; for Blackboard, whose receipts tell a user's name best."""
    people = {}
    for (system, owner), files in students.items():
        identity, full_name = owner, files[0][0].name
        if system == "blackboard":
            identity, full_name = _blackboard(owner, files, reader) or (full_name, "")
        people[system, owner] = identity, full_name, files
    often = Counter((system, person[0]) for (system, _), person in people.items())
    for (system, owner), (identity, full_name, files) in people.items():
        if often[system, identity] > 1:  # user names with an underscore, and no receipt
            people[system, owner] = owner, full_name, files
    return people


def _blackboard(owner, files, reader):
    for whose, member in files:
        if whose.receipt and not member.fault and member.info.file_size <= MAX_RECEIPT:
            try:
                user = blackboard_user(reader.read(member).decode("utf-8", "replace"))
            except Refused:
                continue
            if user and owner.endswith(f"_{user[0]}"):
                return user
    return None


def _folder(identity, full_name, system, taken):
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


def _place(name, files, folder, reader):
    """Write the notebook of the latest attempt. Returns: what the table says of it."""
    attempt = max(whose.attempt for whose, _ in files)
    last = [pair for pair in files if pair[0].attempt == attempt and _is_work(pair)]
    row = {"attempt": attempt, "file": "", "handed_in": "", "note": ""}
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


def _is_work(pair):
    whose, member = pair
    aside = whose.receipt or member.is_folder or is_left_behind(whose.file)
    return not (aside or member.fault)


def _choose(name, files):
    """The one that is the assignment's notebook. Raises: Refused: none, or which is not clear."""
    books = [pair for pair in files if NOTEBOOK.search(pair[0].file)]
    named = [pair for pair in books if _is_named(name, pair[0].file)]
    if not named:
        named = [p for p in books if not any(_is_named(n, p[0].file) for n in NAMES)]
    if not named:
        handed_in = ", ".join(repr(whose.file) for whose, _ in files) or "nothing"
        raise Refused(f"no notebook of {name}; handed in: {handed_in}")
    newest = max(whose.order for whose, _ in named)
    named = [pair for pair in named if pair[0].order == newest]
    exact = [p for p in named if p[0].file.casefold() == f"{name}.ipynb"]
    if len(exact or named) > 1:
        raise Refused(f"several notebooks: {', '.join(repr(p[0].file) for p in named)}")
    return (exact or named)[0]


def _is_named(name, file):
    """Whether a file's name is the assignment's, whatever a browser or a student put behind it."""
    stem = NOTEBOOK.sub("", file)
    return re.fullmatch(rf"{re.escape(name)}(?![^\W\d_]).*", stem, re.I | re.S) is not None
