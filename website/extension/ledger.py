"""The ledger on the website, as a Sphinx domain: which page states a row, and where.

{claim}`C14, C37`   a small number at a statement, and in a note beside its paragraph what was
                    checked, or what is often stated instead, with a link to each row
{computed}`C14`     the row's computed number with its unit; {stated}`C14` the stated one
```{ledger}         the whole ledger as a table of plain HTML

A row links back to the page that states it, the first in the order of the contents if there are
several. The page that shows the ledger does not count as one.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx_exercise.nodes import solution_node

from chapter7 import ledger
from chapter7.quantities import NO_BREAK
from website.extension import templates

logger = logging.getLogger(__name__)

COLUMNS = ("Row", "Statement", "Stated", "What comes out", "Verdict", "How we know")
SORTS = [
    ("order", "order of the text"),
    ("section", "section"),
    ("verdict", "verdict"),
    ("off", "how far off"),
]
ROWS = {claim.id: claim for claim in ledger.load()}


class LedgerDomain(Domain):
    """Where the rows are stated, and where the ledger stands.

    A page that was read stays right when a row changes: a change of the package's sources makes
    Sphinx read every page again (`execution`).
    """

    name = "ledger"
    label = "Ledger"
    # claims: rows that a page links to, by page. tables: pages that show the ledger.
    # linked: the links that were last written.
    initial_data: ClassVar[dict] = {"claims": {}, "tables": {}, "linked": None}
    data_version = 1

    def note_claim(self, docname: str, row: str) -> bool:
        """Notes that a page links to a row; whether it is the page's first link to it."""
        rows = self.data["claims"].setdefault(docname, [])
        first = row not in rows
        if first:
            rows.append(row)
        return first

    def note_table(self, docname: str) -> None:
        """Notes that a page shows the ledger."""
        self.data["tables"][docname] = True

    def clear_doc(self, docname: str) -> None:
        """Forgets a page that is read again, or is gone."""
        self.data["claims"].pop(docname, None)
        self.data["tables"].pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict) -> None:
        """Takes over what another process has read."""
        for kind in ("claims", "tables"):
            theirs = otherdata[kind]
            self.data[kind] |= {name: theirs[name] for name in docnames if name in theirs}

    def resolve_any_xref(self, *args) -> list:
        """Nothing: rows are linked by their own role only."""
        return []

    def home(self) -> str | None:
        """The page that shows the ledger; None: no page does."""
        return next(iter(in_order(self.env, self.data["tables"])), None)

    def pages(self) -> dict[str, str]:
        """The page that each row links back to; a row that no page states is missing."""
        stating = [name for name in self.data["claims"] if name not in self.data["tables"]]
        found: dict[str, str] = {}
        for docname in in_order(self.env, stating):
            for row in self.data["claims"][docname]:
                found.setdefault(row, docname)
        return found

    def with_new_links(self) -> list[str]:
        """Pages whose links to and from the rows have changed since they were last written."""
        titles = self.env.titles
        back = {row: (page, titles[page].astext()) for row, page in self.pages().items()}
        before, self.data["linked"] = self.data["linked"], (self.home(), back)
        if before == self.data["linked"]:
            return []
        moved = before is None or before[0] != self.home()
        return sorted({*self.data["tables"], *(self.data["claims"] if moved else ())})


def in_order(env: BuildEnvironment, docnames: Iterable[str]) -> list[str]:
    """These pages in the order of the contents; those that do not stand there come last."""
    order = {docname: place for place, docname in enumerate(env.collect_relations())}
    return sorted(docnames, key=lambda name: (order.get(name, len(order)), name))


class ClaimMark(nodes.Inline, nodes.TextElement):
    """The number at a statement that `rows` are about.

    A row that the page has not named before leaves its id here, where it links back to.
    """


class LinkBack(nodes.General, nodes.Element):
    """Stands for the link from the row `row` to the page that states it, if one does."""


