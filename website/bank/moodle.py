"""The bank in Moodle XML: https://docs.moodle.org/en/Moodle_XML_format.

Unlike GIFT it holds images as files. Formulas stand as TeX, which Moodle's MathJax sets.
"""

import base64
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from website.bank.gift import category, decimal, source
from website.bank.markup import with_images, with_tex
from website.bank.reading import Item

KINDS = {"choice": "multichoice", "number": "numerical", "text": "essay"}


def told(parent: Element, name: str, html: str) -> Element:
    """An element of HTML in Moodle's form, its images beside it."""
    element = SubElement(parent, name, format="html")
    files: dict[str, bytes] = {}

    def place(image: str, data: bytes) -> str:
        files[image] = data
        return f"@@PLUGINFILE@@/{image}"

    SubElement(element, "text").text = with_images(with_tex(html), place)
    for image, data in files.items():
        file = SubElement(element, "file", name=image, path="/", encoding="base64")
        file.text = base64.b64encode(data).decode()
    return element


def plain(parent: Element, name: str, text: str) -> None:
    """An element whose text stands in an element of its own."""
    SubElement(SubElement(parent, name), "text").text = text


def add_category(quiz: Element, *names: str) -> None:
    """What follows goes into this category."""
    plain(SubElement(quiz, "question", type="category"), "category", category(*names))


def add(quiz: Element, item: Item) -> None:
    """One item as a question."""
    asked = SubElement(quiz, "question", type=KINDS[item.kind])
    plain(asked, "name", item.title)
    told(asked, "questiontext", item.text)
    told(asked, "generalfeedback", item.solution + source(item))
    SubElement(asked, "defaultgrade").text = "1"
    SubElement(asked, "idnumber").text = item.name
    if item.kind == "choice":
        SubElement(asked, "single").text = "true"
        SubElement(asked, "shuffleanswers").text = "true"
        SubElement(asked, "answernumbering").text = "abc"
    if item.kind == "text":
        SubElement(asked, "responseformat").text = "editor"
    for option in item.answers:
        element = told(asked, "answer", option.text)
        element.set("fraction", "100" if option.right else "0")
        told(element, "feedback", option.feedback)
    for value in item.values:
        element = SubElement(asked, "answer", format="moodle_auto_format")
        element.set("fraction", "100" if value.right else "0")
        SubElement(element, "text").text = decimal(value.number)
        told(element, "feedback", value.feedback)
        SubElement(element, "tolerance").text = decimal(value.within)
    tags = SubElement(asked, "tags")
    for tag in (item.aim.level, item.section.split()[0]):
        plain(tags, "tag", tag)


def write(items: list[Item]) -> bytes:
    """The file."""
    quiz, at = Element("quiz"), None
    for item in items:
        if at != (at := (item.section, item.page)):
            add_category(quiz, *at)
        add(quiz, item)
    ElementTree.indent(quiz, space="")
    return ElementTree.tostring(quiz, encoding="utf-8", xml_declaration=True)
