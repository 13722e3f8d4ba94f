"""The forms that were made of the built book, and what is in them."""

import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import Tag

from tests.built import BOOK, read
from website.forms import BY_NAME

FORMS = BOOK.parent / "forms"


def made(name: str) -> Path:
    """The file of a form."""
    path = FORMS / BY_NAME[name].file
    if not path.exists():
        pytest.fail(f"there is no {path.name}: run `make forms` first")
    return path


@dataclass(frozen=True)
class Epub:
    """What is in the EPUB."""

    path: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def pages(self) -> dict[str, ElementTree.Element]:
        """Each file of XHTML."""
        return {
            name: ElementTree.fromstring(content)
            for name, content in self.files.items()
            if name.endswith(".xhtml")
        }

    @cached_property
    def package(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.files["content.opf"])


@pytest.fixture(scope="session")
def epub() -> Epub:
    return Epub(made("epub"))


@pytest.fixture(scope="session")
def pdf_file() -> Path:
    return made("pdf")


@pytest.fixture(scope="session")
def offline(tmp_path_factory) -> Path:
    """The folder that the website's zip unpacks into."""
    folder = tmp_path_factory.mktemp("disk")
    with zipfile.ZipFile(made("offline")) as archive:
        archive.extractall(folder)
    (top,) = folder.iterdir()
    return top


def article(name: str) -> Tag:
    """The text of a page of the website, which nobody changes."""
    return read(name).article
