"""What all tests share, and what every run reports at its end."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from playwright.sync_api import Browser, sync_playwright

from chapter7 import ledger
from devtools import chromium

HERE = Path(__file__).parent
TOGETHER = ("coursework/*.py", "browser/test_export.py", "browser/test_jupyterlab.py")
TOGETHER += ("browser/test_firefox.py", "pages/test_*.py", "plots/test_figures.py")
TOGETHER += ("widgets/anatomy/*.py", "lab/test_*.py", "lab/decoding/test_*.py", "forms/*.py")
TOGETHER += ("devtools/test_versions.py",)
"""Files whose tests share a costly start: those of each go to one worker."""
FIRST = ("coursework/test_marks.py", "website/test_live.py", "coursework/test_nbgrader.py")
FIRST += ("browser/test_jupyterlab.py", "coursework/test_batch.py")
"""Files that take a worker longest: begun last, they would keep it when the others have ended."""
UNCOUNTED = ("browser", "devtools", "forms", "pages", "website")
"""Folders of tests whose subject is not the package."""
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
"""The browser reaches this machine only; a test that answers each request itself takes longer."""

# No deadline: how long an example takes says more of the machine than of the code.
# Derandomised: a run that fails here fails everywhere.
settings.register_profile("chapter7", deadline=None, derandomize=True)
# For who asks whether a test fails, not for which smallest example: tests/broken.py.
settings.register_profile(
    "unshrunk", settings.get_profile("chapter7"), phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("chapter7")
# Parsed pages are many objects that stay: Python would look through them again and again.
gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run: a process has room for one Playwright."""
    path = chromium.executable(shell=True)
    if path is None:
        pytest.fail(chromium.HELP)
    with sync_playwright() as playwright:
        args = [*chromium.ARGS, ALONE]
        browser = playwright.chromium.launch(executable_path=path, args=args)
        yield browser
        browser.close()


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in this hook, too
def pytest_collection_modifyitems(items) -> None:
    """Groups what belongs together and names no group itself; puts the longest first."""
    items.sort(key=lambda item: not any(map(item.path.relative_to(HERE).match, FIRST)))
    for item in items:
        file = item.path.relative_to(HERE)
        if any(map(file.match, TOGETHER)) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(str(file)))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item) -> Iterator[None]:
    """Counts no lines of the package where it is not what is tried: it slows all Python down."""
    counter = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if counter is None or item.path.relative_to(HERE).parts[0] not in UNCOUNTED:
        yield
        return
    counter.pause()
    yield
    counter.resume()


def pytest_terminal_summary(terminalreporter) -> None:
    """The ledger: how many rows come to each verdict."""
    count = ledger.summary()
    terminalreporter.section("ledger")
    terminalreporter.write_line(f"{sum(count.values())} rows")
    for name, n in count.items():
        terminalreporter.write_line(f"{n:5}  {name}")
