"""What search engines, previews and catalogues are told of the book and its pages.

The Open Graph tags are sphinxext-opengraph's; it gets the description that the page's author wrote,
where it would take the first sentences. Beside them: a card for each page, structured data in the
vocabulary of schema.org, and robots.txt. Every address comes from html_baseurl, and that from
_config.yml.
"""

import html
import json
from pathlib import Path
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx

from website.build import card
from website.extension import dated, sections, theme

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ROOT_CARD = "_static/card.png"
CARDS = "_static/cards"
FORM = {
    "isAccessibleForFree": True,
    "license": LICENCE,
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": [
        "alternativeText",
        "displayTransformability",
        "MathML",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
    ],
    "accessibilityHazard": ["none"],
}
"""What holds of the book and of each of its pages; how it is tested, book/accessibility.md says."""


def name_the_site(app: Sphinx, config) -> None:
    """Gives the Open Graph tags the site's address, once it is known."""
    config.ogp_site_url = config.html_baseurl
    config.ogp_site_name = config.html_title


def prepare(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Sets a page's Open Graph tags, and draws its card; for the website alone."""
    if not doctree or app.builder.name != "html":
        return
    title, description = theme.plain(context["title"]), theme.description(doctree)
    picture, alt = ROOT_CARD, card.ALT
    if pagename != app.config.root_doc:
        picture, alt = f"{CARDS}/{pagename}.png", card.OF_A_PAGE.format(title=title)
        place = theme.kicker(app, pagename)
        card.draw_page(Path(app.outdir, picture), place, title, description)
    tags = {
        "og:description": html.escape(description, quote=False),
        "og:image": urljoin(app.config.html_baseurl, picture),
        "og:image:alt": html.escape(alt, quote=False),
        "og:image:width": str(card.WIDTH),
        "og:image:height": str(card.HEIGHT),
    }
    context["meta"] = {**(context["meta"] or {}), **tags}
    context["structured_data"] = script(structured(app, pagename, title, doctree, tags["og:image"]))


def structured(
    app: Sphinx, pagename: str, title: str, doctree: nodes.document, image: str
) -> dict[str, object]:
    """What a page is, in the vocabulary of schema.org: the opening page is the book itself.

    Args:
        pagename: of a page with a doctree.
        title: plain text.
        image: the address of the page's card.
    """
    home = app.config.html_baseurl
    about = dated.about(Path(app.srcdir))
    said = {
        "@context": "https://schema.org",
        **kind(app, pagename, about),
        "url": urljoin(home, app.builder.get_target_uri(pagename)),
        "name": title,
        "description": theme.description(doctree),
        "image": image,
        "author": [author(entry) for entry in about["authors"]],
        "version": about["version"],
        **FORM,
        "inLanguage": app.config.language,
    }
    change = app.env.page_changes[pagename][1]
    if change.day and change.committed:
        said["dateModified"] = change.day.isoformat()
    if "date-released" in about:
        said["datePublished"] = str(about["date-released"])
    return said


def kind(app: Sphinx, pagename: str, about: dict) -> dict[str, object]:
    """The type of a page, and how it hangs together with the others."""
    home = app.config.html_baseurl
    if pagename == app.config.root_doc:
        parts = [
            page for section in app.config.chapter_sections for page in sections.pages(app, section)
        ]
        return {
            "@type": ["Book", "LearningResource"],
            "@id": home,
            "learningResourceType": "textbook chapter",
            "keywords": about["keywords"],
            "hasPart": [{"@id": urljoin(home, app.builder.get_target_uri(page))} for page in parts],
        }
    address = urljoin(home, app.builder.get_target_uri(pagename))
    part = {
        "@id": address,
        "isPartOf": {"@type": "Book", "@id": home, "name": app.config.html_title},
    }
    section = sections.of(app, pagename)
    if section is None:
        return {"@type": "WebPage", **part}
    place = sections.pages(app, section).index(pagename) + 1
    return {
        "@type": "LearningResource",
        "learningResourceType": "lesson with interactive figures and exercises",
        "position": f"{section['number']}.{place}",
        **part,
    }


def author(entry: dict) -> dict[str, str]:
    """An author of CITATION.cff: a group has one name, a person several."""
    (name,) = dated.names({"authors": [entry]})
    return {"@type": "Organization" if "name" in entry else "Person", "name": name}


def script(data: dict[str, object]) -> str:
    """The data as a page carries them: no text can end the element that holds it."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def finish(app: Sphinx, error: Exception | None) -> None:
    """Writes robots.txt, and removes the cards of pages that are no more."""
    if error is not None or app.builder.name != "html":
        return
    site = Path(app.outdir)
    home = app.config.html_baseurl
    text = f"User-agent: *\nAllow: /\n\nSitemap: {urljoin(home, 'sitemap.xml')}\n"
    (site / "robots.txt").write_text(text, encoding="utf-8")
    for path in (site / CARDS).rglob("*.png"):
        if path.relative_to(site / CARDS).with_suffix("").as_posix() not in app.env.found_docs:
            path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps above with Sphinx, before and after those of sphinxext-opengraph."""
    app.connect("config-inited", name_the_site, priority=900)
    app.connect("html-page-context", prepare, priority=400)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
