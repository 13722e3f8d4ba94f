"""The parts of the website's theme that need no browser."""

from urllib.parse import parse_qs, urlsplit

from docutils import nodes
from docutils.utils import new_document

from website.extension import theme


def test_a_report_carries_the_page_whatever_stands_in_its_title():
    link = theme.report_link("https://example.org/r", "book/a", "Bits &amp; <em>“FLOPs”</em> #1?")
    fields = parse_qs(urlsplit(link).query)
    assert fields["title"] == ["Mistake on “Bits & “FLOPs” #1?”"]
    assert fields["body"][0].startswith("Page: book/a\n")


def test_a_title_is_plain_text():
    assert theme.plain("What <em>λ</em> &amp; <code>k</code> weigh") == "What λ & k weigh"


def test_a_description_is_read_as_its_author_wrote_it():
    page = new_document("page")
    assert theme.description(page) == ""
    page += nodes.meta(name="viewport", content="width=device-width")
    assert theme.description(page) == ""
    page += nodes.meta(name="description", content="A & B: “x”.")
    assert theme.description(page) == "A & B: “x”."
