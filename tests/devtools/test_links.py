"""The bibliography's links, asked of a server of the test's own."""

import http.server
import threading

import pytest

from devtools import links

ENTRY = (
    "@misc{{x{number}, title = {{A title}}, author = {{A. Uthor}}, year = 2026, url = {{{url}}}}}\n"
)
LATER = "429 Client Error: Too Many Requests for url: https://example.org/busy"


class Answers(http.server.BaseHTTPRequestHandler):
    """Each path names the status that it is answered with."""

    def do_GET(self) -> None:
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_leads_nowhere_is_reported_and_no_refusal(server, tmp_path, monkeypatch, capsys):
    bibliography = tmp_path / "references.bib"
    urls = [f"{server}/{status}" for status in (200, 404, 403)]
    entries = [ENTRY.format(number=n, url=url) for n, url in enumerate(urls)]
    bibliography.write_text("".join(entries), encoding="utf-8")
    monkeypatch.setattr(links, "BIBLIOGRAPHY", bibliography)
    links.main(str(tmp_path / "new" / "report.md"))
    report = (tmp_path / "new" / "report.md").read_text(encoding="utf-8")
    assert f"- {server}/404\n  404 Client Error" in report
    assert f"{server}/200" not in report and f"{server}/403" not in report
    assert "3 links, 1 lead nowhere, 1 do not say" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "info", "is_broken"),
    [
        ("broken", "404 Client Error: Not Found for url: https://example.org/403", True),
        ("broken", "HTTPSConnectionPool(host='nowhere.invalid'): Name or service not known", True),
        ("broken", "403 Client Error: Forbidden for url: https://example.org", False),
        ("broken", LATER, False),
        ("timeout", "Read timed out.", False),
        ("redirected", "https://example.org/new", False),
        ("working", "", False),
    ],
)
def test_a_refusal_says_nothing_about_a_page(status, info, is_broken):
    found = [{"uri": "https://example.org", "status": status, "info": info}]
    assert bool(links.broken(found)) == is_broken and bool(links.report(found)) == is_broken


def test_without_an_answer_of_sphinx_its_words_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(links, "SETTINGS", 'extensions = ["not.there"]\n')
    (tmp_path / "references.bib").touch()
    with pytest.raises(RuntimeError, match=r"not\.there"):
        links.answers(tmp_path / "references.bib")
