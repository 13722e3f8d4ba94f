"""How long the explorer takes from a key to the painted frame. Usage: latency.py [BUILD]

Against a blank page that holds one slider, in the same run, press by press in turn, so that what
else the machine does falls on both. A press starts at the key event's own time stamp, which the
browser sets when the key arrives; it ends in the first task after the frame that the press asked
for, when style, layout and paint of that frame are done. The Event Timing API ends at the same
place, but rounds to 8 ms, half a frame. Then a drag, with its long tasks; then the heap after a
forced collection, before and after 10,000 random interactions.
"""

import random
import statistics
import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "site"), str(ROOT / "tests" / "browser")]
import chromium  # noqa: E402
import explorer  # noqa: E402
import serve  # noqa: E402

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

    Returns: for the keys "1x" and "4x", the slow-down of the processor, "p50" and "p95" of the
        explorer and of the blank page in ms, and their ratios; "long_tasks", those over 50 ms in
        a drag, in ms; "heap_before" and "heap_after" 10,000 interactions, in bytes.
    """
    figure, blank = (_open(browser) for _ in range(2))
    figure.goto(url)
    figure.wait_for_selector(".c7-explorer [role=gridcell]")
    blank.set_content(BLANK)
    for page in (figure, blank):
        page.evaluate(WATCH)
        page.locator("input[type=range]").first.focus()
    result: dict = {f"{slower}x": _keys(figure, blank, slower) for slower in (1, 4)}
    result["long_tasks"] = _drag(figure)
    session = figure.context.new_cdp_session(figure)
    figure.evaluate(explorer.MANY, INTERACTIONS // 10)  # what is compiled and kept once
    result["heap_before"] = _heap(session)
    figure.evaluate(explorer.MANY, INTERACTIONS)
    result["heap_after"] = _heap(session)
    for page in (figure, blank):
        page.context.close()
    return result


def _open(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1280, "height": 900}).new_page()


def _keys(figure: Page, blank: Page, slower: int) -> dict:
    """Presses keys by turns. Only the page whose turn it is is slowed down: the browser slows a
    page by keeping a core busy, and two such pages would leave no core for the rest of it."""
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
    for name, page in (("explorer", figure), ("blank", blank)):
        times = page.evaluate("window.painted")[WARM_UP:]
        cuts = statistics.quantiles(times, n=20)
        found[name] = {"p50": statistics.median(times), "p95": cuts[-1]}
    for cut in ("p50", "p95"):
        found[f"{cut}_ratio"] = found["explorer"][cut] / found["blank"][cut]
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


def main(build: Path) -> None:
    """Prints the measurements of the explorer in `build`."""
    server = serve.bind(str(build), 8850)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGS
        )
        found = measure(browser, f"http://127.0.0.1:{server.server_port}/{explorer.PAGE}")
        browser.close()
    server.shutdown()
    print("key to painted frame   explorer ms      blank ms      ratio")
    print("                        p50    p95    p50    p95    p50   p95")
    for slower in ("1x", "4x"):
        row = found[slower]
        times = [row[name][cut] for name in ("explorer", "blank") for cut in ("p50", "p95")]
        ratios = [row["p50_ratio"], row["p95_ratio"]]
        print(f"processor {slower} slower  " + "".join(f"{t:7.1f}" for t in times), end="")
        print("".join(f"{ratio:6.2f}" for ratio in ratios))
    print(f"tasks over 50 ms in a drag: {[round(t) for t in found['long_tasks']] or 'none'}")
    before, after = found["heap_before"] / 1e6, found["heap_after"] / 1e6
    print(f"heap: {before:.2f} MB, after {INTERACTIONS:,} interactions {after:.2f} MB", end=" ")
    print(f"({after / before:.2f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html")
