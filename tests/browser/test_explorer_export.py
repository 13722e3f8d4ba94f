"""What a reader takes along: the numbers as text, the picture as SVG."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from chapter7.widgets.explorer.drawing import DRAWING
from chapter7.widgets.explorer.marks import MARKS
from chapter7.widgets.explorer.settings import START
from chapter7.widgets.explorer.texts import TEXTS, WORDS, slots
from tests.browser.built import PAPER
from tests.browser.explorer import action, opened, show

SVG = "{http://www.w3.org/2000/svg}"


def lines(setting, pin=None) -> list[str]:
    texts = slots(setting, pin)
    text = TEXTS["export"].format(title="One position’s bargain", **texts)
    return text.split("\n") + ([texts["compare"]] if pin else [])


def test_the_numbers_are_copied_as_text(open_page, site):
    page = opened(open_page(permissions=["clipboard-read", "clipboard-write"]), site)
    action(page, "copy").click()
    expect(page.locator(".c7-status")).to_have_text(TEXTS["copied"])
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == lines(START)
    action(page, "pin").click()
    changed = replace(START, k=8, context=8_192)
    show(page, [changed])
    action(page, "copy").click()
    expect(page.locator(".c7-status")).to_have_text(TEXTS["copied"])
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == lines(changed, START)


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"


def test_without_permission_the_older_way_copies(open_page, site):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'));"
    )
    opened(page, site)
    action(page, "copy").click()
    expect(page.locator(".c7-status")).to_have_text(TEXTS["copied"])
    expect(action(page, "copy")).to_be_focused()
    expect(page.locator(".c7-copy")).to_have_count(0)
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == lines(START)


def test_where_no_way_is_open_the_text_is_there_to_be_copied_by_hand(open_page, site):
    page = open_page()
    page.add_init_script(f"{NO_CLIPBOARD} document.execCommand = () => false;")
    opened(page, site)
    action(page, "copy").click()
    expect(page.locator(".c7-status")).to_have_text(TEXTS["copy_by_hand"])
    area = page.locator(".c7-copy")
    expect(area).to_be_focused()
    assert area.input_value().split("\n") == lines(START)
    assert page.evaluate("getSelection().toString()").split("\n") == lines(START)


def saved(page: Page) -> ET.Element:
    """The picture that is saved, parsed."""
    with page.expect_download() as download:
        action(page, "save").click()
    assert download.value.suggested_filename == TEXTS["file"]
    expect(page.locator(".c7-status")).to_have_text(TEXTS["saved"].format(file=TEXTS["file"]))
    return ET.parse(download.value.path()).getroot()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_picture_is_saved_as_one_svg_with_its_own_looks(open_page, site, scheme, width):
    page = opened(open_page(viewport={"width": width, "height": 900}, color_scheme=scheme), site)
    expect(page.locator("body")).to_have_css("background-color", PAPER[scheme])
    action(page, "pin").click()
    picture = saved(page)
    assert picture.tag == f"{SVG}svg" and picture.get("viewBox").startswith("0 0 ")
    text = " ".join("".join(picture.itertext()).split())
    every = " ".join(" ".join(element.itertext()) for element in picture.iter(f"{SVG}text"))
    said = " ".join(every.split())
    for line in lines(START, START):
        assert " ".join(line.split()) in said, line
    columns = DRAWING["columns_wide" if width > 700 else "columns_narrow"]
    assert all(word in text for word in WORDS[:columns])
    assert sum(mark.name in text for mark in MARKS) == (len(MARKS) if width > 700 else 0)
    whole = ET.tostring(picture, encoding="unicode")
    for never in ("var(", "class=", "<style", "href", "system-ui)"):
        assert never not in whole
    background = picture.find(f"{SVG}rect").get("fill")
    assert background == ("rgb(250, 249, 246)" if scheme == "light" else "rgb(26, 31, 40)")
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
