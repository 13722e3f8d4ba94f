"""A page of the EPUB, made of what Sphinx writes for the website.

Sphinx writes what is also XML, so that the page is a tree here: what only a website can do goes,
and what an e-book has other forms for gets them.
"""

import re
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

from website.forms.epub import colours

XHTML, MATHML = "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
OPS = "http://www.idpf.org/2007/ops"
XML = "http://www.w3.org/XML/1998/namespace"
ElementTree.register_namespace("epub", OPS)
ElementTree.register_namespace("xlink", XLINK)
TYPE = f"{{{OPS}}}type"
NAMESPACE = re.compile(r' xmlns="[^"]*"')
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'

ON_THE_SITE = {
    "c7-code",  # code that only draws: behind a switch there
    "c7-kept", "c7-said",  # what becomes of a prediction
    "c7-check", "c7-reply", "c7-hint",  # of a question's form
    "c7-actions", "c7-forms", "c7-unanswered", "headerlink", "sd-summary-state-marker",
}  # fmt: skip
"""Classes of what only the website's scripts, switches and styles give a meaning."""
TAGS_ON_THE_SITE = {"script", "noscript", "input", "button"}
LINES, BLOCKS = {"p", "span"}, {"div", "dl", "figure", "ol", "pre", "table", "ul"}
"""What holds text alone, in XHTML, and what it may not hold. Browsers mend that in HTML."""


class Tree:
    """A page's elements, each with what it stands in. They have names without namespaces."""

    def __init__(self, body: str) -> None:
        self.root = ElementTree.fromstring(f"<section>{NAMESPACE.sub('', body)}</section>")
        self._parents = {child: parent for parent in self.root.iter() for child in parent}

    def of_class(self, name: str) -> list[Element]:
        """The elements of a class, in order."""
        return [element for element in self.root.iter() if name in classes(element)]

    def replace(self, old: Element, new: Element) -> None:
        """Puts `new` with all its children into the place of `old`; the text behind that stays."""
        new.tail = old.tail
        parent = self._parents.pop(old)
        parent[list(parent).index(old)] = new
        self._parents[new] = parent

    def remove(self, element: Element) -> None:
        """Takes an element out; the text behind it stays."""
        parent = self._parents.pop(element)
        at = list(parent).index(element)
        if element.tail and at:
            parent[at - 1].tail = (parent[at - 1].tail or "") + element.tail
        elif element.tail:
            parent.text = (parent.text or "") + element.tail
        parent.remove(element)

    def add(self, parent: Element, tag: str, attributes: dict[str, str]) -> Element:
        """A new element at the end of another."""
        new = ElementTree.SubElement(parent, tag, attributes)
        self._parents[new] = parent
        return new

    def move(self, element: Element, parent: Element) -> None:
        """Puts an element at the end of another."""
        self.remove(element)
        element.tail = None
        parent.append(element)
        self._parents[element] = parent


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return element.get("class", "").split()


def xhtml(name: str, title: str, body: str, language: str, website: str) -> str:
    """A page of the book as a file of the EPUB.

    Args:
        name: of the page, as `notebooks/bottleneck/see-it`.
        body: what Sphinx wrote for the website.
        website: its address, with a slash at its end.
    Raises: ValueError: the body is not well-formed XML; it names the place.
    """
    try:
        tree = Tree(body)
    except ParseError as error:
        line, column = error.position
        found = f"<section>{NAMESPACE.sub('', body)}".splitlines()[line - 1]
        shown = found[max(0, column - 60) : column + 20]
        raise ValueError(f"{name}: {error} at {shown!r}") from error
    for step in (take_out, set_formulas, place_drawings, ask, place_notes, tidy):
        step(tree)
    lead_out(tree, f"{website}{name}.html")
    tree.root.set(TYPE, "chapter")
    tree.root.set("role", "doc-chapter")
    return document(title, "../" * name.count("/"), language, tree.root)


