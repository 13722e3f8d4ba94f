"""Chromium's print of the document, with the numbers of its sheets filled in."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from playwright.sync_api import Browser, sync_playwright

from devtools import chromium
from website.forms.pdf.styles import SCALE

ARGS = (*chromium.ARGS, "--font-render-hinting=none")  # letters stand where the font has them
PASSES = 4
"""Numbers that are filled in could change where the sheets end; so far the second print holds."""
NUMBER = re.compile(r'(data-place="([^"]+)">)\d+')


@dataclass(frozen=True)
class Printed:
    """A document, and the PDF that Chromium made of it."""

    document: str
    pdf: bytes

    def opened(self) -> pikepdf.Pdf:
        """The PDF, to read and to change."""
        return pikepdf.open(BytesIO(self.pdf))


def numbered(document: str, folder: Path) -> Printed:
    """The document's print, printed until the numbers in it are those of its sheets.

    Raises: RuntimeError: there is no Chromium; the document asks for another file; a place with a
        number is not in the print; the numbers do not settle.
    """
    path = chromium.executable(shell=True)
    if path is None:
        raise RuntimeError(chromium.HELP)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        for _ in range(PASSES):
            made = printed(browser, document, folder / "book.html")
            document = fill(document, numbers(made))
            if document == made.document:
                return made
    raise RuntimeError(f"after {PASSES} prints the numbers of the sheets still change")


def printed(browser: Browser, document: str, file: Path) -> Printed:
    """One print; scripts are off, and no other file is read."""
    file.write_text(document, encoding="utf-8")
    page = browser.new_page(java_script_enabled=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    pdf = page.pdf(
        prefer_css_page_size=True, print_background=True, scale=SCALE, tagged=True, outline=True
    )
    page.close()
    others = [url for url in asked if url != file.as_uri() and not url.startswith("data:")]
    if others:
        raise RuntimeError(f"the document asks for {', '.join(others)}")
    return Printed(document, pdf)


def numbers(made: Printed) -> dict[str, int]:
    """On which sheet each id stands to which a link leads; the cover is sheet 1."""
    with made.opened() as pdf:
        sheets = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        places = pdf.Root.Dests.items()
        return {name.removeprefix("/"): sheets[place[0].objgen] for name, place in places}


def fill(document: str, numbers: dict[str, int]) -> str:
    """The document with the number of its sheet at each place that wants one."""
    wanted = {place for _, place in NUMBER.findall(document)}
    if lost := wanted - numbers.keys():
        raise RuntimeError(f"not in the print: {', '.join(sorted(lost))}")
    return NUMBER.sub(lambda place: f"{place[1]}{numbers[place[2]]}", document)
