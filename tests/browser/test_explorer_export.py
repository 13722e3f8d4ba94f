"""What a reader takes along: the numbers as text, the picture as SVG."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from chapter7.widgets.explorer.settings import START
from tests.browser.built import PAPER
from tests.browser.explorer import TITLE, action, numbers, opened, ratios, show, unfold

SVG = "{http://www.w3.org/2000/svg}"


COPIED = "The numbers are copied."
FILE = "explorer.svg"


def assert_lines(lines: list[str], setting, pin=None) -> None:
    """The lines that a reader takes along are those of the setting."""
    title, shown, about, compute, bits, density, both, *compared = lines
    expected = numbers(setting)
    assert about.startswith("DeepSeek-V3: ")
    assert title == TITLE
    assert shown.startswith("Shown: 37B activated of 671B, ") and f"k = {setting.k}," in shown
    assert compute.startswith(f"Compute per token: {expected['compute']} (")
    assert bits.startswith(f"Supervision per token: {expected['bits']} (")
    assert density.startswith(f"Density: {expected['density']}\u202fbits per GFLOP (")
    assert both.startswith("By all 671B: ")
    assert [ratios(setting, pin) in line for line in compared] == ([True] if pin else [])


def test_the_numbers_are_copied_as_text(open_page, site):
    page = opened(open_page(permissions=["clipboard-read", "clipboard-write"]), site)
    unfold(page, "numbers")
    action(page, "copy").click()
    expect(page.locator(".c7-status")).to_have_text(COPIED)
    assert_lines(page.evaluate("navigator.clipboard.readText()").split("\n"), START)
    action(page, "pin").click()
    changed = replace(START, k=8, context=8_192)
    show(page, [changed])
    action(page, "copy").click()
    expect(page.locator(".c7-status")).to_have_text(COPIED)
    assert_lines(page.evaluate("navigator.clipboard.readText()").split("\n"), changed, START)


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"


def test_without_permission_the_older_way_copies(open_page, site):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'));"
    )
    opened(page, site)
    unfold(page, "numbers")
    action(page, "copy").click()
    expect(page.locator(".c7-status")).to_have_text(COPIED)
    expect(action(page, "copy")).to_be_focused()
    expect(page.locator(".c7-copy")).to_have_count(0)
    assert_lines(page.evaluate("navigator.clipboard.readText()").split("\n"), START)


def test_where_no_way_is_open_the_text_is_there_to_be_copied_by_hand(open_page, site):
    page = open_page()
    page.add_init_script(f"{NO_CLIPBOARD} document.execCommand = () => false;")
    opened(page, site)
    unfold(page, "numbers")
    action(page, "copy").click()
    expect(page.locator(".c7-status")).to_have_text("Copy the selected text with Ctrl+C or ⌘C.")
    area = page.locator(".c7-copy")
    expect(area).to_be_focused()
    assert_lines(area.input_value().split("\n"), START)
    assert_lines(page.evaluate("getSelection().toString()").split("\n"), START)


def saved(page: Page) -> ET.Element:
    """The picture that is saved, parsed."""
    unfold(page, "numbers")
    with page.expect_download() as download:
        action(page, "save").click()
    assert download.value.suggested_filename == FILE
    expect(page.locator(".c7-status")).to_have_text(f"The picture is saved as {FILE}.")
    return ET.parse(download.value.path()).getroot()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_picture_is_saved_as_one_svg_with_its_own_looks(open_page, site, scheme, width):
    page = opened(open_page(viewport={"width": width, "height": 900}, color_scheme=scheme), site)
    expect(page.locator("body")).to_have_css("background-color", PAPER[scheme])
    action(page, "pin").click()
    picture = saved(page)
    assert picture.tag == f"{SVG}svg" and picture.get("viewBox").startswith("0 0 ")
    text = " ".join("".join(picture.itertext()).split())
    every = " ".join(" ".join(element.itertext()) for element in picture.iter(f"{SVG}text"))
    said = " ".join(every.split())
    for line in (TITLE, *numbers(START).values(), ratios(START, START)):
        assert " ".join(line.split()) in said, line
    words = ["The", "trunk", "runs", "every", "layer", "for", "each", "token", "and", "is", "asked"]
    drawn = [element.text for element in picture.iter(f"{SVG}text") if element.text in words]
    assert drawn == words[: 10 if width > 700 else 8]
    assert "one GFLOP, or one bit" in text and "a tenth of the density" in text
    whole = ET.tostring(picture, encoding="unicode")
    for never in ("var(", "class=", "<style", "href", "system-ui)"):
        assert never not in whole
    background = picture.find(f"{SVG}rect").get("fill")
    assert background == PAPER[scheme]
    shapes = [*picture.iter(f"{SVG}path"), *picture.iter(f"{SVG}circle")]
    assert len(shapes) > 15 and all(shape.get("fill") for shape in shapes)


def test_the_saved_picture_draws_alone(open_page, page, site):
    opened(page, site)
    picture = ET.tostring(saved(page), encoding="unicode")
    alone = open_page()
    alone.set_content(f"<img id=p src='data:image/svg+xml,{_escaped(picture)}'>")
    alone.wait_for_function("document.getElementById('p').complete")
    assert alone.evaluate("document.getElementById('p').naturalWidth") > 100


def _escaped(text: str) -> str:
    from urllib.parse import quote

    return quote(text)
