"""The website's theme, as a small Sphinx extension: what its templates need to know of a page.

The templates are in website/theme/, what they load is made by
website/build/bundle.py out of website/assets/.
"""

import re
from pathlib import Path
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment.adapters.toctree import TocTree, global_toctree_for_doc

from website.build import bundle, card
from website.edition import BRANCH
from website.extension import dated, edition, sections

WEBSITE = Path(__file__).parents[1]

# Outlines of 24 by 24 units, drawn as strokes.
ICONS = {
    "menu": "M4 7h16M4 12h16M4 17h16",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16.2 16.2 20 20",
    "theme": "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z",
    "close": "M6 6l12 12M18 6 6 18",
    "play": "M8 5.5v13l10-6.5z",
    "download": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14",
}

SHORT = 24  # characters of TeX: a formula that fits the narrowest line

# A page loads what it shows, and no more: a file of assets, and what shows that a page needs it.
STYLES = {"ledger": "c7-ledger-controls", "opening": "c7-squares"}
SCRIPTS = {
    "predictions": "data-predict=",
    "questions": 'class="c7-question"',
    "ledger": "c7-ledger-controls",
}
FORMULA = 'class="katex"'
HIDDEN_CODE = 'class="c7-code"'
PRESENTABLE = ("<figure", 'class="c7-widget"', "data-predict=", 'class="c7-question"')
FIGURE = re.compile(r'class="c7-widget" data-module="([\w-]+)"')


def name_the_site(app: Sphinx, config) -> None:
    """The site's address on GitHub Pages, from the repository's address in _config.yml."""
    owner, name = config.html_theme_options["repository_url"].split("/")[-2:]
    config.html_baseurl = config.html_baseurl or f"https://{owner}.github.io/{name}/"


