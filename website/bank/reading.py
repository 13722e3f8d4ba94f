"""Finds the questions and exercises in the built pages, with the goal that each serves."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from bs4 import BeautifulSoup, Tag

from chapter7.quantities import NO_BREAK, significant
from website.bank import goals
from website.bank.markup import portable

ROOT = Path(__file__).parents[2]
UNIT_SLIP = "The digits are right, the unit is not."


@dataclass(frozen=True)
class Answer:
    """An option of a choice. text, feedback: HTML as `markup.portable` gives it."""

    text: str
    feedback: str
    right: bool


@dataclass(frozen=True)
class Value:
    """A number that somebody may enter. right within `within` of `number`; feedback: HTML."""

    number: float
    within: float
    text: str
    feedback: str
    right: bool


@dataclass(frozen=True)
class Item:
    """A question or an exercise.

    name: its id on the page. title: one line without formulas, unique among a bank's. section:
    "7.1 The bottleneck". page: its title. address: where it stands on the website. aim: what it
    serves. text: HTML. answers: of a choice; values: of a number, in the order in which they are
    tried; both empty for an exercise, whose `solution` is HTML.
    """

    name: str
    title: str
    section: str
    page: str
    address: str
    aim: goals.Aim
    text: str
    answers: tuple[Answer, ...] = ()
    values: tuple[Value, ...] = ()
    solution: str = ""

    @property
    def kind(self) -> str:
        """How it is answered: by a choice, a number or a text."""
        return "choice" if self.answers else "number" if self.values else "text"


def read(site: Path, sections: list[str] | None = None) -> list[Item]:
    """The items of the built pages in `site`, in the order of the contents.

    sections: their numbers; None for all. Raises: OSError: a page is not built. ValueError: an
    unknown section; lists that do not fit the pages (BadGoals); what no bank knows (NoForm).
    """
    config, toc = (
        yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        for name in ("_config.yml", "_toc.yml")
    )
    known = config["sphinx"]["config"]["chapter_sections"]
    numbers = [section["number"] for section in known]
    for number in set(sections or ()) - set(numbers):
        raise ValueError(f"there is no section {number!r}; there are {', '.join(numbers)}")
    names = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    found: list[Item] = []
    for section in known:
        if sections is None or section["number"] in sections:
            found += of_section(site, section, names)
    return found


def of_section(site: Path, section: dict, names: list[str]) -> Iterator[Item]:
    """The items of one section's pages. names: of the pages of all sections."""
    listed = goals.of_section(section["folder"])
    for name in names:
        if name.startswith(f"{section['folder']}/"):
            html = (site / f"{name}.html").read_text(encoding="utf-8")
            title = f"{section['number']} {section['title']}"
            yield from of_page(html, title, name, listed.get(name, {}))


def of_page(html: str, section: str, name: str, listed: dict[str, goals.Aim]) -> Iterator[Item]:
    """The items of one page: its questions, then its exercises."""
    whole = BeautifulSoup(html, "html.parser")
    address, page = whole.find("link", rel="canonical")["href"], whole.article
    questions = page.select("form.c7-question")
    exercises = page.select("div.exercise")
    n_goals = len(page.select(".c7-goals li"))
    goals.check(name, listed, [item["id"] for item in (*questions, *exercises)], n_goals)
    title = page.h1.get_text(" ").removesuffix("#").strip()
    for read_one, found in ((question, questions), (exercise, exercises)):
        for part in found:
            yield Item(
                name=part["id"],
                section=section,
                page=title,
                address=f"{address}#{part['id']}",
                aim=listed[part["id"]],
                **read_one(part, address),
            )


def in_words(part: Tag, address: str) -> str:
    """The content of an element as portable HTML; a paragraph that is all of it is opened."""
    html = portable(part, address)
    only = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.DOTALL)
    return only[1].strip() if only else html


def question_title(name: str) -> str:
    """A question's title, out of its name: q-which-teacher is "Which teacher"."""
    return name.removeprefix("q-").replace("-", " ").capitalize()


def question(form: Tag, address: str) -> dict:
    """What an item has of a self-check question."""
    data = json.loads(form["data-answers"])
    given = form.select_one(".c7-given")
    text = f"<p>{in_words(form.legend, address)}</p>"
    text += portable(given, address) if given else ""
    title = question_title(form["id"])
    if "table" not in data:
        return {"title": title, "text": text, "answers": tuple(options(form, data, address))}
    asked = form.select_one(".c7-entry label").get_text()
    text += f"<p>{asked}. Enter the number alone.</p>"
    return {"title": title, "text": text, "values": tuple(values(form, data, address))}


def feedback(form: Tag, answer: int, address: str) -> tuple[str, str]:
    """What the page calls an answer, and what it says to who gives it."""
    row = form.select_one(f'li[data-answer="{answer}"]')
    called = in_words(row.strong, address)
    called = re.sub(r"^(Right|Wrong): ", "", called).strip().removesuffix(".")
    return called, in_words(row.select_one(".c7-feedback"), address)


def options(form: Tag, data: dict, address: str) -> Iterator[Answer]:
    """The options of a choice, in the order of the page."""
    for i, label in enumerate(form.select(".c7-option span:not(.c7-option span span)")):
        yield Answer(in_words(label, address), feedback(form, i, address)[1], data["right"][i])


def values(form: Tag, data: dict, address: str) -> Iterator[Value]:
    """The numbers that the page knows: its answers, then slips of the unit apart from these."""
    for at, row in enumerate(data["table"]):
        within = abs(row["value"]) * data["tolerance"]
        if "answer" in row:
            text, said = feedback(form, row["answer"], address)
            yield Value(row["value"], within, text, said, data["right"][row["answer"]])
        elif not any(meets(row, other, data["tolerance"]) for other in data["table"][:at]):
            said = f"That is {row['factor']}. {UNIT_SLIP}"
            text = f"{significant(row['value'])}{NO_BREAK}{data['unit']}"
            yield Value(row["value"], within, text, said, right=False)


def meets(row: dict, other: dict, tolerance: float) -> bool:
    """Whether some number counts for both rows of a question's table."""
    apart = abs(row["value"] - other["value"])
    return apart <= tolerance * (abs(row["value"]) + abs(other["value"]))


def exercise(box: Tag, address: str) -> dict:
    """What an item has of an exercise, without the cell that checks it there; and its solution."""
    number = box.select_one(".caption-number").extract().get_text(strip=True)
    words = BeautifulSoup(in_words(box.select_one(".admonition-title"), address), "html.parser")
    title = f"{number}: {words.get_text()}"
    told = BeautifulSoup(str(box), "html.parser").div
    told.select_one(".admonition-title").decompose()
    checked = told.select(".cell:has(.c7-unanswered)")
    for cell in checked:
        cell.decompose()
    text = in_words(told, address)
    text = text if text.startswith("<p>") else f"<p>{text}</p>"
    if checked:
        text += f'<p>The <a href="{address}">notebook of this page</a> checks your code.</p>'
    fold = next(
        fold
        for fold in box.find_all_next("details", class_="solution")
        if fold.select_one(".sd-summary-text").get_text(strip=True) == f"Solution to {number}"
    )
    solution = portable(fold.select_one(".sd-summary-content"), address)
    return {"title": title, "text": text, "solution": solution}
