"""A page as Sphinx resolved it, as Markdown and the places of its cells.

Markdown that JupyterLab, Colab, GitHub and nbviewer all show: no extension beyond tables, formulas
between dollar signs and HTML's `details`, `sup` and `sub`, which GitHub lets through. Boxes are
quotations, so that they look right in light and dark. A node that is not known here stops the
build.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urljoin

from docutils import nodes
from sphinx.locale import admonitionlabels


@dataclass(frozen=True)
class Code:
    """The place of a cell of the page.

    Args:
        index: its number there.
        figure: the name of the figure that it gives; "" for none.
    """

    index: int
    figure: str = ""


@dataclass(frozen=True)
class Solution:
    """The place of a solution, which is folded away: its title, its text and cells in order."""

    title: str
    parts: tuple[str | Code, ...]


@dataclass(frozen=True)
class Turn:
    """The place of an empty cell in which the reader tries the exercise `label`."""

    label: str


@dataclass(frozen=True)
class Ask:
    """The place of a question."""

    form: nodes.Element


class Caption(str):
    """A block of Markdown that belongs to the cell before it."""


Part = str | Code | Solution | Turn | Ask
"""A block of Markdown, or the place of a cell."""


class UnknownNode(ValueError):
    """A page holds something that has no form in a notebook yet."""

    def __init__(self, node: nodes.Node) -> None:
        where = f"{node.source or ''}:{node.line or ''}"
        classes = " ".join(node.get("classes", ())) if isinstance(node, nodes.Element) else ""
        super().__init__(
            f"{where}: the notebooks know no form for {type(node).__name__} [{classes}]: "
            f"{node.astext()[:60]!r}; give it one in website/edition/markdown.py"
        )


NOTHING = {
    "comment", "index", "meta", "target", "colspec", "system_message", "substitution_definition",
    "tabular_col_spec", "toctree",
}  # fmt: skip
"""Nodes that a reader of the page does not see."""

AS_THEY_ARE = {"inline", "generated", "abbreviation", "title_reference"}
"""Nodes around text that mean nothing in a notebook."""

QUOTED = {"c7-lead", "c7-margin", "c7-predict"}
"""Elements of ours that stand apart from the text, by class."""
ON_THE_SITE = {"c7-kept", "c7-said", "c7-how"}
"""Elements of ours that only the website's scripts or its margin give a meaning."""

BLOCK_TAGS = {
    "div",
    "section",
    "aside",
    "article",
    "fieldset",
    "form",
    "p",
    "ul",
    "ol",
    "li",
    "legend",
}
INLINE_TAGS = {"span": "", "label": "", "strong": "**", "em": "*", "b": "**", "i": "*"}


