"""Who is a student, and how a student's name is written: the same in every table and folder."""

import os
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

TABLE = "students.csv"
"""What `collect-zip` keeps beside the students' folders."""
LEFT_BEHIND = {
    "__macosx",
    "thumbs.db",
    "desktop.ini",
    "$recycle.bin",
    "system volume information",
    "lost+found",
    "@eadir",
    "__pycache__",
}


class Students(NamedTuple):
    """Who stands in a folder of submissions.

    Args:
        folders: {student: folder}.
        others: names that are no folder.
    """

    folders: dict[str, str]
    others: list[str]


def is_left_behind(name: str) -> bool:
    """Whether a system, an editor or Jupyter left this behind: no student, and no answer."""
    return name.startswith((".", "~$")) or name.casefold() in LEFT_BEHIND


def students(submissions: str | os.PathLike[str]) -> Students:
    """The students of a folder, sorted. A name that is no text is escaped."""
    folders: dict[str, str] = {}
    others = []
    for entry in sorted(os.scandir(submissions), key=lambda e: os.fsencode(e.name)):
        name = name_of(entry.name)
        if is_left_behind(entry.name) or entry.name == TABLE:
            continue
        if entry.is_symlink() or entry.is_dir():
            while name in folders:  # they differ only in what a text does not show
                name += " (another)"
            folders[name] = entry.path
        else:
            others.append(name)
    return Students(folders, others)


def name_of(file_name: str) -> str:
    """The name of the student whose folder this is, as tables write it.

    A spreadsheet drops blanks at a text's ends, an editor composes letters: so they tell nobody
    apart here.
    """
    name = os.fsencode(file_name).decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", name).strip() or "(blank)"


class Names:
    """Finds a name as a person wrote it among names as they are."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = set(names)
        self._alike: dict[str, list[str]] = {}
        for name in sorted(self._names):
            self._alike.setdefault(_folded(name), []).append(name)

    def find(self, text: str) -> str | None:
        """The name that is `text`, else the only one that is but for case and blanks, else None.

        Raises: ValueError: several are.
        """
        if text in self._names:
            return text
        alike = self._alike.get(_folded(text), [])
        if len(alike) > 1:
            raise ValueError(f"{text!r} may be any of {', '.join(map(repr, alike))}")
        return alike[0] if alike else None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
