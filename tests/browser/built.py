"""The pages of the book, and how to open one."""

from pathlib import Path

import yaml
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(c["file"] for part in TOC["parts"] for c in part["chapters"])]
NOTEBOOKS = [page for page in PAGES if page.startswith("notebooks/")]

PAPER = {"light": "rgb(255, 255, 254)", "dark": "rgb(20, 24, 31)"}
"""The colour that the pages lie on."""


def settle(page: Page, address: str) -> None:
    """Opens the page and waits until its figures are live."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