class HtmlElement(nodes.General, nodes.Element):
    """An element of HTML that docutils has no node for, `tag` with the attributes `given`."""


def element(
    tag: str, *children: nodes.Node, id: str = "", kind: str = "", **given: str
) -> HtmlElement:
    """An HtmlElement with an id and classes; data_x and aria_x become data-x and aria-x."""
    given = {name.replace("_", "-"): value for name, value in given.items()}
    ids = [id] if id else []
    return HtmlElement("", *children, tag=tag, given=given, ids=ids, classes=kind.split())


class ClaimRole(SphinxRole):
    """Marks a statement that rows of the ledger are about."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """One mark. An unknown row is a warning with file and line."""
        names = [part.strip() for part in self.text.split(",")]
        for name in names:
            if name not in ROWS:
                warn(self, f"the ledger has no row {name!r}")
        rows = [name for name in names if name in ROWS]
        domain = self.env.get_domain("ledger")
        first = [anchor(row) for row in rows if domain.note_claim(self.env.docname, row)]
        mark = ClaimMark("", rows=rows, ids=first)
        self.set_source_info(mark)
        return [mark] if rows else [], []


class NumberRole(SphinxRole):
    """A row's number as text: what is stated, or what comes out."""

    def __init__(self, write: Callable[[ledger.Claim], str]) -> None:
        super().__init__()
        self.write = write

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The number, marked as computed like a glued one. A missing one is a warning."""
        text = self.write(ROWS[self.text]) if self.text in ROWS else ""
        if not text:
            warn(self, f"the ledger has no number for {self.text!r}")
            return [], []
        return [nodes.inline("", text, classes=["pasted-text"])], []


def warn(role: SphinxRole, message: str) -> None:
    """A warning with the file and the line of a role."""
    logger.warning(message, location=role.get_location(), type="ledger")


class Ledger(SphinxDirective):
    """The ledger: controls that appear with scripts, and a table that is whole without them."""

    def run(self) -> list[nodes.Node]:
        """The controls as HTML and the table as nodes, with the texts of the rows parsed."""
        self.env.get_domain("ledger").note_table(self.env.docname)
        labels = self.env.get_domain("std").anonlabels  # {ref}`C14 <ledger-c14>` links to a row
        labels |= {f"ledger-{row.lower()}": (self.env.docname, row.lower()) for row in ROWS}
        head = [
            element("th", nodes.Text(name), scope="col", role="columnheader") for name in COLUMNS
        ]
        table = element(
            "table",
            element("thead", element("tr", *head, role="row"), role="rowgroup"),
            element("tbody", *map(self.row, ROWS.values(), range(len(ROWS))), role="rowgroup"),
            kind="c7-ledger",
            role="table",
            aria_label="The ledger of statements",
        )
        form = nodes.raw("", controls(), format="html")
        return [form, element("div", table, kind="c7-ledger-box")]

    def row(self, claim: ledger.Claim, order: int) -> nodes.Node:
        """One row."""
        name, verdict = claim.id, ledger.verdict(claim)
        head = [
            element("a", nodes.Text(name), href=f"#{name.lower()}"),
            nodes.Text(" "),
            element("span", nodes.Text(claim.section)),
        ]
        cells = (
            [self.text(claim.statement), self.text(claim.note, "c7-note")],
            [number(ledger.stated_text(claim))],
            [number(ledger.value_text(claim))],
            [self.verdict(claim, verdict)],
            self.support(claim),
        )
        return element(
            "tr",
            element("th", *head, scope="row", role="rowheader"),
            *(
                element("td", *content, role="cell", data_label=label)
                for label, content in zip(COLUMNS[1:], cells, strict=True)
            ),
            id=name.lower(),
            role="row",
            data_order=str(order),
            data_section=claim.section,
            data_verdict=verdict,
            data_off=f"{factor_off(claim):.6g}",
        )

    def verdict(self, claim: ledger.Claim, verdict: str) -> nodes.Node:
        """The verdict, and for a typed one its reason."""
        classes = ["c7-verdict", f"c7-{verdict.replace(' ', '-')}"]
        paragraph = nodes.paragraph("", "", nodes.inline("", verdict, classes=classes))
        if claim.reason:
            paragraph += [nodes.Text(": "), *self.state.inline_text(claim.reason, self.lineno)[0]]
        return paragraph

    def support(self, claim: ledger.Claim) -> list[nodes.Node]:
        """What settles the row, the computing function, the papers and the page."""
        how = "nothing public settles it" if claim.settled == "none" else f"by {claim.settled}"
        first = nodes.paragraph("", how)
        if claim.function:
            first += [nodes.Text(": "), nodes.literal("", claim.function)]
        papers = (
            self.text(f"{{cite:t}}`{key}`" + (f", {place}" if place else ""))
            for key, place in claim.references
        )
        return [first, *papers, LinkBack(row=claim.id)]

    def text(self, text: str, kind: str = "") -> nodes.Node:
        """A paragraph of parsed text."""
        parsed, messages = self.state.inline_text(text, self.lineno)
        return nodes.paragraph("", "", *parsed, *messages, classes=[kind] if kind else [])


def anchor(row: str) -> str:
    """The id of the place on a page that the row links back to."""
    return f"claim-{row.lower()}"


def factor_off(claim: ledger.Claim) -> float:
    """Factor between what is stated and what comes out; 1 if there is nothing to compare."""
    if not claim.judged or claim.relation == "between":
        return 1
    stated, computed = claim.stated, ledger.value(claim)
    if stated == computed:
        return 1
    if claim.relation == "below":
        return max(1, computed / stated)
    if stated == 0 or computed == 0:
        return 1e99
    return max(stated / computed, computed / stated)


def controls() -> str:
    """The form that filters and sorts the table."""
    sections = dict.fromkeys(claim.section for claim in ROWS.values())
    count = ledger.summary(tuple(ROWS.values()))
    return templates.render(
        "ledger-controls",
        sections=[(name, name) for name in sections],
        verdicts=[(name, f"{name} ({n})") for name, n in count.items()],
        sorts=SORTS,
    )


def number(text: str) -> nodes.Node:
    """A number of the table. A narrow column may break between it and its unit."""
    return nodes.paragraph("", text.replace(NO_BREAK, " ") or "no number")


class LinkRows(SphinxPostTransform):
    """Gives the links to the rows, and back from them, their addresses and titles."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Resolves every link of one page."""
        domain = self.env.get_domain("ledger")
        notes: dict[int, HtmlElement] = {}
        for number, mark in enumerate(list(self.document.findall(ClaimMark)), start=1):
            if domain.home() is None:
                logger.warning("no page shows the ledger", location=mark, type="ledger")
                continue
            mark["number"] = number
            mark["links"] = [(row, self.row(row, domain.home())) for row in mark["rows"]]
            place = block(mark)
            if id(place) not in notes:
                notes[id(place)] = note_after(place)
            notes[id(place)] += lines(mark)
        pages = domain.pages()
        for link in list(self.document.findall(LinkBack)):
            page = pages.get(link["row"])
            link.parent.replace(link, self.back(link["row"], page) if page else [])

    def row(self, row: str, home: str) -> str:
        """The address of a row on the page that shows the ledger."""
        return f"{self.address(home)}#{row.lower()}"

    def back(self, row: str, page: str) -> nodes.Node:
        """The link from a row to the place on a page."""
        title = self.env.titles[page].astext()
        uri = f"{self.address(page)}#{anchor(row)}"
        link = nodes.reference("", title, refuri=uri, internal=True)
        return nodes.paragraph("", "", nodes.Text("On the page: "), link)

    def address(self, page: str) -> str:
        """A page's address, seen from the one that is written."""
        return self.app.builder.get_relative_uri(self.env.docname, page)


