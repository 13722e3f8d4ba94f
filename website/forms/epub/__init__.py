"""The chapter as an EPUB 3: Sphinx's builder for it, on what Sphinx and the pages' runs have kept.

Nothing runs a second time. Formulas are MathML, figures are SVG with their words, a figure that
moves is its picture with an address; answers and solutions fold.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from devtools import epubcheck
from website.forms import ROOT

FILE = "book.epub"
"""The name of the EPUB in the build's folder."""
CLEAN = "No errors or warnings detected"


def build(book: Path, out: Path) -> None:
    """Writes the EPUB `out` of the pages that the website `book` was built of.

    Raises: subprocess.CalledProcessError: Sphinx refuses or warns, and has said why.
    """
    made = book.parent / "epub"
    shutil.rmtree(made, ignore_errors=True)  # Sphinx writes only what has changed
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ROOT, "--quiet"]
    kind = ["--builder", "custom", "--custom-builder", "epub", "--path-output", book.parents[1]]
    subprocess.run([*command, *kind, "-W", "-n", "--keep-going"], check=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(made / FILE, out)


def check(out: Path) -> str:
    """What epubcheck said. Raises ValueError: it is not there, or has found something."""
    checker = epubcheck.command()
    if checker is None:
        raise ValueError(epubcheck.HELP)
    done = subprocess.run([*checker, out], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    if done.returncode or CLEAN not in said:
        raise ValueError(f"epubcheck on {out.name}:\n{said}")
    return "epubcheck: 0 errors, 0 warnings"
