"""The built book that the tests look at: this checkout's, or the one that $BUILT_BOOK names."""

import os
from functools import cache
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[1]
BOOK = Path(os.environ.get("BUILT_BOOK", ROOT / "_build" / "html"))
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(c["file"] for part in TOC["parts"] for c in part["chapters"])]
NOTEBOOKS = [page for page in PAGES if page.startswith("notebooks/")]
TRANSLATIONS = ROOT / "website" / "translations"
TRANSLATED = [
    f"{language.name}/{page}"
    for language in sorted(TRANSLATIONS.iterdir())
    for page in PAGES
    if (language / f"{page}.po").is_file()
]
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
REPOSITORY = CONFIG["repository"]["url"]
OWNER, NAME = REPOSITORY.split("/")[-2:]
HOME = f"https://{OWNER}.github.io/{NAME}/"
"""Where the book is published."""


@cache
def read(name: str) -> BeautifulSoup:
    """A built page. It is parsed once for all tests of a process: none may change it."""
    return parsed(name)


def parsed(name: str) -> BeautifulSoup:
    """A built page of the caller's own, who may change it."""
    return BeautifulSoup((BOOK / f"{name}.html").read_text(encoding="utf-8"), "lxml")
