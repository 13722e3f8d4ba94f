"""`make gettext`: writes the templates of all messages, and carries what is new into catalogues.

    python -m website.translation BOOK OUT

BOOK is the built book that the messages are taken from, OUT the folder that the templates go to.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

from website.translation import catalogues, page, scripts
from website.translation.catalogues import FRAME, Found, Language
from website.translation.messages import inside, is_message, messages

ROOT = Path(__file__).parents[2]
OTHERS = ("search", "404")
"""Pages that stand in no table of contents, and have words of their own."""


def names() -> list[str]:
    """The names of all pages, in the order of the contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    return [toc["root"], *listed, *OTHERS]


def of_pages(book: Path) -> Iterator[tuple[str, Found]]:
    """The messages of all pages."""
    for message in inside(page.NOTICE):
        yield FRAME, Found(message.text, FRAME)
    for name in names():
        html = (book / f"{name}.html").read_text(encoding="utf-8")
        for message in messages(BeautifulSoup(html, "html.parser")):
            if is_message(message.text):
                yield name, Found(message.text, name, message.note)


def main(book: Path, out: Path) -> None:
    """Writes the templates, brings the catalogues up to date, and says what is not translated."""
    found = [*of_pages(book), *scripts.found()]
    made = catalogues.templates(found)
    for name, template in made.items():
        catalogues.write(out / f"{name}.pot", template)
    print(f"{sum(map(len, made.values())):,} messages in {len(made)} templates: {out}")
    for language in catalogues.languages():
        catalogues.carry(catalogues.templates(found, language), language)
        report(found, Language(language.name))


def report(found: list[tuple[str, Found]], language: Language) -> None:
    """Says of each page and script that is translated which of its messages are not yet."""
    texts: dict[str, set[str]] = {}
    for name, message in found:
        texts.setdefault(name, set()).add(message.text)
    for name, its in texts.items():
        if name != FRAME and language.has(name):
            missing = sorted(its - set(language.words))
            print(f"{language.name} {name}: {len(its) - len(missing)} of {len(its)} translated")
            for text in missing:
                print(f"    not yet: {text}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
