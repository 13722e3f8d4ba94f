"""Breaks one property of the book at a time and says which test sees it. No part of `make test`.

python -m tests.broken [WORD ...] breaks those whose names hold one of the words, else all. It works
in a copy of the checkout and of its built book, and keeps what came out in bench/broken.md, in
which a row is of the last time that its property was broken. The exit code is 1 if no test saw a
break.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tqdm import tqdm

from tests.built import BOOK, ROOT

KEPT = ROOT / "bench" / "broken.md"
BUILT = "_build/html/"
FRONT = f"{BUILT}book/index.html"
SEE_IT = f"{BUILT}notebooks/bottleneck/see-it.html"
DENSITY = f"{BUILT}notebooks/bottleneck/supervisory-density.html"
ASK = f"{BUILT}notebooks/parallel_heads/ask-for-more.html"
HELP = f"{BUILT}notebooks/parallel_heads/does-it-help.html"
CHAIN = f"{BUILT}notebooks/sequential/keep-the-chain.html"
LEDGER = f"{BUILT}book/how-we-know.html"
EDITION = "_build/notebooks/"
GERMAN = f"{BUILT}de/notebooks/bottleneck/huge-pass-tiny-signal.html"
FILES = "tests/pages/test_built.py"
READ = f"{FILES} -k index"
READ_GERMAN = "tests/pages/test_translated.py"
READ_SEE_IT = f"{FILES} tests/pages/test_numbers.py -k see-it"
READ_ASK = f"{FILES} tests/pages/test_numbers.py -k ask-for-more"
SITE = f"tests/browser/test_site.py {FILES}"
ON_FRONT = f"{SITE} -k book/index"
ON_SEE_IT = f"{SITE} -k see-it"
ON_DENSITY = f"{SITE} -k supervisory-density"
ON_ASK = f"{SITE} -k ask-for-more"
ON_HELP = f"{SITE} -k does-it-help"
ON_CHAIN = f"{SITE} -k keep-the-chain"
ARRIVAL = "tests/browser/test_arrival.py -k book/index"
ASKED = "tests/browser/test_questions.py -k see-it"
HEAVY = random.Random(7).randbytes(200_000).hex()
LATE = "setTimeout(() => document.querySelector('main').prepend('a late line'), 200)"


@dataclass(frozen=True)
class Break:
    """What is broken, the file in which `old` (a pattern) becomes `new`, and who may see it."""

    name: str
    file: str
    old: str
    new: str
    tests: str


def put(name: str, html: str, file: str = FRONT, tests: str = ON_FRONT) -> Break:
    """A break that stands at the end of a page's article."""
    return Break(name, file, "</article>", f"{html}</article>", tests)


def style(name: str, css: str, file: str = FRONT, tests: str = ON_FRONT) -> Break:
    """A break by a style."""
    return Break(name, file, "</head>", f"<style>{css}</style></head>", tests)


def script(name: str, js: str, file: str = FRONT, tests: str = ON_FRONT) -> Break:
    """A break by a script."""
    return Break(name, file, "</head>", f"<script>{js}</script></head>", tests)


