"""Figures that move as pictures, for places that run no scripts and take drawings out.

What stands on the website before its script is there is HTML. Chromium, which the tests need as
well, shows it as on paper, without controls, and takes its picture. A build without Chromium makes
none, and the notebook says in words that the figure moves.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import sync_playwright

from chapter7.plots import PALETTE
from chapter7.plots.svg import RESOLUTION, compressed
from chapter7.widgets.shared import modules
from chapter7.widgets.shared.figure import NOTEBOOK
from devtools import chromium

WIDGETS = Path(modules.__file__).parents[1]
NO_CONTROLS = """
.c7-static :is(.c7-controls, .c7-actions, .c7-tour, .c7-head button) { display: none; }
.c7-static:not([data-pinned="true"]) .c7-compare { display: none; }
.c7-static .c7-shown { display: block; }
"""
"""As on paper: no controls, and a line that names the setting shown."""
SHEET = "<!doctype html><meta charset='utf-8'><body style='margin: 0; background: {ground}'>{html}"
ARGS = (*chromium.ARGS, "--font-render-hinting=none")  # letters stand where they are drawn
WIDTH = 976  # CSS pixels: a figure takes no more, as on the website's widest page


@dataclass(frozen=True)
class Picture:
    """A figure that moves, as it stands.

    Args:
        png: the file; `RESOLUTION` pixels to one of CSS.
        alt: what it shows, in the figure's own words.
    """

    png: bytes
    alt: str

    @property
    def about(self) -> dict:
        """How a notebook shows it: its size in CSS pixels, and its words."""
        with Image.open(io.BytesIO(self.png)) as image:
            width, height = (round(pixels / RESOLUTION) for pixels in image.size)
        return {"width": width, "height": height, "alt": self.alt}


def styled(html: str) -> str:
    """The HTML of a figure that moves, below the styles of its name; any other HTML as it is."""
    figure = BeautifulSoup(html, "html.parser").select_one("div.c7-widget[data-module]")
    sheet = figure and WIDGETS / figure["data-module"] / f"{figure['data-module']}.css"
    if not (sheet and sheet.exists()):
        return html
    return f"<style>{modules.styles(sheet)}{NOTEBOOK}{NO_CONTROLS}</style>{html}"


def taken(html: str, kept: Path) -> Picture | None:
    """The picture of a figure that moves; None where there is no Chromium.

    Args:
        html: the figure as the website has it.
        kept: a folder for pictures, by what they show: each is taken once.
    """
    shown = SHEET.format(ground=PALETTE["paper"], html=styled(html))
    file = kept / f"{hashlib.sha256(shown.encode()).hexdigest()}.png"
    if not file.exists():
        browser = chromium.executable(shell=True)
        if browser is None:
            return None
        kept.mkdir(parents=True, exist_ok=True)
        file.write_bytes(compressed(_photograph(shown, browser)))
    return Picture(file.read_bytes(), _said(html))


def _photograph(html: str, executable: str) -> bytes:
    """The figure on a light page, as a PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        size = {"width": WIDTH, "height": 900}
        page = browser.new_page(viewport=size, device_scale_factor=RESOLUTION)
        page.set_content(html)
        page.evaluate("document.fonts.ready")
        png = page.locator(".c7-panel").screenshot()
        browser.close()
    return png


def _said(html: str) -> str:
    """The figure's name, and the setting that it shows."""
    figure = BeautifulSoup(html, "html.parser").select_one(".c7-panel")
    shown = figure.select_one(".c7-shown")
    return " ".join(f"{figure['aria-label']}. {shown.get_text(' ') if shown else ''}".split())
