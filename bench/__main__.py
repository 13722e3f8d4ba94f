"""The command: measures, prints the tables and keeps them in results.md.

python -m bench [--runs N] [--pages WORD ...]; only a whole run with three or more visits is kept.
"""

import argparse
import importlib.metadata
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sphinx_external_toc.parsing import parse_toc_yaml
from tqdm import tqdm

from bench import default_book, latency, lighthouse, server, table
from bench.lighthouse import MeasurementError

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build" / "html"
KEPT = ROOT / "bench" / "results.md"
PARTIAL = ROOT / "_build" / "bench.md"
RUNS = 3
DEFAULT_RUNS = 1


def check() -> None:
    """Raises MeasurementError: something that a run needs is not there."""
    if not (BOOK / "index.html").exists():
        raise MeasurementError("there is no built book: run `make html` first")
    if lighthouse.chromium.executable() is None:
        raise MeasurementError(lighthouse.chromium.HELP)
    for path in (lighthouse.NODE, lighthouse.PROGRAM):
        if not path.exists():
            raise MeasurementError(f"there is no {path.name} at {path}: run `make bench`")


def chosen(words: list[str]) -> list[str]:
    """The pages of the book whose name holds one of the words; all pages without words.

    Raises: MeasurementError: a word is in no page's name.
    """
    pages = list(parse_toc_yaml(ROOT / "_toc.yml"))
    for word in words:
        if not any(word in page for page in pages):
            raise MeasurementError(f"no page's name holds {word!r}; the pages: {', '.join(pages)}")
    return [page for page in pages if not words or any(word in page for word in words)]


def measure(pages: list[str], runs: int) -> table.Pages:
    """Visits by page, ours and the default's by turns."""
    counts = (runs, min(runs, DEFAULT_RUNS))
    visits: table.Pages = {page: ([], []) for page in pages}
    bar = tqdm(total=len(pages) * sum(counts), unit="visit")
    with server.serving(BOOK) as ours, server.serving(default_book.build()) as default:
        for page in pages:
            for turn in range(runs):
                for side, base in enumerate((ours, default)):
                    if turn < counts[side]:
                        bar.set_description(page.split("/")[-1])
                        report = lighthouse.visit(f"{base}/{page}.html")
                        visits[page][side].append(lighthouse.read(report))
                        bar.update()
    bar.close()
    return visits


def said(*command: str | Path) -> str:
    """What a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def circumstances(pages: table.Pages) -> str:
    """The machine and the versions, without a name of either's place."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    speed = [v.machine for visits in pages.values() for side in visits for v in side]
    packages = ("jupyter-book", "sphinx-book-theme", "sphinx", "tornado")
    versions = [
        said(lighthouse.chromium.executable(), "--version"),
        f"Lighthouse {said(lighthouse.NODE, lighthouse.PROGRAM, '--version')}",
        f"Node {said(lighthouse.NODE, '--version')}",
        f"Python {platform.python_version()}",
        *(f"{name} {importlib.metadata.version(name)}" for name in packages),
    ]
    return f"""\
- Made on {datetime.now(UTC):%d %B %Y} by `make bench`.
- Machine: {os.cpu_count()} cores, {cpu[1] if cpu else platform.machine()}, {platform.system()};
  Lighthouse's index of its speed {table.spread(speed, 0)}.
- {", ".join(versions)}."""


def document(pages: table.Pages, figures: str) -> str:
    """The whole text of the results."""
    ours, default = (median(len(visits[side]) for visits in pages.values()) for side in (0, 1))
    return f"""\
# What the pages weigh, and how fast they are

Ours beside a default Jupyter Book of the same content, measured by turns in one run. A value is
the median of our visits ({ours:.0f} a page) and of the default's ({default:.0f}); in brackets,
from the lowest to the highest. A ratio is ours / default.

{circumstances(pages)}

## All pages

The middle page is the median over the pages.

{table.summary(pages)}

## Figures that move

From a key press on a figure's first slider or choice to the painted frame, beside a blank page
with one slider in the same run, press by press in turn: the middle of {latency.VISITS} visits.
Only the page whose turn it is is slowed down.

{figures}

## Each page

{table.speed(pages)}

Lighthouse's other scores, ours / default:

{table.qualities(pages)}

kB on the wire by kind, ours:

{table.weights(pages, 0)}

and the default's:

{table.weights(pages, 1)}

## What Lighthouse finds

Failed audits on our pages, performance apart:

{table.findings(pages, 0)}

On the default's:

{table.findings(pages, 1)}

## How this is measured

- Each visit is one run of Lighthouse: its emulated phone, its simulated slow network and
  processor, a new Chromium with an empty profile. Nothing else runs meanwhile.
- Bytes are what the browser received, headers included; 1 kB is 1,000 bytes. The server gzips text
  and sends `max-age=600`, as GitHub Pages does, over HTTP/1.1.
- The default book has the same pages and the extensions that their directives need. Theme, icons,
  formulas (MathJax), widgets (require.js, ipywidgets' manager, anywidget) and figures (PNG, as a
  notebook shows a matplotlib figure) are Jupyter Book's defaults. It has our favicon, and none of
  our theme's styles and scripts.
- What a default page loads from other hosts is served by the same server as the page, from the
  same packages in the same versions. A reader's browser would have to connect to those hosts, too.
"""


def main() -> None:
    """Measures and writes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS, help="visits of each page (3)")
    parser.add_argument("--pages", nargs="*", default=[], help="parts of the names of pages")
    asked = parser.parse_args()
    if asked.runs < 1:
        parser.error(f"--runs must be at least 1, got {asked.runs}")
    try:
        check()
        pages = measure(chosen(asked.pages), asked.runs)
        with server.serving(BOOK) as base:
            text = document(pages, latency.measure_all(BOOK, base))
    except MeasurementError as error:
        sys.exit(f"bench: {error}")
    whole = asked.runs >= RUNS and not asked.pages
    path = KEPT if whole else PARTIAL
    path.write_text(text, encoding="utf-8")
    print(text, f"\nwritten to {path.relative_to(ROOT)}", sep="")


if __name__ == "__main__":
    main()
