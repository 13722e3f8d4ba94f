"""The built book in a real browser: served here, every other host blocked, the console watched."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from devtools import serve
from tests.browser import visit
from tests.browser.built import of_pages
from tests.browser.watch import DESK, PHONE, Watch, watched
from tests.built import BOOK, PAGES, TRANSLATED


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the built book, without a slash at its end."""
    if not (BOOK / "index.html").exists():
        pytest.fail("there is no built book: run `make html` first")
    with serve.running(str(BOOK), 0) as address:
        yield address


@pytest.fixture(scope="session")
def visits(browser: Browser, site: str) -> dict[str, Callable]:
    """By the shape of a visit: what gives the record of a page, which is visited once."""

    def once(kind: Callable) -> Callable:
        return cache(lambda name: kind(browser, site, name))

    return {kind.__name__: once(kind) for kind in (visit.desk, visit.touch, visit.plain)}


@pytest.fixture(params=of_pages([*PAGES, *TRANSLATED]))
def name(request) -> str:
    """Each page of the book in turn, and each translated one."""
    return request.param


@pytest.fixture
def desk(visits, name) -> visit.Desk:
    """The page as a reader has it on a desk."""
    return visits["desk"](name)


@pytest.fixture
def touch(visits, name) -> visit.Touch:
    """The page under a finger."""
    return visits["touch"](name)


@pytest.fixture
def plain(visits, name) -> visit.Plain:
    """The page without scripts."""
    return visits["plain"](name)


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of a chosen shape; the test fails at its end if the page had a complaint.

    `allowed` is the only address that it may ask; the book's unless a test says otherwise.
    """
    watches = []
    with ExitStack() as opened:

        def new(allowed: str = site, **shape) -> Page:
            page, watch = opened.enter_context(watched(browser, allowed, **shape))
            watches.append(watch)
            return page

        yield new
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture
def page(open_page) -> Page:
    """A page on a desk."""
    return open_page()


@pytest.fixture
def phone(open_page) -> Page:
    """A page on a phone of 390 x 844 with touch."""
    return open_page(**PHONE)


@pytest.fixture(scope="session")
def kept(browser: Browser, site: str) -> Iterator[tuple[Page, Watch]]:
    """One page for all tests of figures: a new one takes longer than most of them."""
    with watched(browser, site) as opened:
        yield opened


@pytest.fixture
def figure(kept: tuple[Page, Watch], site: str, request) -> Iterator[Page]:
    """The page of the module's FIGURE, which is live; loaded anew, and all else as in a new page.

    A test may resize it, use its mouse, its media and its storage; nothing else of it is reset.
    """
    page, watch = kept
    page.mouse.up()
    page.mouse.move(0, 0)
    page.set_viewport_size(DESK["viewport"])
    page.emulate_media(media="screen", color_scheme="light")
    yield request.module.FIGURE.opened(page, site)
    page.evaluate("() => [localStorage, sessionStorage].forEach((each) => each.clear())")
    complaints, watch.complaints[:] = [*watch.complaints], []
    assert complaints == []