class Translator:
    """Turns the resolved tree of one page into parts.

    Args:
        address: of the page on the website; links are followed from there.
        number: what a figure, table, exercise or formula is counted with, as "Fig. 3"; "" for none.
    """

    def __init__(self, address: str, number: Callable[[nodes.Element], str]) -> None:
        self.address, self.number = address, number

    def parts(self, document: nodes.document) -> list[Part]:
        """The parts of a page, in its order. Raises UnknownNode."""
        return list(self.blocks(document, 0))

    # Blocks

    def blocks(self, parent: nodes.Element, level: int) -> Iterator[Part]:
        """The children of a node; text that stands between them becomes a paragraph."""
        for inline, group in groupby(parent.children, is_inline):
            if inline:
                if text := self.inline(group).strip():
                    yield at_start(text)
                continue
            for node in group:
                yield from self.block(node, level)

    def block(self, node: nodes.Node, level: int) -> Iterator[Part]:
        """One block."""
        name = type(node).__name__
        if name in NOTHING:
            return
        classes = set(node.get("classes", ()))
        if classes & ON_THE_SITE:
            return
        if classes & QUOTED:
            yield from quoted(self.blocks(node, level))
        elif node.get("nb_element") == "cell_code":
            names = (figure["ids"][0] for figure in node.findall(nodes.figure) if figure["ids"])
            yield Code(node["cell_index"], figure=next(names, ""))
            yield from self.captions(node)
        elif method := getattr(self, f"_block_{name}", None):
            yield from method(node, level)
        elif isinstance(node, nodes.Admonition):
            yield from quoted(self.boxed(admonitionlabels[name], node, level))
        elif tag := node.get("tag"):
            yield from self.block_of_tag(node, tag, level)
        else:
            raise UnknownNode(node)

    def _block_document(self, node, level) -> Iterator[Part]:
        yield from self.blocks(node, level)

    _block_container = _block_compound = _block_div = _block_HideCodeCellNode = _block_document

    def _block_section(self, node, level) -> Iterator[Part]:
        yield from self.blocks(node, level + 1)

    def _block_title(self, node, level) -> Iterator[Part]:
        yield f"{'#' * min(level, 6)} {self.inline(node)}"

    def _block_paragraph(self, node, level) -> Iterator[Part]:
        text = self.inline(node)
        yield f"**{text}**" if "c7-title" in node["classes"] else at_start(text)

    _block_compact_paragraph = _block_paragraph

    def _block_rubric(self, node, level) -> Iterator[Part]:
        yield f"**{self.inline(node)}**"

    def _block_transition(self, node, level) -> Iterator[Part]:
        yield "---"

    def _block_math_block(self, node, level) -> Iterator[Part]:
        number = self.number(node)
        tag = f" \\tag{{{number}}}" if number else ""
        yield f"$$\n{node.astext().strip()}{tag}\n$$"

    def _block_literal_block(self, node, level) -> Iterator[Part]:
        language = node.get("language", "")
        language = "" if language in ("none", "default", "text", "myst-ansi") else language
        yield fenced(node.astext(), language)

    _block_doctest_block = _block_literal_block

    def _block_block_quote(self, node, level) -> Iterator[Part]:
        yield from quoted(self.blocks(node, level))

    def _block_bullet_list(self, node, level) -> Iterator[Part]:
        yield listed((self.only_text(item, level) for item in node), lambda i: "- ")

    def _block_enumerated_list(self, node, level) -> Iterator[Part]:
        start = node.get("start", 1)
        yield listed((self.only_text(item, level) for item in node), lambda i: f"{start + i}. ")

    def _block_definition_list(self, node, level) -> Iterator[Part]:
        for item in node:
            term = " ".join(self.inline(n) for n in item if isinstance(n, nodes.term))
            yield f"**{term}**"
            for definition in item.findall(nodes.definition):
                yield self.only_text(definition, level)

    def _block_glossary(self, node, level) -> Iterator[Part]:
        yield from self.blocks(node, level)

    def _block_admonition(self, node, level) -> Iterator[Part]:
        yield from quoted(self.boxed("", node, level))

    _block_topic = _block_sidebar = _block_admonition

    def boxed(self, title: str, node, level) -> Iterator[Part]:
        """What stands in a box, its title in bold."""
        if title:
            yield f"**{title}**"
        for child in node:
            if isinstance(child, nodes.title):
                yield f"**{self.inline(child).strip()}**"
            elif is_inline(child):
                if text := self.inline([child]).strip():
                    yield at_start(text)
            else:
                yield from self.block(child, level)

    def _block_exercise_enumerable_node(self, node, level) -> Iterator[Part]:
        parts = []
        for child in node:
            if isinstance(child, nodes.title):
                title = " ".join(self.inline(child).split()).removeprefix("(").removesuffix(")")
                number = self.number(node)
                named = (number and f"*{number}*", title and f"**{title}**")
                parts.append(" ".join(filter(None, named)))
            else:
                parts += self.block(child, level)
        yield from quoted(parts)
        if not any(isinstance(part, Code) for part in parts):
            yield Turn(node["label"])

    _block_exercise_node = _block_exercise_enumerable_node

    def _block_dropdown_main(self, node, level) -> Iterator[Part]:
        title, *content = node.children
        # Behind the title's own text stands the mark of its state.
        summary = self.inline(title[0] if len(title) and is_text(title[0]) else title).strip()
        parts = [part for child in content for part in self.block(child, level)]
        if "solution" not in node["classes"]:
            yield from folded(summary, parts)
            return
        if not all(isinstance(part, str | Code) for part in parts):
            raise UnknownNode(node)
        yield Solution(summary, tuple(parts))

    def _block_figure(self, node, level) -> Iterator[Part]:
        yield from (part for child in node for part in self.block(child, level))

    def _block_image(self, node, level) -> Iterator[Part]:
        yield f"![{escaped(node.get('alt', ''))}]({self.link(node['uri'])})"

    def _block_caption(self, node, level) -> Iterator[Part]:
        yield self.numbered(node.parent, node)

    def captions(self, cell: nodes.Element) -> Iterator[str]:
        """The captions of the figures that a cell gives."""
        for figure in cell.findall(nodes.figure):
            for caption in figure.findall(nodes.caption):
                yield Caption(self.numbered(figure, caption))

    def numbered(self, what: nodes.Element, title: nodes.Element) -> str:
        """A title behind the number of what it stands over or under."""
        number = self.number(what)
        return f"**{number}** {self.inline(title)}" if number else self.inline(title)

    def _block_table(self, node, level) -> Iterator[Part]:
        for title in node.findall(nodes.title):
            yield self.numbered(node, title)
        heads = [self.row(row, level) for head in node.findall(nodes.thead) for row in head]
        rows = [self.row(row, level) for body in node.findall(nodes.tbody) for row in body]
        columns = max(map(len, heads + rows))
        head = heads[0] if len(heads) == 1 else [""] * columns
        ruled = [head, ["---"] * columns, *(heads if len(heads) > 1 else []), *rows]
        yield "\n".join(f"| {' | '.join(row)} |" for row in ruled)

    def row(self, row: nodes.row, level: int) -> list[str]:
        """The cells of a row; what Markdown's tables cannot hold is unknown."""
        cells = []
        for entry in row:
            if entry.get("morecols") or entry.get("morerows"):
                raise UnknownNode(entry)
            for child in entry:
                if not isinstance(child, nodes.paragraph):
                    raise UnknownNode(child)
            cells.append("<br>".join(in_table(self.inline(child)) for child in entry))
        return cells

    def _block_element(self, node, level) -> Iterator[Part]:
        """An HTML element of ours: a question, or one that its tag says enough of."""
        if "c7-question" in node["classes"]:
            yield Ask(node)
        else:
            yield from self.block_of_tag(node, node["tag"], level)

    _block_Beside = _block_element

    def block_of_tag(self, node, tag: str, level: int) -> Iterator[Part]:
        """A block that is known by its HTML alone."""
        if tag == "details":
            summary, *content = node.children
            parts = [part for child in content for part in self.block(child, level)]
            yield from folded(self.inline(summary).strip(), parts)
        elif tag in ("ul", "ol"):
            mark = (lambda i: "- ") if tag == "ul" else (lambda i: f"{i + 1}. ")
            yield listed((self.only_text(item, level) for item in node), mark)
        elif tag in BLOCK_TAGS:
            yield from self.blocks(node, level)
        else:
            raise UnknownNode(node)

    def still(self, form: nodes.Element) -> str:
        """A question for a place where nothing runs: what it asks, and its answers folded away."""
        fieldset, *_, answers = form.children
        legend, *fields = fieldset.children
        lines = [f"**Question.** {self.inline(legend)}"]
        options = [field for field in fields if "c7-option" in field["classes"]]
        for field in fields:
            if "c7-given" in field["classes"]:
                lines.append(self.only_text(field, 0))
            elif "c7-entry" in field["classes"]:
                lines.append(self.inline(field[0]))
        if options:
            lines.append(listed(map(self.inline, options), lambda i: "- "))
        summary, rows = answers.children
        said = listed(
            (" ".join(self.inline([part]).strip() for part in row) for row in rows), lambda i: "- "
        )
        return "\n\n".join([*lines, *folded(self.inline(summary), [said])])

    def only_text(self, node: nodes.Element, level: int) -> str:
        """A block that can hold no cell, as Markdown."""
        parts = list(self.blocks(node, level))
        if not all(isinstance(part, str) for part in parts):
            raise UnknownNode(node)
        # A list under the one paragraph of an item leaves the list around it close.
        is_close = all(re.match(r"- |\d+\. ", part) for part in parts[1:])
        return ("\n" if is_close else "\n\n").join(parts)

    # Text in a line

    def inline(self, content: nodes.Element | Iterable[nodes.Node]) -> str:
        """The Markdown of the nodes in a line."""
        text = ""
        for node in reversed(list(content)):
            text = self.inline_of(node, text[:1]) + text
        return text

    def inline_of(self, node: nodes.Node, behind: str = "") -> str:
        """The Markdown of one node; `behind` is the character after it."""
        name = type(node).__name__
        if isinstance(node, nodes.Text):
            return escaped(node.astext())
        if name in NOTHING:
            return ""
        if isinstance(node, nodes.emphasis | nodes.strong):
            return marked(
                "*" if isinstance(node, nodes.emphasis) else "**", self.inline(node), behind
            )
        if method := getattr(self, f"_inline_{name}", None):
            return method(node)
        if name in AS_THEY_ARE:
            return self.inline(node)
        tag = node.get("tag")
        if tag == "input":
            return ""
        if tag == "a":
            return f"[{self.inline(node)}]({self.link(node['html']['href'])})"
        if tag in INLINE_TAGS:
            return marked(INLINE_TAGS[tag], self.inline(node), behind)
        raise UnknownNode(node)

    def _inline_literal(self, node) -> str:
        text = node.astext()
        fence = "`" * (longest(r"`+", text) + 1)
        space = " " if text.startswith("`") or text.endswith("`") else ""
        return f"{fence}{space}{text}{space}{fence}"

    def _inline_math(self, node) -> str:
        return f"${' '.join(node.astext().split())}$"

    def _inline_superscript(self, node) -> str:
        return f"<sup>{self.inline(node)}</sup>"

    def _inline_subscript(self, node) -> str:
        return f"<sub>{self.inline(node)}</sub>"

    def _inline_reference(self, node) -> str:
        target = node.get("refuri") or f"#{node['refid']}"
        return f"[{self.inline(node)}]({self.link(target)})"

    _inline_number_reference = _inline_reference

    def _inline_ClaimMark(self, node) -> str:
        """A notebook has no margin: the rows of the ledger stand where the website has a number."""
        rows = " ".join(f"[{row}]({self.link(address)})" for row, address in node["links"])
        return f"<sup>{rows}</sup>"

    def _inline_image(self, node) -> str:
        return f"![{escaped(node.get('alt', ''))}]({self.link(node['uri'])})"

    def link(self, target: str) -> str:
        """The address that a link of the page leads to, for a reader who is elsewhere."""
        address = urljoin(self.address, target)
        return f"<{address}>" if re.search(r"[\s()<>]", address) else address


