"""Asks whether the links of the bibliography still answer. Usage: links.py REPORT

Sphinx's own link checker asks. REPORT gets, as Markdown, the links that lead nowhere; it is empty
if all of them answer. A host that refuses machines (status 401, 403 or 429), or did not answer in
time, says nothing about a page: such links are only counted.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIBLIOGRAPHY = ROOT / "book" / "references.bib"
PAGE = "References\n==========\n\n.. bibliography:: references.bib\n   :all:\n"
SETTINGS = """\
extensions = ["sphinxcontrib.bibtex"]
bibtex_bibfiles = ["references.bib"]
linkcheck_retries = 3
linkcheck_timeout = 30
linkcheck_workers = 4
linkcheck_report_timeouts_as_broken = False
"""
REFUSED = re.compile(r"^(401|403|429) |\b(Forbidden|Unauthorized|Too Many Requests)\b")


def answers(bibliography: Path) -> list[dict]:
    """What each link of the bibliography answered: its `uri`, `status` and `info`.

    Raises: RuntimeError: Sphinx could not ask; the message is its own.
    """
    with tempfile.TemporaryDirectory() as scratch:
        source, out = Path(scratch, "source"), Path(scratch, "out")
        source.mkdir()
        (source / "index.rst").write_text(PAGE, encoding="utf-8")
        shutil.copy(bibliography, source / "references.bib")
        (source / "conf.py").write_text(SETTINGS, encoding="utf-8")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "linkcheck"]
        done = subprocess.run([*command, source, out], capture_output=True, text=True)
        if not (out / "output.json").exists():
            raise RuntimeError(done.stderr)
        lines = (out / "output.json").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def broken(found: list[dict]) -> list[dict]:
    """The links that lead nowhere."""
    return [
        link for link in found if link["status"] == "broken" and not REFUSED.search(link["info"])
    ]


def report(found: list[dict]) -> str:
    """The links that lead nowhere, as Markdown; "" if there are none."""
    lost = broken(found)
    if not lost:
        return ""
    lines = [f"- {link['uri']}\n  {link['info']}" for link in sorted(lost, key=lambda x: x["uri"])]
    return (
        "Of the links in `book/references.bib`, these lead nowhere:\n\n" + "\n".join(lines) + "\n"
    )


def main(path: str) -> None:
    """Asks, writes the report and says in a line what came out."""
    found = answers(BIBLIOGRAPHY)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(report(found), encoding="utf-8")
    unknown = sum(link["status"] not in ("working", "redirected") for link in found) - len(
        broken(found)
    )
    print(f"{len(found)} links, {len(broken(found))} lead nowhere, {unknown} do not say; {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
