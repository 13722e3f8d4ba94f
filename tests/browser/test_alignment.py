"""The alignment figure on its page: what each setting shows is what the package's targets are."""

import re

import pytest
from playwright.sync_api import Page, expect

from chapter7.lab import load_record
from tests.browser.figures import MovingFigure

FIGURE = MovingFigure("alignment", "notebooks/parallel_heads/ask-for-more.html")
ROOT = FIGURE.root


def choice(page: Page, name: str):
    return page.locator(ROOT).get_by_role("radio", name=name, exact=True)


def count(page: Page, name: str, wanted: int) -> None:
    """How many boxes or lines of a class are drawn, several of them in one path."""
    page.wait_for_function(
        """([selector, wanted]) => [...document.querySelectorAll(selector)]
          .reduce((sum, path) => sum + path.getAttribute("d").match(/M/g).length, 0) === wanted""",
        arg=[f"{ROOT} .c7-drawn {name}", wanted],
        timeout=5_000,
    )


def told(page: Page):
    return page.locator(f"{ROOT} [data-slot=told]")


def test_the_figure_begins_right_and_every_mistake_is_marked(figure):
    # Documents of five and four words: 7 + 5 + 3 + 1 targets.
    count(figure, ".c7-asked", 16)
    count(figure, "g:first-child > .c7-crossed", 0)
    expect(choice(figure, "right")).to_have_attribute("aria-checked", "true")
    for name, crossed in (
        ("rolled round", 1 + 2 + 3 + 4),
        ("shifted twice", 16),
        ("not shifted", 9 + 7 + 5 + 3),
        ("across documents", 1 + 2 + 3 + 4),
    ):
        choice(figure, name).click()
        expect(choice(figure, name)).to_have_attribute("aria-checked", "true")
        count(figure, "g:first-child > .c7-crossed", crossed)
    choice(figure, "T, all positions").click()
    count(figure, "g:first-child > .c7-crossed", 0)
    off = figure.locator(f"{ROOT} .c7-drawn .c7-off")
    expect(off).to_have_count(4)
    expect(choice(figure, "right")).to_have_attribute("aria-checked", "true")
    choice(figure, "head 1’s targets").click()
    expect(off).to_have_count(3)
    choice(figure, "its own targets").click()
    expect(off).to_have_count(0)


def test_documents_and_padding(figure):
    choice(figure, "1 document").click()
    count(figure, ".c7-asked", 8 + 7 + 6 + 5)
    choice(figure, "padding").click()
    count(figure, ".c7-asked", 6 + 5 + 4 + 3)
    choice(figure, "2 packed").click()
    count(figure, ".c7-asked", 5 + 3 + 2 + 1)


def test_the_keyboard_reaches_everything(figure):
    choice(figure, "right").focus()
    figure.keyboard.press("ArrowRight")
    expect(choice(figure, "rolled round")).to_be_focused()
    count(figure, "g:first-child > .c7-crossed", 10)
    figure.keyboard.press("ArrowLeft")
    count(figure, "g:first-child > .c7-crossed", 0)
    cells = figure.locator(f"{ROOT} [role=gridcell]")
    expect(cells).to_have_count(9)
    cells.nth(4).focus()
    figure.keyboard.press("Home")
    expect(told(figure)).to_have_text("“sir” is asked for by nobody.")
    figure.keyboard.press("ArrowRight")
    expect(told(figure)).to_have_text("“I” is asked for once, told once: head 1 after “sir”.")
    count(figure, ".c7-arrow", 1)


def test_a_pointer_looks_and_a_press_chooses(figure):
    cells = figure.locator(f"{ROOT} [role=gridcell]")
    cells.nth(2).hover()
    expect(told(figure)).to_contain_text("“want” is asked for 2 times")
    figure.mouse.move(5, 5)
    expect(told(figure)).to_contain_text("“more” is asked for 4 times")
    cells.nth(2).click()
    figure.mouse.move(5, 5)
    expect(told(figure)).to_contain_text("“want” is asked for 2 times")
    choice(figure, "choose a position").click()
    expect(told(figure)).to_have_text(
        "After “want” are asked head 1 for “some”, head 2 for “more”, head 3 for nothing, "
        "head 4 for nothing."
    )
    count(figure, ".c7-arrow", 2)


def test_losses_are_the_records(figure):
    record = load_record("wrong_targets")
    for name, way in (("right", "right"), ("not shifted", "unshifted")):
        choice(figure, name).click()
        shown = figure.locator(f"{ROOT} .c7-loss.c7-hot")
        wanted = [f"{record.found(way, found).mean():.2f}" for found in ("reported", "true")]
        expect(shown).to_have_text(wanted)


def test_a_link_leads_to_a_setting_and_a_press_into_the_link(page, site):
    FIGURE.opened(page, site, "?alignment-way=twice&alignment-documents=1")
    count(page, ".c7-mistaken", 7 + 6 + 5 + 4)
    choice(page, "rolled round").click()
    page.wait_for_url(re.compile("alignment-documents=1.*alignment-way=rolled"))
    page.go_back()
    expect(choice(page, "shifted twice")).to_have_attribute("aria-checked", "true")
    FIGURE.opened(page, site, "?alignment-way=wrong")
    expect(page.locator(f"{ROOT} .c7-noted")).to_have_count(1)
    count(page, ".c7-asked", 16)


def test_axe_finds_nothing(page, site):
    FIGURE.opened(page, site, "?alignment-way=across")
    FIGURE.assert_axe_finds_nothing(page)


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_nothing_below_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    root = figure.locator(ROOT)
    heights = set()
    for name in ("rolled round", "choose a position", "not shifted", "padding", "choose a word"):
        choice(figure, name).click()
        for column in (0, 4):
            figure.locator(f"{ROOT} [role=gridcell]").nth(column).focus()
            heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure, ":is(button, [role=gridcell])")
    assert len(sizes) > 15
    assert min(height for _, height in sizes) >= 44
    assert min(wide for wide, _ in sizes) >= (32 if width == 320 else 39)
    # No word of a drawing runs out of it. (A chosen word stands on its own pale one.)
    out = root.locator("svg.c7-drawn").evaluate_all(
        """all => all.flatMap((svg) => [...svg.querySelectorAll("text")].filter((text) => {
          const [box, word] = [svg, text].map((el) => el.getBoundingClientRect());
          return word.left < box.left - 1 || word.right > box.right + 1;
        }).map((text) => text.textContent))"""
    )
    assert out == []


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("Who is asked for which word\nShown: right; 2 documents packed")
    assert "head 1: 7 targets, divided by 7" in text and "no target is wrong" in text


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    text = root.inner_text()
    assert "Shown: right; 2 documents packed, no padding." in text
    assert "“more” is asked for 4 times" in text
