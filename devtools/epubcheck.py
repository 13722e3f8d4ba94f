"""Finds what checks EPUBs. As a script: says how to get it if there is none."""

import os
import shutil
import sys

NAME = "epubcheck"
HELP = """The EPUB is checked by epubcheck, which is not installed. Get it with
    sudo apt-get install epubcheck
or name an executable:  EPUBCHECK=/path/to/epubcheck make forms"""


def executable() -> str | None:
    """The path of epubcheck: $EPUBCHECK, or the one on the PATH; None if there is none."""
    return shutil.which(os.environ.get("EPUBCHECK", NAME))


if __name__ == "__main__":
    if executable() is None:
        sys.exit(HELP)
