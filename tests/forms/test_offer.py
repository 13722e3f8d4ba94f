"""*Take it with you*: what the website says of its forms, with them and without."""

import datetime
import re
import zipfile

import pytest
import yaml
from bs4 import BeautifulSoup

from tests.built import BOOK, NOTEBOOKS, PAGES, ROOT, read
from tests.forms.conftest import article, made
from website.forms import BY_NAME, FORMS, offer

SITE = BOOK.parent / "site"
PAGE = "book/how-to-use"


def linked(page: BeautifulSoup) -> list[str]:
    return [a["href"] for a in page.select("a[href*='forms/']")]


def test_a_website_without_forms_names_none():
    page = article(PAGE)
    assert "came without them" in page.select_one(".c7-forms").get_text()
    assert linked(page) == []
    assert not (BOOK / "forms").exists()


def test_the_website_that_is_published_offers_each_with_its_size():
    page = BeautifulSoup((SITE / f"{PAGE}.html").read_text(encoding="utf-8"), "html.parser")
    place = page.select_one(".c7-forms")
    assert linked(place) == [f"../forms/{form.file}" for form in FORMS]
    for line, form in zip(place.select("li"), FORMS, strict=True):
        file = SITE / "forms" / form.file
        assert file.read_bytes() == made(form.name).read_bytes()
        told = float(re.search(r", (\d+\.\d)\u202fMB\.", line.get_text())[1])
        assert abs(told - file.stat().st_size / 1e6) <= 0.05
    (time,) = place.select("time")
    day = datetime.date.fromisoformat(time["datetime"])
    assert time.get_text() == f"{day.day}\u202f{day:%B} {day.year}"
    assert "came without" not in page.get_text()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_leads_to_the_place(name):
    link = read(name).select_one(".foot").find("a", string="Take it with you")["href"]
    to, _, place = link.partition("#")
    here = BOOK / f"{name}.html"
    assert (here.parent / to if to else here).resolve() == (BOOK / f"{PAGE}.html").resolve()
    assert article(PAGE).find(id=place).h2.get_text().startswith("Take it with you")


def test_no_form_is_too_large():
    for form in FORMS:
        assert made(form.name).stat().st_size < form.limit * 1e6, form.name
    limits = {"pdf": 6, "epub": 6, "offline": 10, "notebooks": 10}
    assert {form.name: form.limit for form in FORMS} == limits


def test_a_form_that_is_not_made_is_not_offered(tmp_path):
    with pytest.raises(FileNotFoundError, match=BY_NAME["epub"].file):
        offer.beside(BOOK, tmp_path, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_page_without_a_place_for_the_list_is_an_error():
    with pytest.raises(ValueError, match="0 places"):
        offer.filled("<p>Nothing here</p>", SITE / "forms", datetime.date(2026, 11, 27))


def test_the_notebooks_come_with_what_starts_them():
    with zipfile.ZipFile(made("notebooks")) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert {name for name in files if name.endswith(".ipynb")} == {
        f"{name.removeprefix('notebooks/')}.ipynb" for name in NOTEBOOKS
    }
    package = {p.relative_to(ROOT).as_posix() for p in (ROOT / "src").rglob("*.py")}
    assert package <= set(files)
    readme = files["README.md"].decode()
    environment = yaml.safe_load(files["environment.yml"])
    assert f"conda activate {environment['name']}\n" in readme
    assert b"requires-python" in files["pyproject.toml"]
    for notebook in re.findall(r"jupyter lab (\S+)", readme):
        assert notebook in files
