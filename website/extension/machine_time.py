"""How long the pages run, as a table; bench/pages.md keeps what `python -m bench.pages` measured.

```{machine-time}
```
A row for each page that runs, and their sum. A page that was not measured is a warning.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from website.extension import sections

logger = logging.getLogger(__name__)

KEPT = Path(__file__).parents[2] / "bench" / "pages.md"
ROW = re.compile(r"^\| (?P<page>[\w/ -]+) \| (?P<seconds>[\d.]+) \|$", re.MULTILINE)
ALL = "all of them"
TABLE = """\
| Page | Seconds |
|---|--:|
{rows}
"""


def measured(text: str) -> dict[str, str]:
    """Seconds as text by page, "section/page", and for `ALL`, from the table that is kept."""
    return {row["page"]: row["seconds"] for row in ROW.finditer(text)}


class MachineTime(SphinxDirective):
    """The table."""

    def run(self) -> list[nodes.Node]:
        """What the table says in Markdown; a page without a measurement has a dash."""
        self.env.note_dependency(str(KEPT))
        times = measured(KEPT.read_text(encoding="utf-8"))
        rows = []
        for section in self.config.chapter_sections:
            for page in sections.pages(self.env.app, section):
                name = page.removeprefix("notebooks/")
                if name not in times:
                    message = "machine-time: %s is not in %s; run `python -m bench.pages`"
                    logger.warning(message, name, KEPT.name, location=self.get_location())
                rows.append(f"| {section['number']} [](/{page}.md) | {times.get(name, '–')} |")
        rows.append(f"| All pages | {times.get(ALL, '–')} |")
        return self.parse_text_to_nodes(TABLE.format(rows="\n".join(rows)))


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive."""
    app.add_directive("machine-time", MachineTime)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
