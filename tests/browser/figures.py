"""What the tests of figures that move have in common."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


@dataclass(frozen=True)
class MovingFigure:
    """A figure on its page. ready: what stands in it as soon as it is live."""

    name: str
    page: str
    ready: str = "[role=gridcell]"

    @property
    def root(self) -> str:
        return f".c7-{self.name}"

    def opened(self, page: Page, site: str, query: str = "") -> Page:
        """The page with its figure live."""
        page.goto(f"{site}/{self.page}{query}")
        page.wait_for_selector(f"{self.root} {self.ready}")
        return page

    def assert_axe_finds_nothing(self, page: Page) -> None:
        found = Axe().run(page, context=self.root).response
        assert [rule["id"] for rule in found["violations"]] == []
        assert len(found["passes"]) > 10
