"""Every page of the built book as a reader meets it."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.built import PAPER, settle
from tests.browser.visit import KINDS, amiss
from tests.built import BOOK, NOTEBOOKS

HEAVIEST = 100_000  # bytes on the wire, everything included


def test_a_page_is_silent_asks_nobody_else_and_passes_axe(desk, touch, plain):
    assert desk.complaints + touch.complaints + plain.complaints == []
    assert desk.paper == PAPER
    assert desk.axe == {"light": [], "dark": []}


def test_a_phone_in_the_dark_passes_axe(touch):
    assert touch.paper == PAPER["dark"]
    assert touch.axe == []


def test_nothing_overflows(desk):
    assert amiss(desk.overflow) == {}


def test_nothing_overflows_on_a_phone(touch):
    assert amiss(touch.overflow) == {}


def test_the_words_of_figures_are_readable(desk):
    assert amiss(desk.small) == {}


def test_the_names_of_values_break_in_no_word(desk):
    assert amiss(desk.squeezed) == {}


def test_nothing_that_scrolls_is_cut_on_its_left(desk):
    assert amiss(desk.cut) == {}


def test_a_formula_that_scrolls_keeps_its_number_in_sight(desk):
    assert amiss(desk.unnumbered) == {}


def test_a_page_reads_whole_without_scripts(desk, plain):
    """Text, formulas, tables and figures are the same; only controls may be missing."""
    assert plain.text == desk.text
    assert all(plain.shown[kind] >= desk.shown[kind] for kind in KINDS), (plain.shown, desk.shown)
    assert plain.dead == []


def test_every_figure_comes_to_life(desk):
    assert desk.still == 0


def test_what_is_seen_is_printed(desk):
    assert all(desk.printed[kind] >= desk.shown[kind] for kind in KINDS), (desk.printed, desk.shown)


def test_every_fold_opens_by_keyboard_with_scripts_and_without(desk, plain):
    assert desk.stuck == plain.stuck == []
    assert desk.folds == plain.folds


def test_the_focus_is_always_seen(desk):
    assert desk.stops > 20
    assert desk.ringless == []


def test_touch_targets_are_44_pixels_high(touch):
    assert amiss(touch.missed) == {}


def test_every_glyph_of_a_formula_comes_from_a_formula_font(desk):
    assert bool(desk.fonts) == bool(desk.glyphs)
    assert all(name.startswith("KaTeX") for name in desk.fonts), desk.fonts


def test_a_formula_keeps_its_stops_and_brackets(desk):
    assert amiss(desk.torn) == {}


def test_there_are_formulas_with_stops_and_brackets(visits):
    assert visits["desk"](NOTEBOOKS[1]).beside > 20


def test_a_page_is_light(desk):
    asked = [urlsplit(url) for url in desk.requests]
    paths = {BOOK / url.path.lstrip("/") for url in asked if url.scheme == "http"}
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in paths}
    assert sum(sizes.values()) <= HEAVIEST, sizes
    assert len(asked) <= 10


def paper(page) -> str:
    """The colour that the page lies on."""
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_theme_can_be_switched_by_keyboard_and_is_kept(page, site):
    settle(page, f"{site}/{NOTEBOOKS[0]}.html")
    button = page.locator("button.theme-button")
    button.focus()
    seen = []
    for _ in range(3):
        page.keyboard.press("Enter")
        seen.append((button.inner_text(), paper(page)))
    assert seen == [
        ("light", PAPER["light"]),
        ("dark", PAPER["dark"]),
        ("auto", PAPER["light"]),
    ]
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    settle(page, f"{site}/{NOTEBOOKS[1]}.html")
    assert paper(page) == PAPER["dark"] and button.inner_text() == "dark"


def test_dark_follows_the_system_while_the_page_is_open_and_without_scripts(open_page, site):
    for scripts in (True, False):
        page = open_page(java_script_enabled=scripts)
        page.goto(f"{site}/{NOTEBOOKS[0]}.html")
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            assert paper(page) == PAPER[scheme]


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_a_menu_opens_and_closes_by_keyboard_even_without_scripts(
    open_page, site, scripts
):
    menu = "chapter-menu"
    page = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    page.goto(f"{site}/{NOTEBOOKS[1]}.html")
    links = page.locator(f"#{menu} a")
    expect(links.first).to_be_hidden()
    page.locator(f"[popovertarget={menu}]").first.focus()
    page.keyboard.press("Enter")
    expect(links.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
    expect(page.locator(f".top [popovertarget={menu}]")).to_be_focused()
    page.locator(f".top [popovertarget={menu}]").click()
    page.locator(f"#{menu} .close").click()
    expect(links.first).to_be_hidden()


def test_the_skip_link_leads_past_the_menus(page, site):
    settle(page, f"{site}/{NOTEBOOKS[1]}.html")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
