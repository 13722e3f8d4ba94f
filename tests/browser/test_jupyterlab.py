"""The explorer's page in JupyterLab: the .md opens as a notebook, runs, and its figure is live."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
HEADS = ".jp-OutputArea .widget-dropdown select"
PATIENCE = 120_000  # milliseconds for a kernel to start and a page to run on a slow machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[str]:
    """The address of a JupyterLab over a copy of the notebooks, as Binder sets it up."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    # A home of its own: what a person has set for their Jupyter is neither read nor changed.
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "config"), "HOME": str(folder)}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    env["JUPYTER_PREFER_ENV_PATH"] = "1"
    subprocess.run(["jupytext-config", "set-default-viewer"], env=env, cwd=folder, check=True)
    # All cells stay in the page, also those scrolled out of sight.
    settings = folder / "config" / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--ServerApp.token=", "--ServerApp.password=", "--ServerApp.open_browser=False"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/api", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(PATIENCE // 500):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            assert server.poll() is None, "JupyterLab ended before it answered"
            time.sleep(0.5)
    raise TimeoutError(address)


def test_the_explorers_page_runs_as_a_notebook_and_its_figure_is_live(browser, lab):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab}/lab/tree/notebooks/bottleneck/see-it.md")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    # JupyterLab asks for a kernel if it is told to run in the moment in which it starts one.
    select = page.get_by_role("button", name="Select Kernel", exact=True)
    page.add_locator_handler(select, lambda: select.click())
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()

    explorer = page.locator(".jp-OutputArea .c7-explorer")
    explorer.wait_for()
    page.wait_for_selector(".jp-OutputArea .widget-slider")  # the linked ipywidgets slider
    assert page.locator(".jp-OutputArea [data-mime-type*='error']").count() == 0

    chosen = "[data-trait=k][aria-checked=true]"
    page.wait_for_function("document.querySelector('.widget-readout').textContent")
    explorer.locator("[data-trait=k]").nth(
        3
    ).click()  # to the kernel, by its link to the other widget
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
    page.close()


def told(page, k: str) -> None:
    """Waits until the ordinary slider that is linked through the kernel shows `k`."""
    readout = "document.querySelector('.widget-readout').textContent"
    page.wait_for_function(f"k => {readout} === k", arg=k)