def is_inline(node: nodes.Node) -> bool:
    """Whether the node stands in a line."""
    if node.get("tag") if isinstance(node, nodes.Element) else False:
        return node["tag"] in {*INLINE_TAGS, "a"}
    return isinstance(node, nodes.Text | nodes.Inline) and not isinstance(node, nodes.target)


def is_text(node: nodes.Node) -> bool:
    """Whether the node is a title's own text, which sphinx-design puts before its mark."""
    return isinstance(node, nodes.Element) and "sd-summary-text" in node.get("classes", ())


def quoted(parts: Iterable[Part]) -> Iterator[Part]:
    """Text as a quotation; it ends where a cell stands and begins again behind it."""
    for is_markdown, group in groupby(parts, lambda part: isinstance(part, str)):
        if not is_markdown:
            yield from group
            continue
        lines = "\n\n".join(group).splitlines()
        if lines:
            yield "\n".join(f"> {line}" if line else ">" for line in lines)


def folded(summary: str, parts: Iterable[Part]) -> Iterator[Part]:
    """Text under a summary that opens it. Cells stand between; text behind them is a fold too."""
    title = plain(summary)
    for is_markdown, group in groupby(parts, lambda part: isinstance(part, str)):
        if is_markdown:
            text = "\n\n".join(group)
            yield f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"
            title = f"{plain(summary)}, continued"
        else:
            yield from group


