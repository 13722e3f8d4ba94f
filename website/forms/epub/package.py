"""What an EPUB has beside its pages: contents, package file, cover, styles, and the file itself."""

import datetime
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import yaml
from docutils import nodes
from sphinx.application import Sphinx

from website.extension import dated, sections, templates
from website.forms import archive, as_of
from website.forms.epub import FILE, colours, cover, pages

KINDS = {".xhtml": "application/xhtml+xml", ".css": "text/css", ".png": "image/png"}
KINDS |= {".svg": "image/svg+xml", ".jpg": "image/jpeg"}
CONTAINER = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="content.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""
FEATURES = (
    "alternativeText",
    "displayTransformability",
    "longDescription",
    "MathML",
    "readingOrder",
    "structuralNavigation",
    "tableOfContents",
)
"""What helps who reads otherwise, in the words of schema.org."""
ACCESSIBILITY = (
    "All content can be read as text. Formulas are MathML. Figures say in words what they show. "
    "Figures that move on the website are pictures here, with their setting in words. Answers and "
    "solutions are folded and open by keyboard."
)
RIGHTS = "Text and figures: CC BY 4.0. Code: MIT."
_TEMPLATES = templates.environment(Path(__file__).parent)


@dataclass(frozen=True)
class Item:
    """A file of the EPUB, as the package file lists it."""

    id: str
    href: str
    kind: str
    properties: str = ""


@dataclass(frozen=True)
class Page:
    """A page in the contents: its address, its title, and its headings with theirs."""

    href: str
    title: str
    headings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """A section of the chapter in the contents."""

    title: str
    pages: tuple[Page, ...]


def write(app: Sphinx, written: dict[str, str]) -> None:
    """Writes the EPUB into the build's folder. written: the pages as XHTML, by name."""
    out, language = Path(app.outdir), app.config.language
    (out / colours.SHEET).write_text(colours.styles(), encoding="utf-8")
    cover.draw(out / cover.PICTURE, app.config.author)
    (out / "cover.xhtml").write_text(cover_page(language), encoding="utf-8")
    (out / "nav.xhtml").write_text(contents(app), encoding="utf-8")
    order = [f"{name}.xhtml" for name in in_order(app)]
    items = listed(out, ["cover.xhtml", "nav.xhtml", *order])
    (out / "content.opf").write_text(described(app, items), encoding="utf-8")
    pack(out, [item.href for item in items])


def in_order(app: Sphinx) -> list[str]:
    """The names of the pages in the order of the contents."""
    first, parts = table(app)
    return [first, *(name for _, names in parts for name in names)]


def table(app: Sphinx) -> tuple[str, list[tuple[str, list[str]]]]:
    """The opening page, and each part's title with the names of its pages."""
    toc = yaml.safe_load(Path(app.srcdir, "_toc.yml").read_text(encoding="utf-8"))
    parts = [(part["caption"], [c["file"] for c in part["chapters"]]) for part in toc["parts"]]
    return toc["root"], parts


def contents(app: Sphinx) -> str:
    """The contents, nav.xhtml: sections, their pages, and the headings of each."""
    first, parts = table(app)
    found = []
    for title, names in parts:
        section = sections.of(app, names[0])
        title = f"{section['number']} {title}" if section else title
        found.append(Part(title, tuple(page(app, name) for name in names)))
    return _TEMPLATES.get_template("nav.xhtml").render(
        language=app.config.language, sheet=colours.SHEET, first=page(app, first), parts=found
    )


def page(app: Sphinx, name: str) -> Page:
    """A page in the contents."""
    href = f"{name}.xhtml"
    top = app.env.tocs[name][0]
    below = [item for item in top.findall(nodes.list_item) if item.parent.parent is top]
    headings = []
    for item in below:
        link = next(item.findall(nodes.reference))
        headings.append((link.astext(), f"{href}{link['anchorname'].replace(':', '-')}"))
    return Page(href, app.env.titles[name].astext(), tuple(headings))


def cover_page(language: str) -> str:
    """The first page."""
    section = Element("section", {pages.TYPE: "cover"})
    image = {"src": cover.PICTURE, "alt": cover.ALT, "class": "c7-cover", "role": "doc-cover"}
    SubElement(section, "img", image)
    return pages.document("Cover", "", language, section)


def listed(folder: Path, order: list[str]) -> list[Item]:
    """The files in `folder` that belong to the EPUB, those of `order` first."""
    others = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in KINDS
    )
    names = list(dict.fromkeys([*order, *others]))
    return [item(folder, name, number) for number, name in enumerate(names)]


def item(folder: Path, name: str, number: int) -> Item:
    """A file as the package file lists it, with what a reader has to know to show it."""
    path = folder / name
    if name == cover.PICTURE:
        return Item("cover-image", name, KINDS[path.suffix], "cover-image")
    if name == "nav.xhtml":
        return Item("nav", name, KINDS[path.suffix], "nav")
    text = path.read_text(encoding="utf-8") if path.suffix == ".xhtml" else ""
    marks = {"mathml": "<math", "svg": "<svg"}
    properties = [name for name, mark in marks.items() if mark in text]
    return Item(f"file-{number}", name, KINDS[path.suffix], " ".join(properties))


def described(app: Sphinx, items: list[Item]) -> str:
    """The package file, content.opf."""
    cff = dated.about(Path(app.srcdir))
    website = app.config.html_baseurl
    return _TEMPLATES.get_template("content.opf").render(
        language=app.config.language,
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, website).urn,
        title=cff["title"],
        authors=dated.names(cff),
        description=cff["abstract"],
        subjects=cff["keywords"],
        rights=RIGHTS,
        website=website,
        modified=f"{as_of().astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        version=cff["version"],
        features=FEATURES,
        accessibility=ACCESSIBILITY,
        items=items,
    )


def pack(folder: Path, names: list[str]) -> None:
    """Writes the EPUB: a zip whose first file says what it is, as it stands."""
    with zipfile.ZipFile(folder / FILE, "w") as epub:
        epub.writestr(archive.entry("mimetype", zipfile.ZIP_STORED), "application/epub+zip")
        epub.writestr(archive.entry("META-INF/container.xml"), CONTAINER)
        for name in ("content.opf", *names):
            epub.writestr(archive.entry(name), (folder / name).read_bytes())
