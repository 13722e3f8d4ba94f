"""Translations: what a page's messages are, and what a page in another language shows."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from website.translation import catalogues, messages, numbers, page, scripts
from website.translation.catalogues import Found, Language

NAME = "notebooks/one/a-page"
PAGE = """\
<!DOCTYPE html>
<html lang="en" data-content_root="../../"><head><title>A page – Book</title>
<meta name="description" content="What it says.">
<link rel="canonical" href="https://book.example/notebooks/one/a-page.html">
<script type="application/ld+json">{"@id": "one", "name": "A page", "inLanguage": "en"}</script>
<script defer src="../../_static/book.js?v="></script></head><body>
<nav class="sections" style="--links: 1; --letters: 3"><a href="#main">One</a></nav>
<nav class="menu"><ul><li class="toctree-l1"><a href="b.html">Another page</a></li></ul></nav>
<main><article><div class="whereabouts"><p class="kicker">7.1, page 1 of 6</p>
<nav class="languages">
<a href="../../de/notebooks/one/a-page.html" lang="de" hreflang="de">Deutsch</a></nav></div>
<section id="a"><h1>A page<a class="headerlink" href="#a" title="Link here">#</a></h1>
<p>It has <span class="pasted-text">1,300 bits</span> for
<a href="b.html#c">another <em>page</em></a>.</p>
<p>Stale.</p>
<svg aria-label="A line."><text x="1" y="10" style="font-size: 10px" textLength="9">half of</text>
<text x="1" y="23" style="font-size: 10px">0.5 bits</text><text x="9" y="23">1.4</text></svg>
<pre>print("code")</pre>
</section></article></main></body></html>
"""
(NOTICE,) = (message.text for message in messages.inside(page.NOTICE))
GERMAN = {
    "A page – Book": "Eine Seite – Buch",
    "What it says.": "Was sie sagt.",
    "One": "Eins",
    "{1}, page {2} of {3}": "{1}, Seite {2} von {3}",
    "A page": "Eine Seite",
    "Link here": "Link hierher",
    "It has {1} for <2>another <3>page</3></2>.": (
        "Für <2>eine andere <3>Seite</3></2> hat sie {1}."
    ),
    "{1} bits": "{1} Bit",
    "A line.": "Eine Linie.",
    "half of\n{1} bits": "{1} Bit,\ndie Hälfte",
    NOTICE: "Probe von <1>dieser</1>: {2}.",
}


def language(folder: Path, words: dict[str, str], name: str = NAME) -> Language:
    """A language with these translations, in the catalogue of one page."""
    made = catalogues.templates((name, Found(text, name)) for text in words)
    for entry in made[name]:
        entry.string = words.get(entry.id, "")
    catalogues.write(folder / "de" / f"{name}.po", made[name])
    return Language("de", folder)


def german(folder: Path, words: dict[str, str] = GERMAN) -> tuple[page.Made, BeautifulSoup]:
    made = page.translated(PAGE, NAME, language(folder, words), "https://book.example/")
    return made, BeautifulSoup(made.html, "html.parser")


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("0.95", "0,95"),
        ("61,300 bits", "61.300 bits"),
        ("1,234,567.8", "1.234.567,8"),
        ("31 [27, 34]", "31 [27; 34]"),
        ("1.6 × 10¹⁶ FLOP", "1,6 × 10¹⁶ FLOP"),
        ("Llama-3.1-405B: 15.6T", "Llama-3.1-405B: 15,6T"),
        ("from 100 to 1,000.", "from 100 to 1.000."),
        ("in 2020", "in 2020"),
    ],
)
def test_a_number_follows_the_language_and_a_name_does_not(english, said):
    assert numbers.localised(english, "de") == said


def test_a_formula_follows_the_language_seen_heard_and_copied():
    formula = BeautifulSoup(
        '<span class="katex"><math><semantics><mn>0.95</mn><annotation>0.95^{20}</annotation>'
        '</semantics></math><span class="katex-html"><b>0.9</b><b>5</b><b>x</b></span></span>',
        "html.parser",
    )
    numbers.localise_formula(formula.span, "de")
    assert formula.mn.string == "0,95"
    assert formula.annotation.string == "0{,}95^{20}"
    assert [part.string for part in formula.find_all("b")] == ["0,9", "5", "x"]


def test_messages_are_all_that_is_read_or_heard_and_no_code():
    found = [message.text for message in messages.messages(BeautifulSoup(PAGE, "html.parser"))]
    stands_alone = {"Stale.", "{1}"}  # the second is a number without words
    assert set(found) == {*GERMAN, *stands_alone} - {NOTICE}


def test_a_translated_page_says_all_in_its_language(tmp_path):
    made, soup = german(tmp_path, {**GERMAN, "Stale.": "Neu."})
    assert (made.missing, made.faults, made.share) == ([], [], 1.0)
    assert soup.html["lang"] == "de"
    text = " ".join(soup.article.get_text().split())
    assert text == (
        "7.1, Seite 1 von 6 EnglishProbe von dieser: 100 %. Eine Seite# "
        'Für eine andere Seite hat sie 1.300 Bit. Neu. 0,5 Bit, die Hälfte1,4 print("code")'
    )
    assert soup.svg["aria-label"] == "Eine Linie."
    assert [line.string for line in soup.svg.find_all("text")] == ["0,5 Bit,", "die Hälfte", "1,4"]
    assert not soup.select("text[textLength], text[textlength]")
    assert soup.select_one("meta[name=description]")["content"] == "Was sie sagt."
    assert soup.nav["style"] == "--links: 1; --letters: 4"


def test_a_translated_page_leads_where_the_english_one_does(tmp_path):
    _, soup = german(tmp_path)
    link = soup.select_one("article p a[href*='b.html']")
    assert (link["href"], link["hreflang"]) == ("../../../notebooks/one/b.html#c", "en")
    assert soup.em.parent is link
    assert soup.select_one(".languages a")["href"] == "../../../notebooks/one/a-page.html"
    assert soup.select_one("link[rel=canonical]")["href"].endswith("/de/notebooks/one/a-page.html")
    assert soup.select_one("script[src]")["src"] == "../../../_static/de/book.js?v="
    other = soup.select_one(".menu a")
    assert (other.string, other["lang"], other["hreflang"]) == ("Another page", "en", "en")


def test_a_translated_page_says_what_it_is(tmp_path):
    _, soup = german(tmp_path)
    told = json.loads(soup.select_one("script[type='application/ld+json']").string)
    own = "https://book.example/de/notebooks/one/a-page.html"
    assert told == {
        "@id": own,
        "url": own,
        "name": "Eine Seite",
        "description": "Was sie sagt.",
        "inLanguage": "de",
        "translationOfWork": {"@id": "one"},
    }


def test_a_day_is_written_as_the_language_writes_it():
    day = BeautifulSoup('<time datetime="2026-03-05">5 March 2026</time>', "html.parser").time
    numbers.localise_date(day, "de")
    assert day.string == "5. März 2026"
    assert numbers.localised("Version 0.1.0", "de") == "Version 0.1.0"


def test_what_has_no_translation_is_english_and_says_so(tmp_path):
    made, soup = german(tmp_path)
    assert made.missing == ["Stale."]
    assert soup.find("p", string="Stale.")["lang"] == "en"
    assert "91" in soup.select_one(".c7-translation").get_text()  # eleven of twelve


def test_a_message_that_changed_is_fuzzy_and_not_used(tmp_path):
    words = {**GERMAN, "The old sentence stands here.": "Der alte Satz steht hier."}
    old = language(tmp_path, words)
    made = catalogues.templates([(NAME, Found("The new sentence stands here.", NAME))])
    catalogues.carry(made, old)
    (carried,) = (entry for entry in catalogues.read(old.files[0], "de") if entry.id)
    assert carried.id == "The new sentence stands here."
    assert carried.fuzzy and carried.string == "Der alte Satz steht hier."
    assert Language("de", tmp_path).words == {}


def test_a_message_that_two_pages_have_stands_once_and_keeps_its_translation(tmp_path):
    language(tmp_path, {"Predict": "Vorhersage"}, "a")
    (tmp_path / "de" / "frame.po").touch()
    made = catalogues.templates((name, Found("Predict", name)) for name in ("a", "b"))
    assert list(made) == ["frame"]
    catalogues.carry(made, Language("de", tmp_path))
    assert catalogues.read(tmp_path / "de" / "frame.po", "de").get("Predict").string == "Vorhersage"


def test_a_language_gets_what_its_own_pages_say(tmp_path):
    german = language(tmp_path, {"Predict": "Vorhersage"}, "a")
    pages = {"a": ("Predict",), "b": ("Predict", "Check"), "c": ("Check",)}
    found = [(name, Found(text, name)) for name, texts in pages.items() for text in texts]
    assert {entry.id for entry in catalogues.templates(found)["frame"]} == {"", "Predict", "Check"}
    its = catalogues.templates(found, german)
    assert [entry.id for entry in its.pop("frame")] == ["", "Predict"] and not its


@pytest.mark.parametrize(
    "translation", ["Sie hat {1}.", "{1} <2>a</2> <3>b</3> {4}", "<2>a <3>b</2></3> {1}"]
)
def test_a_translation_with_other_marks_is_told_and_not_used(tmp_path, translation):
    text = "It has {1} for <2>another <3>page</3></2>."
    made, soup = german(tmp_path, {**GERMAN, text: translation})
    assert len(made.faults) == 1 and repr(translation) in made.faults[0]
    assert "It has 1.300 Bit for another page." in " ".join(soup.article.get_text().split())


SCRIPT = """\
import { h } from "./dom.js";
const NAMES = { auto: /* said */ "auto", still: "still" };
export const lines = (n, name) => [
  `${n} of ${name ? `the rows “${name}”` : "no rows"}`,
  `<text class="c7-tick c7-left" x="${n}">1 bit, the ceiling</text>`,
  `A sentence of ${n} ` + "words, in " + `${name} parts`,
  h("p", { class: "c7-a c7-b", "aria-label": "Words of it" }, n === "two words" ? "Copy" : 0),
];
"""


def test_words_of_scripts_are_found_and_replaced(tmp_path, monkeypatch):
    path = tmp_path / "website" / "assets" / "a.js"
    path.parent.mkdir(parents=True)
    path.write_text(SCRIPT, encoding="utf-8")
    monkeypatch.setattr(scripts, "ROOT", tmp_path)
    assert [message.text for _, message in scripts.found()] == [
        *("auto", "{1} of {2}", "the rows “{1}”", "no rows", "1 bit, the ceiling"),
        *("A sentence of {1} words, in {2} parts", "Words of it", "Copy"),
    ]
    words = {"{1} of {2}": "von {2}: `{1}`", "the rows “{1}”": "die Zeilen „{1}“", "auto": "selbst"}
    words["1 bit, the ceiling"] = "1 Bit, die Decke"
    words["A sentence of {1} words, in {2} parts"] = "In {2} Teilen ein Satz aus {1} Wörtern"
    root = scripts.write(language(tmp_path / "po", words), tmp_path / "out")
    said = (root / "website" / "assets" / "a.js").read_text(encoding="utf-8")
    assert r'`von ${name ? `die Zeilen „${name}“` : "no rows"}: \`${n}\``' in said
    assert '"${n}">1 Bit, die Decke</text>`' in said and '/* said */ "selbst"' in said
    assert "  `In ${name} Teilen ein Satz aus ${n} Wörtern`,\n" in said
    assert "c7-a c7-b" in said and '"two words"' in said
