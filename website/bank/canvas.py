"""The bank for Canvas: a zip with a question bank for each section, in QTI 1.2.

Why 1.2 and not 2.1: Canvas writes 1.2 itself, with fields of its own that say what kind a
question is, and its importer turns 1.2 into 2.1 before it reads it. A file of 2.1 has no place
for these fields, so that Canvas guesses kinds, and has no bank's name.

A formula is an image that Canvas's own server draws from its TeX, as its editor stores one. A
wrong number cannot have feedback of its own in Canvas: what the page says to each stands in the
feedback to a wrong answer, as a list.
"""

import io
import zipfile
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from website.bank.gift import decimal, source
from website.bank.markup import with_formulas, with_images
from website.bank.reading import Item
from website.forms import archive

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
KINDS = {
    "choice": "multiple_choice_question",
    "number": "numerical_question",
    "text": "essay_question",
}
RIGHT = "correct_fb"
WRONG = "general_incorrect_fb"
ALWAYS = "general_fb"


def equation(tex: str) -> str:
    """A formula as Canvas's editor stores it."""
    address = f"/equation_images/{quote(quote(tex, safe=''), safe='')}"
    told = escape(tex)
    return (
        f'<img class="equation_image" title="{told}" src="{address}" '
        f'alt="LaTeX: {told}" data-equation-content="{told}">'
    )


class Bank:
    """One section's items, and the images that they show, by the name of their file."""

    def __init__(self, number: str, title: str, items: list[Item]) -> None:
        self.name, self.title, self.items = f"section-{number}", title, items
        self.images: dict[str, bytes] = {}

    def html(self, text: str) -> str:
        """HTML as Canvas takes it; the images that it shows are kept."""

        def place(name: str, data: bytes) -> str:
            self.images[name] = data
            return f"$IMS-CC-FILEBASE$/images/{name}"

        text = with_images(text, place)
        return with_formulas(text, equation, lambda tex: f"<p>{equation(tex)}</p>")

    def told(self, parent: Element, text: str) -> None:
        """A piece of HTML below an element."""
        material = SubElement(parent, "material")
        SubElement(material, "mattext", texttype="text/html").text = self.html(text)

    def feedback(self, item: Element, name: str, text: str) -> None:
        """What is said where a condition shows the feedback of this name."""
        self.told(SubElement(SubElement(item, "itemfeedback", ident=name), "flow_mat"), text)

    def xml(self) -> bytes:
        """The bank's file."""
        top = Element("questestinterop", xmlns=QTI)
        bank = SubElement(top, "objectbank", ident=f"chapter7-{self.name}")
        metadata(bank, bank_title=f"Multi-Token Prediction: {self.title}")
        for item in self.items:
            self.add(bank, item)
        return ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)

    def add(self, bank: Element, item: Item) -> None:
        """One item."""
        element = SubElement(bank, "item", ident=item.name, title=item.title)
        told = {"question_type": KINDS[item.kind], "points_possible": "1"}
        metadata(SubElement(element, "itemmetadata"), **told, level=item.aim.level)
        presentation = SubElement(element, "presentation")
        self.told(presentation, item.text)
        processing = SubElement(element, "resprocessing")
        outcomes = SubElement(processing, "outcomes")
        score = {"varname": "SCORE", "vartype": "Decimal", "minvalue": "0", "maxvalue": "100"}
        SubElement(outcomes, "decvar", score)
        show(condition(processing, "other", goes_on=True), ALWAYS)
        if item.answers:
            self.choice(element, presentation, processing, item)
        elif item.values:
            self.number(element, presentation, processing, item)
        else:
            entry(presentation)
            condition(processing, "other")
        self.feedback(element, ALWAYS, item.solution + source(item))

    def choice(self, element, presentation, processing, item: Item) -> None:
        """The options of a choice; each shows its own feedback, and the right one scores."""
        field = SubElement(presentation, "response_lid", ident="response1", rcardinality="Single")
        shown = SubElement(field, "render_choice")
        names = [str(1000 + i) for i in range(len(item.answers))]
        for name, answer in zip(names, item.answers, strict=True):
            self.told(SubElement(shown, "response_label", ident=name), answer.text)
            show(condition(processing, name, goes_on=True), f"{name}_fb")
        right = next(n for n, answer in zip(names, item.answers, strict=True) if answer.right)
        scores(condition(processing, right))
        for name, answer in zip(names, item.answers, strict=True):
            self.feedback(element, f"{name}_fb", answer.feedback)

    def number(self, element, presentation, processing, item: Item) -> None:
        """A number: the right one scores within its tolerance; of the others a list tells."""
        entry(presentation)
        right = next(value for value in item.values if value.right)
        shown = SubElement(processing, "respcondition", {"continue": "No"})
        either = SubElement(SubElement(shown, "conditionvar"), "or")
        SubElement(either, "varequal", respident="response1").text = decimal(right.number)
        both = SubElement(either, "and")
        for name, sign in (("vargte", -1), ("varlte", 1)):
            bound = decimal(right.number + sign * right.within)
            SubElement(both, name, respident="response1").text = bound
        scores(shown)
        show(shown, RIGHT)
        show(condition(processing, "other"), WRONG)
        self.feedback(element, RIGHT, right.feedback)
        wrong = [value for value in item.values if not value.right]
        lines = [f"<li><strong>{value.text}</strong>: {value.feedback}</li>" for value in wrong]
        self.feedback(element, WRONG, f"<p>If you had</p><ul>{''.join(lines)}</ul>")


