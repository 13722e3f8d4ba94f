"""*Take it with you*: the website with all forms beside it, and their list on its page.

A website without forms says on that page that it has none. Nothing in the built book is changed.
"""

import datetime
import re
import shutil
from html import escape
from pathlib import Path

from chapter7.quantities import NO_BREAK
from website.forms import FORMS, ROOT, Form, as_of

SITE = ROOT / "_build" / "site"
PAGE = "book/how-to-use.html"
PLACE = re.compile(r'(<div class="c7-forms docutils container">).*?(</div>)', re.S)
"""Where the page says what there is."""
FOLDER = "forms"
"""Where the files stand on the website."""


def beside(book: Path, forms: Path, site: Path) -> None:
    """Writes to `site`, in place of what was there, the website `book` with the files in `forms`.

    Raises: FileNotFoundError: a form is not made. ValueError: the page has no place for the list.
    """
    missing = [form.file for form in FORMS if not (forms / form.file).is_file()]
    if missing:
        raise FileNotFoundError(f"{forms} lacks {', '.join(missing)}: run `make forms`")
    if site.exists():
        shutil.rmtree(site)
    shutil.copytree(book, site)
    (site / FOLDER).mkdir()
    for form in FORMS:
        shutil.copy2(forms / form.file, site / FOLDER)
    page = site / PAGE
    text = filled(page.read_text(encoding="utf-8"), forms, as_of().date())
    page.write_text(text, encoding="utf-8")


def filled(page: str, forms: Path, date: datetime.date) -> str:
    """The page with the list in its place. Raises ValueError: it has no place, or two."""
    text, places = PLACE.subn(lambda found: found[1] + listed(forms, date) + found[2], page)
    if places != 1:
        raise ValueError(f"{PAGE} has {places} places for the list of forms, not one")
    return text


def listed(forms: Path, date: datetime.date) -> str:
    """The list: each form with its size, and the day of the text that all of them hold."""
    items = "".join(item(form, (forms / form.file).stat().st_size) for form in FORMS)
    day = f"{date.day}{NO_BREAK}{date:%B %Y}"
    return f'\n<ul>{items}</ul>\n<p>As of <time datetime="{date}">{day}</time>.</p>\n'


def item(form: Form, size: int) -> str:
    """One form: its name, which fetches it, its size, and for whom it is."""
    link = f'<a href="../{FOLDER}/{form.file}" download>{escape(form.title)}</a>'
    return f"<li><p>{link}, {size / 1e6:.1f}{NO_BREAK}MB. {escape(form.about)}</p></li>"
