"""What text becomes in a notebook: Markdown as nbconvert reads it, by another program than ours."""

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.docutils_ import Parser
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from website.edition.markdown import Ask, Code, Solution, Translator, Turn, UnknownNode
from website.extension.questions import html

PAGE = "https://owner.github.io/name/notebooks/part/page.html"
EXTENSIONS = ["dollarmath", "amsmath", "deflist", "colon_fence"]


def translated(tree: nodes.document) -> list:
    return Translator(PAGE, lambda node: "").parts(tree)


def tree(myst: str) -> nodes.document:
    settings = {"myst_enable_extensions": EXTENSIONS, "report_level": 5}
    return publish_doctree(myst, parser=Parser(), settings_overrides=settings)


def markdown(myst: str) -> str:
    return "\n\n".join(translated(tree(myst)))


def shown(text: str) -> BeautifulSoup:
    renderer = IPythonRenderer(escape=False)
    return BeautifulSoup(MarkdownWithMath(renderer=renderer).render(text), "html.parser")


def body(*children: nodes.Node) -> nodes.document:
    document = publish_doctree("")
    document += children
    return document


@pytest.mark.parametrize(
    "text",
    [
        "a\\*b\\*c \\_d\\_ \\`e\\` \\[f\\](g) ~~h~~ \\\\ \\# i",
        "5 < 6 > 4 & so on, R&D, &copy; as typed",
        "costs \\$5 and \\$6",
        "1\\. no list",
        "\\- no list",
        "\\# no heading",
        "\\> no quotation",
        "2 * 3 * 4, snake_case_name, a|b",
    ],
)
def test_signs_mean_themselves(text):
    page = tree(text)
    soup = shown(markdown(text))
    assert soup.get_text().strip() == page.astext().strip()
    assert [tag.name for tag in soup.find_all(True)] == ["p"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a b** *c*", "<p><strong>a b</strong> <em>c</em></p>"),
        ("**A.** b", "<p><strong>A.</strong> b</p>"),
        ("“**(x)**”y", "<p>“<strong>(x)</strong>”y</p>"),
        ("*a*s **b**s", "<p><em>a</em>s <strong>b</strong>s</p>"),
        ("**is *not* it**", "<p><strong>is <em>not</em> it</strong></p>"),
        ("`x_1`, `` a`b ``", "<p><code>x_1</code>, <code>a`b</code></p>"),
        ("- a\n- b\n\n  c", "<ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul>"),
        ("3. a\n4. b\n   - c", '<ol start="3"><li>a</li><li>b<ul><li>c</li></ul></li></ol>'),
        ("> a\n> - b", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>"),
        ("a\nb", "<p>a b</p>"),
    ],
)
def test_marks_lists_and_quotations_are_read_as_they_were_written(text, html):
    made = "".join(line.strip() for line in str(shown(markdown(text))).splitlines())
    assert made == html


def test_formulas_stand_between_dollars_and_tables_hold_them():
    assert markdown("a $x_1\n< 2$ b") == "a $x_1 < 2$ b"
    assert markdown("$$\nx = 1\n$$") == "$$\nx = 1\n$$"
    page = tree("| a | b |\n|---|---|\n| $y$ | c\\|d |")
    next(iter(page.findall(nodes.math))).children = [nodes.Text("|x|")]
    (table,) = translated(page)
    assert table == "| a | b |\n| --- | --- |\n| $\\vert x\\vert $ | c\\|d |"
    assert [cell.get_text() for cell in shown(table).select("td")] == [r"$\vert x\vert $", "c|d"]


def test_links_lead_from_anywhere_to_where_the_page_led():
    link = nodes.reference("", "there", refuri="../other.html#x")
    within = nodes.reference("", "here", refid="fig-1")
    odd = nodes.reference("", "odd", refuri="https://host/a (b)")
    text = "".join(translated(body(nodes.paragraph("", "", link, within, odd))))
    assert text == (
        "[there](https://owner.github.io/name/notebooks/other.html#x)"
        f"[here]({PAGE}#fig-1)[odd](<https://host/a (b)>)"
    )


def test_boxes_are_quotations_with_their_title():
    box = nodes.admonition("", nodes.title("", "Goals"), nodes.paragraph("", "a"))
    assert translated(body(box)) == ["> **Goals**\n>\n> a"]
    assert translated(body(nodes.note("", nodes.paragraph("", "a")))) == ["> **Note**\n>\n> a"]
    lead = html("div", nodes.paragraph("", "How?"), css="c7-lead")
    assert translated(body(lead)) == ["> How?"]


