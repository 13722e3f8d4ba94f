"""A figure as inline SVG: real text, and colours that follow the page's light or dark theme."""

import hashlib
import io
import re

import matplotlib as mpl
from IPython.display import HTML
from matplotlib.figure import Figure

from chapter7.plots.style import PALETTE, STYLE


def show(figure: Figure, alt: str) -> HTML:
    """`figure` as an inline SVG whose colours follow the page's theme.

    Args:
        figure: made by a function of a section's module.
        alt: what the figure shows, for a reader who cannot see it; at least a sentence.
    Returns: HTML to end a cell with.
    Raises: ValueError: alt is blank.
    """
    if not alt.strip():
        raise ValueError("alt must say what the figure shows, got a blank text")
    buffer = io.StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": alt}):
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    return HTML(_inline(buffer.getvalue(), alt))


def _inline(svg: str, alt: str) -> str:
    """The drawing without its preamble; ids made unique to the page, colours made variables."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    used = set(re.findall(r"#([\w-]+)", svg))
    svg = re.sub(
        r' id="([\w.-]+)"',
        lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "",
        svg,
    )
    svg = re.sub(r'(href="|url\()#([\w-]+)', rf"\1#{prefix}-\2", svg)
    for name, colour in PALETTE.items():
        svg = svg.replace(colour, f"var(--c7-{name}, {colour})")
    svg = re.sub(r' (?:d|x|y|points)="[^"]+"', _shortened, svg)
    svg = re.sub(r"font: ([^;\"]*?)px [^;\"]*", r"font-size: \1px; font-family: inherit", svg)
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    svg = re.sub(r"<svg [^>]*>", f'<svg viewBox="0 0 {width} {height}" role="img">', svg, count=1)
    title = alt.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    svg = svg.replace('role="img"', f'role="img" aria-label="{title}"', 1)
    return f'<div class="c7-figure" style="aspect-ratio: {width} / {height}">{svg}</div>'


def _shortened(attribute: re.Match) -> str:
    """Coordinates to a hundredth of a unit, which no eye can tell from more digits."""
    short = re.sub(
        r"\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."), attribute[0]
    )
    return re.sub(r"\s+", " ", short)
