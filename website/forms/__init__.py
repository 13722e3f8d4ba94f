"""The forms in which a reader takes the book along, besides the website: a file each.

`python -m website.forms` makes all of them out of the built book, and lays them beside a copy of
the website; `python -m website.forms NAME` makes one.
"""

import datetime
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
FOLDER = ROOT / "_build" / "forms"


@dataclass(frozen=True)
class Form:
    """One form.

    Args:
        name: what the commands call it; the module `website.forms.NAME` makes and checks it.
        ending: of its file.
        title: its name for readers.
        about: for whom it is, as a sentence.
        limit: how many megabytes (of 10^6 bytes) it may have.
    """

    name: str
    ending: str
    title: str
    about: str
    limit: float

    @property
    def file(self) -> str:
        """The name of its file, in FOLDER and on the website."""
        return f"multi-token-prediction{self.ending}"


FORMS = (
    Form(
        "pdf",
        ".pdf",
        "PDF",
        "For paper, A4 or US Letter: solutions stand at the end of each section.",
        6,
    ),
    Form(
        "epub",
        ".epub",
        "EPUB",
        "For e-book readers: formulas and figures as text, in the size and the colours you choose.",
        6,
    ),
    Form(
        "offline",
        "-website.zip",
        "The website",
        "Unpack it and open index.html: figures move, and the search finds, without a network.",
        10,
    ),
    Form(
        "notebooks",
        "-notebooks.zip",
        "The notebooks",
        "With the package and what it needs, to run and change every page.",
        10,
    ),
)
BY_NAME = {form.name: form for form in FORMS}


def as_of() -> datetime.datetime:
    """When the text that all of them hold last changed: the last commit; now where no Git is."""
    command = ["git", "-C", ROOT, "log", "-1", "--format=%cI"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return datetime.datetime.now().astimezone()
    return datetime.datetime.fromisoformat(done.stdout.strip())