def test_a_prediction_is_a_plain_list_and_its_result_plain_text():
    choices = nodes.bullet_list("", *(nodes.list_item("", nodes.paragraph("", x)) for x in "ab"))
    predict = html(
        "div",
        nodes.paragraph("", "Predict", classes=["c7-title"]),
        nodes.paragraph("", "Which?"),
        choices,
        nodes.paragraph("", "Your choice is kept.", classes=["c7-kept"]),
        css="c7-predict",
    )
    said = html("p", css="c7-said", hidden="hidden")
    result = html("div", said, nodes.paragraph("", "It was a."), css="c7-predicted")
    parts = translated(body(predict, result))
    assert parts == ["> **Predict**\n>\n> Which?\n>\n> - a\n> - b", "It was a."]


def cell(index: int, *outputs: nodes.Node) -> nodes.container:
    return nodes.container("", *outputs, nb_element="cell_code", cell_index=index)


def test_a_box_ends_where_a_cell_stands_and_goes_on_behind_it():
    box = nodes.admonition(
        "", nodes.title("", "T"), nodes.paragraph("", "a"), cell(3), nodes.paragraph("", "b")
    )
    assert translated(body(box)) == ["> **T**\n>\n> a", Code(3), "> b"]


def test_a_caption_follows_its_cell():
    figure = nodes.figure("", nodes.caption("", "It falls."), ids=["fig-fall"])
    translator = Translator(PAGE, lambda node: "Fig. 3" if node.get("ids") else "")
    parts = translator.parts(body(cell(2, figure)))
    assert parts == [Code(2, figure="fig-fall"), "**Fig. 3** It falls."]


def test_a_question_keeps_its_answers_in_a_fold():
    form = html(
        "form",
        html(
            "fieldset",
            html("legend", nodes.Text("Which?")),
            html("label", html("input", void=True), html("span", nodes.Text("a")), css="c7-option"),
        ),
        html("button", nodes.Text("Check")),
        html("div", css="c7-reply"),
        html(
            "details",
            html("summary", nodes.Text("Show the answer")),
            html(
                "ul",
                html(
                    "li",
                    html("span", nodes.Text("✓"), css="c7-mark"),
                    html("strong", nodes.Text("Right: "), nodes.Text("a"), nodes.Text(". ")),
                    html("span", nodes.Text("Because."), css="c7-feedback"),
                ),
            ),
        ),
        css="c7-question",
    )
    assert translated(body(form)) == [Ask(form)]
    assert Translator(PAGE, lambda node: "").still(form) == (
        "**Question.** Which?\n\n- a\n\n<details>\n<summary>Show the answer</summary>\n\n"
        "- ✓ **Right: a.** Because.\n\n</details>"
    )


def test_an_exercise_without_a_cell_gets_one():
    from sphinx_exercise.nodes import exercise_enumerable_node

    text = [nodes.title("", "(Count)"), nodes.paragraph("", "How many?")]
    exercise = exercise_enumerable_node("", *text, label="ex-count")
    translator = Translator(PAGE, lambda node: "Exercise 2")
    assert translator.parts(body(exercise)) == [
        "> *Exercise 2* **Count**\n>\n> How many?",
        Turn("ex-count"),
    ]
    with_check = exercise_enumerable_node("", *text, cell(5), label="ex-count")
    assert Turn("ex-count") not in translator.parts(body(with_check))


def folded(*content: nodes.Node) -> nodes.document:
    kind = type("dropdown_main", (nodes.Element,), {})
    title = nodes.rubric("", "Solution to Exercise 2")
    return body(kind("", title, *content, classes=["solution"]))


def test_a_solution_is_one_part_with_its_cells():
    texts = [nodes.paragraph("", "Ten."), nodes.paragraph("", "It falls.")]
    (solution,) = translated(folded(texts[0], cell(5), texts[1]))
    assert solution == Solution("Solution to Exercise 2", ("Ten.", Code(5), "It falls."))


def test_a_question_in_a_solution_has_no_place_in_its_fold():
    with pytest.raises(UnknownNode, match="dropdown_main"):
        translated(folded(html("form", nodes.Text("Which?"), css="c7-question")))


@pytest.mark.parametrize(
    "node",
    [
        nodes.footnote("", nodes.paragraph("", "a note"), source="page.md", line=7),
        html("video", nodes.Text("a note")),
        nodes.paragraph("", "", nodes.raw("", "a note", format="html")),
        nodes.figure("", nodes.legend("", nodes.Text("a note"))),
    ],
)
def test_what_has_no_form_in_a_notebook_stops_the_build(node):
    with pytest.raises(UnknownNode, match=r"the notebooks know no form for .*'a note'"):
        translated(body(node))
