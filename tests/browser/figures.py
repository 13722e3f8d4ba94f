"""What the tests of figures that move have in common."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OVER = """all => all.flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("text")]
    .map((el) => [el.textContent, el.getBoundingClientRect()]);
  return boxes.flatMap(([words, a], i) => [
    ...(a.left < frame.left - 1 || a.right > frame.right + 1 ? [words] : []),
    ...boxes.slice(i + 1).filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 &&
      a.top < b.bottom - 6 && b.top < a.bottom - 6).map(([other]) => `${words} | ${other}`),
  ]);
})"""
"""The words of drawings that run out of their drawing, or into a neighbour."""


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
