"""A figure that moves, where nothing runs: its HTML below its styles, and its picture."""

import io
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from PIL import Image

from chapter7.plots.svg import RESOLUTION
from chapter7.widgets.shared import modules
from chapter7.widgets.shared.figure import NOTEBOOK

WIDGETS = Path(modules.__file__).parents[1]
NO_CONTROLS = """
.c7-static :is(.c7-controls, .c7-actions, .c7-tour, .c7-head button) { display: none; }
.c7-static:not([data-pinned="true"]) .c7-compare { display: none; }
.c7-static .c7-shown { display: block; }
"""
"""As on paper: no controls, and a line that names the setting shown."""


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