def fenced(text: str, language: str = "") -> str:
    """Code, or what it printed."""
    fence = "`" * max(3, longest(r"`+", text) + 1)
    text = text.rstrip("\n")
    return f"{fence}{language}\n{text}\n{fence}"


def plain(summary: str) -> str:
    """A summary stands in HTML, where no Markdown is read."""
    return re.sub(r"\\(.)", r"\1", summary).replace("**", "")


def listed(items: Iterable[str], mark: Callable[[int], str]) -> str:
    """A list, loose where an item has several paragraphs."""
    items = list(items)
    texts = []
    for i, item in enumerate(items):
        first, *rest = item.splitlines() or [""]
        indent = " " * len(mark(i))
        texts.append("\n".join([mark(i) + first, *(indent + r if r else "" for r in rest)]))
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(texts)


def marked(mark: str, text: str, behind: str) -> str:
    """Text between marks; between tags where Markdown would not read them, beside other signs."""
    text, space = text.rstrip(), text[len(text.rstrip()) :]
    if not mark or not text:
        return text + space
    ends = text[-1].isalnum() or not behind.isalnum()
    tag = "strong" if mark == "**" else "em"
    open_, close = (mark, mark) if text[0].isalnum() and ends else (f"<{tag}>", f"</{tag}>")
    return f"{open_}{text}{close}{space}"


def in_table(text: str) -> str:
    """A bar would end the cell of a table; in a formula it has a name."""
    text = re.sub(r"\$[^$]*\$", lambda m: m[0].replace("|", r"\vert "), text)
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def escaped(text: str) -> str:
    """Text whose characters mean nothing but themselves. Line ends are spaces."""
    text = re.sub(r"\s*\n\s*", " ", text)
    text = re.sub(r"([\\`*_\[\]$~])", r"\\\1", text)
    return text.replace("<", "&lt;").replace(">", "&gt;")


def at_start(text: str) -> str:
    """A paragraph that begins no list, heading or quotation by its first characters."""
    text = re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", text)
    return re.sub(r"^([-+#=])(?=[\s#]|$)", r"\\\1", text)


def longest(pattern: str, text: str) -> int:
    """The length of the longest run of `pattern` in the text."""
    return max(map(len, re.findall(pattern, text)), default=0)