BREAKS = [
    Break("a style sheet that is not there", FRONT, r"book\.css\?", "no.css?", ON_FRONT),
    script("an error in the console", "console.error('broken')"),
    put("a request to another host", "<img src='https://example.com/x.png' alt='x'>"),
    put("a picture without alternative text", "<img src='../_static/favicon.svg'>"),
    Break(
        "a figure without a description",
        SEE_IT,
        r' aria-label="Growth relative[^"]*"',
        "",
        ON_SEE_IT,
    ),
    put("a page wider than a phone of 320 pixels", "<div style='width: 330px'>wide</div>"),
    style("code cut on its left", "pre { direction: rtl }", SEE_IT, ON_SEE_IT),
    style("a lost focus ring", ":focus-visible { outline: none !important }"),
    style(
        "a formula in a font of the text",
        ".katex-html * { font-family: serif !important }",
        DENSITY,
        ON_DENSITY,
    ),
    style(
        "a formula torn from its full stop",
        ".tied { white-space: normal !important }",
        DENSITY,
        ON_DENSITY,
    ),
    style(
        "a button too low for a finger", ".theme-button { height: 30px; min-height: 0 !important }"
    ),
    style("a button shifted out of reach", ".theme-button { transform: translateX(-2000px) }"),
    script("a text that comes late and moves the rest", LATE, tests=ARRIVAL),
    style(
        "too little contrast, in the dark only",
        "@media (prefers-color-scheme: dark) { article p { color: #444 !important } }",
    ),
    style(
        "too little contrast, in the light only",
        "article p { color: light-dark(#bbb, #eee) !important }",
    ),
    style(
        "a page that stays light in the dark", "body { background: rgb(252, 250, 245) !important }"
    ),
    script(
        "a fold that no key opens",
        "addEventListener('keydown', (e) => e.target.matches('summary') && e.preventDefault())",
        SEE_IT,
        ON_SEE_IT,
    ),
    script(
        "words that need scripts",
        "addEventListener('load', () => document.querySelector('article p').append(' more'))",
    ),
    put("a button that is dead without scripts", "<button style='min-height: 44px'>Dead</button>"),
    style(
        "a figure that is not printed",
        "@media print { figure { display: none } }",
        SEE_IT,
        ON_SEE_IT,
    ),
    put("a page that weighs too much", f"<!-- {HEAVY} -->"),
    put("an id that stands twice", "<p id='main'>again</p>", tests=READ),
    put("headings out of order", "<h4>Deep</h4>", tests=READ),
    put("a link to a place that is not there", "<a href='#no-such-place'>there</a>", tests=READ),
    put("a link to a page that is not there", "<a href='no-such-page.html'>there</a>", tests=READ),
    Break("no description", FRONT, r'<meta [^>]*name="description"[^>]*>', "", READ),
    Break("a title of another page", FRONT, r"<title>.*?<", "<title>Glossary<", READ),
    Break(
        "a report of a mistake that names no page",
        FRONT,
        r"body=Page%3A[^\"&]*",
        "body=Page",
        READ,
    ),
    Break(
        "a page that search engines do not find",
        f"{BUILT}sitemap.xml",
        r"book/index\.html",
        "",
        FILES,
    ),
    Break(
        "an English word on a German page",
        GERMAN,
        "Zwei Lehrkräfte",
        "Two teachers",
        READ_GERMAN,
    ),
    Break(
        "a number in English on a German page",
        GERMAN,
        r"46,9(?=.Bit</span>)",
        "46.9",
        READ_GERMAN,
    ),
    put("a number with nothing behind it", "<p>It costs 172 TFLOP.</p>", SEE_IT, READ_SEE_IT),
    Break(
        "a solution that stands open",
        SEE_IT,
        '<details class="sd',
        '<details open class="sd',
        READ_SEE_IT,
    ),
    put(
        "a Python object where a number should be",
        "<div class='cell_output'>np.float64(1.0)</div>",
        SEE_IT,
        READ_SEE_IT,
    ),
    put("the path of the machine that built the book", "__ROOT__", tests=FILES),
    Break(
        "a figure that no script brings to life",
        SEE_IT,
        r'<script defer src="[^"]*(?:figure|explorer)[^"]*"></script>',
        "",
        ON_SEE_IT,
    ),
    style(
        "a slider that shows no focus",
        "::-webkit-slider-thumb { outline: none !important; box-shadow: none !important }",
        SEE_IT,
        ON_SEE_IT,
    ),
    style(
        "something that lies over a question",
        "form.c7-question { position: relative }"
        "form.c7-question::after { content: ''; position: absolute; inset: 0 }",
        SEE_IT,
        ASKED,
    ),
    style(
        "a verdict that is hard to read",
        ".c7-reply * { color: light-dark(#ccc, #444) !important }",
        SEE_IT,
        ASKED,
    ),
    style(
        "an option too low for a finger",
        ".c7-option { min-height: 0 !important; padding: 0 !important }",
        SEE_IT,
        ASKED,
    ),
    Break(
        "a question that takes a wrong answer for the right one",
        SEE_IT,
        r"&quot;right&quot;: \[true, false",
        "&quot;right&quot;: [false, true",
        ASKED,
    ),
    Break(
        "an answer that stands open without scripts",
        SEE_IT,
        '<details class="c7-answers"',
        '<details open class="c7-answers"',
        ASKED,
    ),
    Break(
        "a figure of 7.2 that no script brings to life",
        HELP,
        r'<script defer src="[^"]*figure-ladder[^"]*"></script>',
        "",
        ON_HELP,
    ),
    style(
        "a figure that is wider than a phone",
        ".c7-alignment svg { width: 700px !important; max-width: none !important }",
        ASK,
        ON_ASK,
    ),
    style(
        "words of a figure that are too small to read",
        "figure svg text { font-size: 8px !important }",
        DENSITY,
        ON_DENSITY,
    ),
    put("a number of 7.1 that 7.2 types", "<p>It is 0.56 bits.</p>", ASK, READ_ASK),
    Break(
        "a choice that is not told beside the result",
        f"{BUILT}notebooks/bottleneck/huge-pass-tiny-signal.html",
        r'<script defer src="[^"]*predictions[^"]*"></script>',
        "",
        "tests/browser/test_predictions.py",
    ),
    Break(
        "a choice that is a formula and has no name",
        CHAIN,
        r' data-spoken="[^"]*"',
        ' data-spoken=""',
        ON_CHAIN,
    ),
    Break(
        "a link to a place that moved, which leads nowhere",
        HELP,
        r'(class="moved" id=")[^"]*"',
        r'\g<1>elsewhere"',
        "tests/browser/test_reach.py -k moved",
    ),
    style(
        "a formula whose number scrolls away with it",
        "article div.math { flex-wrap: nowrap !important } .eqno { position: static !important }",
        CHAIN,
        ON_CHAIN,
    ),
    style(
        "a still figure of another size than the one that moves",
        ".c7-static { padding-bottom: 60px }",
        DENSITY,
        "tests/browser/test_arrival.py -k supervisory-density",
    ),
    Break(
        "a ledger without its filter",
        LEDGER,
        r'<script defer src="[^"]*ledger[^"]*"></script>',
        "",
        "tests/browser/test_ledger.py -k filters",
    ),
    Break(
        "a number that the search does not find",
        f"{BUILT}search.html",
        r'<script defer src="_static/search\.js[^"]*"></script>',
        "",
        "tests/browser/test_search.py -k numbers",
    ),
    style(
        "words that Firefox does not print",
        "@media print { article h2 + p { display: none } }",
        SEE_IT,
        "tests/browser/test_firefox.py -k see-it",
    ),
    Break(
        "a figure that leaves a listener behind",
        "src/chapter7/widgets/shared/figure.js",
        r"model\.off\(",
        "void (",
        "tests/browser/test_explorer_life.py",
    ),
    Break(
        "a link that opens another setting of a figure",
        "src/chapter7/widgets/shared/address.js",
        r"parameters\.get\(part\)",
        "null",
        "tests/widgets/shared tests/widgets/explorer",
    ),
    Break(
        "a wrong target that the alignment does not cross out",
        "src/chapter7/widgets/alignment/alignment.js",
        r"isWrong: place !== right\[t\]",
        "isWrong: false",
        "tests/widgets/alignment",
    ),
    Break(
        "a rung that holds when one seed has learned it",
        "src/chapter7/widgets/ladder/ladder.js",
        "isHeld: low >= solved",
        "isHeld: Math.max(...seeds) >= solved",
        "tests/widgets/ladder",
    ),
    Break(
        "an acceptance that is not the shared area",
        "src/chapter7/widgets/overlap/overlap.js",
        r"Math\.min\(chance, q\[i\]\)",
        "Math.max(chance, q[i])",
        "tests/widgets/overlap",
    ),
    Break(
        "a refused token that counts as kept",
        "src/chapter7/widgets/stepper/stepper.js",
        r"isKept: i < kept",
        "isKept: i <= kept",
        "tests/widgets/stepper",
    ),
    Break(
        "a price of drafts that is left out",
        "src/chapter7/widgets/planner/planner.js",
        r" \+ \(i \+ 1\) \* tables\.costs\[draft\]",
        "",
        "tests/widgets/planner",
    ),
    Break(
        "a report's cost drawn as its gain",
        "src/chapter7/widgets/wall/wall.js",
        r"ticks: \[1, 2, 5\], at: 2",
        "ticks: [1, 2, 5], at: 1",
        "tests/widgets/wall",
    ),
    Break(
        "an interval that is its mean",
        "src/chapter7/widgets/loss_weight/loss_weight.js",
        r"return \{ mean, low, high, seeds \}",
        "return { mean, low: mean, high: mean, seeds }",
        "tests/widgets/loss_weight",
    ),
    Break(
        "a seed that never had the task and counts as quick",
        "src/chapter7/widgets/schedule/schedule.js",
        r"reached\[i\] \? time : Infinity",
        "time",
        "tests/widgets/schedule",
    ),
    Break(
        "recorded numbers of another model",
        "src/chapter7/widgets/anatomy/recorded.json",
        r'"bits": 2\.01',
        '"bits": 1.01',
        "tests/widgets/anatomy -k recorded",
    ),
    Break(
        "a record of code that has changed since",
        "src/chapter7/lab/tasks.py",
        r"$",
        "\nCHANGED = True\n",
        "tests/lab/test_records.py -k ladder",
    ),
    Break(
        "a figure of a paper, mistyped",
        "src/chapter7/published/parallel_heads.py",
        r"2\.92702",
        "2.92720",
        "tests/published tests/ledger/test_sections.py",
    ),
    Break(
        "a statement that no page makes",
        "notebooks/parallel_heads/ask-for-more.md",
        r"\{claim\}`M211`",
        "",
        "tests/ledger/test_sections.py",
    ),
    Break(
        "a fourth line that vanishes from a figure",
        "src/chapter7/plots/style.py",
        r"if len\(series\) > len\(styles\)",
        "if False",
        "tests/plots/test_style.py",
    ),
    Break(
        "results that a change of the package leaves as they are",
        "website/extension/execution.py",
        r'COMPUTES = \("src", ',
        "COMPUTES = (",
        "tests/website/test_execution.py",
    ),
    Break(
        "FLOPs a thousand times too small",
        "src/chapter7/density.py",
        r'("training FLOPs", )',
        r"\g<1>1e-3, ",
        "tests/test_density.py",
    ),
    Break(
        "a contract that is not applied",
        "src/chapter7/density.py",
        r'_contracts\.positive\("n_tokens", n_tokens\)',
        "n_tokens",
        "tests/test_density.py",
    ),
    Break(
        "targets one token off",
        "src/chapter7/targets.py",
        r"tokens\[:, offset:\]",
        "tokens.roll(1, 1)[:, offset:]",
        "tests/test_targets.py",
    ),
    Break(
        "a loss divided by all positions",
        "src/chapter7/losses/rules.py",
        r'normaliser == "valid"',
        'normaliser == "none"',
        "tests/losses/test_logits.py",
    ),
    Break(
        "a verdict of the ledger",
        "src/chapter7/ledger/rows/bottleneck.yaml",
        r"verdict: wrong\n",
        "verdict: exact\n",
        "tests/ledger",
    ),
    Break(
        "words of a figure on one of its lines",
        "src/chapter7/plots/bottleneck.py",
        r"\(min\(years\) - 0\.2, stock\), \(2, 16\)",
        "(min(years) - 0.2, stock), (2, 0)",
        "tests/plots/test_figures.py -k text_by_year",
    ),
    Break(
        "a cell of a notebook without what it needs",
        "website/edition/code.py",
        r"live \| copied, late",
        "live, late",
        "tests/website/test_edition_code.py",
    ),
    Break(
        "a sentence that a notebook lacks",
        f"{EDITION}parallel_heads/ask-for-more.ipynb",
        "How many targets",
        "",
        "tests/pages/test_notebooks.py -k ask-for-more",
    ),
    Break(
        "a solution that stands open in a notebook",
        f"{EDITION}parallel_heads/what-it-costs.ipynb",
        r"<details>",
        "<details open>",
        "tests/pages/test_notebooks.py -k what-it-costs",
    ),
    Break(
        "a kept address that leads nowhere",
        DENSITY,
        'id="claim-c26"',
        "",
        "tests/pages/test_addresses.py",
    ),
    Break(
        "a page that tells catalogues another address",
        DENSITY,
        r'"url": "https:',
        '"url": "http:',
        f"{FILES} -k catalogues",
    ),
    Break(
        "a day told by a shallow clone's first commit",
        "website/extension/dated.py",
        "if commit not in ends",
        "if commit",
        "tests/website/test_dated.py -k shallow",
    ),
    Break(
        "an action that is not pinned by commit",
        ".github/workflows/test.yml",
        r"checkout@\w+ # v[\d.]+",
        "checkout@v4",
        "tests/devtools/test_workflows.py -k pinned",
    ),
    Break(
        "a release of a tree with changes",
        "devtools/release.py",
        r'"status", "--porcelain"\)',
        '"status", "--porcelain", "--", "nothing")',
        "tests/devtools/test_release.py -k clean",
    ),
    Break(
        "a correction without a row",
        "website/extension/changes.py",
        "row not in ROWS",
        "row in ()",
        "tests/website/test_changes.py -k exist",
    ),
    Break(
        "a hidden test in the students' bundle",
        "coursework/authoring/release.py",
        r"sheet = make_sheet\(name\)",
        'sheet = make_sheet(name, "seed")',
        "tests/coursework/test_assignments.py -k bundle",
    ),
    Break(
        "a right answer that Moodle is not told",
        f"{BUILT}book/questions-moodle.xml",
        r'fraction="100"',
        'fraction="0"',
        "tests/pages/test_question_bank.py -k right",
    ),
    Break(
        "a full screen that Escape does not leave",
        f"{BUILT}_static/present.js",
        r"showModal",
        "show",
        "tests/browser/test_present.py -k escape",
    ),
    Break(
        "a link of the course plan that no figure takes",
        f"{BUILT}book/course-plan.html",
        r"strangers-partners=4",
        "strangers-partners=44",
        "tests/browser/test_present.py -k every_link",
    ),
]


