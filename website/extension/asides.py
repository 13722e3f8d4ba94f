"""What stands around a page's running text: its question, notes in the margin, and predictions.

The question under a page's title, one sentence:

    :::{lead}
    How many bits of label does each operation get back?
    :::

A note beside the paragraph above it: a definition, a short source. Where there is no margin it
falls under that paragraph:

    :::{margin}
    *Token*: a piece of a word.
    :::

A prediction, and the place of its result. What the reader chose is kept on that page and stands
beside the result; without scripts the choices are a plain list. A choice with a formula is named in
words for who hears it. The body of `predicted` may be empty:

    :::{predict} ratio
    How many times more bits do its labels carry?
    - about 1.1
    - about 5
    - about 100
    :::

    :::{predicted} ratio
    It was 1.13.
    :::

What does not fit is a warning with file and line.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from website.extension.questions import depart_element, element, html, visit_element
from website.extension.spoken import spoken

logger = logging.getLogger(__name__)

CHOICES = range(2, 5)
NAME = re.compile(r"[a-z][a-z0-9-]*")
KEPT = "Your choice is kept on this page and shown beside the result."


class Aside(SphinxDirective):
    """A directive whose body is parsed as text and put into one element of the class `kind`."""

    has_content = True
    kind: str
    attributes: dict[str, str] = {}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """The element; nothing and a warning for an empty body."""
        self.assert_has_content()
        return [html("div", *self.parse_content_to_nodes(), css=self.kind, **self.attributes)]


class Lead(Aside):
    """The one-line question under a page's title."""

    kind = "c7-lead"


class Margin(Aside):
    """A note in the margin, beside what stands before it."""

    kind = "c7-margin"
    attributes = {"role": "note"}  # noqa: RUF012


class Prediction(SphinxDirective):
    """What `predict` and `predicted` share: a name that the page's script finds them by."""

    required_arguments = 1
    has_content = True

    def key(self) -> str:
        """Its name. Raises: DirectiveError: it is not of small letters, digits and hyphens."""
        key = self.arguments[0]
        if not NAME.fullmatch(key):
            raise self.error(f"{self.name}: its name is like `first-guess`, not {key!r}")
        return key


class Predict(Prediction):
    """A question with two to four choices, and nothing right or wrong about them yet."""

    def run(self) -> list[nodes.Node]:
        """The box: its title, the question, the choices, and what becomes of the choice."""
        name = self.key()
        *question, choices = self.parse_content_to_nodes() or [None]
        if not question or not isinstance(choices, nodes.bullet_list):
            raise self.error(f"predict {name!r}: it needs a question and, at its end, a list")
        if len(choices) not in CHOICES:
            raise self.error(f"predict {name!r}: it needs 2 to 4 choices, got {len(choices)}")
        if any(not is_line(choice) for choice in choices):
            raise self.error(f"predict {name!r}: each choice is one line of text")
        choices["classes"].append("c7-choices")
        box = html(
            "div",
            nodes.paragraph("", "Predict", classes=["c7-title"]),
            *question,
            choices,
            nodes.paragraph("", KEPT, classes=["c7-kept"]),
            css="c7-predict",
            data_predict=name,
        )
        self.set_source_info(box)
        return [box]


class Predicted(Prediction):
    """The place of a result, where the choice that was made is told again."""

    def run(self) -> list[nodes.Node]:
        """An empty line for the script, and the body."""
        name = self.key()
        said = html("p", css="c7-said", hidden="hidden")
        body = self.parse_content_to_nodes()
        box = html("div", said, *body, css="c7-predicted", data_predict=name)
        self.set_source_info(box)
        return [box]


def is_line(choice: nodes.list_item) -> bool:
    """Whether an item of a list is one paragraph."""
    return len(choice) == 1 and isinstance(choice[0], nodes.paragraph)


def of_kind(document: nodes.document, kind: str) -> list[nodes.Element]:
    """The elements of a page that are of this class, in order."""
    return [node for node in document.findall(nodes.Element) if kind in node.get("classes", ())]


def check_predictions(app: Sphinx, doctree: nodes.document) -> None:
    """Warns of a name that two predictions of a page share, and of one that has no counterpart."""
    found = {
        kind: {box["html"]["data-predict"]: box for box in reversed(of_kind(doctree, kind))}
        for kind in ("c7-predict", "c7-predicted")
    }
    for kind, other, lack in (
        ("c7-predict", "c7-predicted", "has no `predicted`: nothing tells the choice again"),
        ("c7-predicted", "c7-predict", "has no `predict` on this page"),
    ):
        for name in found[kind].keys() - found[other].keys():
            logger.warning("prediction %r %s", name, lack, location=found[kind][name])
    for box in of_kind(doctree, "c7-predict"):
        name = box["html"]["data-predict"]
        if box is not found["c7-predict"][name]:
            logger.warning("prediction %r: the page has two of it", name, location=box)


class NameChoices(SphinxPostTransform):
    """Gives a choice that holds a formula its words: a formula names no button."""

    default_priority = 20
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for choices in of_kind(self.document, "c7-choices"):
            for line in (choice[0] for choice in choices):
                if next(line.findall(nodes.math), None):
                    line.replace_self(html("p", *line.children, data_spoken=words_of(line)))


def words_of(line: nodes.paragraph) -> str:
    """The text of a line, its formulas as they are said."""
    parts = line.findall(lambda node: isinstance(node, nodes.math | nodes.Text))
    said = [
        spoken(part.astext()) if isinstance(part, nodes.math) else part.astext()
        for part in parts
        if not isinstance(part.parent, nodes.math)
    ]
    return "".join(said)


BESIDE = (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.definition_list)


class Beside(element):
    """Text and the notes that stand beside it, in this order."""


class PlaceNotes(SphinxPostTransform):
    """Puts notes together with the text that they stand beside."""

    default_priority = 20
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for note in of_kind(self.document, "c7-margin"):
            before = note.previous_sibling()
            if isinstance(before, Beside):
                note.parent.remove(note)
                before += note
            elif isinstance(note.parent, nodes.section) and is_beside(before):
                both = Beside("", tag="div", void=False, classes=["c7-beside"], html={})
                parent, place = note.parent, note.parent.index(before)
                parent[place : place + 2] = [both]  # `replace_self` would copy the text's id to it
                both += [before, note]


def visit_beside(translator, node: Beside) -> None:
    """Writes the notes first: what floats before text leaves the text where it is."""
    visit_element(translator, node)
    text, *notes = node
    for child in (*notes, text):
        child.walkabout(translator)
    raise nodes.SkipChildren


def is_beside(node: nodes.Node | None) -> bool:
    """Whether a note can hang beside this: running text, or the result of a prediction."""
    return isinstance(node, BESIDE) or (
        isinstance(node, nodes.Element) and "c7-predicted" in node.get("classes", ())
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directives and what places them."""
    for directive in (Lead, Margin, Predict, Predicted):
        app.add_directive(directive.__name__.lower(), directive)
    app.connect("doctree-read", check_predictions)
    app.add_node(Beside, html=(visit_beside, depart_element))
    app.add_post_transform(PlaceNotes)
    app.add_post_transform(NameChoices)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
