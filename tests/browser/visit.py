"""One visit of a page in each of three shapes, and all that is to be known of it: plain records."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.built import quiet, settle
from tests.browser.watch import PHONE, Watch, watched

MEASURES = Path(__file__).with_name("measures.js").read_text(encoding="utf-8")
WIDTHS = (320, 360, 390, 430, 768, 1100, 1920, 1280)
TOUCH_WIDTHS = (1280, 768, 320, 390)
KINDS = ("article .katex", "article figure svg", "article table", "article .c7-widget svg")
CONTROLS = (
    ".theme-button",
    *(f"article {control}" for control in ("button", "select", "input:not([type=radio])")),
)
CONTRAST = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules of axe that depend on colours."""
LOOKS = "axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-look]' }] })"
"""Has axe ask the contrast of what `markLooks` has marked: all else takes a tenth of the time."""


@dataclass(frozen=True)
class Desk:
    """A page on a desk, 1280 x 900, in light; its folds opened with the Enter key.

    complaints: of the console and the network. requests: the addresses that it asked for.
    paper: the page's colour by scheme. text, shown: before a fold was opened; printed: what is
    shown on paper. still: figures that no script brought to life. stuck: folds that stayed closed.
    ringless: what shows no focus, of `stops` that the Tab key reaches. answered: questions; what
    follows is of the page with all of them answered and every fold open. axe: violations, and in
    the dark those of the contrast rules. glyphs, fonts: of formulas. overflow, cut, small,
    squeezed, unnumbered, torn: by width, as measures.js says. beside: stops and brackets beside
    formulas.
    """

    complaints: list[str]
    requests: list[str]
    paper: dict[str, str]
    text: list[str]
    shown: dict[str, int]
    printed: dict[str, int]
    folds: int
    stuck: list[str]
    stops: int
    ringless: list[str]
    answered: int
    axe: dict[str, list[str]]
    still: int
    glyphs: int
    fonts: set[str]
    overflow: dict[int, int]
    cut: dict[int, list[str]]
    small: dict[int, list[str]]
    squeezed: dict[int, list[str]]
    unnumbered: dict[int, list[str]]
    torn: dict[int, list[str]]
    beside: int


@dataclass(frozen=True)
class Touch:
    """A page on a phone of 390 x 844 with touch, in the dark, and turned to other widths.

    Every question is answered. axe: violations of the contrast rules in the head, which has buttons
    that a desk does not show. targets: how many the questions have for a finger, and cramped:
    those too small for it. missed: targets that a finger misses, and overflow. All three by width.
    """

    complaints: list[str]
    paper: str
    axe: list[str]
    targets: int
    cramped: dict[int, list[str]]
    missed: dict[int, list[str]]
    overflow: dict[int, int]


@dataclass(frozen=True)
class Plain:
    """A page without scripts; the fields are Desk's. dead: controls that are shown all the same.

    questions: of each the controls that are shown, how many answers are seen while they are folded
    away (closed), and the answers that are then seen.
    """

    complaints: list[str]
    text: list[str]
    shown: dict[str, int]
    folds: int
    stuck: list[str]
    dead: list[str]
    questions: dict[str, dict]


def desk(browser: Browser, site: str, name: str) -> Desk:
    """Visits a page on a desk: first what reads the page, then what changes it."""
    with _opened(browser, site, name) as (page, watch):
        found = {name: measure(page, name) for name in ("text", "still")}
        found["shown"] = _shown(page, KINDS)
        found["requests"] = [*watch.requests]
        page.emulate_media(media="print")
        found["printed"] = _shown(page, KINDS)
        page.emulate_media(media="screen")
        page.keyboard.press("Tab")  # from now on the focus is that of a keyboard
        found["stops"], found["ringless"] = measure(page, "ringless")
        found["ringless"] += _ringless_sliders(page)
        found["folds"], found["stuck"] = unfold(page)
        found["answered"] = measure(page, "answer")
        found["paper"] = {"light": measure(page, "paper")}
        measure(page, "markLooks", True)
        page.evaluate(f"{AXE_SCRIPT}; {LOOKS}")
        found["axe"] = {"light": violations(page)}
        found["glyphs"], found["fonts"] = _fonts(page)
        by_width = {width: _at(page, width, "fit") for width in WIDTHS}
        found["beside"] = by_width[WIDTHS[0]]["beside"]
        for key in ("overflow", "cut", "small", "squeezed", "unnumbered", "torn"):
            found[key] = {width: fit[key] for width, fit in by_width.items()}
        page.emulate_media(color_scheme="dark")
        found["paper"]["dark"] = measure(page, "paper")
        measure(page, "markLooks", False)  # what lies over what, axe has seen in the light
        measure(page, "leave", "[data-look]")
        found["axe"]["dark"] = violations(page, CONTRAST)
        return Desk(complaints=watch.complaints, **found)


