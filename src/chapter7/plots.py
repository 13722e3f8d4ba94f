"""Figures: data in, matplotlib Figure out; one palette, one size rule. Never computes.

`show` puts a figure on a page as an inline drawing with real text, whose colours follow the
page's light or dark theme.
"""

import hashlib
import io
import re
from collections.abc import Mapping

import matplotlib as mpl
from IPython.display import HTML
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

# Light values. On the website each is a CSS variable, --c7-<name>, which has a dark value too
# (site/static/palette.css).
PALETTE = {
    "paper": "#fffffe",
    "ink": "#1b2231",
    "muted": "#596173",
    "line": "#d9d5cd",
    "amber": "#d98a00",
    "amber-ink": "#8a5600",
    "amber-pale": "#f6dcab",
    "green": "#0b7a4b",
    "green-ink": "#0a6b42",
    "green-pale": "#bfe3d0",
}
INK, MUTED, LINE = PALETTE["ink"], PALETTE["muted"], PALETTE["line"]
COMPUTE, SUPERVISION = PALETTE["amber"], PALETTE["green"]

# Drawn for a phone's width and enlarged a little on a desk: text stays readable on both.
WIDTH = 6.4  # inches at 72 points: 461 units
STYLE = {
    "font.family": "sans-serif",
    "font.size": 12.5,
    "axes.labelsize": 12.5,
    "xtick.labelsize": 11.5,
    "ytick.labelsize": 11.5,
    "legend.fontsize": 11.5,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.grid": True,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 2.2,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "none",
}


def show(figure: Figure, alt: str) -> HTML:
    """`figure` as an inline SVG whose colours follow the page's theme.

    Args: figure: made by a function of this module. alt: what the figure shows, for a reader who
        cannot see it; at least a sentence.
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
    svg = re.sub(r"font: ([^;\"]*?)px [^;\"]*", r"font-size: \1px; font-family: inherit", svg)
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    svg = re.sub(r"<svg [^>]*>", f'<svg viewBox="0 0 {width} {height}" role="img">', svg, count=1)
    title = alt.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    svg = svg.replace('role="img"', f'role="img" aria-label="{title}"', 1)
    return f'<div class="c7-figure" style="aspect-ratio: {width} / {height}">{svg}</div>'


def _axes(height: float = 3.6, **labels: str) -> tuple[Figure, Axes]:
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.add_subplot()
        axes.set(**labels)
    return figure, axes
