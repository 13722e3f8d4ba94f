"""How long the explorer takes from a key to the painted frame. Usage: latency.py [BUILD]

Against a blank page that holds one slider, in the same run, press by press in turn, so that what
else the machine does falls on both; in several visits, of which the middle one counts. A press
starts at the key event's own time stamp, which the browser sets when the key arrives; it ends in
the first task after the frame that the press asked for, when style, layout and paint of that frame
are done. The Event Timing API ends at the same place, but rounds to 8 ms, half a frame. Then a
drag, with its long tasks; then the heap after a forced collection, before and after 10,000 random
interactions.
"""

import random
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench import table
from devtools import chromium, serve
from devtools.hands import MANY

VISITS = 5
PAGE = "notebooks/bottleneck/see-it.html"
ROOT = Path(__file__).parents[1]
PRESSES, WARM_UP = 150, 20
INTERACTIONS = 10_000
BLANK = """<!doctype html><html lang="en"><title>Blank</title>
<input type="range" min="0" max="103" value="60" aria-label="Blank">"""
KEYS = ("ArrowRight", "ArrowLeft")

WATCH = """
window.painted = [];
addEventListener("keydown", (event) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    window.painted.push(performance.now() - event.timeStamp);
    window.done();
  };
  requestAnimationFrame(() => port2.postMessage(0));
}, { capture: true });
window.done = () => {};
window.until = (count) =>
  window.painted.length >= count || new Promise((resolve) => (window.done = resolve));
window.long = [];
new PerformanceObserver((list) =>
  window.long.push(...list.getEntries().map(({ duration }) => duration)),
).observe({ type: "longtask" });
"""


def measure(browser: Browser, url: str) -> dict:
    """Milliseconds and bytes of the explorer at `url`, and their ratios to a blank page's.

    Returns: for the keys 1 and 4, how many times slower the processor is, one visit after the
        other as `_keys` gives it; "long_tasks", those over 50 ms in a drag, in ms; "heap_before"
        and "heap_after" 10,000 interactions, in bytes.
    """
    result: dict = {1: [], 4: []}
    for _ in range(VISITS):
        figure, blank = _open(browser, url), _open(browser)
        for slower in (1, 4):
            result[slower].append(_keys(figure, blank, slower))
        blank.context.close()
        figure.context.close()
    figure = _open(browser, url)
    result["long_tasks"] = _drag(figure)
    session = figure.context.new_cdp_session(figure)
    figure.evaluate(MANY, INTERACTIONS // 10)  # what is compiled and kept once
    result["heap_before"] = _heap(session)
    figure.evaluate(MANY, INTERACTIONS)
    result["heap_after"] = _heap(session)
    figure.context.close()
    return result


def _open(browser: Browser, url: str | None = None) -> Page:
    """The explorer at `url`, or a blank page: watched, with the focus on its first slider."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    if url:
        page.goto(url)
        page.wait_for_selector(".c7-explorer [role=gridcell]")
    else:
        page.set_content(BLANK)
    page.evaluate(WATCH)
    page.locator("input[type=range]").first.focus()
    return page


def _keys(figure: Page, blank: Page, slower: int) -> dict[str, float]:
    """Presses keys by turns. Only the page whose turn it is is slowed down: the browser slows a
    page by keeping a core busy, and two such pages would leave no core for the rest of it.

    Returns: "explorer p50", "explorer p95", "blank page p50", "blank page p95", in ms, and
        "ratio p50" and "ratio p95", the explorer's over the blank page's.
    """
    pages = [(page, page.context.new_cdp_session(page)) for page in (figure, blank)]
    for page, _ in pages:
        page.evaluate("window.painted = []")
    draw = random.Random(7)
    for press in range(WARM_UP + PRESSES):
        for page, session in pages:
            session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            page.wait_for_timeout(draw.uniform(20, 60))  # at no fixed point of a frame
            page.keyboard.press(KEYS[press // 12 % 2])
            page.evaluate(f"until({press + 1})")
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    found = {}
    for name, page in (("explorer", figure), ("blank page", blank)):
        times = page.evaluate("window.painted")[WARM_UP:]
        found[f"{name} p50"] = statistics.median(times)
        found[f"{name} p95"] = statistics.quantiles(times, n=20)[-1]
    for cut in ("p50", "p95"):
        found[f"ratio {cut}"] = found[f"explorer {cut}"] / found[f"blank page {cut}"]
    return found


def _drag(figure: Page) -> list[float]:
    """Durations of the tasks over 50 ms while the size slider is dragged to and fro."""
    figure.evaluate("window.long = []")
    box = figure.locator("input[data-trait=size]").bounding_box()
    y = box["y"] + box["height"] / 2
    figure.mouse.move(box["x"] + 20, y)
    figure.mouse.down()
    for end in (0.95, 0.05, 0.95, 0.05):
        figure.mouse.move(box["x"] + end * box["width"], y, steps=100)
    figure.mouse.up()
    figure.wait_for_timeout(300)
    return figure.evaluate("window.long")


def _heap(session) -> int:
    """Bytes of the JavaScript heap that are in use after a collection."""
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]


def report(found: dict) -> str:
    """What `measure` returns, as a table and a line."""
    names = [*found[1][0]]
    decimals = [2 if name.startswith("ratio") else 1 for name in names]
    rows = [
        [
            f"processor {slower}x slower",
            *(
                table.spread([visit[name] for visit in found[slower]], digits)
                for name, digits in zip(names, decimals, strict=True)
            ),
        ]
        for slower in (1, 4)
    ]
    tasks = ", ".join(f"{task:.0f} ms" for task in found["long_tasks"]) or "none"
    before, after = (found[name] / 1e6 for name in ("heap_before", "heap_after"))
    return (
        f"{table.table(['ms', *names], rows)}\n\n"
        f"Tasks over 50 ms in a drag: {tasks}. Memory: {before:.2f} MB, and {after:.2f} MB after "
        f"{INTERACTIONS:,} random interactions."
    )


def main(build: Path) -> None:
    """Prints the measurements of the explorer in `build`."""
    with serve.running(str(build), 0) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGS
        )
        print(report(measure(browser, f"{address}/{PAGE}")))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html")
