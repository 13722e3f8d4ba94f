"""How long a figure takes from a key to the painted frame. Usage: latency.py [BUILD]

Every figure that moves, on the first page that has it, against a blank page that holds one
slider, in the same run, press by press in turn, so that what else the machine does falls on both;
in several visits, of which the middle one counts. A press starts at the key event's own time
stamp, which the browser sets when the key arrives; it ends in the first task after the frame that
the press asked for, when style, layout and paint of that frame are done. The Event Timing API ends
at the same place, but rounds to 8 ms, half a frame. Of the explorer also a drag, with its long
tasks; then the heap after a forced collection, before and after 10,000 random interactions.
"""

import random
import re
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from bench import table
from devtools import chromium, serve
from devtools.hands import MANY

VISITS = 3
ROOT = Path(__file__).parents[1]
PRESSES, WARM_UP = 30, 6
INTERACTIONS = 10_000
BLANK = """<!doctype html><html lang="en"><title>Blank</title>
<input type="range" min="0" max="103" value="60" aria-label="Blank">"""
KEYS = ("ArrowLeft", "ArrowRight")
RUN = 3
"""Presses in one direction: so few that a slider which begins at its end has moved before."""
HANDLES = ("input[type=range]", "[role=radio][aria-checked=true]")
"""What takes the keys: a figure's first slider, or else its first choice."""
NAMES = ("figure p50", "figure p95", "blank page p50", "blank page p95", "ratio p50", "ratio p95")
SLOWER = (1, 4)
"""How many times slower the processor is."""

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


@dataclass(frozen=True)
class Hold:
    """What the explorer does under many hands.

    long_tasks: ms, of the tasks over 50 ms in a drag. before, after: bytes of the heap before and
    after 10,000 interactions.
    """

    long_tasks: list[float]
    before: int
    after: int


def figures(book: Path) -> dict[str, str]:
    """The figures that move, by name, each with the first page in the book's order that has it."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for chapter in (chapter for part in toc["parts"] for chapter in part["chapters"]):
        path = book / f"{chapter['file']}.html"
        if path.exists():
            for name in re.findall(r'data-module="(\w+)"', path.read_text(encoding="utf-8")):
                found.setdefault(name, f"{chapter['file']}.html")
    return found


def measure(browser: Browser, url: str, name: str) -> dict[int, list[dict[str, float]]]:
    """Milliseconds of the figure `name` at `url`, and their ratios to a blank page's.

    Returns: for each of SLOWER one visit after the other, NAMES to numbers.
    """
    result: dict[int, list] = {slower: [] for slower in SLOWER}
    for _ in range(VISITS):
        figure, blank = opened(browser, url, name), opened(browser)
        for slower in SLOWER:
            result[slower].append(_keys(figure, blank, slower))
        blank.context.close()
        figure.context.close()
    return result


def hold(browser: Browser, url: str) -> Hold:
    """What the explorer at `url` does in a drag, and under many hands."""
    figure = opened(browser, url, "explorer")
    long_tasks = _drag(figure)
    session = figure.context.new_cdp_session(figure)
    figure.evaluate(MANY, INTERACTIONS // 10)  # what is compiled and kept once
    before = _heap(session)
    figure.evaluate(MANY, INTERACTIONS)
    after = _heap(session)
    figure.context.close()
    return Hold(long_tasks, before, after)


def opened(browser: Browser, url: str | None = None, name: str = "") -> Page:
    """A page with a figure, or a blank one: watched, with the focus on its first handle."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    within = ""
    if url:
        within = f'.c7-widget[data-module="{name}"] '
        page.goto(url)
        page.wait_for_selector(f"{within}.c7-drawn", state="attached")
    else:
        page.set_content(BLANK)
    page.evaluate(WATCH)
    handles = [page.locator(within + handle).first for handle in HANDLES]
    next(handle for handle in handles if handle.count()).focus()
    return page


def _keys(figure: Page, blank: Page, slower: int) -> dict[str, float]:
    """Presses keys by turns. Only the page whose turn it is is slowed down: the browser slows a
    page by keeping a core busy, and two such pages would leave no core for the rest of it.
    """
    pages = [(page, page.context.new_cdp_session(page)) for page in (figure, blank)]
    for page, _ in pages:
        page.evaluate("window.painted = []")
    draw = random.Random(7)
    for press in range(WARM_UP + PRESSES):
        for page, session in pages:
            session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            page.wait_for_timeout(draw.uniform(20, 60))  # at no fixed point of a frame
            page.keyboard.press(KEYS[press // RUN % 2])
            page.evaluate(f"until({press + 1})")
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    cuts = []
    for page in (figure, blank):
        times = page.evaluate("window.painted")[WARM_UP:]
        cuts.append((statistics.median(times), statistics.quantiles(times, n=20)[-1]))
    ratios = [figure / blank for figure, blank in zip(*cuts, strict=True)]
    return dict(zip(NAMES, (*cuts[0], *cuts[1], *ratios), strict=True))


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


def measure_all(book: Path, base: str) -> str:
    """Every figure of the built book, which is served at `base`, as `report` writes it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGS
        )
        places = figures(book)
        found = {name: measure(browser, f"{base}/{page}", name) for name, page in places.items()}
        held = hold(browser, f"{base}/{places['explorer']}")
        browser.close()
    return report(found, held)


def report(found: dict[str, dict[int, list[dict[str, float]]]], held: Hold) -> str:
    """What was measured, by figure, as a table; and a line on the explorer."""
    rows = [
        [f"{name}{'' if slower == 1 else f', processor {slower}x slower'}"]
        + [
            table.spread([visit[n] for visit in visits], 2 if n.startswith("ratio") else 1)
            for n in NAMES
        ]
        for name, by_speed in found.items()
        for slower, visits in by_speed.items()
    ]
    tasks = ", ".join(f"{task:.0f} ms" for task in held.long_tasks) or "none"
    memory, later = held.before / 1e6, held.after / 1e6
    return (
        f"{table.table(['ms', *NAMES], rows)}\n\n"
        f"The explorer's tasks over 50 ms in a drag: {tasks}. Its memory: {memory:.2f} MB, and "
        f"{later:.2f} MB after {INTERACTIONS:,} random interactions."
    )


def main(build: Path) -> None:
    """Prints the measurements of the figures in `build`."""
    with serve.running(str(build), 0) as address:
        print(measure_all(build, address))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html")
