"""Places that stand on another page by now: old links lead on to them, without a network.

website/moved.yaml names them. The page that they stood on keeps their names, each on a line that is
shown to who comes by it and leads on; with scripts, assets/book.js goes there at once.
"""

from pathlib import Path

import yaml
from sphinx.application import Sphinx

MOVED = Path(__file__).parents[1] / "moved.yaml"


def lead_on(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Tells the template which places moved from this page: their names, addresses and pages."""
    moved = yaml.safe_load(MOVED.read_text(encoding="utf-8")).get(pagename, {})
    context["moved"] = [
        (name, *address(app, pagename, *target.split("#"))) for name, target in moved.items()
    ]


def address(app: Sphinx, pagename: str, page: str, place: str) -> tuple[str, str]:
    """The address of a place on `page`, as `pagename` links to it, and the title of that page."""
    link = app.builder.get_relative_uri(pagename, page)
    return f"{link}#{place}", app.env.titles[page].astext()


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the step with Sphinx."""
    app.connect("html-page-context", lead_on)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
