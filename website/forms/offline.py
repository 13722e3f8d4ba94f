"""The website as a zip, which opens from a disk: its scripts are classic ones."""

import re
import zipfile
from pathlib import Path
from posixpath import dirname, join, normpath

from website.forms import archive

TOP = "multi-token-prediction"
"""The folder that the zip unpacks into."""
ONLY_SERVED = {".buildinfo", "404.html", "objects.inv", "sitemap.xml", "robots.txt"}
"""What hosts, search engines and other books read, and no reader of a disk."""
START = "index.html"
LINK = re.compile(r'(?:href|src)="([^"#?]+)')


def build(book: Path, out: Path) -> None:
    """Writes the zip `out` of the built website `book`."""
    files = archive.under(book, TOP)
    archive.write(out, [(name, path) for name, path in files if path.name not in ONLY_SERVED])


def check(out: Path) -> str:
    """What was checked. Raises ValueError: it does not start, or a link leads to no file."""
    with zipfile.ZipFile(out) as archive:
        names = set(archive.namelist())
        if f"{TOP}/{START}" not in names:
            raise ValueError(f"{out.name} has no {TOP}/{START}")
        pages = [name for name in names if name.endswith(".html")]
        links = 0
        for page in pages:
            for link in LINK.findall(archive.read(page).decode()):
                if ":" in link:
                    continue
                links += 1
                if normpath(join(dirname(page), link)) not in names:
                    raise ValueError(f"{out.name}: {page} leads to {link}, which is not there")
    return f"{len(pages)} pages, {links:,} links to files of its own"
