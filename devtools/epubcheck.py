"""Finds what checks EPUBs. As a script: says how to get it if there is none."""

import os
import shutil
import sys
import zipfile
from pathlib import Path

NAME = "epubcheck"
HELP = """The EPUB is checked by epubcheck, which is not installed. Get it with
    sudo apt-get install epubcheck
or name an executable:  EPUBCHECK=/path/to/epubcheck make forms"""
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A run of seconds ends before optimised code has paid: less than half the processor time."""


def command() -> list[str] | None:
    """What starts epubcheck: $EPUBCHECK, or the one on the PATH; None if there is none.

    Debian's is a Java archive that only a kernel with a rule for these runs by itself.
    """
    path = shutil.which(os.environ.get("EPUBCHECK", NAME))
    if path is None:
        return None
    return (
        ["java", *BRIEF, "-jar", str(Path(path).resolve())] if zipfile.is_zipfile(path) else [path]
    )


if __name__ == "__main__":
    if command() is None:
        sys.exit(HELP)
