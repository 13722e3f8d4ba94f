"""Zips whose content says all: the same files give the same zip."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of each file in a zip: the earliest that zips know."""


def write(out: Path, files: Iterable[tuple[str, Path]]) -> None:
    """Writes the zip `out`. files: in any order, the name of each in the zip and its place."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w") as archive:
        for name, path in sorted(files):
            archive.writestr(entry(name), path.read_bytes())


def entry(name: str, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """A file of a zip, without a date of its own."""
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = method
    info.external_attr = 0o644 << 16  # who unpacks it may read it
    return info


def under(folder: Path, top: str) -> list[tuple[str, Path]]:
    """The files below `folder`, named below `top` in the zip."""
    return [
        (f"{top}/{path.relative_to(folder).as_posix()}", path)
        for path in folder.rglob("*")
        if path.is_file()
    ]
