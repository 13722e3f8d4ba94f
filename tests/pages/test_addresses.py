"""Addresses that readers may have kept lead somewhere for ever."""

import pytest

from devtools import addresses
from tests.built import BOOK, PAGES

PAGE = '<article><h1 id="{name}"><a class="headerlink" href="#{name}">#</a></h1>{rest}</article>'
KNOWN = {"book/a": ["a", "claim-c14"], "book/b": ["b"]}


def site(folder, **pages: str):
    """A built book of these pages, each with the places that are named."""
    for name, kept in pages.items():
        rest = "".join(f'<p id="{place}"></p>' for place in kept.split())
        (folder / "book").mkdir(exist_ok=True)
        (folder / "book" / f"{name}.html").write_text(PAGE.format(name=name, rest=rest))
    return folder


def test_no_kept_address_is_lost():
    known = addresses.read()
    assert sum(map(len, known.values())) > 500 and len(known) >= 30
    assert addresses.lost(known, BOOK, addresses.moves()) == []


def test_the_book_offers_its_pages_and_the_places_on_them():
    offered = addresses.offered(BOOK)
    assert set(offered) == set(PAGES)
    assert "claim-c17" in offered["notebooks/bottleneck/huge-pass-tiny-signal"]
    assert "c17" in offered["book/how-we-know"] and "term-density" in offered["book/glossary"]


def test_offered_are_headings_statements_and_rows_and_no_numbered_places(tmp_path):
    built = site(tmp_path, a="claim-c14 how-1 id7 c14 q-one chapter7.density.bits")
    assert addresses.offered(built) == {"book/a": ["a", "c14", "claim-c14", "q-one"]}


@pytest.mark.parametrize(
    ("pages", "moved", "lost"),
    [
        ({"a": "claim-c14", "b": ""}, {}, []),
        ({"a": "", "b": ""}, {}, ["book/a#claim-c14"]),
        ({"a": "claim-c14"}, {}, ["book/b", "book/b#b"]),
        ({"a": "", "b": "claim-c14"}, {"book/a": {"claim-c14": "book/b#claim-c14"}}, []),
        ({"a": "", "b": ""}, {"book/a": {"claim-c14": "book/b#claim-c14"}}, ["book/a#claim-c14"]),
        ({"a": "claim-c14", "c": "b"}, {"book/b": "book/c"}, []),
        ({"a": "claim-c14", "c": ""}, {"book/b": "book/c"}, ["book/b#b"]),
        (
            {"a": "claim-c14", "c": "d"},
            {"book/b": "book/c", "book/c": {"b": "book/c#d"}},
            [],
        ),
        ({"a": "claim-c14"}, {"book/b": "book/c", "book/c": "book/b"}, ["book/b", "book/b#b"]),
    ],
)
def test_an_address_stands_or_is_led_on(tmp_path, pages, moved, lost):
    assert addresses.lost(KNOWN, site(tmp_path, **pages), moved) == lost


def test_the_list_grows_and_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "addresses.yaml"
    addresses.write(addresses.joined(KNOWN, {"book/a": ["new", "a"], "book/c": []}), path)
    grown = {"book/a": ["a", "claim-c14", "new"], "book/b": ["b"], "book/c": []}
    assert addresses.read(path) == grown
