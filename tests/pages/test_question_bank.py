"""The files that the built book offers hold its questions and exercises, and nothing else.

What the pages say is read here anew, from their HTML; which answer is right comes from the pages'
sources, and which number from tests/sections/, worked out by hand.
"""

import re
from functools import cache
from itertools import zip_longest

import pytest
from bs4 import BeautifulSoup, Tag

from tests.bank import readers
from tests.built import BOOK, NOTEBOOKS, ROOT, parsed
from tests.sections import gathered
from website.bank import __main__ as command
from website.extension.bank import FILES, PAGE

READ = {
    "questions-gift.txt": readers.gift,
    "questions-moodle.xml": readers.moodle,
    "questions-canvas.zip": readers.canvas,
}
NUMBERS = gathered("ANSWERS")
QUESTION = re.compile(r"^:::\{question\}.*?^:name: (\S+)$(.*?)^:::$", re.MULTILINE | re.DOTALL)


@pytest.fixture(params=READ)
def bank(request) -> dict[str, readers.Read]:
    """The items of one of the files, by name."""
    return items_of(request.param)


@cache
def items_of(file: str) -> dict[str, readers.Read]:
    path = (BOOK / PAGE).with_name(file)
    if not path.exists():
        pytest.fail(f"there is no built {path.relative_to(ROOT)}: run `make html` first")
    found = READ[file](path.read_bytes())
    assert len({read.name for read in found}) == len(found)
    return {read.name: read for read in found}


@cache
def parts() -> dict[str, Tag]:
    """The questions and exercises of all pages, by name."""
    found = {}
    for name in NOTEBOOKS:
        page = parsed(name)
        for formula in page.select(".katex"):
            formula.replace_with(rf" \({formula.select_one('annotation').text}\) ")
        for part in page.select("form.c7-question, div.exercise"):
            found[part["id"]] = part
    return found


def words(text: str | Tag) -> str:
    """The text of HTML without its blanks, which elements put and take."""
    part = BeautifulSoup(text, "html.parser") if isinstance(text, str) else text
    told = re.sub(r"\\[\[\]]", lambda sign: {"[": r"\(", "]": r"\)"}[sign[0][1]], part.get_text())
    return re.sub(r"\s+", "", told)


def sources() -> dict[str, str]:
    """The body of each question in the pages' sources, by name."""
    texts = ((ROOT / f"{name}.md").read_text("utf-8") for name in NOTEBOOKS)
    return {name: body for text in texts for name, body in QUESTION.findall(text)}


def test_the_files_hold_each_question_and_exercise_and_nothing_else(bank):
    assert bank.keys() == parts().keys() and len(bank) > 150
    for name, read in bank.items():
        kind = "text" if name.startswith("ex-") else "number" if name in NUMBERS else "choice"
        assert read.kind == kind, name


def test_the_right_option_is_the_one_that_the_source_marks(bank):
    marked = {name: re.findall(r"^- \[([ x])\]", body, re.M) for name, body in sources().items()}
    choices = {name: read for name, read in bank.items() if read.kind == "choice"}
    assert len(choices) > 40
    for name, read in choices.items():
        assert [right for _, right, _ in read.options] == [mark == "x" for mark in marked[name]]


def test_the_right_number_is_the_one_worked_out_by_hand(bank):
    numbers = {name: read for name, read in bank.items() if read.kind == "number"}
    assert len(numbers) > 25
    for name, read in numbers.items():
        ((number, within, _, _),) = [entry for entry in read.numbers if entry[2]]
        by_hand, mistakes = NUMBERS[name]
        assert number == pytest.approx(by_hand, rel=1e-5), name
        assert within <= 0.05 * abs(by_hand), name
        wrong = [number for number, _, right, _ in read.numbers if not right]
        if wrong:  # Canvas tells them in words
            assert wrong[: len(mistakes)] == pytest.approx(mistakes, rel=1e-5), name


