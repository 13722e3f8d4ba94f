"""The page of errata and changes, and its Atom feed: both made from CHANGELOG.md.

In the page's source, `<!-- corrections -->` and `<!-- versions -->` stand for what is made;
{atom}`words` is a link to the feed.
"""

import html
import re
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

from docutils import nodes
from markdown_it import MarkdownIt
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from website import changelog
from website.changelog import ChangelogError, Correction, Version
from website.extension import dated
from website.extension.ledger import ROWS

SOURCE = "CHANGELOG.md"
PAGE = "book/changes"
LEDGER = "book/how-we-know"
FEED = "changes.atom"
ATOM = "http://www.w3.org/2005/Atom"
LINK = re.compile(r"\]\((?P<page>(?:book|notebooks)/[\w/-]+)\.md(?P<place>#[\w-]+)?\)")
"""A link of the changelog to a page's source, named from the repository's root."""
NEVER = "1970-01-01"
"""The day of a feed that has nothing to tell."""


def fill(app: Sphinx, name: str, source: list[str]) -> None:
    """Puts what the changelog says into the page. Raises: ChangelogError: it breaks its form."""
    if name != PAGE:
        return
    app.env.note_dependency(str(Path(app.srcdir, SOURCE)))
    versions = read(app)
    made = {
        "<!-- corrections -->": "\n".join(corrected(entry) for entry in corrections(versions)),
        "<!-- versions -->": "\n\n".join(told(app, version) for version in versions),
    }
    for mark, text in made.items():
        source[0] = source[0].replace(mark, text)


def read(app: Sphinx) -> list[Version]:
    """The versions; each correction's page and rows are looked for in the book.

    Raises: ChangelogError: there is no such page or row, or the changelog breaks its form.
    """
    versions = changelog.read(Path(app.srcdir, SOURCE).read_text(encoding="utf-8"))
    for entry in corrections(versions):
        if entry.page not in app.env.found_docs:
            raise ChangelogError(f"the correction of {entry.day} names no page: {entry.page}")
        if missing := [row for row in entry.rows if row not in ROWS]:
            raise ChangelogError(f"the correction of {entry.day} names no row: {missing[0]}")
    return versions


def corrections(versions: list[Version]) -> list[Correction]:
    """The corrections of all versions, the newest first."""
    found = [entry for version in versions for entry in version.corrections]
    return sorted(found, key=lambda entry: entry.day, reverse=True)


def corrected(entry: Correction) -> str:
    """A correction as an item of the page's list."""
    rows = ", ".join(f"{{ref}}`{row} <ledger-{row.lower()}>`" for row in entry.rows)
    page = f"[{entry.title}](../{entry.page}.md)"
    return f"- [{entry.day}]{{#{entry.anchor}}}, {page}, {rows}: {here(entry.text)}"


def told(app: Sphinx, version: Version) -> str:
    """A version as a part of the page. Its headings name it, so that their addresses stay."""
    text = here(version.text)
    if version.name != changelog.UNRELEASED:
        text = re.sub(r"^(### .+)$", rf"\1 in {version.name}", text, flags=re.M)
    when = "A draft, not released."
    if version.day:
        kept = urljoin(app.config.html_baseurl, f"v/{version.name}/")
        when = f"Released on {version.day}. [This version as it was]({kept})"
    first = "" if version.name == changelog.UNRELEASED else f"{when}\n\n"
    return f"## {heading(version)}\n\n{first}{text}"


def heading(version: Version) -> str:
    """What a version is called."""
    is_open = version.name == changelog.UNRELEASED
    return "Since the last version" if is_open else f"Version {version.name}"


def here(text: str) -> str:
    """A text of the changelog with links as the page has them."""
    return LINK.sub(lambda match: f"](../{match['page']}.md{match['place'] or ''})", text)


def away(app: Sphinx, text: str) -> str:
    """A text of the changelog as HTML with whole addresses, for readers of the feed."""
    home = app.config.html_baseurl
    whole = LINK.sub(lambda match: f"]({home}{match['page']}.html{match['place'] or ''})", text)
    return MarkdownIt().render(whole)


class FeedRole(SphinxRole):
    """A link to the published feed, which a copy on paper or on a disk can name, too."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The link, with its whole address."""
        address = urljoin(self.config.html_baseurl, FEED)
        return [nodes.reference("", self.text, refuri=address)], []


def write_feed(app: Sphinx, error: Exception | None) -> None:
    """Writes the feed: an entry for each release and for each correction, the newest first."""
    if error is not None or app.builder.name != "html" or PAGE not in app.env.found_docs:
        return
    tree = feed(app, read(app))
    ElementTree.indent(tree)
    path = Path(app.outdir, FEED)
    ElementTree.ElementTree(tree).write(path, encoding="utf-8", xml_declaration=True)


def feed(app: Sphinx, versions: list[Version]) -> ElementTree.Element:
    """The feed, as RFC 4287 has it."""
    home = app.config.html_baseurl
    page = urljoin(home, app.builder.get_target_uri(PAGE))
    entries = [
        *(
            (entry.day, entry.anchor, f"Corrected: {entry.title}", rows(app, entry) + entry.text)
            for entry in corrections(versions)
        ),
        *(
            (version.day, version.anchor, heading(version), version.text)
            for version in versions
            if version.day
        ),
    ]
    entries.sort(key=lambda entry: entry[0], reverse=True)
    root = ElementTree.Element(
        f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"}
    )
    add(root, "id", page)
    add(root, "title", f"{app.config.html_title}: errata and changes")
    add(root, "updated", instant(entries[0][0] if entries else NEVER))
    add(root, "link", rel="self", type="application/atom+xml", href=urljoin(home, FEED))
    add(root, "link", rel="alternate", type="text/html", href=page)
    for name in dated.names(dated.about(Path(app.srcdir))):
        add(add(root, "author"), "name", name)
    for day, anchor, title, text in entries:
        entry = add(root, "entry")
        add(entry, "id", f"{page}#{anchor}")
        add(entry, "title", title)
        add(entry, "updated", instant(day))
        add(entry, "link", rel="alternate", type="text/html", href=f"{page}#{anchor}")
        add(entry, "content", away(app, text), type="html")
    return root


def rows(app: Sphinx, entry: Correction) -> str:
    """The rows and the page of a correction, as Markdown."""
    links = (f"[{row}]({LEDGER}.md#{row.lower()})" for row in entry.rows)
    return f"[{entry.title}]({entry.page}.md), {', '.join(links)}: "


def instant(day: object) -> str:
    """The beginning of a day; the changelog knows no hours."""
    return f"{day}T00:00:00Z"


def add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    """A new child of the feed's namespace."""
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    child.text = text
    return child


def announce(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Tells feed readers on every page where the feed is."""
    context["feed"] = FEED if PAGE in app.env.found_docs else ""
    context["feed_title"] = html.escape(f"{app.config.html_title}: errata and changes")


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps above with Sphinx."""
    ElementTree.register_namespace("", ATOM)
    app.add_role("atom", FeedRole())
    app.connect("source-read", fill)
    app.connect("html-page-context", announce)
    app.connect("build-finished", write_feed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
