"""What Chromium leaves open in its print: where links lead, what a formula is, who wrote the book.

pikepdf keeps the tree of tags as it is, and packs it: in a file by pypdf that tree alone would be a
third of the bytes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pikepdf

from website.extension import dated
from website.forms import ROOT
from website.forms.pdf.assembled import FORMULA
from website.forms.pdf.printed import Printed
from website.forms.pdf.styles import HEIGHT, SCALE, SIDE, TOP

MM = 72 / 25.4  # points
HEADING = re.compile(r'<h[1-6][^>]*? id="([^"]+)"')


def write(printed: Printed, out: Path) -> None:
    """Writes the print, finished, to `out`.

    Raises: RuntimeError: the outline lacks a heading.
    """
    with printed.opened() as pdf:
        mend_places(pdf, HEADING.findall(printed.document))
        name_formulas(pdf)
        describe(pdf)
        packed = pikepdf.ObjectStreamMode.generate
        pdf.save(out, object_stream_mode=packed, recompress_flate=True, linearize=True)


def mend_places(pdf: pikepdf.Pdf, headings: list[str]) -> None:
    """Puts the places that links lead to where they are on the sheet.

    Chromium 156 gives them as if a sheet had no margin and were not scaled. The outline has the
    headings' true places: where these agree with the places as given, nothing is to be done.
    """
    entries = list(outline(pdf))
    if len(entries) != len(headings):
        raise RuntimeError(f"{len(headings)} headings, but an outline of {len(entries)}")
    places = pdf.Root.Dests
    known = [
        (float(places[f"/{heading}"][3]), float(entry.destination[3]))
        for heading, entry in zip(headings, entries, strict=True)
        if f"/{heading}" in places
    ]
    as_given = median(abs(given - true) for given, true in known)
    as_mended = median(abs(mended(given) - true) for given, true in known)
    if as_mended < as_given:
        for place in places.values():
            place[2:4] = [SIDE * MM, mended(float(place[3]))]


def mended(top: float) -> float:
    """The height of a place on its sheet, in points, from what Chromium says."""
    height = HEIGHT * MM
    return height - TOP * MM - (height - top) * SCALE


def outline(pdf: pikepdf.Pdf) -> Iterator[pikepdf.OutlineItem]:
    """The outline's entries, in the order of the book."""

    def entries(items: list) -> Iterator[pikepdf.OutlineItem]:
        for item in items:
            yield item
            yield from entries(item.children)

    with pdf.open_outline() as found:
        yield from entries(found.root)


def name_formulas(pdf: pikepdf.Pdf) -> None:
    """Tags formulas as such: for Chromium whatever has words in its place is a figure."""
    for element in pdf.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure":
            words = str(element.get("/Alt", ""))
            if words.startswith(FORMULA):
                element.S = pikepdf.Name.Formula
                element.Alt = words.removeprefix(FORMULA)


def describe(pdf: pikepdf.Pdf) -> None:
    """Says who wrote it and what it is about, as CITATION.cff has it; Chromium knows the title."""
    cff = dated.about(ROOT)
    with pdf.open_metadata() as said:
        said["dc:title"] = cff["title"]
        said["dc:creator"] = dated.names(cff)
        said["dc:description"] = cff["abstract"]
        said["dc:language"] = {str(pdf.Root.Lang)}
        said["pdf:Keywords"] = ", ".join(cff["keywords"])


def check(out: Path) -> str:
    """What was checked. Raises ValueError: a link leads to no place, or a sheet holds pixels."""
    with pikepdf.open(out) as pdf:
        places = set(pdf.Root.Dests.keys())
        notes = [note for page in pdf.pages for note in page.get("/Annots", ())]
        inside = [str(note.Dest) for note in notes if "/Dest" in note]
        if lost := set(inside) - places:
            raise ValueError(f"{out.name}: links lead to {', '.join(sorted(lost))}, no place in it")
        streams = (found for found in pdf.objects if isinstance(found, pikepdf.Stream))
        if any(stream.get("/Subtype") == "/Image" for stream in streams):
            raise ValueError(f"{out.name} holds a picture made of pixels; the book has none")
        return f"{len(pdf.pages)} sheets, {len(inside):,} links to places of its own"
