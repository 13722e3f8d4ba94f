"""The translated pages: made from the built English ones, and known to the search and the map.

Which pages there are is told by the catalogues in website/translations/; how one is made, by
website/translation/. It costs a second or so, and no page runs again.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from website.translation import catalogues, page
from website.translation.catalogues import Language
from website.translation.messages import text_of

logger = logging.getLogger(__name__)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def pages(app: Sphinx) -> Iterator[tuple[Language, str]]:
    """Each language and the name of a page that is translated into it."""
    for language in catalogues.languages():
        for name in sorted(app.env.found_docs):
            if language.has(name):
                yield language, name


def name_translations(app: Sphinx, config) -> None:
    """Puts the names of the catalogues into the settings: a new one is linked from its page."""
    found = catalogues.languages()
    files = [path.relative_to(catalogues.TRANSLATIONS) for one in found for path in one.files]
    config.translations = [path.as_posix() for path in files]


def link_translations(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Tells the template in which languages there is this page: name and address of each."""
    context["translations"] = [
        {
            "language": language.name,
            "name": page.called(language.name),
            "link": app.builder.get_relative_uri(pagename, page.address(pagename, language.name)),
            "url": f"{app.config.html_baseurl}{page.address(pagename, language.name)}.html",
        }
        for language in catalogues.languages()
        if language.has(pagename)
    ]


def write_pages(app: Sphinx, error: Exception | None) -> None:
    """Writes the translated pages beside the English ones; a translation with wrong marks is a
    warning."""
    if error is not None or app.builder.name != "html":
        return
    site, found = Path(app.outdir), list(pages(app))
    for language, name in found:
        html = (site / f"{name}.html").read_text(encoding="utf-8")
        made = page.translated(html, name, language, app.config.html_baseurl)
        for fault in made.faults:
            logger.warning("%s: %s", language.name, fault, location=name)
        own = page.address(name, language.name)
        target = site / f"{own}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(made.html, encoding="utf-8")
        index(app, own, made.html)
    if found:
        builder = app.builder  # its own way to write the index leaves out what has no source
        with (site / builder.searchindex_filename).open("w", encoding="utf-8") as file:
            builder.indexer.dump(file, builder.indexer_format)


def index(app: Sphinx, name: str, html: str) -> None:
    """Lets the search know a page by its text."""
    soup = BeautifulSoup(html, "html.parser")
    article = soup.article
    for part in article.select("pre, svg, script, .headerlink, .katex, .kicker, .languages"):
        part.decompose()
    title = text_of(article.h1)
    document = nodes.document(app.env.settings, None)
    document += nodes.section("", nodes.title("", title), ids=[article.section["id"]])
    for text in article.stripped_strings:
        document[0] += nodes.paragraph("", text)
    app.builder.indexer.feed(name, f"{name}.html", title, document)


def map_pages(app: Sphinx, error: Exception | None) -> None:
    """Adds the pages to the map for search engines, each beside the English one."""
    path = Path(app.outdir, "sitemap.xml")
    if error is not None or app.builder.name != "html" or not path.is_file():
        return
    ElementTree.register_namespace("", SITEMAP)
    ElementTree.register_namespace("xhtml", XHTML)
    tree = ElementTree.parse(path)
    home = app.config.html_baseurl
    entries = {url.findtext(f"{{{SITEMAP}}}loc"): url for url in tree.getroot()}
    for language, name in pages(app):
        english, own = (f"{home}{it}.html" for it in (name, page.address(name, language.name)))
        added = ElementTree.SubElement(tree.getroot(), f"{{{SITEMAP}}}url")
        ElementTree.SubElement(added, f"{{{SITEMAP}}}loc").text = own
        for entry in filter(None, (entries.get(english), added)):
            for tongue, url in ((page.SOURCE, english), (language.name, own)):
                link = {"rel": "alternate", "hreflang": tongue, "href": url}
                ElementTree.SubElement(entry, f"{{{XHTML}}}link", link)
    tree.write(path, xml_declaration=True, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps above with Sphinx."""
    app.add_config_value("translations", [], "html")
    app.connect("config-inited", name_translations)
    app.connect("html-page-context", link_translations)
    app.connect("build-finished", write_pages, priority=410)  # before their files are made
    app.connect("build-finished", map_pages, priority=600)  # after the map was written
    return {"parallel_read_safe": True, "parallel_write_safe": True}