def touch(browser: Browser, site: str, name: str) -> Touch:
    """Visits a page on a phone."""
    with _opened(browser, site, name, color_scheme="dark", **PHONE) as (page, watch):
        paper = measure(page, "paper")
        measure(page, "answer")
        by_width = {width: _at(page, width, "reach") for width in TOUCH_WIDTHS}
        found = {
            key: {width: reach[key] for width, reach in by_width.items()}
            for key in ("cramped", "missed", "overflow")
        }
        targets = by_width[TOUCH_WIDTHS[0]]["targets"]
        measure(page, "leave", ".top, .top *")
        axe = violations(page, CONTRAST, ".top")
        return Touch(watch.complaints, paper, axe, targets, **found)


def plain(browser: Browser, site: str, name: str) -> Plain:
    """Visits a page without scripts, in which nothing comes later."""
    with watched(browser, site, java_script_enabled=False) as (page, watch):
        page.goto(f"{site}/{name}.html")
        text, shown = measure(page, "text"), _shown(page, KINDS)
        dead = [kind for kind, count in _shown(page, CONTROLS).items() if count]
        closed = measure(page, "questions")
        folds, stuck = unfold(page)
        questions = {
            name: {**form, "closed": len(closed[name]["answers"])}
            for name, form in measure(page, "questions").items()
        }
        return Plain(watch.complaints, text, shown, folds, stuck, dead, questions)


def amiss(by_width: dict[int, object]) -> dict[int, object]:
    """The widths at which something is amiss, and what."""
    assert by_width
    return {width: found for width, found in by_width.items() if found}


def measure(page: Page, name: str, *given):
    """What one of the functions of measures.js returns."""
    return page.evaluate(f"(given) => ({MEASURES}).{name}(...given)", [*given])


def violations(page: Page, options: dict | None = None, context: str | None = None) -> list[str]:
    """What axe finds, of any impact."""
    options = {"resultTypes": ["violations"], **(options or {})}
    axe = Axe("" if page.evaluate("'axe' in window") else AXE_SCRIPT)
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:120]}"
        for rule in axe.run(page, context=context, options=options).response["violations"]
        for node in rule["nodes"]
    ]


def unfold(page: Page) -> tuple[int, list[str]]:
    """Opens every fold of the text by keyboard: how many there are, and those that stay closed."""
    folds = page.locator("article details:not([open])").element_handles()
    stuck = []
    for fold in folds:
        summary = fold.query_selector("summary")
        summary.press("Enter")
        if not measure(page, "unfolded", fold):
            stuck.append(summary.inner_text())
    return len(folds), stuck


def resize(page: Page, width: int) -> None:
    """Makes the page so wide and waits until it has drawn."""
    page.set_viewport_size({"width": width, "height": 844})
    quiet(page)


@contextmanager
def _opened(browser: Browser, site: str, name: str, **shape) -> Iterator[tuple[Page, Watch]]:
    """The page of the book, drawn as it is to stay."""
    with watched(browser, site, **shape) as (page, watch):
        settle(page, f"{site}/{name}.html")
        yield page, watch


def _shown(page: Page, kinds: tuple[str, ...]) -> dict[str, int]:
    """How many of each kind are to be seen."""
    return dict(zip(kinds, measure(page, "shown", kinds), strict=True))


def _ringless_sliders(page: Page) -> list[str]:
    """The sliders that look the same with the focus and without."""
    same = []
    for slider in page.locator("input[type=range]:visible").all():
        slider.focus()
        focused = slider.screenshot(animations="disabled")
        slider.blur()
        if slider.screenshot(animations="disabled") == focused:
            same.append(slider.evaluate("el => el.outerHTML"))
    return same


def _at(page: Page, width: int, what: str) -> dict:
    """What depends on the width: one of the collections of measures.js."""
    resize(page, width)
    return measure(page, what, width)


def _fonts(page: Page) -> tuple[int, set[str]]:
    """How many pieces of formulas tell all their characters, and the fonts that draw them."""
    marked = measure(page, "markGlyphs")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-glyph]"})
    fonts = [
        session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        for node in found["nodeIds"]
    ]
    return marked, {font["familyName"] for each in fonts for font in each}
