"""Serves the book while it is written. Usage: python -m devtools.live PORT

A saved file rebuilds what it touches, and the browser shows it. Each build is a process of its own,
so that it imports the package and the website anew. It begins as a copy of one that has already
read the libraries, which are most of the wait.
"""

import contextlib
import io
import multiprocessing
import os
import sys
import threading
import time
from http import HTTPStatus
from pathlib import Path

from watchfiles import watch

from devtools import serve

SITE = Path("_build", "html")
SOURCES = (
    *("_config.yml", "_toc.yml", "CHANGELOG.md", "CITATION.cff", "constraints.txt"),
    *("book", "notebooks", "src", "website"),
)
LIBRARIES = [  # of others: what is written here must be read anew by each build
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "jupyter_cache.executors.utils",
    "matplotlib.figure",
    "myst_nb.sphinx_ext",
    "fontTools.subset",
    "sphinx.ext.autodoc",
    "sphinx.builders.html",
    "sphinx_design.extension",
    "sphinx_exercise",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.katex",
    "sphinxext.opengraph",
]
EVENTS = "/live-events"
RELOAD = (
    f'<script>new EventSource("{EVENTS}").onmessage = '
    '(event) => event.data === "%d" || location.reload()</script>'
)
HEARTBEAT = 15  # seconds until a closed page is noticed


class Builds:
    """Counts the builds that ended well, and wakes who waits for the next one."""

    def __init__(self) -> None:
        self.number, self._changed = 0, threading.Condition()

    def done(self) -> None:
        """One more."""
        with self._changed:
            self.number += 1
            self._changed.notify_all()

    def after(self, number: int) -> int:
        """The number of builds, once it is not `number`, or after HEARTBEAT."""
        with self._changed:
            self._changed.wait_for(lambda: self.number != number, timeout=HEARTBEAT)
            return self.number


class Live(serve.Quiet):
    """The pages, with a line of script in each that reloads it after a build."""

    builds: Builds

    def do_GET(self) -> None:
        """A page, a file, or the stream of builds."""
        if self.path == EVENTS:
            with contextlib.suppress(ConnectionError):  # the reader has gone on
                self.send_builds()
        else:
            super().do_GET()

    def send_builds(self) -> None:
        """Tells the number of builds, now and after each."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        number = self.builds.number
        while True:
            self.wfile.write(b"data: %d\n\n" % number)
            number = self.builds.after(number)

    def send_head(self) -> io.BufferedIOBase | None:
        """What is sent; to a page the script is added."""
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        if page.suffix != ".html" or not page.is_file():
            return super().send_head()
        body = page.read_bytes() + (RELOAD % self.builds.number).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def end_headers(self) -> None:
        """Nothing that is served here is to be kept."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


def build() -> None:
    """Builds what has changed; ends the process with a status of 0 if nothing is wrong."""
    from jupyter_book.cli.main import main

    with contextlib.redirect_stdout(io.StringIO()):  # greetings; what is wrong goes to stderr
        main(["build", ".", "-n", "--keep-going", "--quiet"])


def rebuild(processes, builds: Builds) -> None:
    """Runs a build, and says how it ended."""
    start = time.monotonic()
    process = processes.Process(target=build)
    process.start()
    process.join()
    if process.exitcode == 0:
        builds.done()
    outcome = "Built" if process.exitcode == 0 else "The pages stay as they were: not built"
    print(f"{outcome} in {time.monotonic() - start:.1f} s", flush=True)


def main(port: str) -> None:
    """Builds, serves, and builds again at each change, until interrupted."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(LIBRARIES)
    builds = Live.builds = Builds()
    changes = watch(*SOURCES, rust_timeout=200, yield_on_timeout=True, raise_interrupt=False)
    next(changes)  # it watches from here on
    rebuild(processes, builds)
    with serve.running(str(SITE), int(port), Live) as address:
        print(f"The book is at {address}/  (Ctrl+C stops it)", flush=True)
        for changed in filter(None, changes):
            print("Changed:", *sorted({os.path.relpath(path) for _, path in changed}), flush=True)
            rebuild(processes, builds)


if __name__ == "__main__":
    main(*sys.argv[1:])
