"""How Moodle, Canvas and Blackboard name the files of a downloaded archive of submissions.

Sources: Moodle, mod/assign/classes/downloader.php; Canvas, lib/content_zipper.rb; for Blackboard,
which is closed, archives as its Assignment File Download makes them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Origin:
    """Whose file it is.

    Args:
        system: "moodle", "canvas" or "blackboard".
        owner: tells students of one archive apart; the system's id where the name holds one.
        name: of the student, as far as the file's name tells it.
        attempt: sorts a student's attempts by time; "" where an archive holds only the last.
        order: sorts files of one attempt by the time they were uploaded; 0 where that is unknown.
        file: the name that the student gave, "" for a folder.
        receipt: whether the system wrote the file itself.
    """

    system: str
    owner: str
    name: str
    file: str
    attempt: str = ""
    order: int = 0
    receipt: bool = False


# The first match from the left: a file that a student names like another's work stays his own.
MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<owner>\d+)_assignsubmission_(?P<kind>[a-z]+)(_(?P<file>.*))?", re.S
)
BLACKBOARD = re.compile(
    r"(?P<owner>.+?)_attempt_(?P<attempt>\d{4}(-\d\d){5})(_(?P<file>.+)|(?P<receipt>\.txt))", re.S
)
CANVAS = re.compile(
    r"(?P<name>.*?)(_LATE)?_(?P<owner>\d+)_((?P<order>\d+)_(?P<file>.+)|(?P<text>text|link)\.html)",
    re.S,
)
CANVAS_ANONYMOUS = re.compile(
    r"(LATE_)?(?P<owner>anon_[A-Za-z0-9]+)_((?P<order>\d+)_(?P<file>.+)|(?P<text>text|link)\.html)",
    re.S,
)


def origin(parts: Sequence[str]) -> Origin | None:
    """Whose file the path with these parts is, or None where no system names a file like this.

    A path may begin with folders of an instructor's own: the first part that fits counts.
    """
    if parts and parts[-1].startswith("._"):
        return None  # a Mac writes ._x beside x; it is no notebook
    for index, part in enumerate(parts):
        for read in (_moodle, _blackboard, _canvas):
            if found := read(part, parts[index + 1 :]):
                return found
    return None


def _moodle(part: str, below: Sequence[str]) -> Origin | None:
    match = MOODLE.fullmatch(part)
    if not match:
        return None
    file = below[-1] if below else match["file"] or ""
    own = match["kind"] == "onlinetext"
    return Origin("moodle", match["owner"], match["name"], file, receipt=own)


def _blackboard(part: str, below: Sequence[str]) -> Origin | None:
    match = BLACKBOARD.fullmatch(part)
    if not match or below:
        return None
    # The assignment's title and the user's name; either may hold an underscore.
    name = match["owner"].rpartition("_")[2]
    file, own = match["file"] or part, bool(match["receipt"])
    return Origin("blackboard", match["owner"], name, file, match["attempt"], receipt=own)


def _canvas(part: str, below: Sequence[str]) -> Origin | None:
    match = CANVAS_ANONYMOUS.fullmatch(part) or CANVAS.fullmatch(part)
    if not match or below:
        return None
    name = match.groupdict().get("name") or ""
    file, order = match["file"] or part, int(match["order"] or 0)
    return Origin("canvas", match["owner"], name, file, order=order, receipt=not match["file"])


RECEIPT = re.compile(r"^Name:\s*(?P<name>.*\S)\s*\((?P<user>[^()\s]+)\)\s*$", re.M)


class User(NamedTuple):
    """A student as Blackboard's receipt of an attempt names them."""

    name: str
    full_name: str


def blackboard_user(receipt: str) -> User | None:
    """The user that a receipt is for, or None."""
    match = RECEIPT.search(receipt)
    return User(match["user"], match["name"]) if match else None
