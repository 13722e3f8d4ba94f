"""`make live` on a small book: what is saved is what is served, and nothing runs without need."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.website.small_book import SmallBook

PATIENCE = 300  # seconds for a build; on a free machine it takes three
HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""
CELL = """# {name}

A sentence.

```{{code-cell}} ipython3
open("../runs", "a").write("{name} ")
from chapter7 import answer
print("answer", answer.ANSWER)
```
"""


class Book(SmallBook):
    """A book of three pages under `make live`."""

    def __init__(self, folder: Path) -> None:
        cells = {name: HEADER + CELL.format(name=name) for name in ("one", "two")}
        pages = {f"notebooks/{name}": text for name, text in cells.items()}
        super().__init__(folder, {"book/index": "# The book\n\nIts words.\n", **pages})
        self.write("src/chapter7/answer.py", "ANSWER = 41\n")
        self.write("CHANGELOG.md", "# Changelog\n")

    def runs(self) -> list[str]:
        """The pages that have run since the last call."""
        counter = self.folder / "runs"
        found = counter.read_text().split() if counter.exists() else []
        counter.write_text("")
        return sorted(found)

    def built(self, number: int) -> str:
        """What `make live` has said, once `number` builds have ended."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            said = (self.folder / "log").read_text()
            if "not built" in said or len(re.findall(r"^Built in", said, re.M)) >= number:
                break
            time.sleep(0.1)
        assert "not built" not in said and len(re.findall(r"^Built in", said, re.M)) == number, said
        return said

    def get(self, path: str) -> str:
        """What a reader gets."""
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return answer.read().decode()

    def made(self) -> list[str]:
        """The pages of the built book, and their notebooks beside them and on their own."""
        places = (
            self.folder / "_build" / "html" / "notebooks",
            self.folder / "_build" / "notebooks",
        )
        return sorted(path.name for place in places for path in place.iterdir())

    def news(self) -> int:
        """The number of the last build, as an open page is told it."""
        with urllib.request.urlopen(f"{self.address}/live-events", timeout=60) as stream:
            return int(stream.readline().removeprefix(b"data: "))

    def __enter__(self) -> "Book":
        env = {**os.environ, "PYTHONPATH": str(self.folder / "src")}
        command = [sys.executable, "-m", "devtools.live", "0"]
        self.log = (self.folder / "log").open("w")
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=env,
            stdout=self.log,
            stderr=self.log,
            # Where the tests themselves run in the background, an interrupt would be ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.built(1)
        while not (found := re.search(r"http://\S+[^/\s]", (self.folder / "log").read_text())):
            time.sleep(0.1)
        self.address = found[0]
        return self

    def __exit__(self, *exception) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self.log.close()


def test_what_is_saved_is_served_and_only_what_it_touches_runs(tmp_path):
    with Book(tmp_path) as book:
        assert book.runs() == ["one", "two"]
        first = book.get("/notebooks/one.html")
        assert "answer 41" in first and 'data === "1" ||' in first and book.news() == 1

        book.edit("notebooks/one.md", "A sentence.", "Another one.")
        book.built(2)
        assert "Another one." in book.get("/notebooks/one.html")
        assert book.runs() == [] and book.news() == 2

        book.edit("notebooks/one.md", '"answer"', '"the answer is"')
        book.built(3)
        assert "the answer is 41" in book.get("/notebooks/one.html")
        assert book.runs() == ["one"]

        book.edit("src/chapter7/answer.py", "41", "42")
        book.built(4)
        assert "the answer is 42" in book.get("/notebooks/one.html")
        assert "answer 42" in book.get("/notebooks/two.html")
        assert book.runs() == ["one", "two"]

        before = style(book, "/notebooks/two.html")
        book.write("website/assets/code.css", ".brand-new{color:#123456}")
        book.built(5)
        after = style(book, "/notebooks/two.html")
        assert before != after and ".brand-new{color:#123456}" in book.get(after)
        assert book.runs() == []

        book.edit("notebooks/two.md", "# two", "# A second page")
        book.built(6)
        assert "A second page" in book.get("/notebooks/one.html")  # in the menu of every page
        assert book.runs() == []

        left = ["one.html", "one.ipynb", "one.ipynb"]
        assert book.made() == sorted(left + [name.replace("one", "two") for name in left])
        book.edit("_toc.yml", "- file: notebooks/two\n", "")
        book.built(7)
        assert book.made() == left  # nothing of the page that is gone


def style(book: Book, page: str) -> str:
    """The address of the style sheet that a page loads."""
    return "/" + re.search(r'href="\.\./(_static/book\.css\?v=\w+)"', book.get(page))[1]
