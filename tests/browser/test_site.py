"""Every page of the built book as a reader meets it."""

import itertools
import json
import sys
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(c["file"] for part in TOC["parts"] for c in part["chapters"])]
NOTEBOOKS = [page for page in PAGES if page.startswith("notebooks/")]
REPOSITORY = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]


@pytest.fixture(params=PAGES)
def address(request, site) -> str:
    return f"{site}/{request.param}.html"


def settle(page, address: str) -> None:
    """Opens the page and waits until its figures are live."""
    page.goto(address)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_silent_asks_nobody_else_and_passes_axe(open_page, address, scheme):
    page = open_page(color_scheme=scheme)
    settle(page, address)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    violations = [
        f"{v['impact']} {v['id']}: {node['html'][:120]}"
        for v in Axe().run(page).response["violations"]
        for node in v["nodes"]
        if v["impact"] in ("serious", "critical")
    ]
    assert violations == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_nothing_overflows(open_page, address, width):
    page = open_page(viewport={"width": width, "height": 844})
    settle(page, address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width


def test_a_page_reads_whole_without_scripts(open_page, address):
    page = open_page(java_script_enabled=False)
    page.goto(address)
    article = page.locator("article.bd-article")
    assert len(article.inner_text().split()) > 40
    assert article.locator("h1").count() == 1


def test_no_page_names_the_machine_it_was_built_on():
    built = list((ROOT / "_build" / "html").rglob("*.html"))
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


def test_the_theme_can_be_switched_by_keyboard(page, site):
    settle(page, f"{site}/{NOTEBOOKS[0]}.html")
    seen = set()
    page.locator("button.theme-switch-button").first.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
        seen.add(page.evaluate("document.documentElement.dataset.mode"))
    assert seen == {"light", "dark", "auto"}


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