def note_after(place: nodes.Element) -> HtmlElement:
    """An empty note behind a part of the text, and behind the notes that its author wrote there."""
    following = place.parent.index(place) + 1
    while "c7-margin" in classes_at(place.parent, following):
        following += 1
    note = element("div", kind="c7-margin c7-how", role="note")
    place.parent.insert(following, note)
    return note


def lines(mark: ClaimMark) -> list[nodes.paragraph]:
    """A line for each row of a mark that says something; rows that do not share one."""
    found = []
    for silent, group in groupby(mark["links"], lambda link: not said(ROWS[link[0]])):
        rows = list(group)
        for part in [rows] if silent else [[row] for row in rows]:
            kind = "silent" if silent else ledger.verdict(ROWS[part[0][0]]).replace(" ", "-")
            line = nodes.paragraph("", "", classes=["c7-line"])
            line += nodes.inline(classes=["c7-verdict", f"c7-{kind}"])
            line += nodes.Text("How we know: " if silent else f"{said(ROWS[part[0][0]])} ")
            for place, (row, address) in enumerate(part):
                line += [nodes.Text(", ")] if place else []
                line += nodes.reference("", row, refuri=address, internal=True)
            found.append(line)
    number = nodes.inline("", f"{mark['number']} ", classes=["c7-number"])
    found[0].insert(1, number)
    found[0]["ids"] = [f"how-{mark['number']}"]
    return found


