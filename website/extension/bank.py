"""The page of the question bank, and its files for other systems.

```{question-bank}
```
lists all sections: each page's goals, and by level the questions and exercises that serve each.

```{bank-files}
```
offers the files, which are written beside that page when all pages are built.

```{levels}
```
says what each level means.

What does not fit the lists of website/bank/goals/ is a warning with its page.
"""

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import is_exercise_node

from website.bank import canvas, gift, goals, moodle, reading
from website.extension import sections
from website.extension.present import on_the_website
from website.extension.questions import html

logger = logging.getLogger(__name__)

PAGE = "book/question-bank"
FILES = {
    "questions-moodle.xml": (moodle.write, "Moodle XML"),
    "questions-canvas.zip": (canvas.write, "Canvas, QTI 1.2"),
    "questions-gift.txt": (gift.write, "GIFT"),
}
SECTION = """\
## {number} {title}

```{{section-bank}} {folder}
```
"""


class QuestionBank(SphinxDirective):
    """A heading for each section that has pages, and below it what its pages hold."""

    def run(self) -> list[nodes.Node]:
        """The sections; their lists wait until all pages are read."""
        listed = (SECTION.format(**section) for section in self.config.chapter_sections)
        return self.parse_text_to_nodes("\n".join(listed), allow_section_headings=True)


class Listed(nodes.General, nodes.Element):
    """Stands for the lists of a section's pages until all pages are read."""


class SectionBank(SphinxDirective):
    """The lists of one section."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A placeholder, for which other pages are read."""
        for path in Path(self.env.srcdir, self.arguments[0]).glob("*.md"):
            self.env.note_dependency(str(path))
        self.env.note_dependency(str(goals.path_of(self.arguments[0])))
        return [Listed("", folder=self.arguments[0])]


class Offered(nodes.General, nodes.Element):
    """Stands for the links to the files."""


class Files(SphinxDirective):
    """Links to the files."""

    def run(self) -> list[nodes.Node]:
        """A placeholder: another form than the website has none of the files."""
        return [Offered()]


class Levels(SphinxDirective):
    """What the levels mean."""

    def run(self) -> list[nodes.Node]:
        """A list of definitions."""
        text = "\n\n".join(f"{level}\n: {said}" for level, said in goals.LEVELS.items())
        return self.parse_text_to_nodes(text)


class ListItems(SphinxPostTransform):
    """Writes the lists and links, before formulas and links are resolved."""

    default_priority = 3

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for place in list(self.document.findall(Offered)):
            place.replace_self(html("ul", *self.files()))
        for place in list(self.document.findall(Listed)):
            section = {"folder": place["folder"]}
            made = []
            try:
                listed = goals.of_section(place["folder"])
                for page in sections.pages(self.app, section):
                    made += self.of_page(page, listed.get(page, {}))
            except goals.BadGoals as error:
                logger.warning("question bank: %s", error, location=self.env.docname)
            place.replace_self(made)

    def files(self) -> Iterator[nodes.Node]:
        """A line with a link for each file."""
        folder = PAGE.rpartition("/")[0]
        for name, (_, said) in FILES.items():
            address = on_the_website(self.app, self.env.docname, f"{folder}/{name}")
            yield html("li", html("a", nodes.Text(said), href=address, download=name))

    def of_page(self, page: str, listed: dict[str, goals.Aim]) -> list[nodes.Node]:
        """A page's title and its goals. Raises: BadGoals: the list does not fit the page."""
        document = self.env.get_doctree(page)
        aims = next(n for n in document.findall(nodes.admonition) if "goals" in n["classes"])
        links = {name: self.link(page, name, text) for name, text in self.items(page, document)}
        lines = list(aims.findall(nodes.list_item))
        goals.check(page, listed, links, len(lines))
        entries = [
            html("li", *goal_of(line), self.of_goal(number, listed, links))
            for number, line in enumerate(lines, start=1)
        ]
        title = self.link(page, "", self.env.titles[page].astext())
        return [nodes.paragraph("", "", nodes.strong("", "", title)), html("ol", *entries)]

    def of_goal(self, number: int, listed: dict[str, goals.Aim], links: dict) -> nodes.paragraph:
        """The links of what serves a goal, by level."""
        line = nodes.paragraph("", classes=["c7-serves"])
        for level in goals.LEVELS:
            names = [name for name in links if listed[name] == goals.Aim(number, level)]
            if names:
                line += [nodes.emphasis("", level.capitalize()), nodes.Text(": ")]
            for name in names:
                line += [links[name], nodes.Text(". " if name == names[-1] else ", ")]
        return line

    def items(self, page: str, document: nodes.document) -> Iterator[tuple[str, str]]:
        """The name and title of each question of a page, then of each exercise."""
        for form in document.findall(nodes.Element):
            if "c7-question" in form.get("classes", ()):
                yield form["ids"][0], reading.question_title(form["ids"][0])
        numbers = self.env.toc_fignumbers.get(page, {}).get("exercise", {})
        for box in document.findall(is_exercise_node):
            number = ".".join(map(str, numbers.get(box["label"], ())))
            title = " ".join(box[0][-1].astext().split())
            yield box["label"], f"Exercise {number}: {title}"

    def link(self, page: str, name: str, text: str) -> nodes.reference:
        """A link to a place of a page; to the page itself for the name ""."""
        address = self.app.builder.get_relative_uri(self.env.docname, page)
        target = f"{address}#{name}" if name else address
        return nodes.reference("", text, refuri=target, internal=True)


def goal_of(line: nodes.list_item) -> list[nodes.Node]:
    """A goal as it stands in its list, without the comma that leads to the next one."""
    line = line.deepcopy()
    last = list(line.findall(nodes.Text))[-1]
    last.parent.replace(last, nodes.Text(last.rstrip(",.")))
    return line.children


def write(app: Sphinx, error: Exception | None) -> None:
    """Writes the files beside the bank's page."""
    if error or app.builder.name != "html" or PAGE not in app.env.found_docs:
        return
    items = reading.read(Path(app.outdir))
    for name, (made, _) in FILES.items():
        Path(app.outdir, PAGE).with_name(name).write_bytes(made(items))


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directives, what fills them, and the files."""
    app.add_node(Listed)
    app.add_node(Offered)
    app.add_directive("question-bank", QuestionBank)
    app.add_directive("section-bank", SectionBank)
    app.add_directive("bank-files", Files)
    app.add_directive("levels", Levels)
    app.add_post_transform(ListItems)
    app.connect("build-finished", write, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
