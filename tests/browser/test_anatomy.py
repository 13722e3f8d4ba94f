"""The anatomy figure on its page: steps, positions and indices that are wrong by one."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.figures import MovingFigure

FIGURE = MovingFigure("anatomy", "notebooks/sequential/keep-the-chain.html")
ROOT = FIGURE.root


def choice(page: Page, part: str, name: str):
    group = page.locator(f"{ROOT} .c7-{part}")
    return group.get_by_role("radio", name=name, exact=True)


def step(page: Page):
    return page.locator(f"{ROOT} input[data-trait=step]")


def told(page: Page):
    return page.locator(f"{ROOT} [data-slot=told]")


def count(page: Page, name: str, wanted: int) -> None:
    expect(page.locator(f"{ROOT} .c7-drawn {name}")).to_have_count(wanted)


def test_the_keyboard_steps_through_the_pass(figure):
    count(figure, ".c7-says", 3)
    step(figure).focus()
    figure.keyboard.press("Home")
    expect(told(figure)).to_contain_text("Step 1 of 8: the main model reads all tokens")
    count(figure, ".c7-says", 0)
    for wanted, words in (
        (2, "The main model says"),
        (3, "the main model’s state (size"),
        (4, "one transformer block"),
        (5, "Module 1 says “York”"),
    ):
        figure.keyboard.press("ArrowRight")
        expect(told(figure)).to_contain_text(f"Step {wanted} of 8")
        expect(told(figure)).to_contain_text(words)
    count(figure, ".c7-says", 2)
    expect(step(figure)).to_have_attribute("aria-valuetext", "5 of 8")


def test_positions_are_chosen_by_pointer_and_arrows(figure):
    cells = figure.locator(f"{ROOT} [role=gridcell]")
    expect(cells).to_have_count(7)
    asked = figure.locator(f"{ROOT} .c7-drawn .c7-asked-for")
    expect(asked).to_have_text(["asked for “New”", "asked for “York”", "asked for “(next)”"])
    cells.nth(3).hover()
    expect(asked).to_have_text(["asked for “San”", "asked for “Diego”", "asked for “(next)”"])
    cells.nth(0).focus()
    figure.keyboard.press("End")
    expect(asked).to_have_text(["asked for nothing"] * 3)
    count(figure, ".c7-feeds", 0)
    expect(cells.nth(6)).to_have_attribute("aria-label", re.compile("^At “\\(next\\)” the main"))


def test_an_index_that_is_wrong_by_one_is_shown_as_wrong(figure):
    verdict = figure.locator(f"{ROOT} [data-slot=judged]")
    expect(verdict).to_contain_text("Both indices are right")
    count(figure, ".c7-wrong", 0)
    choice(figure, "fed", "one far").click()
    expect(verdict).to_contain_text("A leak")
    count(figure, ".c7-feeds.c7-wrong", 2)
    count(figure, ".c7-asks.c7-wrong", 0)
    choice(figure, "asked", "one far").click()
    expect(verdict).to_contain_text("Two mistakes that cancel")
    count(figure, ".c7-asks.c7-wrong", 2)
    choice(figure, "fed", "right").focus()
    figure.keyboard.press("ArrowLeft")
    expect(choice(figure, "fed", "one early")).to_be_focused()
    expect(verdict).to_contain_text("A gap")
    figure.locator(f"{ROOT} [data-action=reset]").click()
    count(figure, ".c7-wrong", 0)


def test_a_link_leads_to_a_setting_and_a_press_into_the_link(page, site):
    FIGURE.opened(page, site, "?anatomy-step=3&anatomy-fed=far")
    expect(told(page)).to_contain_text("Step 3 of 8")
    count(page, ".c7-feeds.c7-wrong", 2)
    choice(page, "fed", "one early").click()
    page.wait_for_url(re.compile("anatomy-step=3.*anatomy-fed=early"))
    page.go_back()
    expect(choice(page, "fed", "one far")).to_have_attribute("aria-checked", "true")
    FIGURE.opened(page, site, "?anatomy-fed=late")
    expect(page.locator(f"{ROOT} .c7-noted")).to_have_count(1)


def test_axe_finds_nothing(page, site):
    FIGURE.opened(page, site, "?anatomy-fed=far&anatomy-step=4")
    FIGURE.assert_axe_finds_nothing(page)


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_nothing_below_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    root = figure.locator(ROOT)
    heights = set()
    for fed in ("one early", "right", "one far"):
        choice(figure, "fed", fed).click()
        for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "End"):
            step(figure).press(key)
            for column in (0, 4):
                figure.locator(f"{ROOT} [role=gridcell]").nth(column).focus()
                heights.add(FIGURE.height(figure))
    assert len(heights) == 1 and heights.pop() < (1_000 if width > 1_000 else 1_700)
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure, ":is(button, [role=gridcell])")
    assert len(sizes) > 15 and min(height for _, height in sizes) >= 44
    assert min(wide for wide, _ in sizes) >= (40 if width == 320 else 44)
    # No word of a drawing runs out of it, or into its neighbour.
    assert root.locator("svg.c7-drawn").evaluate_all(OVER) == []
    ticks = root.locator(".c7-stops span").evaluate_all(
        "all => all.map((el) => { const r = document.createRange(); r.selectNodeContents(el);"
        " return r.getBoundingClientRect().left; })"
    )
    assert min(ticks) >= 0


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


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("One position, two modules\nShown: fed right, asked right.")
    assert text.count("\nStep ") == 8


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    assert "Shown: fed right, asked right." in root.inner_text()


def test_on_a_phone_the_slider_and_the_picture_share_a_screen(phone, site):
    FIGURE.opened(phone, site)
    header = phone.locator(".top").evaluate("el => el.offsetHeight")
    picture = phone.locator(f"{ROOT} .c7-box")  # row, slider and stages
    assert picture.locator("input[data-trait=step]").count() == 1
    assert picture.evaluate("el => el.offsetHeight") <= 844 - header
