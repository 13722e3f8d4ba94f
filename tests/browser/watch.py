"""A page of its own in the browser, with every other host blocked and the console watched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


@dataclass
class Watch:
    """What a page asked for, and what is to be complained of.

    A complaint is a request to anywhere but `allowed`, a failed request, a warning or an error.
    """

    allowed: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watches the page from now on."""
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _request(self, request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((self.allowed + "/", "data:")):
            self.complaints.append(f"asked another host: {request.url}")

    def _console(self, message) -> None:
        if message.type in ("warning", "error"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _failed(self, request) -> None:
        # What is on its way when a test moves on to another page is aborted: no fault of a page.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _response(self, response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")


@contextmanager
def watched(browser: Browser, allowed: str, **shape) -> Iterator[tuple[Page, Watch]]:
    """A new page of a chosen shape, with an empty profile."""
    context = browser.new_context(**{**DESK, **shape})
    try:
        page, watch = context.new_page(), Watch(allowed)
        watch.over(page)
        yield page, watch
    finally:
        context.close()
