"""The built book wherever it is: under a sub-path, on a disk, on paper, in previews, in search."""

import re

import pytest
import yaml
from playwright.sync_api import expect

from devtools import serve
from tests.browser.built import settle
from tests.browser.visit import measure
from tests.built import BOOK, NOTEBOOKS, PAGES, REPOSITORY, ROOT

SEE_IT = "notebooks/bottleneck/see-it"


@pytest.fixture(scope="module")
def under_a_path(tmp_path_factory):
    """The address of the book served two folders deep, as a project's page is."""
    top = tmp_path_factory.mktemp("host")
    (top / "some").mkdir()
    (top / "some" / "chapter").symlink_to(BOOK)
    with serve.running(str(top), 0) as address:
        yield f"{address}/some/chapter"


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory) -> str:
    """The address of the book in a folder, opened without a server."""
    folder = tmp_path_factory.mktemp("disk") / "my book"
    folder.symlink_to(BOOK)
    return folder.as_uri()


@pytest.fixture(params=["sub-path", "disk"])
def elsewhere(request) -> str:
    return request.getfixturevalue({"sub-path": "under_a_path", "disk": "on_disk"}[request.param])


def test_every_page_works_elsewhere(open_page, elsewhere):
    """Styles, scripts and formulas are there; nothing is missing or complained of."""
    page = open_page(allowed=elsewhere)
    for name in PAGES:
        settle(page, f"{elsewhere}/{name}.html")
        top = "getComputedStyle(document.querySelector('.top')).position"
        assert page.evaluate(top) == "sticky"
        assert page.locator(".theme-button.works").count() == 1
        formulas = page.locator(".katex-html").count()
        loaded = page.evaluate(
            "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
        )
        assert any("Source Sans 3" in family for family in loaded)
        assert bool(formulas) == any("KaTeX" in family for family in loaded)


def test_the_explorer_works_elsewhere(open_page, elsewhere):
    page = open_page(allowed=elsewhere)
    settle(page, f"{elsewhere}/{SEE_IT}.html")
    before = page.locator("[data-slot=density]").inner_text()
    page.locator(".c7-explorer [data-trait=k]").first.focus()
    page.keyboard.press("End")
    density = page.locator("[data-slot=density]")
    expect(density).not_to_have_text(before)
    after = density.inner_text()
    page.wait_for_url("**/see-it.html?*k=8*")
    settle(page, page.url)
    expect(density).to_have_text(after)
    page.go_back()
    expect(density).to_have_text(before)


def test_a_question_answers_elsewhere(open_page, elsewhere):
    page = open_page(allowed=elsewhere)
    settle(page, f"{elsewhere}/{SEE_IT}.html")
    question = page.locator("#q-last-column")
    question.locator(".c7-option", has_text="nothing").click()
    question.get_by_role("button", name="Check").click()
    expect(question.locator(".c7-reply")).to_contain_text("Right.")


def test_search_works_elsewhere(open_page, elsewhere):
    page = open_page(allowed=elsewhere)
    settle(page, f"{elsewhere}/{PAGES[0]}.html")
    page.get_by_role("searchbox", name="Search this book").fill("bonus token")
    page.keyboard.press("Enter")
    hit = page.locator("#search-results a", has_text="Glossary").first
    expect(hit).to_be_visible()
    hit.click()
    expect(page.locator("h1")).to_contain_text("Glossary")


def test_search_finds_shows_what_surrounds_a_hit_and_says_when_there_is_none(page, site):
    settle(page, f"{site}/search.html?q=prequential")
    expect(page.locator("#search-results li").first).to_be_visible()
    expect(page.locator("#search-results .context").first).to_contain_text("prequential")
    field = page.get_by_label("Words that a page must all contain")
    field.fill("xyzzyplugh")
    field.press("Enter")
    expect(page.locator("#search-results")).to_contain_text("did not match any documents")


def test_a_shortcut_leads_to_the_search(page, phone, site):
    settle(page, f"{site}/{PAGES[0]}.html")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
    settle(phone, f"{site}/{PAGES[0]}.html")
    phone.keyboard.press("Control+k")
    phone.wait_for_url("**/search.html")


