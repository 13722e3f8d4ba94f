"""What counts as a word of a page."""

import pytest

from devtools import words

PAGES = [  # what a page holds -> its words
    ("<p>Ten times the size, a tenth of it.</p>", 8),
    ("<p>It is <span class='katex'>N <b>= 7 N</b></span> – about 1,500 bits.</p>", 6),
    ("<figure><svg><text>not this</text></svg><figcaption>But this.</figcaption></figure>", 2),
    ("<div class='cell_output'><pre>0.37 0.04</pre></div><pre>code</pre>", 0),
    ("<div class='cell_output'><figure><figcaption>One</figcaption></figure></div>", 1),
    ("<p>True.<sup class='c7-claim'>1</sup></p><div class='c7-margin c7-how'>1 Exact.</div>", 1),
    ("<div class='c7-predict'><p class='c7-title'>Predict</p><p>How many?</p></div>", 2),
    (
        "<p>Read.</p><div id='exercises'>Not</div><div id='check-yourself'>Not</div>",
        1,
    ),
]


@pytest.mark.parametrize(("article", "n"), PAGES)
def test_words_of_a_page(article, n):
    assert words.count(f"<main>Menu<article>{article}</article></main>") == n


def test_words_of_a_book(tmp_path):
    toc = words.yaml.safe_load((words.ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [c["file"] for part in toc["parts"] for c in part["chapters"]]
    pages = [tmp_path / f"{file}.html" for file in files if file.startswith("notebooks/")]
    for n, page in enumerate(pages, start=1):
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<article>{'word ' * n}</article>", encoding="utf-8")
    counted = words.sections(tmp_path)
    assert {"bottleneck", "parallel_heads"} <= counted.keys()
    assert [n for section in counted.values() for n in section.values()] == [
        *range(1, len(pages) + 1)
    ]
