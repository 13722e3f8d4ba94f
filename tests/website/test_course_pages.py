"""What the course plan and the question bank are made of: links, lists by goal, times."""

import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from website.bank import goals
from website.build import katex
from website.extension import bank, machine_time, present

SETTINGS = """
extensions = ["myst_parser", "sphinx.ext.mathjax", "sphinx_exercise", *(
    f"website.extension.{name}"
    for name in ("sections", "questions", "asides", "exercises", "bank", "present", "machine_time")
)]
myst_enable_extensions = ["colon_fence", "dollarmath", "attrs_inline", "deflist"]
numfig = True
one = dict(number="7.9", short="One", title="The first", folder="notebooks/one", about="-")
chapter_sections = [one]
"""
INDEX = """# Book

```{toctree}
a-plan
notebooks/one/page
```
"""
PAGE = """# A page

:::{admonition} After this page you can
:class: goals
- say $k$,
- do it.
:::

(below)=
## Below

:::{predict} guess
What?
- a
- b
:::

:::{predicted} guess
b.
:::

(fig-one)=
<div>a figure</div>

<div class="c7-widget" data-module="moves"></div>

:::{exercise} Do it
:label: ex-do
Now.
:::

:::{question} Which?
:name: q-which-one
- [x] this | Yes.
- [ ] that | No.
:::
"""
LISTED = "page:\n  - understand: [q-which-one]\n  - build: [ex-do]\n"


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Builds a book of one page and a plan; gives the plan and the warnings."""

    def built(plan: str, listed: str = LISTED, times: str = "") -> tuple[BeautifulSoup, str]:
        (tmp_path / "notebooks" / "one").mkdir(parents=True)
        (tmp_path / "one.yaml").write_text(listed)
        (tmp_path / "times.txt").write_text(times)
        monkeypatch.setattr(goals, "FOLDER", tmp_path)
        monkeypatch.setattr(machine_time, "KEPT", tmp_path / "times.txt")
        (tmp_path / "conf.py").write_text(SETTINGS)
        (tmp_path / "index.md").write_text(INDEX)
        (tmp_path / "notebooks" / "one" / "page.md").write_text(PAGE)
        (tmp_path / "a-plan.md").write_text(f"# Plan\n\n{plan}\n")
        katex.use_bundled_node()
        app = SphinxTestApp(srcdir=tmp_path, buildername="html")
        try:
            app.build()
            page = (app.outdir / "a-plan.html").read_text(encoding="utf-8")
            told = re.sub(r"\x1b\[[\d;]*m", "", app.warning.getvalue())
            return BeautifulSoup(page, "html.parser").select_one("[role=main]"), told
        finally:
            app.cleanup()

    return built


# Links that present -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "address"),
    [  # without scripts the fragment leads to the thing, or to the section where it stands
        ("notebooks/one/page#fig-one", "?present=fig-one#fig-one"),
        ("notebooks/one/page#q-which-one?a=1&b=x+y", "?present=q-which-one&a=1&b=x+y#q-which-one"),
        ("notebooks/one/page#guess", "?present=guess#below"),
        ("notebooks/one/page#moves?moves-k=4", "?present=moves&moves-k=4#below"),
    ],
)
def test_a_link_names_the_thing_and_its_state_and_leads_there(build, link, address):
    page, told = build(f"{{present}}`See this <{link}>`")
    found = page.select_one('a[href*="present="]')
    assert (found["href"], found.get_text(), told) == (
        f"notebooks/one/page.html{address}",
        "See this",
        "",
    )


@pytest.mark.parametrize(
    ("form", "address"),
    [
        ("html", "../notebooks/a/b.html"),
        ("epub", "https://book.example/x/notebooks/a/b.html"),
    ],
)
def test_from_another_form_a_link_leads_to_the_website(form, address):
    builder = SimpleNamespace(name=form, get_target_uri=lambda page: f"{page}.html")
    settings = SimpleNamespace(html_baseurl="https://book.example/x/")
    app = SimpleNamespace(builder=builder, config=settings)
    assert present.on_the_website(app, "book/plan", "notebooks/a/b.html") == address


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no link", "not `words <page#name?state>`"),
        ("See <notebooks/one/page>", "not `words <page#name?state>`"),
        ("See <notebooks/one/page#fig-none>", "notebooks/one/page has no fig-none to show"),
        ("See <notebooks/none#fig-one>", "notebooks/none has no fig-one to show"),
    ],
)
def test_a_link_to_nothing_is_a_warning_with_its_place(build, text, said):
    _, told = build(f"Text.\n\n{{present}}`{text}`")
    assert said in told and "a-plan.md:5" in told


# The question bank --------------------------------------------------------------------------------


def test_items_stand_under_their_goals_by_level(build):
    page, told = build("```{question-bank}\n```\n")
    assert told == ""
    assert page.h2.get_text().startswith("7.9 The first")
    first, second = page.select("ol > li")
    assert first.p.select_one(".math") and "Understand: Which one." in first.get_text()
    assert "Build: Exercise 1: Do it." in second.get_text()
    assert first.a["href"] == "notebooks/one/page.html#q-which-one"
    assert second.a["href"] == "notebooks/one/page.html#ex-do"


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("page: [{build: [ex-do]}, {build: [q-which-one, q-old]}]", "q-old is not on the page"),
        ("page: [{build: [ex-do]}]", "q-which-one is in no goal's list"),
        ("page: [{build: [ex-do, q-which-one]}]", "has 2 goals; its list serves [1]"),
        ("page: [{build: [ex-do]}, {apply: [ex-do]}]", "ex-do stands twice"),
        ("page: [{guess: [ex-do]}]", "not 'guess'"),
        ("{}", "ex-do is in no goal's list"),
    ],
)
def test_a_list_that_does_not_fit_is_a_warning(build, listed, said):
    _, told = build("```{question-bank}\n```\n", listed)
    assert said in told and "notebooks/one/page" in told


def test_the_files_are_offered_beside_the_banks_own_page(build):
    page, told = build("```{bank-files}\n```\n")
    links = [(link["href"], link["download"]) for link in page.select("a[download]")]
    assert links == [(f"book/{name}", name) for name in bank.FILES] and told == ""


def test_levels_are_said_in_words(build):
    page, _ = build("```{levels}\n```\n")
    assert [term.get_text() for term in page.select("dt")] == list(goals.LEVELS)


# Machine time -------------------------------------------------------------------------------------


def test_a_page_has_the_seconds_that_were_measured(build):
    times = "| page | seconds |\n| :-- | --: |\n| one/page | 2.5 |\n| all of them | 2.5 |\n"
    page, told = build("```{machine-time}\n```\n", times=times)
    rows = [[cell.get_text() for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows == [["7.9 A page", "2.5"], ["All pages", "2.5"]] and told == ""


def test_a_page_that_was_not_measured_is_a_warning(build):
    page, told = build("```{machine-time}\n```\n", times="| all of them | 0.0 |\n")
    assert "one/page is not in times.txt" in told and "a-plan.md:3" in told
    assert page.select_one("tbody tr").get_text(" ", strip=True) == "7.9 A page –"
