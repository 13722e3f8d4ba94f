"""Tables and captions, dressed for the page: numerals end in one line, a table of many columns is
pairs of a name and a value on a phone, and the first sentence of a caption stands out.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

NUMERAL = re.compile(r"[−+±-]?\s?\d[\d.,]*(\s?[×x]\s?10\S+)?(\s?[^\s\d][^\s]*){0,3}")
"""A number as the pages write it, and up to three words of its unit."""
PAIRS = 4
"""From so many columns on, a phone has no room for them side by side."""
SENTENCE = re.compile(r"[.!?:](?=\s|$)")


class Dress(SphinxPostTransform):
    """Runs after all numbers are in their cells."""

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for table in self.document.findall(nodes.table):
            dress(table)
        for caption in self.document.findall(nodes.caption):
            if isinstance(caption.parent, nodes.figure):
                lift_finding(caption)


def dress(table: nodes.table) -> None:
    """Marks columns of numerals, and labels the cells of a table of many columns."""
    rows = list(table.findall(nodes.row))
    head = [row for row in rows if isinstance(row.parent, nodes.thead)]
    body = [row for row in rows if isinstance(row.parent, nodes.tbody)]
    widths = {len(row) for row in rows}
    spanned = any("morecols" in cell or "morerows" in cell for row in rows for cell in row)
    if spanned or len(widths) != 1 or not body:
        return
    for column in range(widths.pop()):
        texts = [text for row in body if (text := row[column].astext().strip())]
        if column and texts and all(NUMERAL.fullmatch(text) for text in texts):
            for row in rows:
                row[column]["classes"].append("c7-numeral")
    if len(head) == 1 and len(head[0]) >= PAIRS:
        pair(table, head[0], body)


def pair(table: nodes.table, head: nodes.row, body: list[nodes.row]) -> None:
    """Labels each cell with the name of its column."""
    table["classes"].append("c7-pairs")
    for row in body:
        for name, cell in zip(head, row, strict=True):
            cell["cell-label"] = name.astext()


def lift_finding(caption: nodes.caption) -> None:
    """Puts the first sentence of a caption into an element of its own."""
    before: list[nodes.Node] = []
    for index, child in enumerate(caption.children):
        end = SENTENCE.search(child) if isinstance(child, nodes.Text) else None
        if end is None:
            before.append(child)
            continue
        first = nodes.Text(child[: end.end()])
        rest = [nodes.Text(child[end.end() :]), *caption.children[index + 1 :]]
        caption[:] = [nodes.inline("", "", *before, first, classes=["c7-finding"]), *rest]
        return


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the step above."""
    app.add_post_transform(Dress)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
