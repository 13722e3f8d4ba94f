"""Every page of the built book as a reader meets it."""

import gzip
import itertools
import json
import sys
from urllib.parse import urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.built import BOOK, NOTEBOOKS, PAGES, PAPER, ROOT, TOC, settle

REPOSITORY = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]


@pytest.fixture(params=PAGES)
def address(request, site) -> str:
    return f"{site}/{request.param}.html"


def paper(page) -> str:
    """The colour that the page lies on."""
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def violations(page) -> list[str]:
    """What axe finds, of any impact."""
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:120]}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_silent_asks_nobody_else_and_passes_axe(open_page, address, scheme):
    page = open_page(color_scheme=scheme)
    settle(page, address)
    assert paper(page) == PAPER[scheme]
    assert violations(page) == []


def test_a_phone_in_the_dark_passes_axe(phone, address):
    phone.emulate_media(color_scheme="dark")
    settle(phone, address)
    assert violations(phone) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_nothing_overflows(open_page, address, width):
    page = open_page(viewport={"width": width, "height": 844})
    settle(page, address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width


# What scrolls inside itself begins at its left end: nothing of it is out of reach there.
CUT = """
() => [...document.querySelectorAll("div.math, .wide, pre")].filter((box) => {
  box.scrollLeft = -1000;
  return box.scrollLeft < 0;
}).length
"""


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nothing_that_scrolls_is_cut_on_its_left(page, site, name):
    settle(page, f"{site}/{name}.html")
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(CUT) == 0


READ = """
() => {
  const text = [];
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const skipped = ".c7-widget, .c7-ledger-controls, noscript, script, button";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(skipped)) text.push(node.data.trim());
  }
  return text.filter(Boolean);
}
"""


def test_a_page_reads_whole_without_scripts(open_page, address):
    """Text, formulas, tables and figures are the same; only controls may be missing."""
    scripted = open_page()
    settle(scripted, address)
    plain = open_page(java_script_enabled=False)
    plain.goto(address)
    assert plain.evaluate(READ) == scripted.evaluate(READ)
    for kind in (".katex", "figure svg", "table", ".c7-widget svg"):
        shown = plain.locator(f"article {kind}:visible").count()
        assert shown >= scripted.locator(f"article {kind}:visible").count() > -1, kind
    assert plain.locator(".theme-button:visible, .copy:visible, .c7-check:visible").count() == 0


def test_no_page_names_the_machine_it_was_built_on():
    built = list(BOOK.rglob("*.html"))
    assert len(built) >= len(PAGES)
    assert [p.name for p in built if str(ROOT) in p.read_text(encoding="utf-8")] == []


def test_every_page_has_one_h1_and_headings_in_order(page, address):
    settle(page, address)
    levels = page.locator("article :is(h1,h2,h3,h4)").evaluate_all(
        "headings => headings.map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), levels


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_page_has_a_described_figure_and_no_raw_output(page, site, name):
    settle(page, f"{site}/{name}.html")
    figures = page.locator("article figure")
    assert figures.count() >= 1
    for figure in figures.all():
        label = figure.locator("svg[role=img]").first.get_attribute("aria-label")
        assert len(label.split()) >= 15
        assert figure.locator("figcaption").inner_text().strip()
    outputs = " ".join(page.locator("article .cell_output").all_inner_texts())
    for raw in ("np.float64", "np.int64", "Traceback", "<chapter7", "tensor("):
        assert raw not in outputs


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_page_offers_itself_as_ipynb_and_on_binder(page, site, name):
    settle(page, f"{site}/{name}.html")
    link = page.locator("a[href$='.ipynb']").first
    response = page.request.get(page.evaluate("a => a.href", link.element_handle()))
    notebook = json.loads(response.body())
    assert response.ok and notebook["nbformat"] == 4
    written = (ROOT / f"{name}.md").read_text(encoding="utf-8").count("```{code-cell}")
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) == written
    binder = page.locator("a[href^='https://mybinder.org']").first.get_attribute("href")
    repository = REPOSITORY.removeprefix("https://github.com/")
    assert binder == f"https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{name}.md"


def test_links_inside_the_book_lead_somewhere(page, site):
    seen, queue = set(), [f"{site}/{TOC['root']}.html"]
    while queue:
        address = queue.pop()
        seen.add(address)
        settle(page, address)
        links = page.locator("a[href]").evaluate_all(
            "links => links.map(a => a.href.split('#')[0])"
        )
        assert page.request.get(address).ok
        inside = {link for link in links if link.startswith(site) and link.endswith(".html")}
        queue += [link for link in inside if link not in seen and link not in queue]
    assert {f"{site}/{name}.html" for name in PAGES} <= seen


def test_anchors_inside_the_book_exist(page, site):
    missing = []
    for name in PAGES:
        settle(page, f"{site}/{name}.html")
        missing += page.evaluate(
            """() => [...document.querySelectorAll('a[href^="#"]')]
                 .map(a => decodeURIComponent(a.hash.slice(1)))
                 .filter(id => id && !document.getElementById(id))"""
        )
    assert missing == []


def test_arrow_keys_do_not_leave_the_page(page, site):
    settle(page, f"{site}/{NOTEBOOKS[1]}.html")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.url.endswith(f"{NOTEBOOKS[1]}.html")


def test_arrow_keys_stay_with_the_control_that_has_the_focus(page, site):
    settle(page, f"{site}/{NOTEBOOKS[3]}.html")
    option = page.locator(".c7-option input").first
    option.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(300)
    assert page.url.split("?")[0].endswith(f"{NOTEBOOKS[3]}.html")
    expect(page.locator(".c7-option input:focus")).to_have_count(1)


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
@pytest.mark.parametrize("menu", ["chapter-menu", "page-menu"])
def test_on_a_phone_a_menu_opens_and_closes_by_keyboard_even_without_scripts(
    open_page, site, scripts, menu
):
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


def test_the_focus_is_always_seen(page, address):
    settle(page, address)
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        unseen += page.evaluate(
            """() => {
              const at = document.activeElement;
              if (at === document.body) return [];
              const rings = [at, at.closest("label, [data-focus]")].filter(Boolean);
              const ringed = rings.some((el) => {
                const style = getComputedStyle(el);
                return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
                  style.boxShadow !== "none";
              });
              const thumb = at.matches("input[type=range]"); // its ring is drawn on the thumb
              return ringed || thumb ? [] : [at.outerHTML.slice(0, 120)];
            }"""
        )
    assert unseen == []


TARGETS = """
() => [...document.querySelectorAll(
    "button, select, summary, input, .menu a, .top a, .page-links a, .neighbours a, .report")]
  .filter((el) => el.checkVisibility() && !el.closest("[hidden]"))
  .map((el) => [el.closest("label") ?? el, el])
  .map(([box, el]) => [box.getBoundingClientRect(), el.outerHTML.slice(0, 100)])
  .filter(([box]) => box.width > 0 && (box.height < 43.5 || box.width < 24))
  .map(([box, html]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)
"""


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_touch_targets_are_44_pixels_high(open_page, address, width):
    page = open_page(
        viewport={"width": width, "height": 844}, has_touch=True, is_mobile=width < 700
    )
    settle(page, address)
    assert page.evaluate(TARGETS) == []


# Marks one element for each character and style that formulas show; returns how many.
MARK_GLYPHS = """
() => {
  const seen = new Set();
  for (const el of document.querySelectorAll(".katex-html *")) {
    const text = [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("");
    const { fontFamily, fontStyle, fontWeight } = getComputedStyle(el);
    const styled = [...text].map((c) => [c, fontFamily, fontStyle, fontWeight].join());
    const fresh = styled.filter((c) => !seen.has(c));
    fresh.forEach((c) => seen.add(c));
    if (fresh.length) el.dataset.glyph = text;
  }
  return document.querySelectorAll("[data-glyph]").length;
}
"""


def test_every_glyph_of_a_formula_comes_from_a_formula_font(page, address):
    settle(page, address)
    marked = page.evaluate(MARK_GLYPHS)
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-glyph]"})
    fonts = {
        font["familyName"]
        for node in found["nodeIds"]
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    }
    assert len(found["nodeIds"]) == marked and bool(fonts) == bool(marked)
    assert all(name.startswith("KaTeX") for name in fonts), fonts