def main(words: list[str]) -> int:
    """Breaks and reports; the exit code."""
    chosen = [b for b in BREAKS if not words or any(word in b.name for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        copy_into(Path(folder))
        seen = {}
        for broken in tqdm(chosen, unit="break"):
            seen[broken.name] = seen_by(broken, Path(folder))
            keep(row(broken.name, seen[broken.name]))
    return 0 if all(seen.values()) else 1


def copy_into(house: Path) -> None:
    """Copies what is committed or about to be, and the built book."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in names.splitlines():
        if (ROOT / name).is_file():
            (house / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, house / name)
    shutil.copytree(BOOK, house / BUILT)
    shutil.copytree(BOOK.parent / "notebooks", house / EDITION)
    (house / "website" / "node_modules").symlink_to(ROOT / "website" / "node_modules")


def seen_by(broken: Break, house: Path) -> list[str]:
    """The tests that fail in the broken house and do not fail in the whole one."""
    path = house / broken.file
    whole = path.read_text(encoding="utf-8")
    new = broken.new.replace("__ROOT__", str(house))
    changed, count = re.subn(broken.old, new if "\\g" in new else lambda _: new, whole, flags=re.S)
    if count == 0:
        raise ValueError(f"{broken.name}: {broken.file} does not hold {broken.old!r}")
    before = failing(broken.tests, house)
    path.write_text(changed, encoding="utf-8")
    try:
        return sorted(run(broken.tests, house) - before)
    finally:
        path.write_text(whole, encoding="utf-8")


@cache
def failing(tests: str, house: Path) -> set[str]:
    """The tests that fail where nothing is broken."""
    return run(tests, house)


def run(tests: str, house: Path) -> set[str]:
    """The names of the tests that fail."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no"]
    command += ["--hypothesis-profile=unshrunk"]
    command += tests.split()
    own = {"PYTHONPATH": str(house / "src"), "BUILT_BOOK": str(house / BUILT)}
    done = subprocess.run(command, cwd=house, env=os.environ | own, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest {tests} ended with {done.returncode}:\n{done.stdout[-2000:]}")
    return set(re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", done.stdout, re.M))


def row(name: str, tests: list[str]) -> str:
    """A break's line of the table."""
    return f"| {name} | {', '.join(f'`{test}`' for test in tests) or '**none**'} |"


def keep(new: str) -> None:
    """Puts a row into the kept table, in the place of an older one."""
    rows = [*re.findall(r"^\| .+ \|$", KEPT.read_text(encoding="utf-8"), re.M), new]
    by_name = {row.split(" | ")[0].removeprefix("| "): row for row in rows}
    known = [by_name[broken.name] for broken in BREAKS if broken.name in by_name]
    KEPT.write_text(document(known), encoding="utf-8")


def document(known: list[str]) -> str:
    """The text of the table with these rows."""
    rows = "\n".join(known)
    caught = sum("**none**" not in row for row in known)
    return f"""\
# What breaks, and which test sees it

`python -m tests.broken` breaks one property at a time in a copy of the checkout and of the built
book, runs the tests that may see it, and names those that fail.
{caught} of {len(known)} breaks are seen; {len(BREAKS) - len(known)} more have not been run.

| broken | seen by |
|---|---|
{rows}
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