def test_every_prompt_says_what_the_page_says(bank):
    for name, read in bank.items():
        if read.kind != "text":
            assert words(read.text).startswith(words(parts()[name].legend)), name
            continue
        box = BeautifulSoup(str(parts()[name]), "html.parser").div
        for left in box.select(".admonition-title, .cell:has(.c7-unanswered)"):
            left.decompose()
        said, asked = words(read.text), words(box)
        assert said.startswith(asked), name
        assert said[len(asked) :] in ("", "Thenotebookofthispagechecksyourcode."), name


def test_every_option_and_its_feedback_says_what_the_page_says(bank):
    for name, read in bank.items():
        if read.kind != "choice":
            continue
        labels = parts()[name].select(".c7-option")
        for i, (option, label) in enumerate(zip_longest(read.options, labels)):
            row = parts()[name].select_one(f'li[data-answer="{i}"] .c7-feedback')
            assert words(option[0]) == words(label), name
            assert words(option[2]) == words(row), name


def test_every_number_is_told_what_the_page_tells(bank):
    for name, read in bank.items():
        if read.kind != "number":
            continue
        told = [words(feedback) for _, _, _, feedback in read.numbers] + [words(read.wrong)]
        for row in parts()[name].select(".c7-feedback"):
            assert any(words(row) in entry for entry in told), (name, row.get_text())


def test_every_solution_is_told_afterwards(bank):
    folds = {}
    for name, part in parts().items():
        if name.startswith("ex-"):
            number = part.select_one(".caption-number").get_text(strip=True)
            folds[name] = next(
                fold
                for fold in part.find_all_next("details", class_="solution")
                if fold.summary.get_text(strip=True) == f"Solution to {number}"
            ).select_one(".sd-summary-content")
    assert len(folds) > 70
    for name, fold in folds.items():
        said = words(bank[name].always)
        assert said.startswith(words(fold)), name


def test_every_line_of_code_stays_a_line(bank):
    for name, part in parts().items():
        shown = [pre.get_text() for pre in part.select(".cell:not(:has(.c7-unanswered)) pre")]
        kept = BeautifulSoup(bank[name].text, "html.parser").select("pre")
        assert [pre.get_text() for pre in kept] == [text.rstrip("\n") for text in shown], name


def test_nothing_is_left_of_the_page_that_another_system_does_not_know(bank):
    for read in bank.values():
        told = [
            read.text,
            read.always,
            read.wrong,
            *(part for o in read.options for part in o[::2]),
        ]
        for text in (*told, *(feedback for *_, feedback in read.numbers)):
            assert not re.search(r'class="(?!equation_image)|<tex|<span|<div|style=', text), (
                read.name
            )
            assert re.findall(r'href="(?!https://)', text) == [], read.name


def test_the_page_lists_every_item_once_and_offers_the_files():
    page = parsed(PAGE).article
    linked = [a["href"].partition("#")[2] for a in page.select(".c7-serves a")]
    assert sorted(linked) == sorted(parts())
    offered = [a["href"] for a in page.select("a[download]")]
    assert offered == list(FILES) and set(offered) == set(READ)


def test_one_command_writes_a_part_of_the_bank(tmp_path, capsys):
    file = tmp_path / "q.xml"
    arguments = ["moodle", str(file), "--section", "7.5", "--level", "apply", "--site", str(BOOK)]
    assert command.main(arguments) == 0
    found = readers.moodle(file.read_bytes())
    assert {read.level for read in found} == {"apply"}
    assert "q-shared-area" in {read.name for read in found}
    assert capsys.readouterr().out == f"{file}: {len(found)} questions and exercises\n"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(["--section", "9.9"], "no section '9.9'"), (["--site", "nowhere"], "No such file")],
)
def test_what_cannot_be_written_is_said(tmp_path, capsys, wrong, said):
    file = tmp_path / "q.gift"
    assert command.main(["gift", str(file), *wrong]) == 2
    assert said in capsys.readouterr().err and not file.exists()
