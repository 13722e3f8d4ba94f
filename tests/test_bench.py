"""The benchmark's pure parts: what it serves, what it builds beside, what it writes. No timing."""

import gzip
import http.client
import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import jupyter_book.config
import pytest
import yaml

from bench import __main__ as command
from bench import (
    coursework,
    default_book,
    latency,
    lighthouse,
    losses,
    pages,
    server,
    table,
    training,
)

ROOT = Path(__file__).parents[1]


def made(weight=100.0, lcp=1.0, shift=0.0, score=100.0, findings=()) -> lighthouse.Visit:
    kinds = dict.fromkeys([*lighthouse.KINDS.values(), "other"], 0.0)
    scores = dict.fromkeys(lighthouse.CATEGORIES, score)
    return lighthouse.Visit({**kinds, "page": weight}, 3, lcp, shift, scores, findings, 1000)


PAGES = {
    "a": ([made(100, 1.0), made(100, 1.4), made(100, 1.1)], [made(400, 4, 0.1, 50)]),
    "b": ([made(300, 2.0, findings=("meta-description",))], [made(1200, 8, 0.1, 40)]),
}


def cells(text: str, row: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {row} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


@pytest.fixture
def served(tmp_path):
    """Asks the server for a file of a folder: a function of its name and bytes."""

    def ask(name: str, data: bytes, **headers: str) -> http.client.HTTPResponse:
        (tmp_path / name).write_bytes(data)
        with server.serving(tmp_path) as base:
            connection = http.client.HTTPConnection(urlsplit(base).netloc)
            connection.request("GET", f"/{name}", headers=headers)
            answer = connection.getresponse()
            answer.body = answer.read()
            connection.close()
        return answer

    return ask


@pytest.mark.parametrize("kind", ["html", "css", "js", "svg", "json", "xml"])
def test_text_is_sent_with_gzip_and_kept_for_ten_minutes(served, kind):
    data = b"let the same be said again; " * 200
    answer = served(f"file.{kind}", data, **{"Accept-Encoding": "gzip"})
    assert answer.getheader("Content-Encoding") == "gzip" and answer.version == 11
    assert gzip.decompress(answer.body) == data and len(answer.body) < len(data) / 10
    assert answer.getheader("Cache-Control") == "max-age=600"


@pytest.mark.parametrize("kind", ["woff2", "woff", "png"])
def test_what_is_packed_already_is_sent_as_it_is(served, kind):
    data = b"packed" * 500
    answer = served(f"file.{kind}", data, **{"Accept-Encoding": "gzip"})
    assert answer.getheader("Content-Encoding") is None and answer.body == data


def test_the_default_book_has_our_content_and_jupyter_books_look(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", list(sys.path))  # which Jupyter Book lengthens
    ours = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    path = tmp_path / "_config.yml"
    path.write_text(yaml.safe_dump(default_book.settings(ours)), encoding="utf-8")
    config, _ = jupyter_book.config.get_final_config(
        user_yaml=path, sourcedir=ROOT, cli_config={"latex_individualpages": False}
    )
    assert config["html_theme"] == "sphinx_book_theme"
    assert config["html_title"] == ours["title"]
    assert "website.extension.questions" in config["extensions"]
    assert not {"sphinxcontrib.katex", "chapter7_site"} & set(config["extensions"])
    assert "html_css_files" not in config and "templates_path" not in config


def test_a_default_book_that_drops_content_is_no_measure(monkeypatch, tmp_path):
    said = "book/index.md:15: WARNING: Unknown directive type: 'lead' [myst.directive_unknown]"
    program = tmp_path / "jupyter-book"
    program.write_text(f'#!/bin/sh\necho "{said}"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(default_book, "FOLDER", tmp_path)
    with pytest.raises(
        lighthouse.MeasurementError, match=r"lacks content: Unknown directive.*lead"
    ):
        default_book._run_jupyter_book()


def test_every_figure_that_moves_is_measured_on_the_first_page_that_has_it(tmp_path):
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    first, second, *_ = [c["file"] for part in toc["parts"] for c in part["chapters"]]
    widget = '<div class="c7-widget" data-module="{}"></div>'
    shown = {first: ["coin"], second: ["dice", "coin"], "notebooks/none": ["cards"]}
    for page, names in shown.items():
        path = tmp_path / f"{page}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(map(widget.format, names)), encoding="utf-8")
    assert latency.figures(tmp_path) == {"coin": f"{first}.html", "dice": f"{second}.html"}


def test_the_figures_table_has_a_line_for_each_speed_of_the_processor():
    visits = [
        dict(zip(latency.NAMES, (n, 2 * n, 2.0, 4.0, n / 2, n / 2), strict=True))
        for n in (3.0, 5.0, 4.0)
    ]
    text = latency.report({"coin": {1: visits, 4: visits[:1]}}, latency.Hold([51.4], 3e6, 2.5e6))
    wanted = ["4.0 (3.0–5.0)", "8.0 (6.0–10.0)", "2.0", "4.0", "2.00 (1.50–2.50)"]
    assert cells(text, "coin") == [*wanted, wanted[-1]]
    assert cells(text, "coin, processor 4x slower") == ["3.0", "6.0", "2.0", "4.0", "1.50", "1.50"]
    assert "in a drag: 51 ms. Its memory: 3.00 MB, and 2.50 MB after 10,000" in text


def test_a_default_page_asks_no_other_host_for_its_scripts():
    page = (
        f'<script src="{default_book.LOADER}" integrity="sha256-Ae2Vz/4e="></script>'
        f'<script src="{default_book.PACKAGE_HOST}mathjax@3/es5/tex.js"></script>'
    )
    assert default_book.localised(page) == (
        '<script src="/npm/require.js"></script><script src="/npm/mathjax@3/es5/tex.js"></script>'
    )


def test_a_report_is_read():
    items = [
        {"url": "http://h/p", "resourceType": "Document", "transferSize": 2500, "statusCode": 200},
        {"url": "http://h/f", "resourceType": "Font", "transferSize": 1000, "statusCode": 200},
        {"url": "http://h/i", "resourceType": "Other", "transferSize": 500, "statusCode": 200},
        {"url": "data:image/png;base64,", "resourceType": "Image", "transferSize": 0},
    ]
    audits = {
        "network-requests": {"details": {"items": items}},
        "largest-contentful-paint": {"numericValue": 1234.0},
        "cumulative-layout-shift": {"numericValue": 0.02},
        "meta-description": {"score": 0},
        "canonical": {"score": None},
        "title": {"score": 1},
    }
    names = ("meta-description", "canonical", "title")
    refs = {"seo": [{"id": name} for name in names]}
    categories = {
        name: {"score": 0.9, "auditRefs": refs.get(name, [])} for name in lighthouse.CATEGORIES
    }
    machine = {"benchmarkIndex": 1500}
    report = {"audits": audits, "categories": categories, "environment": machine}
    visit = lighthouse.read(report)
    assert (visit.weight["page"], visit.weight["font"], visit.weight["other"]) == (2.5, 1, 0.5)
    assert (visit.requests, visit.lcp, visit.shift) == (3, 1.234, 0.02)
    assert visit.scores["seo"] == 90 and visit.findings == ("meta-description",)


def test_numbers_are_medians_with_their_spread_and_ratios():
    assert table.spread([1.0, 1.4, 1.1], 2) == "1.10 (1.00–1.40)"
    assert table.spread([1.0, 1.001], 1) == "1.0"
    assert table.ratio(1, 4) == "0.25" and table.ratio(0, 2) == "0" and table.ratio(1, 0) == "–"


def test_the_tables_hold_the_values_of_their_pages():
    # The middle of 100 and 300 is 200, of 400 and 1,200 is 800; the worst score is the lowest.
    assert cells(table.summary(PAGES), "kB on the wire") == ["200", "300", "800", "1,200", "0.25"]
    assert cells(table.summary(PAGES), "performance") == ["100", "100", "45", "40", "2.2"]
    assert cells(table.speed(PAGES), "a")[3:6] == ["1.10 (1.00–1.40)", "4.00", "0.28"]
    assert cells(table.weights(PAGES, 0), "b") == ["300", "300", "0", "0", "0", "0", "0", "3"]
    assert cells(table.qualities(PAGES), "b") == ["100 / 40"] * 3
    assert table.findings(PAGES, 0) == "- `meta-description`: b"
    assert table.findings(PAGES, 1) == "None."


def test_what_marking_took_is_told_by_assignment_and_marker():
    took = {"coursework": [(2.0, 3.0), (1.0, 4.0), (1.5, 5.0)], "nbgrader": [(6.0, 7.0)]}
    text = coursework.document({"density": took}, 100)
    assert "a class of 100" in text
    assert "| `density` | coursework | 1.50 (1.00–2.00) | 4.00 (3.00–5.00) |" in text
    assert "| `density` | nbgrader | 6.00 | 7.00 |" in text


def test_the_losses_page_holds_medians_and_their_ratios():
    one, four = {"peak": 400.0, "seconds": 2.0, "loss": 1.5}, {"peak": 1_000.0, "seconds": 8.0}
    chunks = [{"peak": peak, "seconds": 6.0, "loss": 6.0} for peak in (100.0, 300.0, 200.0)]
    runs = {
        "all logits, one offset": [one],
        "all logits, four offsets": [four | {"loss": 6.0}],
        "in chunks, four offsets": chunks,
    }
    text = losses.document(runs, 3)
    assert "| in chunks, four offsets | 200 (100 to 300) | 6.0 (6.0 to 6.0) | 6.000000 |" in text
    assert "over one offset with all logits: 0.50" in text
    assert "four offsets with all logits over one: 2.50" in text
    assert "four offsets in chunks over four with all logits: 0.75" in text


def test_the_training_page_holds_medians_and_ratios_round_by_round():
    ours, plain = [0.4, 0.1, 0.2], [0.2, 0.1, 0.1]  # seconds a step of 16 windows of 64 tokens
    times = {"next token": {training.OURS: ours, training.PLAIN: plain}}
    text = training.document(times, {"next token": {training.OURS: 2, training.PLAIN: 2.5}}, 3)
    assert "| next token | `lab.train` | 5,120 | 1.00 | 2.0000 |" in text
    assert "| next token | the fastest plain loop | 10,240 | 0.50 | 2.5000 |" in text


def test_what_is_missing_is_named(monkeypatch, tmp_path):
    with pytest.raises(lighthouse.MeasurementError, match=r"'no-such-page'.*book/index"):
        command.chosen(["no-such-page"])
    assert command.chosen(["see-it"]) == ["notebooks/bottleneck/see-it"]
    monkeypatch.setattr(command, "BOOK", tmp_path)
    with pytest.raises(lighthouse.MeasurementError, match="no built book: run `make html`"):
        command.check()
    (tmp_path / "index.html").touch()
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(lighthouse.MeasurementError, match="apt-get install chromium"):
        command.check()
    monkeypatch.setenv("CHROMIUM", "/bin/sh")
    monkeypatch.setattr(lighthouse, "NODE", tmp_path / "node")
    with pytest.raises(lighthouse.MeasurementError, match="there is no node"):
        command.check()


def test_the_packages_are_pinned_and_name_no_address():
    wanted = json.loads((ROOT / "bench" / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "bench" / "package-lock.json").read_text(encoding="utf-8"))
    for name, version in wanted["dependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_the_tools_know_nothing_of_the_tests_and_the_benchmark():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "devtools").glob("*.py")]
    assert len(texts) > 4
    assert not [text for text in texts if re.search(r"(from|import) (tests|bench)\b", text)]


def test_the_seconds_of_pages_are_kept_with_their_sum():
    kept = pages.document({"one/a": 1.26, "two/b": 10.0})
    assert "`python -m bench.pages` on " in kept
    assert cells(kept, "one/a") == ["1.3"] and cells(kept, "all of them") == ["11.3"]