# The stops and brackets beside formulas: how many there are, and those on another line.
TORN = """
() => {
  const line = (text, at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  };
  let count = 0;
  const torn = [];
  const judge = (apart, formula) => {
    count += 1;
    if (apart) torn.push(formula.querySelector("annotation").textContent);
  };
  for (const formula of document.querySelectorAll("article span.math")) {
    const [before, behind] = [formula.previousSibling?.data, formula.nextSibling?.data];
    const parts = [...formula.querySelectorAll(".base")].map((el) => el.getBoundingClientRect());
    if (/[(\\[“]$/.test(before))
      judge(line(formula.previousSibling, before.length - 1).bottom < parts[0].top, formula);
    if (/^[.,;:!?)\\]”]/.test(behind))
      judge(line(formula.nextSibling, 0).top > parts.at(-1).bottom, formula);
  }
  return [count, torn];
}
"""


def test_a_formula_keeps_its_stops_and_brackets(page, site):
    total = 0
    for name in NOTEBOOKS:
        settle(page, f"{site}/{name}.html")
        page.evaluate("document.querySelectorAll('details').forEach((el) => (el.open = true))")
        for width in (320, 360, 390, 430, 768, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            count, torn = page.evaluate(TORN)
            assert torn == [], (name, width)
        total += count
    assert total > 100


HEAVIEST = 150_000  # bytes on the wire, everything included


def test_a_page_is_light(page, site, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    settle(page, address)
    paths = [BOOK / urlsplit(url).path.lstrip("/") for url in asked if url.startswith(site)]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in paths}
    assert sum(sizes.values()) <= HEAVIEST, sizes
    assert len(asked) <= 10


def test_a_taken_port_is_said_and_the_next_one_taken(capsys):
    serve = sys.modules["serve"]
    first = serve.bind(".", 8750)
    second = serve.bind(".", first.server_port)
    try:
        assert second.server_port > first.server_port
        assert f"Port {first.server_port} is taken; trying the next." in capsys.readouterr().out
    finally:
        first.server_close()
        second.server_close()
