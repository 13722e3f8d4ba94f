"""The built book in a real browser: served here, every other host blocked, the console watched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from devtools import chromium, serve

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the built book, without a slash at its end."""
    if not (BOOK / "index.html").exists():
        pytest.fail("there is no built book: run `make html` first")
    with serve.running(str(BOOK), 8700) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    path = chromium.executable()
    if path is None:
        pytest.fail(chromium.HELP)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator:
    """Opens a page of a chosen shape; the test fails at its end if the page had a complaint.

    A complaint is a request to anywhere but `allowed` (the book's address unless a test says
    otherwise), a failed request, a warning or an error.
    """
    complaints: list[str] = []
    contexts = []

    def opened(allowed: str = site, **options) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)

        def guard(route):
            if route.request.url.startswith((allowed + "/", "data:")):
                route.continue_()
            else:
                complaints.append(f"asked another host: {route.request.url}")
                route.abort()

        context.route("**/*", guard)
        context.route("**/source/*.js", lambda route: route.fulfill(path=source(route.request.url)))
        page = context.new_page()
        page.on("console", lambda m: _note(complaints, m.type, m.text))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda r: _note_failure(complaints, r))
        page.on("response", lambda r: _note_status(complaints, r))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page) -> Page:
    """A page on a desk."""
    return open_page()


@pytest.fixture
def phone(open_page) -> Page:
    """A page on a phone of 390 x 844 with touch."""
    return open_page(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )


def source(url: str) -> Path:
    """A widget's own ES module: the built book holds it only as part of a classic script."""
    return ROOT / "src" / "chapter7" / "widgets" / url.rsplit("/", 1)[1]


def _note(complaints: list[str], kind: str, text: str) -> None:
    if kind in ("warning", "error"):
        complaints.append(f"console {kind}: {text}")


def _note_failure(complaints: list[str], request) -> None:
    # What is still on its way when a test moves on to another page is aborted: no fault of a page.
    if request.failure != "net::ERR_ABORTED":
        complaints.append(f"failed: {request.url} {request.failure}")


def _note_status(complaints: list[str], response) -> None:
    if response.status >= 400:
        complaints.append(f"{response.status}: {response.url}")
