"""Takes pictures of figures that move, for places that run no scripts and take drawings out.

What stands on the website before its script is there is HTML. Chromium, which the tests need as
well, shows it as on paper, without controls. A build without Chromium takes no picture, and the
notebook says in words that the figure moves.
"""

import hashlib
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Error, sync_playwright

from chapter7.plots import PALETTE
from chapter7.plots.svg import RESOLUTION, compressed
from devtools import chromium
from website.edition.stills import Picture, styled

SHEET = "<!doctype html><meta charset='utf-8'><body style='margin: 0; background: {ground}'>{html}"
ARGS = (*chromium.ARGS, "--font-render-hinting=none")  # letters stand where they are drawn
WIDTH = 976  # CSS pixels: a figure takes no more, as on the website's widest page


def taken(html: str, kept: Path, width: int = WIDTH) -> Picture | None:
    """The picture of a figure that moves; None where no Chromium starts.

    Args:
        html: the figure as the website has it.
        kept: a folder for pictures, by what they show: each is taken once.
        width: of the page that it stands on, in CSS pixels.
    """
    shown = SHEET.format(ground=PALETTE["paper"], html=styled(html))
    file = kept / f"{hashlib.sha256(f'{width} {shown}'.encode()).hexdigest()}.png"
    if not file.exists():
        browser = chromium.executable(shell=True)
        if browser is None:
            return None
        png = _photograph(shown, browser, width)
        if png is None:
            return None
        kept.mkdir(parents=True, exist_ok=True)
        file.write_bytes(compressed(png))
    return Picture(file.read_bytes(), _said(html))


def _photograph(html: str, executable: str, width: int) -> bytes | None:
    """The figure on a light page, as a PNG; None: the browser does not start."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        except Error:
            return None
        size = {"width": width, "height": 900}
        page = browser.new_page(viewport=size, device_scale_factor=RESOLUTION)
        page.set_content(html)
        page.evaluate("document.fonts.ready")
        png = page.locator(".c7-widget > .c7-panel").screenshot()
        browser.close()
    return png


def _said(html: str) -> str:
    """The figure's name, and the setting that it shows."""
    figure = BeautifulSoup(html, "html.parser").select_one(".c7-panel")
    shown = figure.select_one(".c7-shown")
    return " ".join(f"{figure['aria-label']}. {shown.get_text(' ') if shown else ''}".split())
