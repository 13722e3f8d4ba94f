"""CHANGELOG.md as data: versions, what changed in them, and corrections of what a page said.

A version begins with `## [1.2.0] - 2026-02-03`; `## [Unreleased]` has no day, and an announced one
has `unreleased` for its day. Under `### Corrected` stands what a reader may have learned wrongly,
an entry for each correction, with its day, its page and the rows of the ledger:

    - 2026-02-03, [By hand](notebooks/bottleneck/by-hand.md), C61, C62: The page said ... It is ...
"""

import datetime
import re
from dataclasses import dataclass

VERSION = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<day>\S+))?$")
CORRECTED = "### Corrected"
CORRECTION = re.compile(
    r"- (?P<day>\d{4}-\d\d-\d\d), \[(?P<title>[^\]]+)\]\((?P<page>[\w/-]+)\.md\), "
    r"(?P<rows>[A-Z]\d+(?:, [A-Z]\d+)*): (?P<text>\S.*)"
)
FORM = "- YYYY-MM-DD, [Title](folder/page.md), C12, C13: text"
UNRELEASED = "Unreleased"


class ChangelogError(ValueError):
    """The changelog breaks its form; the message names the line and the rule."""


@dataclass(frozen=True)
class Correction:
    """A correction of what a page said.

    Args:
        day: when it was made.
        title: of the page.
        page: its name, as in _toc.yml.
        rows: of the ledger.
        text: Markdown on one line.
    """

    day: datetime.date
    title: str
    page: str
    rows: tuple[str, ...]
    text: str

    @property
    def anchor(self) -> str:
        """The place of the correction on its page of the website; it does not change."""
        page = self.page.split("/")[-1]
        return f"corrected-{self.day}-{page}-{'-'.join(self.rows)}".lower()


@dataclass(frozen=True)
class Version:
    """A version, or what has changed since the last one.

    Args:
        name: its number, or UNRELEASED.
        day: of its release; None: it is not released.
        text: Markdown without the corrections, from the line after the heading on.
        corrections: in the order of the file.
    """

    name: str
    day: datetime.date | None
    text: str
    corrections: tuple[Correction, ...]

    @property
    def anchor(self) -> str:
        """The place of the version on the website's page of changes: of its heading there."""
        name = re.sub(r"[^0-9a-z]+", "-", self.name.lower())
        return "since-the-last-version" if self.name == UNRELEASED else f"version-{name}"


def read(text: str) -> list[Version]:
    """The versions of a changelog, in the order of the file: the newest first.

    Raises: ChangelogError: a heading or a correction has another form, or something stands twice.
    """
    versions, lines = [], text.splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("## ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        match = VERSION.match(lines[start])
        if not match:
            raise ChangelogError(
                f"line {start + 1}, {lines[start]!r}, is not `## [1.2.0] - 2026-02-03`"
            )
        body, corrections = split(lines[start + 1 : end], start + 2)
        versions.append(Version(match["version"], day(match["day"], start + 1), body, corrections))
    anchors = [version.anchor for version in versions]
    anchors += [entry.anchor for version in versions for entry in version.corrections]
    for anchor in anchors:
        if anchors.count(anchor) > 1:
            raise ChangelogError(f"{anchor} stands twice: give both as one entry")
    return versions


def day(text: str | None, line: int) -> datetime.date | None:
    """The day of a release; None where there is none or it is `unreleased`."""
    if text in (None, "unreleased"):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ChangelogError(f"line {line}: {text!r} is no day; write it as 2026-02-03") from None


def split(lines: list[str], number: int) -> tuple[str, tuple[Correction, ...]]:
    """A version's text without its corrections, and these. `number`: of the first line."""
    kept, entries, inside = [], [], False
    for n, line in enumerate(lines, number):
        if line.startswith("### "):
            inside = line == CORRECTED
        if not inside:
            kept.append(line)
        elif line.startswith("- "):
            entries.append((n, line))
        elif line.strip() and line != CORRECTED:
            if not entries or not line.startswith(" "):
                raise ChangelogError(
                    f"line {n}, {line!r}, belongs to no correction; the form: {FORM}"
                )
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line.strip()}")
    return "\n".join(kept).strip(), tuple(correction(entry, n) for n, entry in entries)


def correction(text: str, line: int) -> Correction:
    """A correction, of the lines that it stands on, joined."""
    match = CORRECTION.fullmatch(text)
    if not match:
        raise ChangelogError(f"line {line}, {text!r}, is no correction; the form: {FORM}")
    when = day(match["day"], line)
    rows = tuple(match["rows"].split(", "))
    return Correction(when, match["title"], match["page"], rows, match["text"])
