"""Catalogues: templates of all messages, and their translations, one file a page and language.

A file website/translations/LANGUAGE/PAGE.po says that the page is translated. Beside the pages'
stand `frame.po`, of what also stands on another page, and `scripts/FOLDER.po`. A message is looked
up in all files of a language, so that it may move from one page to another.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

TRANSLATIONS = Path(__file__).parents[1] / "translations"
FRAME = "frame"
WIDTH = 100
HEADER = """\
# Messages of the chapter and their translations. Text: CC BY 4.0, as the chapter's.
msgid ""
msgstr ""
"Project-Id-Version: chapter7\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""No dates: who wrote what and when is in the repository."""


@dataclass(frozen=True)
class Found:
    """A message, where it was found, and what a translator is told about it."""

    text: str
    place: str
    note: str = ""


class Language:
    """All translations into one language."""

    def __init__(self, name: str, folder: Path = TRANSLATIONS) -> None:
        self.name, self.folder = name, folder / name

    @property
    def files(self) -> list[Path]:
        """Its catalogues."""
        return sorted(self.folder.rglob("*.po"))

    @cached_property
    def words(self) -> dict[str, str]:
        """Each message that is translated; what is fuzzy (its message has changed) is not."""
        catalogues = (read(path, self.name) for path in self.files)
        entries = (entry for catalogue in catalogues for entry in catalogue)
        return {entry.id: entry.string for entry in entries if entry.id and is_done(entry)}

    def has(self, page: str) -> bool:
        """Whether the page, or the folder of scripts, is translated."""
        return (self.folder / f"{page}.po").is_file()


def languages() -> list[Language]:
    """All languages: there is a folder of each."""
    return [Language(path.name) for path in sorted(TRANSLATIONS.iterdir()) if path.is_dir()]


def is_done(entry) -> bool:
    """Whether a message is translated as it stands."""
    return bool(entry.string) and not entry.fuzzy


def read(path: Path, language: str) -> Catalog:
    """The catalogue of a file."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def write(path: Path, catalogue: Catalog) -> None:
    """Writes a catalogue, the same bytes for the same messages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for entry in catalogue:
        entry.flags.discard("python-brace-format")  # which Babel takes the marks for
    with path.open("wb") as file:
        file.write(HEADER.format(language=catalogue.locale or "").encode())
        write_po(file, catalogue, width=WIDTH, omit_header=True, include_previous=True)


def templates(
    found: Iterable[tuple[str, Found]], language: Language | None = None
) -> dict[str, Catalog]:
    """The templates by the name of their file.

    Args:
        found: each message with the file that it was found for; one that two pages have goes into
            FRAME.
        language: only what its pages and scripts say; None: all.
    """
    files: dict[str, set[str]] = defaultdict(set)
    known: dict[str, list[Found]] = defaultdict(list)
    for file, message in found:
        files[message.text].add(file)
        known[message.text].append(message)
    made: dict[str, Catalog] = defaultdict(Catalog)
    for text, its in known.items():
        if language and not any(file == FRAME or language.has(file) for file in files[text]):
            continue
        file = FRAME if len(files[text]) > 1 else next(iter(files[text]))
        places = [] if file == FRAME else sorted({(message.place, None) for message in its})
        notes = [its[0].note] if its[0].note else []
        made[file].add(text, locations=places, auto_comments=notes)
    return made


def carry(made: dict[str, Catalog], language: Language) -> None:
    """Brings the files of a language up to date with its templates.

    What has changed keeps its old translation, marked as fuzzy; what moved from file to file takes
    its translation along.
    """
    words = language.words
    for path in language.files:
        name = path.relative_to(language.folder).with_suffix("").as_posix()
        old, fresh = read(path, language.name), made.get(name) or Catalog()
        for entry in fresh:
            if entry.id and entry.id not in old and entry.id in words:
                old.add(entry.id, words[entry.id])
        old.update(fresh, update_creation_date=False)
        old.obsolete.clear()
        write(path, old)
