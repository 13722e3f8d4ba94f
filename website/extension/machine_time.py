"""How long the pages run, as a table; bench/pages.md keeps what `python -m bench.pages` measured.

```{machine-time}
```
A row for each page that runs, and their sum. A page that was not measured is a warning.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from website.extension import sections

logger = logging.getLogger(__name__)

KEPT = Path(__file__).parents[2] / "bench" / "pages.md"
ROW = re.compile(r"^\| (?P<page>[\w/ -]+) \| (?P<seconds>[\d.]+) \|$", re.MULTILINE)
ALL = "all of them"
NOTHING = "–"
TABLE = """\
| Page | Seconds |
|---|--:|
| All pages | {all} |
"""


def measured(text: str) -> dict[str, str]:
    """Seconds as text by page, "section/page", and for `ALL`, from the table that is kept."""
    return {row["page"]: row["seconds"] for row in ROW.finditer(text)}


class Times(nodes.General, nodes.Element):
    """Holds the table with the sum until all pages are known."""


class MachineTime(SphinxDirective):
    """The table."""

    def run(self) -> list[nodes.Node]:
        """The table without the pages' rows."""
        self.env.note_dependency(str(KEPT))
        everything = measured(KEPT.read_text(encoding="utf-8")).get(ALL, NOTHING)
        return [Times("", *self.parse_text_to_nodes(TABLE.format(all=everything)))]


class ListTimes(SphinxPostTransform):
    """Puts a row for each page above the sum; one that was not measured has a dash."""

    default_priority = 3

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for place in list(self.document.findall(Times)):
            times = measured(KEPT.read_text(encoding="utf-8"))
            (body,) = place.findall(nodes.tbody)
            last = body[0]
            for section in self.config.chapter_sections:
                for page in sections.pages(self.app, section):
                    name = page.removeprefix("notebooks/")
                    if name not in times:
                        message = "machine-time: %s is not in %s; run `python -m bench.pages`"
                        logger.warning(message, name, KEPT.name, location=last)
                    row = self.row(last, section["number"], page, times.get(name, NOTHING))
                    body.insert(body.index(last), row)
            place.replace_self(place.children)

    def row(self, like: nodes.row, number: str, page: str, seconds: str) -> nodes.row:
        """A row for a page, in the form of another one."""
        row = like.deepcopy()
        title = self.env.titles[page].astext()
        address = self.app.builder.get_relative_uri(self.env.docname, page)
        link = nodes.reference("", title, refuri=address, internal=True)
        contents = [nodes.Text(f"{number} "), link], [nodes.Text(seconds)]
        for cell, content in zip(row, contents, strict=True):
            (text,) = cell.findall(nodes.paragraph)
            text[:] = content
        return row


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive."""
    app.add_node(Times)
    app.add_directive("machine-time", MachineTime)
    app.add_post_transform(ListTimes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
