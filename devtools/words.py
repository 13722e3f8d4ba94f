"""How long the pages are to read: `python -m devtools.words` counts each, before its exercises.

A word is a piece of the built page's text between blanks that holds a letter or a digit; a formula
is one word. Captions, tables, predictions and margin notes count. Code and its output, what is
inside a figure, marks and notes of the ledger, exercises, questions and what is to be remembered do
not.
"""

import re
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[1]
PACE = 170
"""Words a minute of an ordinary reader of a text with formulas and figures."""
# Not read as text, or no part of the reading; titles and notices that every prediction has.
APART = (
    ".cell_input, .cell_output > :not(figure), pre, svg, style, script, summary, .headerlink, "
    ".c7-claim, .c7-how, .c7-title, .c7-kept, .c7-said, #exercises, #check-yourself, .remember"
)


def count(page: str) -> int:
    """Words of a built page before its exercises."""
    article = BeautifulSoup(page, "html.parser").select_one("article")
    for part in article.select(".katex"):
        part.replace_with("formula")
    for part in article.select(APART):
        part.decompose()
    return sum(bool(re.search(r"\w", word)) for word in article.get_text(" ").split())


def sections(book: Path) -> dict[str, dict[str, int]]:
    """Words of each page that runs, by the folder of its section."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    found: dict[str, dict[str, int]] = {}
    for file in files:
        top, _, rest = file.partition("/")
        if top == "notebooks":
            section, page = rest.split("/")
            text = (book / f"{file}.html").read_text(encoding="utf-8")
            found.setdefault(section, {})[page] = count(text)
    return found


def main(book: Path = ROOT / "_build" / "html") -> None:
    """Prints the words of each page and of each section."""
    for section, pages in sections(book).items():
        for page, words in pages.items():
            print(f"{words:6,}  {section}/{page}")
        total = sum(pages.values())
        print(f"{total:6,}  {section}, {total / PACE:.0f} minutes at {PACE} words a minute")


if __name__ == "__main__":
    main()
