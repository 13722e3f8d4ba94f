"""What a key and a button cost in each figure that moves. Usage: python -m bench.presses BUILD ...

Processor time of the page's main thread, in milliseconds: script, styles, layout and paint, from a
press to the end of its frame. Other programs disturb it far less than they disturb a clock. Builds
take turns, round by round, with a blank page beside them that holds one slider; the middle round
counts. Of two builds the second is also given as a part of the first, in the same round.
"""

import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench import table
from bench.latency import BLANK
from devtools import chromium, serve

ROUNDS, PRESSES = 5, 30
FIGURES = {  # figure -> its page in notebooks/
    "explorer": "bottleneck/see-it",
    "entropy": "bottleneck/supervisory-density",
    "alignment": "parallel_heads/ask-for-more",
    "ladder": "parallel_heads/does-it-help",
}
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PRESS = """([root, i]) => {
  const buttons = document.querySelectorAll(`${root} [role=radio], ${root} [data-preset]`);
  buttons[i % 2].click();
}"""


def visit(browser: Browser, url: str | None, root: str) -> dict[str, float]:
    """Milliseconds for a key and for a button of the figure `root` at `url`; None: a blank page."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    if url:
        page.goto(url)
        page.wait_for_selector(f"{root}:not(.c7-static)")
    else:
        page.set_content(BLANK)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    target = f"{root} input[type=range], {root} [role=radio]" if url else "input"
    page.locator(target).first.focus()
    keys = ("ArrowRight", "ArrowLeft")
    found = {"key": cost(page, session, lambda i: page.keyboard.press(keys[i % 2]))}
    if url:
        found["button"] = cost(page, session, lambda i: page.evaluate(PRESS, [root, i]))
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


def measure(browser: Browser, addresses: list[str], name: str) -> list[list]:
    """Rows of the table for one figure: a key and a button."""
    rounds = [
        {
            "blank": visit(browser, None, ""),
            **{
                a: visit(browser, f"{a}/notebooks/{FIGURES[name]}.html", f".c7-{name}")
                for a in addresses
            },
        }
        for _ in range(ROUNDS)
    ]
    rows = []
    for kind in ("key", "button"):
        cells = [f"{median(each[a][kind] for each in rounds):.1f}" for a in addresses]
        cells.append(f"{median(each['blank']['key'] for each in rounds):.1f}")
        if len(addresses) == 2:
            one, other = addresses
            cells.append(f"{median(each[other][kind] / each[one][kind] for each in rounds):.2f}")
        rows.append([name, kind, *cells])
    return rows


def main(builds: list[str]) -> None:
    """Prints the table, figure by figure."""
    titles = ["figure", "press", *builds, "blank page, key"]
    titles += ["second / first"] if len(builds) == 2 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGS
        )
        with ExitStack() as stack:
            addresses = [stack.enter_context(serve.running(build, 0)) for build in builds]
            rows = [row for name in FIGURES for row in measure(browser, addresses, name)]
        browser.close()
    print(table.table(titles, rows))


if __name__ == "__main__":
    main(sys.argv[1:] or [str(Path(__file__).parents[1] / "_build" / "html")])