def document(title: str, up: str, language: str, *content: Element) -> str:
    """A file of XHTML. up: the way from it to the top of the EPUB, as "../"."""
    html = Element("html", {"xmlns": XHTML, "lang": language, f"{{{XML}}}lang": language})
    head = ElementTree.SubElement(html, "head")
    ElementTree.SubElement(head, "title").text = title
    sheet = {"rel": "stylesheet", "type": "text/css", "href": f"{up}{colours.SHEET}"}
    ElementTree.SubElement(head, "link", sheet)
    body = ElementTree.SubElement(html, "body")
    body.extend(content)
    for element in html.iter():
        if namespace := {"math": MATHML, "svg": SVG}.get(element.tag):
            element.set("xmlns", namespace)
    return HEAD + ElementTree.tostring(html, encoding="unicode") + "\n"


def take_out(tree: Tree) -> None:
    """Takes out what only the website can do."""
    for element in list(tree.root.iter()):
        gone = element.tag in TAGS_ON_THE_SITE or ON_THE_SITE.intersection(classes(element))
        if gone and element is not tree.root:
            tree.remove(element)


def set_formulas(tree: Tree) -> None:
    """Leaves of each formula its MathML: readers set it, break it and read it aloud."""
    for formula in tree.of_class("katex"):
        tree.replace(formula, formula.find(".//math"))


def place_drawings(tree: Tree) -> None:
    """Leaves of each figure the drawing for a phone: its words stay legible on any page."""
    for figure in [*tree.of_class("c7-figure"), *tree.of_class("c7-squares")]:
        for desk in [element for element in figure if "c7-desk" in classes(element)]:
            tree.remove(desk)
        for phone in figure:
            phone.attrib.pop("hidden", None)
    for drawing in list(tree.root.iter("svg")):
        colours.paint(drawing)
        for use in drawing.iter("use"):
            use.set(f"{{{XLINK}}}href", use.attrib.pop("href"))


def ask(tree: Tree) -> None:
    """Makes of each question's form a text: what is asked, the options, and the answers, folded."""
    for form in tree.of_class("c7-question"):
        form.tag = "div"
        form.attrib = {"class": "c7-question", "role": "group", "id": form.get("id")}
        (fieldset,) = form.findall("fieldset")
        fieldset.tag = "div"
        (legend,) = fieldset.findall("legend")
        legend.tag, legend.attrib = "p", {"class": "c7-asked"}
        options = [label for label in fieldset if "c7-option" in classes(label)]
        if options:
            choices = tree.add(fieldset, "ul", {"class": "c7-options"})
        for option in options:
            tree.move(option, choices)
            option.tag, option.attrib = "li", {}
        for label in list(fieldset.iter("label")):
            label.tag, label.attrib = "p", {}


def place_notes(tree: Tree) -> None:
    """Puts notes behind the text that they stand beside; those of the ledger are footnotes."""
    for both in tree.of_class("c7-beside"):
        for note in [child for child in both if "c7-margin" in classes(child)]:
            tree.move(note, both)
    for mark in tree.of_class("c7-claim"):
        (link,) = mark.findall("a")
        link.set(TYPE, "noteref")
        link.set("role", "doc-noteref")
    for notes in tree.of_class("c7-how"):
        notes.attrib.pop("role", None)
        for lines in footnotes(list(notes)):
            name = lines[0].attrib.pop("id")
            note = tree.add(notes, "aside", {"id": name, TYPE: "footnote", "role": "doc-footnote"})
            for line in lines:
                tree.move(line, note)


def footnotes(lines: list[Element]) -> list[list[Element]]:
    """The lines of a note of the ledger, of each mark apart: its first line has the name."""
    found: list[list[Element]] = []
    for line in lines:
        if line.get("id"):
            found.append([])
        found[-1].append(line)
    return found


def lead_out(tree: Tree, address: str) -> None:
    """Makes links to what is no page of the EPUB whole. address: of the page on the website."""
    for link in tree.root.iter("a"):
        href = link.get("href", "")
        path = urlsplit(href).path
        if path and not path.endswith(".xhtml"):
            link.set("href", urljoin(address, href))


def tidy(tree: Tree) -> None:
    """Closes what folds, takes out what nothing reads, and lets no line of text hold a block."""
    for element in tree.root.iter():
        if element.tag in LINES and any(child.tag in BLOCKS for child in element):
            element.tag = "div"
        if element.tag == "details":
            element.attrib.pop("open", None)
        if "wide" in classes(element):
            element.set("tabindex", "0")  # a table that scrolls is reached by keyboard
        for attribute in [a for a in element.attrib if a.startswith("data-")]:
            del element.attrib[attribute]
