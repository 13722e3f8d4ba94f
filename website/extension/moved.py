"""Places and pages that stand elsewhere by now: old links lead on to them, without a network.

website/moved.yaml names them. The page that a place stood on keeps its name, on a line that is
shown to who comes by it and leads on; with scripts, assets/book.js goes there at once. A page that
moved as a whole leaves one behind that leads to its new address, with the place that a link names.
"""

from pathlib import Path

import yaml
from sphinx.application import Sphinx

MOVED = "website/moved.yaml"
LEFT_BEHIND = """<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{title}</title>
  <link rel="canonical" href="{home}{uri}">
  <meta name="robots" content="noindex">
  <script>location.replace("{link}" + location.search + location.hash)</script>
  <noscript><meta http-equiv="refresh" content="0; url={link}"></noscript>
</head>
<body><p>This page is now <a href="{link}">{title}</a>.</p></body>
</html>
"""


def read(app: Sphinx) -> dict[str, str | dict[str, str]]:
    """Of a page that moved its new name; of another the places that moved, and where to."""
    return yaml.safe_load(Path(app.srcdir, MOVED).read_text(encoding="utf-8")) or {}


def lead_on(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Tells the template which places moved from this page: their names, addresses and pages."""
    moved = read(app).get(pagename, {}) if doctree else {}
    context["moved"] = [
        (name, *address(app, pagename, *target.split("#"))) for name, target in moved.items()
    ]


def address(app: Sphinx, pagename: str, page: str, place: str) -> tuple[str, str]:
    """The address of a place on `page`, as `pagename` links to it, and the title of that page."""
    link = app.builder.get_relative_uri(pagename, page)
    return f"{link}#{place}", app.env.titles[page].astext()


def pages(app: Sphinx) -> dict[str, str]:
    """The pages that moved as a whole, and where they stand.

    Raises: ValueError: one stands in the book as well, or leads to no page of it.
    """
    moved = {old: new for old, new in read(app).items() if isinstance(new, str)}
    for old, new in moved.items():
        if old in app.env.found_docs:
            raise ValueError(f"{MOVED}: {old} is a page of the book, and cannot have moved")
        if new not in app.env.found_docs:
            raise ValueError(f"{MOVED}: {old} leads to {new}, which is no page of the book")
    return moved


def leave_behind(app: Sphinx, error: Exception | None) -> None:
    """Writes the pages that lead on."""
    if error is not None or app.builder.name != "html":
        return
    for old, new in pages(app).items():
        path = Path(app.outdir, f"{old}.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = LEFT_BEHIND.format(
            title=app.env.titles[new].astext(),
            home=app.config.html_baseurl,
            uri=app.builder.get_target_uri(new),
            link=app.builder.get_relative_uri(old, new),
        )
        path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps with Sphinx; the last one runs when what is gone has been removed."""
    app.connect("html-page-context", lead_on)
    app.connect("build-finished", leave_behind, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
