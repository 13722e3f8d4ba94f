"""The entropy figure on its page: what each setting shows is what the package computes."""

import re

import pytest
from playwright.sync_api import Page, expect

from chapter7.sources import MarkovChain
from chapter7.widgets.entropy import STAYS, Entropy
from chapter7.widgets.explorer import Explorer
from tests.browser.figures import MovingFigure

FIGURE = MovingFigure("entropy", "notebooks/bottleneck/supervisory-density.html")
NARROW = "\u202f"


def slider(page: Page, part: str):
    return page.locator(f".c7-entropy input[data-trait={part}]")


def readouts(stay_a: float, stay_b: float, k: int) -> dict[str, str]:
    """The three numbers, as the package computes them."""
    chain = MarkovChain([[stay_a, 1 - stay_a], [1 - stay_b, stay_b]])
    floors = sum(chain.marginal_entropy(j) for j in range(1, k + 1))
    numbers = {"sum": floors, "joint": chain.joint_entropy(k), "gap": chain.total_correlation(k)}
    return {name: f"{abs(value):.3f}{NARROW}bits" for name, value in numbers.items()}


def assert_shows(page: Page, stay_a: float, stay_b: float, k: int) -> None:
    for name, text in readouts(stay_a, stay_b, k).items():
        expect(page.locator(f".c7-entropy [data-slot={name}]")).to_have_text(text)
    expect(page.locator(".c7-entropy .c7-drawn .c7-floor")).to_have_count(k)


def test_the_figure_begins_with_the_pages_chain_and_follows_the_keyboard(figure):
    assert_shows(figure, 0.9, 0.8, 4)
    slider(figure, "k").focus()
    for k in (5, 6):
        figure.keyboard.press("ArrowRight")
        assert_shows(figure, 0.9, 0.8, k)
    slider(figure, "stay_a").focus()
    figure.keyboard.press("Home")
    assert_shows(figure, 0.01, 0.8, 6)
    expect(slider(figure, "stay_a")).to_have_attribute("aria-valuetext", "0.01")
    slider(figure, "stay_b").focus()
    for _ in range(3):
        figure.keyboard.press("ArrowLeft")
    assert_shows(figure, 0.01, STAYS[STAYS.index(0.8) - 3], 6)


def test_bars_stand_for_bits(figure):
    solid, paid = (
        figure.locator(f".c7-entropy .c7-drawn .{name}").evaluate_all(
            "all => all.map((bar) => Number(bar.getAttribute('height')) / 154)"
        )
        for name in ("c7-floor", "c7-paid")
    )
    chain = MarkovChain([[0.9, 0.1], [0.2, 0.8]])
    floors = [chain.marginal_entropy(j) for j in range(1, 5)]
    assert solid == pytest.approx([floors[0]] * 4, abs=1e-3)
    assert paid == pytest.approx([floor - floors[0] for floor in floors], abs=1e-3)


def test_columns_are_read_by_pointer_and_arrows(figure):
    cells = figure.locator(".c7-entropy [role=gridcell]")
    told = figure.locator(".c7-entropy [data-slot=told]")
    expect(cells).to_have_count(8)
    cells.nth(2).hover()
    h = [MarkovChain([[0.9, 0.1], [0.2, 0.8]]).marginal_entropy(j) for j in (1, 3)]
    expect(told).to_contain_text(f"The token 3 ahead: its head’s floor is {h[1]:.3f}{NARROW}bits")
    expect(told).to_contain_text(f"{h[1] - h[0]:.3f}{NARROW}bits more")
    cells.nth(2).focus()
    figure.keyboard.press("End")
    expect(told).to_have_text("The token 8 ahead is not asked for.")
    expect(cells.nth(7)).to_have_attribute("aria-label", "The token 8 ahead is not asked for.")


def test_presets_the_pin_and_reset(figure):
    figure.locator(".c7-entropy [data-action=pin]").click()
    figure.get_by_role("button", name="a fair coin").click()
    assert_shows(figure, 0.5, 0.5, 4)
    compare = figure.locator(".c7-entropy [data-slot=compare]")
    expect(compare).to_contain_text(
        "The pin, a chain that stays at A with 0.90, at B with 0.80, k = 4"
    )
    expect(compare).to_contain_text(readouts(0.9, 0.8, 4)["gap"])
    figure.locator(".c7-entropy [data-action=reset]").click()
    assert_shows(figure, 0.9, 0.8, 4)
    expect(compare).to_contain_text("Pin a setting")


