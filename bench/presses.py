"""What a key and a button cost in each figure that moves. Usage: python -m bench.presses BUILD ...

Processor time of the page's main thread, in milliseconds: script, styles, layout and paint, from a
press to the end of its frame. Other programs disturb it far less than they disturb a clock. Builds
take turns, round by round, with a blank page beside them that holds one slider; the middle round
counts. Of two builds the second is also given as a part of the first, in the same round. Figures
and their handles are those of bench/latency.py, in the first build.
"""

import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench import latency, table
from devtools import chromium, serve

ROUNDS, PRESSES = 5, 30
BUILT = Path(__file__).parents[1] / "_build" / "html"
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PRESS = """([figure, i]) => {
  const kinds = ["[role=radio]", "[data-preset]", "[data-again]"];
  const buttons = document.querySelectorAll(kinds.map((kind) => `${figure} ${kind}`).join());
  buttons[i % Math.min(2, buttons.length)].click();
}"""
"""The first two buttons that choose, by turns, or the one that draws again."""


def visit(browser: Browser, url: str | None, name: str) -> dict[str, float]:
    """Milliseconds for a key and for a button of the figure `name` at `url`; None: a blank page."""
    page = latency.opened(browser, url, name)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    found = {"key": cost(page, session, lambda i: page.keyboard.press(latency.KEYS[i % 2]))}
    if url:
        figure = f'.c7-widget[data-module="{name}"]'
        found["button"] = cost(page, session, lambda i: page.evaluate(PRESS, [figure, i]))
    page.context.close()
    return found


def cost(page: Page, session: CDPSession, press) -> float:
    """The main thread's milliseconds for a press, one in two frames."""
    for i in range(PRESSES // 3):  # until what is pressed often is compiled
        press(i)
        page.evaluate(FRAMES)
    before = busy(session)
    for i in range(PRESSES):
        press(i)
        page.evaluate(FRAMES)
    return (busy(session) - before) / PRESSES


def busy(session: CDPSession) -> float:
    """Milliseconds that the main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1e3 * next(each["value"] for each in metrics if each["name"] == "TaskDuration")


def measure(browser: Browser, urls: list[str], name: str) -> list[list[str]]:
    """Rows of the table for the figure `name`, one URL a build: a key and a button."""
    rounds = [[visit(browser, url, name) for url in (None, *urls)] for _ in range(ROUNDS)]
    rows = []
    for kind in ("key", "button"):
        by_round = [[each[kind] for each in builds] for _, *builds in rounds]
        cells = [f"{median(column):.1f}" for column in zip(*by_round, strict=True)]
        cells.append(f"{median(blank['key'] for blank, *_ in rounds):.1f}")
        if len(urls) == 2:
            cells.append(f"{median(other / one for one, other in by_round):.2f}")
        rows.append([name, kind, *cells])
    return rows


def main(builds: list[str]) -> None:
    """Prints the table, figure by figure."""
    titles = ["figure", "press", *builds, "blank page, key"]
    titles += ["second / first"] if len(builds) == 2 else []
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGS
        )
        addresses = [stack.enter_context(serve.running(build, 0)) for build in builds]
        rows = []
        for name, page in latency.figures(Path(builds[0])).items():
            rows += measure(browser, [f"{address}/{page}" for address in addresses], name)
        browser.close()
    print(table.table(titles, rows))


if __name__ == "__main__":
    main(sys.argv[1:] or [str(BUILT)])