def test_without_scripts_the_search_page_says_so(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/search.html")
    assert "The search needs scripts." in page.locator("main").inner_text()


def test_on_paper_there_is_no_navigation_and_nothing_is_folded_away(page, site):
    settle(page, f"{site}/{NOTEBOOKS[2]}.html")
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (".top", "#chapter-menu", ".neighbours", ".page-links", ".copy"):
        for element in page.locator(gone).all():
            expect(element).to_be_hidden()
    for kept in ("h1", "figure svg", "details.solution p", "details.c7-answers li", ".licence"):
        expect(page.locator(kept).first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    entries = page.locator(
        ".c7-check, input:not([type=radio])"
    )  # a radio is a box to tick on paper
    assert entries.count() > 5 and entries.and_(page.locator(":visible")).count() == 0


def test_on_paper_links_carry_their_addresses(page, site):
    settle(page, f"{site}/book/references.html")
    page.emulate_media(media="print")
    link = page.locator("article a[href^=http]").first
    after = link.evaluate("a => getComputedStyle(a, '::after').content")
    assert link.get_attribute("href") in after


def test_on_paper_the_explorer_is_a_picture_with_its_numbers(page, site):
    settle(page, f"{site}/{SEE_IT}.html")
    page.emulate_media(media="print")
    for control in page.locator(".c7-explorer :is(button, input, select):not([type=radio])").all():
        expect(control).to_be_hidden()
    for shown in ("svg", "[data-slot=density]", "[data-slot=compute]", "[data-slot=bits]"):
        expect(page.locator(f".c7-explorer {shown}").first).to_be_visible()


def test_a_missing_page_is_answered_by_one_that_needs_nothing_else(page, site):
    response = page.request.get(f"{site}/book/no-such-page.html")
    assert response.status == 404 and "There is no such page" in response.text()
    page.goto(f"{site}/404.html")
    owner, name = REPOSITORY.split("/")[-2:]
    home = page.get_by_role("link", name="To the beginning").get_attribute("href")
    assert home == f"https://{owner}.github.io/{name}/"
    assert not re.search(r"<(?:script|link rel=.stylesheet|img)", response.text())


def test_the_foot_says_how_to_cite_and_under_which_licence(page, site):
    settle(page, f"{site}/{NOTEBOOKS[0]}.html")
    foot = page.locator(".foot")
    expect(foot.locator("pre")).to_be_hidden()
    foot.get_by_text("Cite this chapter").click()
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    for part in (cff["title"], cff["version"], REPOSITORY, cff["authors"][0]["name"]):
        expect(foot.locator("pre")).to_contain_text(str(part))
    expect(foot.get_by_role("link", name="CC BY 4.0")).to_have_attribute("rel", "license")
    assert foot.get_by_role("link", name="MIT").get_attribute("href").startswith(REPOSITORY)


def test_code_is_copied(open_page, site):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    settle(page, f"{site}/{NOTEBOOKS[1]}.html")
    block = page.locator(".cell > .cell_input .highlight").nth(1)  # of those that are shown
    block.hover()
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == block.locator("pre").inner_text().rstrip()


def test_what_scrolls_inside_itself_is_reached_by_keyboard_on_a_phone(phone, site):
    settle(phone, f"{site}/{NOTEBOOKS[0]}.html")
    boxes = measure(phone, "scrollers")
    assert any(wide for wide, _ in boxes)
    assert all(reached == wide for wide, reached in boxes)


LOOK = """
(el) => {
  const { borderLeftColor, outlineStyle } = getComputedStyle(el);
  return `${borderLeftColor} ${outlineStyle}`;
}
"""


@pytest.mark.parametrize(
    ("name", "chosen", "other"),
    [
        (
            "notebooks/bottleneck/see-it",
            '.c7-ks [aria-checked="true"]',
            '.c7-ks [aria-checked="false"]',
        ),
        (
            "book/how-we-know",
            "#chapter-menu a[aria-current]",
            "#chapter-menu a:not([aria-current])",
        ),
        ("book/how-we-know", "#c29", "#c30"),
    ],
)
def test_colours_of_the_readers_system_tell_what_is_chosen(open_page, site, name, chosen, other):
    page = open_page(forced_colors="active")
    settle(page, f"{site}/{name}.html#c29")
    looks = [{el.evaluate(LOOK) for el in page.locator(which).all()} for which in (chosen, other)]
    assert all(looks) and not looks[0] & looks[1]


MOVED = [
    (f"{page}.html", name, *target.split("#"))
    for page, places in yaml.safe_load((ROOT / "website" / "moved.yaml").read_text()).items()
    if isinstance(places, dict)
    for name, target in places.items()
]


@pytest.mark.parametrize("where", ["site", "on_disk"])
def test_a_link_to_a_place_that_moved_leads_there(open_page, where, request):
    address = request.getfixturevalue(where)
    page = open_page(allowed=address)
    for old, name, new, place in MOVED:
        page.goto(f"{address}/{old}?k=2#{name}")
        page.wait_for_url(f"{address}/{new}.html?k=2#{place}")
        expect(page.locator(f"[id='{place}']")).to_be_in_viewport()


def test_a_place_that_moved_is_named_without_scripts_too(open_page, site):
    page = open_page(java_script_enabled=False)
    for old, name, new, place in MOVED:
        page.goto(f"{site}/{old}")
        expect(page.locator(".moved:visible")).to_have_count(0)
        page.goto(f"{site}/{old}#{name}")
        expect(page.locator(".moved:visible")).to_have_count(1)
        page.locator(".moved:visible a").click()
        page.wait_for_url(f"{site}/{new}.html#{place}")
