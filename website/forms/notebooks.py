"""The notebooks as a zip, with the package and all that a runner needs to start them."""

import tempfile
import zipfile
from pathlib import Path

from devtools import publish
from website.forms import archive

TOP = "multi-token-prediction-notebooks"
"""The folder that the zip unpacks into."""
README = """\
# The notebooks of *{title}*

Each folder is a section. They were made out of the pages of [the repository]({repository});
[the website]({website}) has the same text.

## Start

With Python 3.11, 3.12 or 3.13, in this folder:

    python3 -m venv .venv
    .venv/bin/pip install . jupyterlab
    .venv/bin/jupyter lab bottleneck/huge-pass-tiny-signal.ipynb

(On Windows it is `py -m venv .venv`, and `.venv\\Scripts\\` in place of `.venv/bin/`.)

With conda:

    conda env create --file environment.yml
    conda activate chapter7
    pip install --no-deps --no-build-isolation .
    jupyter lab bottleneck/huge-pass-tiny-signal.ipynb

Both download PyTorch, which takes most of the time: conda its build for processors; pip, on Linux,
also the libraries for graphics cards, some GB. After that nothing needs a network.
"""
SMALL = "environment.yml", "README.md", "pyproject.toml", "src/chapter7/__init__.py"
"""What a runner cannot do without."""


def build(book: Path, out: Path) -> None:
    """Writes the zip `out` of the notebooks that were built with the website `book`."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / TOP
        publish.stage(folder, book.parent / "notebooks", README)
        archive.write(out, archive.under(folder, TOP))


def check(out: Path) -> str:
    """What was checked. Raises ValueError: what starts the notebooks is missing."""
    with zipfile.ZipFile(out) as archive:
        names = set(archive.namelist())
    missing = [name for name in SMALL if f"{TOP}/{name}" not in names]
    if missing:
        raise ValueError(f"{out.name} lacks {', '.join(missing)}")
    return f"{sum(name.endswith('.ipynb') for name in names)} notebooks, the package, a readme"
