"""The chapter as one PDF, from the built website.

The pages become one HTML document, which Chromium prints at one go: only so do they share a tree of
tags, an outline and links. pikepdf finishes what Chromium wrote.
"""

import tempfile
from pathlib import Path

from website.forms.pdf import assembled, finished, printed


def build(book: Path, out: Path) -> None:
    """Writes the PDF of the built website in `book` to `out`.

    Raises: RuntimeError: there is no Chromium, or what it printed does not hold together.
    """
    document = assembled.document(book)
    with tempfile.TemporaryDirectory() as folder:
        sheets = printed.numbered(document, Path(folder))
        out.parent.mkdir(parents=True, exist_ok=True)
        finished.write(sheets, out)


def check(out: Path) -> str:
    """What was checked. Raises ValueError: a link leads nowhere, or a figure is made of pixels."""
    return finished.check(out)
