"""A figure of another page, shown again with a sentence of its own.

```{pictured} notebooks/sequential/what-it-learns#fig-depths
What the figure says, in one sentence.
```
The drawing is that page's: it is drawn once, and says the same in both places.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from website.extension.questions import html


class Picture(nodes.General, nodes.Element):
    """Stands for the figure until all pages have run; its children are the sentence."""


class Pictured(SphinxDirective):
    """The directive: the page and the figure's name, and the sentence below it."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """A placeholder with the sentence."""
        page, _, name = self.arguments[0].partition("#")
        self.env.note_dependency(str(self.env.doc2path(page)))
        return [Picture("", *self.parse_content_to_nodes(), page=page, name=name)]


class Draw(SphinxPostTransform):
    """Puts the drawing in, before outputs of cells are chosen by their kind."""

    default_priority = 3

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for place in list(self.document.findall(Picture)):
            drawn = self.drawing(place["page"], place["name"])
            place.replace_self(html("figure", *drawn, html("figcaption", *place.children)))

    def drawing(self, page: str, name: str) -> list[nodes.Node]:
        """The figure without its caption. Raises: ExtensionError: the page has no such figure."""
        for figure in self.env.get_doctree(page).findall(nodes.figure):
            if name in figure["names"]:
                return [c.deepcopy() for c in figure.children if not isinstance(c, nodes.caption)]
        raise ExtensionError(f"{page} has no figure {name}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive and what draws it."""
    app.add_directive("pictured", Pictured)
    app.add_node(Picture)
    app.add_post_transform(Draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