def said(claim: ledger.Claim) -> str:
    """What a note says of a row, as a sentence; "" where the row itself has to be read.

    The verdict is about what the row states, and not about the sentence that the mark stands at:
    the note says what is often stated, beside a text that says what comes out.
    """
    verdict, stated = ledger.verdict(claim), ledger.stated_text(claim)
    if verdict in ("exact", "rounded"):
        value = ledger.value_text(claim)
        return f"Checked: {value}." if value else ""
    return f"Often stated: {stated}." if stated and verdict.startswith("wrong") else ""


def block(mark: nodes.Node) -> nodes.Element:
    """The part of the running text that a mark stands in: a note after it hides with it."""
    node = mark
    while not holds_text(node.parent):
        node = node.parent
    return node


def holds_text(node: nodes.Element) -> bool:
    """Whether the children of this are parts of a text: a section, or what folds."""
    folds = isinstance(node, solution_node) or node.get("design_component") == "dropdown"
    return folds or isinstance(node, nodes.section | nodes.document)


def classes_at(parent: nodes.Element, index: int) -> list[str]:
    """The classes of a child; none where there is no such child."""
    child = parent[index] if index < len(parent) else None
    return child.get("classes", []) if isinstance(child, nodes.Element) else []


def open_claim(translator, node: ClaimMark) -> None:
    """Writes a mark whole: a number that leads to its note."""
    number = node.get("number", "")
    translator.body.append(translator.starttag(node, "sup", "", CLASS="c7-claim"))
    link = f'<a href="#how-{number}" aria-label="How we know, note {number}">{number}</a></sup>'
    translator.body.append(link)


def close_claim(translator, node: ClaimMark) -> None:
    """Writes nothing more."""


def open_element(translator, node: HtmlElement) -> None:
    """Writes the start of an element."""
    translator.body.append(translator.starttag(node, node["tag"], "", **node["given"]))


def close_element(translator, node: HtmlElement) -> None:
    """Writes its end."""
    translator.body.append(f"</{node['tag']}>")


def write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages whose links to and from the rows have changed."""
    return env.get_domain("ledger").with_new_links()


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the domain, the roles and the directive with Sphinx."""
    app.add_domain(LedgerDomain)
    app.add_node(ClaimMark, html=(open_claim, close_claim))
    app.add_node(HtmlElement, html=(open_element, close_element))
    app.add_role("claim", ClaimRole())
    app.add_role("computed", NumberRole(ledger.value_text))
    app.add_role("stated", NumberRole(ledger.stated_text))
    app.add_directive("ledger", Ledger)
    app.add_post_transform(LinkRows)
    app.connect("env-updated", write_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
