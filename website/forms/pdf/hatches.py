"""Hatched areas of figures, drawn line by line: Chromium prints the pattern of an SVG as pixels."""

import itertools
import math
import re

from bs4 import BeautifulSoup, Tag

FILL = re.compile(r"fill: url\(#([^)]+)\)")


def draw(drawing: Tag) -> None:
    """Puts in place of each area of an SVG that a pattern fills the pattern's own lines, clipped.

    Raises: ValueError: an area whose outline is not made of straight lines.
    """
    for area in drawing.find_all("path", style=FILL):
        pattern = drawing.find("pattern", id=FILL.search(area["style"])[1])
        area.replace_with(BeautifulSoup(hatched(area, pattern), "html.parser"))
    for pattern in drawing.find_all("pattern"):
        pattern.decompose()


def hatched(area: Tag, pattern: Tag) -> str:
    """The area as a group: as many tiles of the pattern as cover it, and its outline above."""
    outline = area["d"]
    if set(re.findall("[A-Za-z]", outline)) - set("MLz"):
        raise ValueError(f"a hatched area is bound by straight lines, not by {outline!r}")
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", outline)]
    columns = covering(numbers[::2], float(pattern["width"]))
    rows = covering(numbers[1::2], float(pattern["height"]))
    clip = f"{pattern['id']}-{'-'.join(f'{number:g}' for number in numbers)}"
    tile = pattern.decode_contents()
    tiles = "".join(
        f'<g transform="translate({x:g} {y:g})">{tile}</g>'
        for x, y in itertools.product(columns, rows)
    )
    area["style"] = FILL.sub("fill: none", area["style"])
    return (
        f'<clippath id="{clip}"><path d="{outline}"/></clippath>'
        f'<g clip-path="url(#{clip})">{tiles}</g>{area}'
    )


def covering(numbers: list[float], step: float) -> list[float]:
    """The multiples of `step` at which tiles of that size begin that cover all the numbers."""
    first, last = math.floor(min(numbers) / step), math.floor(max(numbers) / step)
    return [step * number for number in range(first, last + 1)]
