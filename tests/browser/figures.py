"""What the tests of figures that move have in common."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.visit import CONTRAST, violations

CONTROLS = ":is(button, input, select)"


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
        """In the dark and in light; at the setting that a page opens with, its visit looks."""
        for scheme, rules in (("dark", CONTRAST), ("light", None)):
            page.emulate_media(color_scheme=scheme)
            assert violations(page, rules, self.root) == []

    def copied(self, open_page, site: str) -> str:
        """The numbers that the figure copies; its picture is saved before."""
        page = self.opened(open_page(permissions=["clipboard-read", "clipboard-write"]), site)
        with page.expect_download() as download:
            page.locator(f"{self.root} [data-action=save]").click()
        assert download.value.suggested_filename == f"{self.name.replace('_', '-')}.svg"
        page.locator(f"{self.root} [data-action=copy]").click()
        expect(page.locator(f"{self.root} .c7-status")).to_have_text("The numbers are copied.")
        return page.evaluate("navigator.clipboard.readText()")

    def still(self, open_page, site: str) -> Locator:
        """The figure without scripts, none of whose controls is seen."""
        page = open_page(java_script_enabled=False)
        page.goto(f"{site}/{self.page}")
        for control in page.locator(f"{self.root} {CONTROLS}").all():
            expect(control).to_be_hidden()
        return page.locator(self.root)

    def height(self, page: Page) -> int:
        """Of the figure, as soon as what was done is drawn."""
        page.evaluate("() => new Promise(requestAnimationFrame)")
        return page.locator(self.root).evaluate("el => el.offsetHeight")

    def sizes(self, page: Page, targets: str = CONTROLS) -> list[tuple[int, int]]:
        """Width and height of what a finger has to hit."""
        return page.locator(f"{self.root} {targets}").evaluate_all(
            "all => all.map((el) => [el.offsetWidth, el.offsetHeight])"
        )
