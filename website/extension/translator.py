"""How nodes become HTML: what the markup of others lacks on a phone, or for who hears the page."""

from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import is_exercise_node

CLOSE = (
    '<script>if(matchMedia("(max-width: 73.74rem)").matches)'
    "document.currentScript.previousElementSibling.open=false</script>"
)
"""It runs before what follows is laid out, so that nothing jumps. The width is frame.css's."""


class Translator(HTML5Translator):
    """Sphinx's own, with a few elements written in another way."""

    def starttag(self, node, tagname, suffix="\n", empty=False, **attributes) -> str:
        """The start of an element, with what it is to a reader who hears it."""
        if tagname == "a" and "current" in node.get("classes", ()):
            attributes["aria-current"] = "page"
        if attributes.get("role") == "doc-biblioentry":
            attributes["role"] = "listitem"  # an entry of a bibliography is an item of its list
        if "cell-label" in node:  # of a table that a phone shows as pairs (tables.py)
            attributes["data-label"] = node["cell-label"]
        return super().starttag(node, tagname, suffix, empty, **attributes)

    def visit_admonition(self, node: nodes.Element, name: str = "") -> None:
        """The page's goals are a fold, open where the margin has room for them."""
        if is_goals(node):
            self.body.append('<div class="c7-goals"><details open="">')
        else:
            super().visit_admonition(node, name)

    def depart_admonition(self, node: nodes.Element | None = None) -> None:
        """The end of either."""
        if is_goals(node):
            self.body.append(f"</details>{CLOSE}</div>\n")
        else:
            super().depart_admonition(node)

    def visit_title(self, node: nodes.Element) -> None:
        """A title; that of the goals is what opens them."""
        if is_goals(node.parent):
            self.body.append("<summary>")
        else:
            super().visit_title(node)

    def depart_title(self, node: nodes.Element) -> None:
        """The end of either."""
        if is_goals(node.parent):
            self.body.append("</summary>\n")
        else:
            super().depart_title(node)

    def visit_Text(self, node: nodes.Text) -> None:
        """Text. An exercise's title stands apart from its number, and needs no brackets."""
        if not is_bracket_of_title(node):
            super().visit_Text(node)

    def visit_table(self, node: nodes.Element) -> None:
        """A wide table scrolls inside itself."""
        self.body.append('<div class="wide">')
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        """The end of the table and of its box."""
        super().depart_table(node)
        self.body.append("</div>\n")


def is_bracket_of_title(node: nodes.Text) -> bool:
    """Whether this is one of the brackets that sphinx-exercise puts round a title."""
    title = node.parent
    return (
        isinstance(title, nodes.title)
        and is_exercise_node(title.parent)
        and node.strip() in ("(", ")")
    )


def is_goals(node: nodes.Element | None) -> bool:
    """Whether this is what a reader can do after the page."""
    return isinstance(node, nodes.admonition) and "goals" in node["classes"]


def visit_folded_cell(self: Translator, node: HideCodeCellNode) -> None:
    """Code alone stands behind the page's one switch; a folded output has a label that is seen."""
    if is_code(node):
        self.body.append('<div class="c7-code">\n')
        return
    classes = escape(" ".join(node["classes"]))
    self.body.append(f'<details class="admonition hide {classes}">\n<summary>\n')
    for state, prompt in (("collapsed", "prompt_show"), ("expanded", "prompt_hide")):
        self.body.append(f'<p class="{state} admonition-title">{escape(node[prompt])}</p>\n')
    self.body.append("</summary>\n")


def depart_folded_cell(self: Translator, node: HideCodeCellNode) -> None:
    """The end of either."""
    self.body.append("</div>\n" if is_code(node) else "</details>\n")


def is_code(node: HideCodeCellNode) -> bool:
    """Whether a folded cell shows its code, and no output with it."""
    return [child.get("nb_element") for child in node] == ["cell_code_source"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the translator with Sphinx."""
    app.set_translator("html", Translator)
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded_cell, depart_folded_cell))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
