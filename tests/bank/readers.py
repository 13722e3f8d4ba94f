"""Reads the bank's files as the systems do, by the formats' own descriptions.

GIFT: gift-pegjs, a parser from the registry. Moodle XML: docs.moodle.org/en/Moodle_XML_format.
Canvas: the content of each element as the DTD of IMS QTI ASI 1.2.1 has it, for what Canvas
itself writes. What a file says beyond these rules is an AssertionError.
"""

import base64
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from website.build import node

READ_GIFT = Path(__file__).with_name("gift.mjs")


@dataclass
class Read:
    """One item as a system reads it. Texts are HTML, formulas as \\(TeX\\).

    options: text, whether right, feedback. numbers: value, tolerance, whether right, feedback.
    wrong: what any wrong number is told, in Canvas. always: what everybody is told afterwards.
    """

    name: str
    title: str
    kind: str
    text: str
    options: list[tuple[str, bool, str]] = field(default_factory=list)
    numbers: list[tuple[float, float, bool, str]] = field(default_factory=list)
    wrong: str = ""
    always: str = ""
    level: str = ""
    images: list[bytes] = field(default_factory=list)


# GIFT ---------------------------------------------------------------------------------------------


def gift(file: bytes) -> list[Read]:
    """The items of a GIFT file."""
    found = json.loads(node.run(READ_GIFT, given=file.decode()))
    return [_of_gift(item) for item in found if item["type"] != "Category"]


def categories(file: bytes) -> list[str]:
    """The categories of a GIFT file, in order."""
    found = json.loads(node.run(READ_GIFT, given=file.decode()))
    return [item["title"] for item in found if item["type"] == "Category"]


def _of_gift(item: dict) -> Read:
    def said(part: dict) -> str:
        assert part["format"] == "html"
        return part["text"]

    read = Read(
        name=item["id"],
        title=item["title"],
        kind={"MC": "choice", "Numerical": "number", "Essay": "text"}[item["type"]],
        text=said(item["stem"]),
        always=said(item["globalFeedback"]),
        level=item["tags"][0],
    )
    for choice in item.get("choices", ()):
        if read.kind == "number":
            number = choice["text"]["number"], choice["text"].get("range", 0)
            read.numbers.append((*number, choice["weight"] == 100, said(choice["feedback"])))
        else:
            told = said(choice["text"]), choice["isCorrect"], said(choice["feedback"])
            read.options.append(told)
    return read


# Moodle -------------------------------------------------------------------------------------------

MOODLE = {"multichoice": "choice", "numerical": "number", "essay": "text"}
COMMON = ["name", "questiontext", "generalfeedback", "defaultgrade", "idnumber"]
OWN = {
    "choice": ["single", "shuffleanswers", "answernumbering"],
    "number": [],
    "text": ["responseformat"],
}


def moodle(file: bytes) -> list[Read]:
    """The items of a Moodle XML file."""
    quiz = ElementTree.fromstring(file)
    assert quiz.tag == "quiz" and {part.tag for part in quiz} == {"question"}
    return [_of_moodle(q) for q in quiz if q.get("type") != "category"]


def _of_moodle(asked: Element) -> Read:
    kind = MOODLE[asked.get("type")]
    answers = asked.findall("answer")
    assert [part.tag for part in asked] == [*COMMON, *OWN[kind], *["answer"] * len(answers), "tags"]
    assert float(asked.findtext("defaultgrade")) == 1
    images: list[bytes] = []

    def told(part: Element) -> str:
        assert part.get("format") == "html"
        text = part.findtext("text")
        for file in part.findall("file"):
            assert (file.get("path"), file.get("encoding")) == ("/", "base64")
            assert f'src="@@PLUGINFILE@@/{file.get("name")}"' in text
            images.append(base64.b64decode(file.text, validate=True))
        assert text.count("@@PLUGINFILE@@") >= len(part.findall("file"))
        return text

    read = Read(
        name=asked.findtext("idnumber"),
        title=asked.findtext("name/text"),
        kind=kind,
        text=told(asked.find("questiontext")),
        always=told(asked.find("generalfeedback")),
        level=asked.findtext("tags/tag/text"),
        images=images,
    )
    for answer in answers:
        assert answer.get("fraction") in ("0", "100")
        is_right, feedback = answer.get("fraction") == "100", told(answer.find("feedback"))
        if kind == "choice":
            read.options.append((told(answer), is_right, feedback))
        else:
            number = float(answer.findtext("text")), float(answer.findtext("tolerance"))
            read.numbers.append((*number, is_right, feedback))
    return read


