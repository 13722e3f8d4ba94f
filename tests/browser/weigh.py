"""Weighs every page of a built book as a phone would load it. Usage: weigh.py FOLDER

Prints, per page, kilobytes on the wire (gzip) by kind of file, and the number of requests.
"""

import gzip
import sys
import threading
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import chromium
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "site"))
import serve  # noqa: E402

KINDS = {".html": "page", ".css": "style", ".js": "script", ".woff2": "font", ".svg": "picture"}
COMPRESSED = {".woff2", ".png", ".jpg"}  # gzip gains nothing on these


def on_the_wire(path: Path) -> int:
    """Bytes of a file as a server with gzip sends it."""
    data = path.read_bytes()
    return len(data) if path.suffix in COMPRESSED else len(gzip.compress(data, 6))


def weigh(page, base: str, folder: Path, address: str) -> tuple[dict[str, float], int]:
    """Kilobytes by kind, and requests, of one page loaded with an empty cache."""
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{base}/{address}")
    page.wait_for_load_state("networkidle")
    weight: dict[str, float] = defaultdict(float)
    for path in map(Path, asked):
        size = on_the_wire(folder / str(path).lstrip("/"))
        weight[KINDS.get(path.suffix, "other")] += size / 1000
    return weight, len(asked)


def main(folder: Path) -> None:
    """Prints the table, heaviest page first."""
    server = serve.bind(str(folder), 8800)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    pages = sorted(str(p.relative_to(folder)) for p in folder.glob("*/**/*.html"))
    pages = [p for p in pages if not p.startswith("_")]
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGS
        )
        for address in pages:
            context = browser.new_context(viewport={"width": 390, "height": 844})
            rows.append((address, *weigh(context.new_page(), base, folder, address)))
            context.close()
        browser.close()
    server.shutdown()
    kinds = [*dict.fromkeys(KINDS.values()), "other"]
    print(f"{'kB on the wire':45}" + "".join(f"{kind:>9}" for kind in ("all", *kinds, "requests")))
    for address, weight, requests in sorted(rows, key=lambda row: -sum(row[1].values())):
        numbers = [sum(weight.values()), *(weight[kind] for kind in kinds)]
        print(f"{address:45}" + "".join(f"{n:9.0f}" for n in numbers) + f"{requests:9}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
