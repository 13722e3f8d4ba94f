"""The ledger on the website, as one small Sphinx extension.

{claim}`C14, C37`   a small link from a statement on a page to its rows
{computed}`C14`     the row's computed number with its unit; {stated}`C14` the stated one
```{ledger}         the whole ledger as a table of plain HTML
"""

import html
from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from chapter7 import ledger
from chapter7.quantities import NO_BREAK

PAGE = "book/how-we-know"
COLUMNS = ("Row", "Statement", "Stated", "What comes out", "Verdict", "How we know")
SORTS = {
    "order": "order of the text",
    "section": "section",
    "verdict": "verdict",
    "off": "how far off",
}
ROWS = {claim.id: claim for claim in ledger.load()}


class PageLink(nodes.General, nodes.Element):
    """A link to the place on a page that states a row; its text is that page's title."""


class ClaimRole(SphinxRole):
    """Links from a statement to its rows."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """One link for each id; the first on a page is where the row links back to."""
        links = nodes.superscript(classes=["c7-claim"])
        for name in (part.strip() for part in self.text.split(",")):
            if name not in ROWS:
                message = self.inliner.reporter.error(f"the ledger has no row {name!r}")
                return [], [message]
            links += [nodes.Text(" "), self.link(name)] if len(links) else self.link(name)
        return [links], []

    def link(self, name: str) -> nodes.Node:
        """The link, with an id of its own."""
        home = self.env.app.builder.get_relative_uri(self.env.docname, PAGE)
        seen = self.env.temp_data.setdefault("claims", set())
        anchor = "" if name in seen else f' id="{ROWS[name].anchor}"'
        seen.add(name)
        return nodes.raw(
            "",
            f'<a{anchor} href="{home}#{name.lower()}" aria-label="How we know: {name}">{name}</a>',
            format="html",
        )


class NumberRole(SphinxRole):
    """A row's number as text: what is stated, or what comes out."""

    def __init__(self, write) -> None:
        super().__init__()
        self.write = write

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The number, marked as computed like a glued one."""
        text = self.write(ROWS[self.text]) if self.text in ROWS else ""
        if not text:
            return [], [self.inliner.reporter.error(f"the ledger has no number for {self.text!r}")]
        return [nodes.inline("", text, classes=["pasted-text"])], []


class Ledger(SphinxDirective):
    """The ledger: controls that appear with scripts, and a table that is whole without them."""

    def run(self) -> list[nodes.Node]:
        """The nodes: plain HTML, with the texts of the rows parsed in between."""
        head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in COLUMNS)
        built = [
            _raw(_controls()),
            _raw(
                '<div class="c7-ledger-box"><table class="c7-ledger" role="table" '
                'aria-label="The ledger of statements"><thead role="rowgroup">'
                f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">'
            ),
        ]
        for order, claim in enumerate(ROWS.values()):
            built += self.row(claim, order)
        return [*built, _raw("</tbody></table></div>")]

    def row(self, claim: ledger.Claim, order: int) -> list[nodes.Node]:
        """One row."""
        verdict = ledger.verdict(claim)
        data = {
            "order": order,
            "section": claim.section,
            "verdict": verdict,
            "off": f"{_off(claim):.6g}",
        }
        attributes = " ".join(f'data-{k}="{html.escape(str(v))}"' for k, v in data.items())
        name = claim.id
        return [
            _raw(
                f'<tr id="{name.lower()}" role="row" {attributes}><th scope="row" role="rowheader">'
            ),
            _raw(
                f'<a href="#{name.lower()}">{name}</a> '
                f"<span>{html.escape(claim.section)}</span></th>"
            ),
            *_cell("Statement", [self.text(claim.statement), self.text(claim.note, "c7-note")]),
            *_cell("Stated", [_text(ledger.stated_text(claim) or "no number")]),
            *_cell("What comes out", [_text(ledger.value_text(claim) or "no number")]),
            *_cell("Verdict", [self.verdict(claim, verdict)]),
            *_cell("How we know", self.support(claim)),
            _raw("</tr>"),
        ]

    def verdict(self, claim: ledger.Claim, verdict: str) -> nodes.Node:
        """The verdict, and for a typed one its reason."""
        paragraph = nodes.paragraph()
        paragraph += nodes.inline(
            "", verdict, classes=["c7-verdict", f"c7-{verdict.replace(' ', '-')}"]
        )
        if claim.reason:
            paragraph += [nodes.Text(": "), *self.state.inline_text(claim.reason, self.lineno)[0]]
        return paragraph

    def support(self, claim: ledger.Claim) -> list[nodes.Node]:
        """What settles the row, the computing function, the papers and the page."""
        how = "nothing public settles it" if claim.settled == "none" else f"by {claim.settled}"
        first = nodes.paragraph("", how)
        if claim.function:
            first += [nodes.Text(": "), nodes.literal("", claim.function)]
        built = [first]
        for key, place in claim.references:
            built.append(self.text(f"{{cite:t}}`{key}`" + (f", {place}" if place else "")))
        if claim.page:
            link = PageLink(page=claim.page, anchor=claim.anchor)
            built.append(nodes.paragraph("", "", nodes.Text("On the page: "), link))
        return built

    def text(self, text: str, kind: str = "") -> nodes.Node:
        """A paragraph of parsed text."""
        parsed, messages = self.state.inline_text(text, self.lineno)
        return nodes.paragraph("", "", *parsed, *messages, classes=[kind] if kind else [])


def _off(claim: ledger.Claim) -> float:
    """Factor between what is stated and what comes out; 1 if there is nothing to compare."""
    if not claim.judged or claim.relation == "between":
        return 1
    stated, computed = claim.stated, ledger.value(claim)
    if claim.relation == "below":
        return max(1, computed / stated)
    if stated == 0 or computed == 0:
        return 1e99
    return max(stated / computed, computed / stated)


def _controls() -> str:
    sections = list(dict.fromkeys(claim.section for claim in ROWS.values()))
    count = ledger.summary(tuple(ROWS.values()))
    verdicts = [(name, f"{name} ({n})") for name, n in count.items()]
    return (
        '<form class="c7-ledger-controls" hidden aria-label="Filter the ledger">'
        + _select("section", "Section", [("", "all"), *((s, s) for s in sections)])
        + _select("verdict", "Verdict", [("", "all"), *verdicts])
        + _select("sort", "Sort by", list(SORTS.items()))
        + '<div><label for="c7-ledger-text">Text</label>'
        + '<input id="c7-ledger-text" type="search" name="text" autocomplete="off"></div>'
        + '<button type="reset">Show all</button>'
        + '<p role="status"></p></form>'
    )


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<option value="{html.escape(value)}">{html.escape(text)}</option>'
        for value, text in options
    )
    return (
        f'<div><label for="c7-ledger-{name}">{label}</label>'
        f'<select id="c7-ledger-{name}" name="{name}" autocomplete="off">{items}</select></div>'
    )


def _cell(label: str, content: list[nodes.Node]) -> list[nodes.Node]:
    return [_raw(f'<td role="cell" data-label="{label}">'), *content, _raw("</td>")]


def _text(text: str) -> nodes.Node:
    # A narrow column may break between a number and its unit.
    return nodes.paragraph("", text.replace(NO_BREAK, " "))


def _raw(text: str) -> nodes.Node:
    return nodes.raw("", text, format="html")


def link_pages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Gives the links back to the pages their addresses and titles."""
    for link in list(doctree.findall(PageLink)):
        page, address = link["page"], app.builder.get_relative_uri(docname, link["page"])
        title = app.env.titles[page].astext()
        reference = nodes.reference("", title, refuri=f"{address}#{link['anchor']}", internal=True)
        link.replace_self(reference)


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the roles and the directive with Sphinx."""
    app.add_node(PageLink)
    app.add_role("claim", ClaimRole())
    app.add_role("computed", NumberRole(ledger.value_text))
    app.add_role("stated", NumberRole(ledger.stated_text))
    app.add_directive("ledger", Ledger)
    app.connect("doctree-resolved", link_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