# Canvas -------------------------------------------------------------------------------------------

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
CONTENT = {  # element: what it holds, as a pattern over the names of its children
    "questestinterop": "objectbank ",
    "objectbank": "(qtimetadata )*(item )+",
    "qtimetadata": "(qtimetadatafield )+",
    "qtimetadatafield": "fieldlabel fieldentry ",
    "item": "(itemmetadata )?(presentation )?(resprocessing )*(itemfeedback )*",
    "itemmetadata": "(qtimetadata )*",
    "presentation": "((material|response_lid|response_str) )+",
    "material": "(mattext )+",
    "response_lid": "(render_choice )",
    "response_str": "(render_fib )",
    "render_choice": "(response_label )*",
    "render_fib": "(response_label )*",
    "response_label": "(material )*",
    "resprocessing": "outcomes (respcondition )+",
    "outcomes": "(decvar )+",
    "respcondition": "conditionvar (setvar )*(displayfeedback )*",
    "conditionvar": "((or|other|varequal) )+",
    "or": "((and|varequal) )+",
    "and": "((vargte|varlte) )+",
    "itemfeedback": "(flow_mat )+",
    "flow_mat": "(material )+",
}
ATTRIBUTES = {  # element: those that it must have, and those that it may have
    "objectbank": ({"ident"}, set()),
    "item": ({"ident"}, {"title"}),
    "mattext": (set(), {"texttype"}),
    "response_lid": ({"ident"}, {"rcardinality"}),
    "response_str": ({"ident"}, {"rcardinality"}),
    "response_label": ({"ident"}, {"rshuffle"}),
    "decvar": (set(), {"varname", "vartype", "minvalue", "maxvalue"}),
    "respcondition": (set(), {"continue"}),
    "setvar": (set(), {"action", "varname"}),
    "displayfeedback": ({"linkrefid"}, {"feedbacktype"}),
    "varequal": ({"respident"}, set()),
    "vargte": ({"respident"}, set()),
    "varlte": ({"respident"}, set()),
    "itemfeedback": ({"ident"}, set()),
}
TEXT = {"fieldlabel", "fieldentry", "mattext", "setvar", "varequal", "vargte", "varlte"}
EQUATION = re.compile(
    r'<img class="equation_image" title="(?P<title>[^"]*)" src="/equation_images/(?P<src>[^"]*)" '
    r'alt="LaTeX: (?P<alt>[^"]*)" data-equation-content="(?P<tex>[^"]*)">'
)