def metadata(parent: Element, **fields: str) -> None:
    """Canvas's own fields."""
    listed = SubElement(parent, "qtimetadata")
    for label, text in fields.items():
        field = SubElement(listed, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = label
        SubElement(field, "fieldentry").text = text


def entry(presentation: Element) -> None:
    """A field for a number or a text."""
    field = SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    SubElement(SubElement(field, "render_fib"), "response_label", ident="answer1", rshuffle="No")


def condition(processing: Element, name: str, *, goes_on: bool = False) -> Element:
    """What is true where the option `name` was chosen; "other": always."""
    made = SubElement(processing, "respcondition", {"continue": "Yes" if goes_on else "No"})
    when = SubElement(made, "conditionvar")
    if name == "other":
        SubElement(when, "other")
    else:
        SubElement(when, "varequal", respident="response1").text = name
    return made


def scores(condition: Element) -> None:
    """All points where this condition holds."""
    SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"


def show(condition: Element, name: str) -> None:
    """Shows the feedback of this name where the condition holds."""
    SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)


def manifest(banks: list[Bank], images: list[str]) -> bytes:
    """What the package holds."""
    top = Element("manifest", xmlns=PACKAGE, identifier="chapter7-questions")
    about = SubElement(top, "metadata")
    SubElement(about, "schema").text = "IMS Content"
    SubElement(about, "schemaversion").text = "1.1.3"
    SubElement(top, "organizations")
    resources = SubElement(top, "resources")
    files = [(bank.name, "imsqti_xmlv1p2", f"{bank.name}.xml") for bank in banks]
    files += [(name, "webcontent", f"images/{name}") for name in images]
    for name, kind_of, path in files:
        resource = SubElement(resources, "resource", identifier=name, type=kind_of, href=path)
        SubElement(resource, "file", href=path)
    return ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)


def write(items: list[Item]) -> bytes:
    """The zip; the same items give the same bytes."""
    sections = dict.fromkeys(item.section for item in items)
    banks = [
        Bank(title.split()[0], title, [item for item in items if item.section == title])
        for title in sections
    ]
    files = {f"{bank.name}.xml": bank.xml() for bank in banks}
    images = {name: data for bank in banks for name, data in sorted(bank.images.items())}
    files |= {f"images/{name}": data for name, data in images.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in {"imsmanifest.xml": manifest(banks, list(images)), **files}.items():
            package.writestr(archive.entry(name), data)
    return made.getvalue()
