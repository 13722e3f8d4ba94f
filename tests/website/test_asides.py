"""Leads, notes and predictions: how they are written, and what is refused."""

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from website.build import katex

HEAD = "# A page\n\n"
GOOD = """# A page

:::{lead}
How *much*?
:::

(here)=
Before.

:::{margin}
One.
:::

:::{margin}
Two.
:::

:::{predict} ratio
How many times $V$?
- about *1.1*
- about 5
:::

Text.

:::{predicted} ratio
It was 1.13.
:::

:::{margin}
Beside it.
:::

- an item

  :::{margin}
  Inside a list.
  :::
"""


@pytest.fixture
def build(tmp_path):
    """Builds a book of one page; gives the page and the warnings."""

    def built(text: str) -> tuple[BeautifulSoup, str]:
        (tmp_path / "conf.py").write_text(
            "extensions = ['myst_parser', 'sphinx.ext.mathjax', 'website.extension.questions',"
            " 'website.extension.asides']\n"
            "myst_enable_extensions = ['colon_fence', 'dollarmath']\n"
        )
        (tmp_path / "index.md").write_text(text, encoding="utf-8")
        app = SphinxTestApp(srcdir=tmp_path)
        try:
            app.build()
            page = (tmp_path / "_build" / "html" / "index.html").read_text(encoding="utf-8")
            return BeautifulSoup(page, "html.parser"), app.warning.getvalue()
        finally:
            app.cleanup()
            katex.stop()

    return built


def test_each_stands_on_the_page_as_one_element(build):
    page, warnings = build(GOOD)
    assert warnings == ""
    assert page.select_one(".c7-lead").text.strip() == "How much?"
    one, two, _, inside = page.select(".c7-margin[role=note]")
    assert [note.text.strip() for note in (one, two, inside)] == ["One.", "Two.", "Inside a list."]
    box = page.select_one("div.c7-predict[data-predict=ratio]")
    assert [line.text.strip() for line in box.select("ul.c7-choices > li > p")] == [
        "about 1.1",
        "about 5",
    ]
    assert box.find_all("p", recursive=False)[0].text == "Predict"
    result = page.select_one("div.c7-predicted[data-predict=ratio]")
    assert result.select_one("p.c7-said[hidden]").text == ""
    assert result.text.strip() == "It was 1.13."


def test_a_note_hangs_beside_what_stands_before_it(build):
    page, _ = build(GOOD)
    assert [found.name for found in page.select("#here")] == ["p"]
    # The notes come first: what floats before the text leaves it where it is.
    beside = [
        [part.text.strip() for part in box(recursive=False)] for box in page.select(".c7-beside")
    ]
    assert beside == [["One.", "Two.", "Before."], ["Beside it.", "It was 1.13."]]


def test_a_choice_with_a_formula_is_named_in_words(build):
    choices = "- fewer than *all* $h_1 + h_2$ bits\n- $h_1$\n- none\n"
    page, warnings = build(f"{HEAD}:::{{predict}} a\nHow many?\n{choices}:::\n\n{RESULT}")
    assert warnings == ""
    lines = page.select(".c7-choices > li > p")
    assert [line.get("data-spoken") for line in lines] == [
        "fewer than all h sub 1 plus h sub 2 bits",
        "h sub 1",
        None,
    ]
    assert [len(line.select(".math")) for line in lines] == [1, 1, 0]


RESULT = ":::{predicted} a\n:::\n"
GUESS = ":::{predict} a\nHow many?\n- 1\n- 2\n:::\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (":::{lead}\n:::\n", "lead"),
        (":::{margin}\n:::\n", "margin"),
        (f":::{{predict}} A!\nHow many?\n- 1\n- 2\n:::\n{RESULT}", "not 'A!'"),
        (f":::{{predict}} a\nHow many?\n:::\n{RESULT}", "needs a question and, at its end, a list"),
        (f":::{{predict}} a\n- 1\n- 2\n:::\n{RESULT}", "needs a question and, at its end, a list"),
        (f":::{{predict}} a\n:::\n{RESULT}", "needs a question and, at its end, a list"),
        (f":::{{predict}} a\nQ?\n- 1\n- 2\n\nmore\n:::\n{RESULT}", "at its end, a list"),
        (f":::{{predict}} a\nHow many?\n- 1\n:::\n{RESULT}", "needs 2 to 4 choices, got 1"),
        (f":::{{predict}} a\nQ?\n- 1\n- 2\n- 3\n- 4\n- 5\n:::\n{RESULT}", "2 to 4 choices, got 5"),
        (f":::{{predict}} a\nQ?\n- 1\n- 2\n\n  more\n:::\n{RESULT}", "each choice is one line"),
        (GUESS, "prediction 'a' has no `predicted`"),
        (RESULT, "prediction 'a' has no `predict` on this page"),
        (GUESS + "\n" + GUESS + "\n" + RESULT, "prediction 'a': the page has two of it"),
    ],
)
def test_what_does_not_fit_is_a_warning_with_file_and_line(build, text, message):
    _, warnings = build(HEAD + text)
    assert message in warnings
    assert "index.md:" in warnings


def test_one_result_may_stand_in_two_places(build):
    _, warnings = build(HEAD + GUESS + "\n" + RESULT + "\nText.\n\n" + RESULT)
    assert warnings == ""