def canvas(file: bytes) -> list[Read]:
    """The items of a package, from all of its banks."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = ElementTree.fromstring(files.pop("imsmanifest.xml"))
    assert listed.tag == f"{{{PACKAGE}}}manifest"
    resources = {r.get("href"): r for r in listed.iter(f"{{{PACKAGE}}}resource")}
    assert resources.keys() == files.keys()
    assert len({resource.get("identifier") for resource in resources.values()}) == len(files)
    found = []
    for path, resource in resources.items():
        assert [part.get("href") for part in resource] == [path]
        if resource.get("type") == "imsqti_xmlv1p2":
            top = ElementTree.fromstring(files[path])
            check(top)
            bank = top[0]
            assert fields(bank)["bank_title"]
            found += [_of_canvas(item, files) for item in bank.findall("{*}item")]
    assert len({read.name for read in found}) == len(found)
    return found


def check(part: Element) -> None:
    """Whether an element and all below it hold what the specification lets them."""
    name = part.tag.removeprefix(f"{{{QTI}}}")
    held = "".join(f"{child.tag.removeprefix(f'{{{QTI}}}')} " for child in part)
    assert re.fullmatch(CONTENT.get(name, ""), held), (name, held)
    must, may = ATTRIBUTES.get(name, (set(), set()))
    assert must <= set(part.attrib) <= must | may, (name, part.attrib)
    assert name in TEXT or not (part.text or "").strip(), name
    for child in part:
        check(child)


def fields(part: Element) -> dict[str, str]:
    """Canvas's own fields of a bank or an item's metadata."""
    listed = part.find("{*}qtimetadata")
    return {f[0].text: f[1].text for f in listed}


def tex_of(match: re.Match) -> str:
    """A formula out of Canvas's image of it, all of whose places say the same."""
    tex = html.unescape(match["tex"])
    assert unquote(unquote(match["src"])) == tex
    assert match["alt"] == match["title"] == match["tex"]
    return rf"\({html.escape(tex)}\)"


def _of_canvas(item: Element, files: dict[str, bytes]) -> Read:
    told = {feedback.get("ident"): feedback for feedback in item.findall("{*}itemfeedback")}
    about = fields(item.find("{*}itemmetadata"))
    images: list[bytes] = []

    def said(part: Element) -> str:
        text = part.find(".//{*}mattext")
        assert text.get("texttype") == "text/html"
        names = re.findall(r'src="\$IMS-CC-FILEBASE\$/(images/[^"]+)"', text.text or "")
        images.extend(files[name] for name in names)
        return EQUATION.sub(tex_of, text.text or "")

    kinds = {"multiple_choice_question": "choice", "numerical_question": "number"}
    read = Read(
        name=item.get("ident"),
        title=item.get("title"),
        kind=kinds.get(about["question_type"], "text"),
        text=said(item.find("{*}presentation/{*}material")),
        always=said(told.pop("general_fb")),
        level=about["level"],
        images=images,
    )
    assert about["points_possible"] == "1"
    conditions = item.findall("{*}resprocessing/{*}respcondition")
    shown = [c.get("linkrefid") for c in item.iter(f"{{{QTI}}}displayfeedback")]
    assert set(shown) == {*told, "general_fb"}
    {"choice": _options, "number": _numbers, "text": _text}[read.kind](
        read, item, conditions, told, said
    )
    return read


def scoring(conditions: list[Element]) -> list[Element]:
    """The conditions that give all points."""
    return [c for c in conditions if c.findtext("{*}setvar") == "100"]


def _options(read, item, conditions, told, said: Callable[[Element], str]) -> None:
    (right,) = scoring(conditions)
    for label in item.iter(f"{{{QTI}}}response_label"):
        name = label.get("ident")
        (own,) = [
            c.find("{*}displayfeedback").get("linkrefid")
            for c in conditions
            if c.findtext("{*}conditionvar/{*}varequal") == name and c is not right
        ]
        is_right = right.findtext("{*}conditionvar/{*}varequal") == name
        read.options.append((said(label), is_right, said(told[own])))


def _numbers(read, item, conditions, told, said: Callable[[Element], str]) -> None:
    (right,) = scoring(conditions)
    either = right.find("{*}conditionvar/{*}or")
    exact = float(either.findtext("{*}varequal"))
    low, high = (float(either.findtext(f"{{*}}and/{{*}}{name}")) for name in ("vargte", "varlte"))
    assert low <= exact <= high and abs((exact - low) - (high - exact)) <= 1e-6 * abs(exact)
    feedback = told[right.find("{*}displayfeedback").get("linkrefid")]
    read.numbers.append((exact, high - exact, True, said(feedback)))
    read.wrong = said(told["general_incorrect_fb"])


def _text(read, item, conditions, told, said) -> None:
    assert not scoring(conditions) and not told