def describe_page(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """What the templates need: links, contents, citation, and the files this page loads."""
    options = app.config.html_theme_options
    body = context.get("body", "")
    repository, branch = options["repository_url"], options["repository_branch"]
    figures = [f"figure-{name}" for name in dict.fromkeys(FIGURE.findall(body))]
    context |= {
        "icons": ICONS,
        "page_styles": [*formula_styles(app, pagename, body), *shown(STYLES, body), *figures],
        "page_scripts": ["book", *shown(SCRIPTS, body), *figures],
        "repository": repository,
        "branch": branch,
        "home": app.config.html_baseurl,
        "author": app.config.author,
        "citation": citation(),
        "report_link": report_link(repository, pagename, context.get("title", "")),
        "notebook_links": notebook_links(app, pagename, repository, context["pathto"]),
        "has_code": HIDDEN_CODE in body,
        "presents": any(mark in body for mark in PRESENTABLE),
        "sections": sections.links(app, pagename),
        "kicker": kicker(app, pagename),
        "parts": parts(app, pagename),
    }


def shown(assets: dict[str, str], body: str) -> list[str]:
    """The assets whose mark stands on the page."""
    return [name for name, mark in assets.items() if mark in body]


def formula_styles(app: Sphinx, pagename: str, body: str) -> list[str]:
    """The style sheet of the formulas, if there are any: the one of the section, or of a page that
    stands in none. What it holds is told in website/build/maths.py."""
    if FORMULA not in body:
        return []
    section = sections.of(app, pagename)
    return ["maths-" + (section["folder"] if section else pagename).replace("/", "-")]


def description(doctree: nodes.document) -> str:
    """What the page's author wrote about it for search engines and previews; "" for none."""
    metas = (meta for meta in doctree.findall(nodes.meta) if meta.get("name") == "description")
    return next((meta["content"] for meta in metas), "")


def citation() -> dict[str, str]:
    """How to cite, as text and as BibTeX, from CITATION.cff."""
    cff = dated.about(WEBSITE.parent)
    names = dated.names(cff)
    title, version, url = cff["title"], cff["version"], cff["repository-code"]
    return {
        "text": f"{', '.join(names)}. {title}. Version {version}. {url}",
        "bibtex": "@misc{chapter7,\n"
        f"  author  = {{{' and '.join(f'{{{name}}}' for name in names)}}},\n"
        f"  title   = {{{title}}},\n"
        f"  version = {{{version}}},\n"
        f"  url     = {{{url}}}\n}}",
    }


def plain(title: str) -> str:
    """The text of a title that is given as HTML."""
    return BeautifulSoup(title, "html.parser").get_text()


def report_link(repository: str, pagename: str, title: str) -> str:
    """The address of a new issue in which the page's name stands already."""
    fields = {
        "title": f"Mistake on “{plain(title)}”",
        "body": f"Page: {pagename}\n\nWhat it says:\n\nWhat it should say, and why:\n",
    }
    return f"{repository}/issues/new?{urlencode(fields)}"


def notebook_links(app: Sphinx, pagename, repository, pathto) -> dict[str, str] | None:
    """Where a page's notebook opens on Binder and in Colab, and where it is kept as a file."""
    if not pagename.startswith(edition.PAGES):
        return None
    binder = app.config.html_theme_options["launch_buttons"]["binderhub_url"]
    path = repository.removeprefix("https://github.com/")
    notebook = quote(f"{pagename.removeprefix(edition.PAGES)}.ipynb")
    colab = "https://colab.research.google.com/github"
    return {
        "binder": f"{binder}/v2/gh/{path}/{BRANCH}?urlpath=lab/tree/{notebook}",
        "colab": f"{colab}/{path}/blob/{BRANCH}/{notebook}",
        "ipynb": pathto(f"{pagename}.ipynb", 1),
    }


def kicker(app: Sphinx, pagename: str) -> str:
    """Where a page stands in its section, as "7.1, page 1 of 6"; "" where it stands in none."""
    section = sections.of(app, pagename)
    if section is None:
        return ""
    pages = sections.pages(app, section)
    return f"{section['number']}, page {pages.index(pagename) + 1} of {len(pages)}"


def parts(app: Sphinx, pagename: str) -> list[dict]:
    """The map of the chapter as the menu shows it: each part's title, its links, and whether the
    page stands in it. Under the page's own link stand its headings."""
    tree = global_toctree_for_doc(
        app.env, pagename, app.builder, collapse=False, maxdepth=1, titles_only=True
    )
    found, title = [], ""
    for child in list(tree.children if tree else ()):
        if isinstance(child, nodes.title):
            title = child.astext()
        elif isinstance(child, nodes.bullet_list):
            found.append(part(app, pagename, title, child))
    return found


def part(app: Sphinx, pagename: str, title: str, links: nodes.bullet_list) -> dict:
    """One part, its title with the number of the section whose pages it lists."""
    addresses = {link.get("refuri") for link in links.findall(nodes.reference)}
    for section in app.config.chapter_sections:
        pages = sections.pages(app, section)
        if pages and app.builder.get_relative_uri(pagename, pages[0]) in addresses:
            title = f"{section['number']} {title}"
    here = next((item for item in links if "current" in item["classes"]), None)
    if here is not None:
        here += headings(app, pagename)
    html = app.builder.render_partial(links)["fragment"]
    return {"title": title, "here": here is not None, "links": html}


def headings(app: Sphinx, pagename: str) -> list[nodes.bullet_list]:
    """The headings right under a page's title; nothing where there are fewer than two."""
    tree = TocTree(app.env).get_toc_for(pagename, app.builder)
    below = list(tree.findall(nodes.bullet_list))[1:2]  # the first one holds the title
    if not below or len(below[0]) < 2:
        return []
    for item in below[0]:
        item[:] = item[:1]  # no headings of a deeper level
    below[0]["classes"] = ["headings"]
    return below


def tie_formulas(app: Sphinx, doctree, docname) -> None:
    """Keeps a short formula on a line with the brackets and stops beside it.

    Browsers break a line on either side of what KaTeX makes, a word joiner or not.
    """
    for formula in [f for f in doctree.findall(nodes.math) if len(f.astext()) <= SHORT]:
        parent, at = formula.parent, formula.parent.index(formula)
        before, behind = text_at(parent, at - 1), text_at(parent, at + 1)
        opening = re.search(r"[(\[“]*$", before)[0]
        closing = re.match(r"[.,;:!?)\]”]*", behind)[0]
        if opening or closing:
            tied = nodes.inline("", opening, formula, nodes.Text(closing), classes=["tied"])
            rest = before.removesuffix(opening), behind.removeprefix(closing)
            parent[at - bool(before) : at + 1 + bool(behind)] = [
                nodes.Text(rest[0]),
                tied,
                nodes.Text(rest[1]),
            ]


def text_at(parent: nodes.Element, at: int) -> str:
    """The bare text at this place among the children; empty if something else stands there."""
    is_text = 0 <= at < len(parent) and isinstance(parent[at], nodes.Text)
    return parent[at].astext() if is_text else ""


def write_assets(app: Sphinx, error: Exception | None) -> None:
    """Makes what the pages load and offer, once they are all written."""
    if error is None and app.builder.name == "html":
        site = Path(app.outdir)
        bundle.write(site)
        bundle.stamp(site)
        card.draw(site / "_static" / "card.png")


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the theme and the steps above with Sphinx."""
    app.add_html_theme("chapter7", str(WEBSITE / "theme"))
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it, whoever reads it
    app.connect("config-inited", name_the_site)
    app.connect("doctree-resolved", tie_formulas)
    app.connect("html-page-context", describe_page, priority=600)
    app.connect("build-finished", write_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
