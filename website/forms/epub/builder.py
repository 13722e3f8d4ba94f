"""Sphinx's builder of EPUBs with pages, contents and package file of our own."""

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

from website.edition import pictures
from website.extension import dated
from website.extension.translator import Translator
from website.forms.epub import package, pages

MOVING, FILTER = '<div class="c7-widget"', '<form class="c7-ledger-controls"'
FIGURES = "figures"
"""The folder of the pictures of figures that move."""
WIDTH = 480  # CSS pixels: words on them stay legible on a page of an e-book


class Builder(Epub3Builder):
    """Writes each page as XHTML, and at the end the file of the book, `package.FILE`."""

    def init(self) -> None:
        """Sphinx's, without the index: it is of names in Python."""
        super().init()
        self.use_index = False
        self.written: dict[str, str] = {}

    def add_visible_links(self, tree: nodes.document, show_urls: str = "inline") -> None:
        """Adds nothing: a link is a link."""

    def copy_assets(self) -> None:
        """Copies nothing: the website's styles and scripts are not the EPUB's.

        MyST-NB writes a style sheet into the folder of these, when the EPUB is packed already.
        """
        Path(self.outdir, "_static").mkdir(parents=True, exist_ok=True)

    def handle_page(self, pagename, addctx, *args, event_arg=None) -> None:
        """Writes a page of the book; the pages that Sphinx adds to a website have no document."""
        if event_arg is None:
            return
        title = self.env.titles[pagename].astext()
        about = self.config.language, self.config.html_baseurl
        text = pages.xhtml(pagename, title, addctx["body"], *about)
        path = Path(self.outdir, f"{pagename}{self.out_suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.written[pagename] = text

    def handle_finish(self) -> None:
        """Packs the pages with contents, cover and styles."""
        package.write(self.app, self.written)


class PlaceStills(SphinxPostTransform):
    """Puts its picture in the place of each figure that moves; takes the ledger's filter out."""

    default_priority = 600
    builders = ("epub",)

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for raw in list(self.document.findall(nodes.raw)):
            if raw.astext().startswith(MOVING):
                raw.replace_self(nodes.raw("", self.still(raw), format="html"))
            elif FILTER in raw.astext():
                raw.parent.remove(raw)

    def still(self, raw: nodes.raw) -> str:
        """The picture with the address where the figure moves; that alone where no Chromium is."""
        link = f'<a href="{escape(self.address(raw))}">This figure moves on the website.</a>'
        kept = Path(self.app.outdir).parent / "pictures"
        picture = pictures.taken(raw.astext(), kept, WIDTH)
        image = ""
        if picture:
            number = self.env.new_serialno(FIGURES)
            name = f"{FIGURES}/{self.env.docname.rpartition('/')[2]}-{number}.png"
            path = Path(self.app.outdir, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(picture.png)
            up = "../" * self.env.docname.count("/")
            width, alt = picture.about["width"], escape(picture.alt)
            image = f'<img src="{up}{name}" alt="{alt}" width="{width}"/>'
        return f'<div class="c7-still">{image}<p>{link}</p></div>'

    def address(self, node: nodes.Node) -> str:
        """Where the figure stands on the website."""
        page = f"{self.config.html_baseurl}{self.env.docname}.html"
        while node.parent and not node.get("ids"):
            node = node.parent
        return f"{page}#{node['ids'][0]}" if node.get("ids") else page


def name_the_version(app: Sphinx, config) -> None:
    """An EPUB has a version: the book's."""
    config.version = config.version or dated.about(Path(app.srcdir))["version"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the builder and what it needs with Sphinx."""
    app.connect("config-inited", name_the_version)
    app.add_builder(Builder, override=True)
    app.set_translator("epub", Translator)
    app.add_post_transform(PlaceStills)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