def test_a_link_leads_to_a_setting_and_a_movement_into_the_link(page, site):
    FIGURE.opened(page, site, "?entropy-stay_a=0.5&entropy-stay_b=0.99&entropy-k=2&k=7")
    assert_shows(page, 0.5, 0.99, 2)
    expect(page.locator(".c7-entropy .c7-noted")).to_have_count(0)
    page.get_by_role("button", name="sticky").click()
    page.wait_for_url(re.compile("entropy-stay_a=0.99&entropy-stay_b=0.99&entropy-k=2"))
    assert "&k=7" in page.url or "?k=7" in page.url  # another figure's
    page.go_back()
    assert_shows(page, 0.5, 0.99, 2)
    FIGURE.opened(page, site, "?entropy-k=1.6&entropy-stay_a=0.52")
    expect(page.locator(".c7-entropy .c7-noted")).to_have_count(1)
    assert_shows(page, 0.5, 0.8, 2)


def test_figures_on_one_page_keep_their_states_apart(page, site):
    def there(route):
        figures = [Explorer(), Explorer(k=5), Entropy()]
        html = "".join(figure._repr_mimebundle_()[0]["text/html"] for figure in figures)
        links = "".join(
            f'<link rel="stylesheet" href="_static/figure-{name}.css">'
            f'<script defer src="_static/figure-{name}.js"></script>'
            for name in ("explorer", "entropy")
        )
        route.fulfill(body=f"<!doctype html>{links}{html}", content_type="text/html; charset=utf-8")

    page.route(re.compile("/three.html"), there)
    page.goto(f"{site}/three.html")
    page.wait_for_selector(".c7-entropy [role=gridcell]")
    ks = page.locator(":is([aria-checked=true], input)[data-trait=k]")

    def shown() -> list[str]:
        return ks.evaluate_all("all => all.map((one) => one.dataset.value ?? one.value)")

    assert shown() == ["1", "5", "4"]
    for index, wanted in enumerate((["2", "5", "4"], ["2", "6", "4"], ["2", "6", "5"])):
        before = page.url
        ks.nth(index).focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => location.href !== before", arg=before)
        assert shown() == wanted
    address = page.url
    for name in ("k=2", "explorer-2-k=6", "entropy-k=5"):
        assert re.search(rf"[?&]{name}\b", address)
    page.go_back()
    expect(ks.nth(2)).to_have_value("4")
    assert shown() == ["2", "6", "4"]
    page.goto(address)
    page.wait_for_selector(".c7-entropy [role=gridcell]")
    assert shown() == ["2", "6", "5"]


def test_axe_finds_nothing(figure):
    figure.locator(".c7-entropy [data-action=pin]").click()
    FIGURE.assert_axe_finds_nothing(figure)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_below_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    heights = set()
    for part, key in (("k", "Home"), ("k", "End"), ("stay_a", "Home"), ("stay_b", "End")):
        slider(figure, part).focus()
        figure.keyboard.press(key)
        heights.add(FIGURE.height(figure))
    figure.locator(".c7-entropy [data-action=pin]").click()
    heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure, ":is(button, input, [role=gridcell])")
    assert len(sizes) > 15
    assert min(height for _, height in sizes) >= 44
    assert min(wide for wide, _ in sizes) >= (32 if width == 320 else 40)


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("What independent heads pay\nShown: a chain that stays at A with 0.90")
    assert all(number in text for number in readouts(0.9, 0.8, 4).values())


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    text = root.inner_text()
    assert all(number in text for number in readouts(0.9, 0.8, 4).values())
    assert "Shown: a chain that stays at A with 0.90, at B with 0.80, asked for 4 tokens." in text


def test_a_page_loads_the_files_of_its_own_figures_alone(page, site):
    loaded = {}
    for name in (
        FIGURE.page,
        "notebooks/bottleneck/see-it.html",
        "notebooks/bottleneck/by-hand.html",
    ):
        page.goto(f"{site}/{name}")
        loaded[name] = page.evaluate(
            """() => [...document.querySelectorAll("script[src], link[rel=stylesheet]")]
              .map((el) => (el.src || el.href).match(/figure-([\\w-]+)/)?.[1]).filter(Boolean)"""
        )
    assert [*loaded.values()] == [["entropy"] * 2, ["explorer"] * 2, []]
