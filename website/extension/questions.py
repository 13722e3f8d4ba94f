"""Self-check questions, written as text beside the page and answered in it without a kernel.

A choice; exactly one option is marked x, and every other one says what the reader who took it
may have had in mind:

    :::{question} What doubles the density?
    :name: q-what-doubles
    - [ ] twice the context | It stands above and below the line.
    - [x] half the parameters | $1 / 6N$ doubles.
    :::

A number; it has a unit and a tolerance. Values are Python expressions over the modules of
`chapter7` and of `chapter7.published`, evaluated when the book is built; those of the list are
mistakes with a name:

    :::{question} How dense is a model of 7 billion parameters?
    :name: q-how-dense
    :answer: density.supervisory_density(7e9, 50_000) * 1e9
    :unit: bits per GFLOP
    :tolerance: 2%
    - [x] Bits over FLOPs, times $10^9$.
    - [ ] density.supervisory_density(7e9, 50_000) * 1e6 | This is per MFLOP.
    :::

Prompt, options and feedback are MyST. Text between the options of the directive and the list
belongs to the prompt. What does not fit is a warning with file and line. The page holds the answers
in an element that folds out, which is all that a browser without scripts needs;
the script of `chapter7.widgets.questions` compares what the reader enters with the table made here.
"""

import ast
import importlib
import importlib.util
import itertools
import json
import math
import re
from dataclasses import dataclass
from types import ModuleType

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from chapter7.quantities import NO_BREAK, significant

logger = logging.getLogger(__name__)

ITEM = re.compile(r"- \[([ x])\] +(.*)")
UNIT_SLIPS = (3, -3, 6, -6, 9, -9)
"""Powers of ten between units that are taken for each other: kilo, mega and giga, both ways."""


class BadQuestion(ValueError):
    """A question that cannot be asked; `line` counts from the first line of its body, at 0."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Answer:
    """An option or an expression, what is said to who gives it, and its line in the body."""

    right: bool
    text: str
    feedback: str
    line: int


def split_body(lines: list[str]) -> tuple[list[str], list[Answer]]:
    """The lines of the body before the list, and the answers of the list.

    An item goes on in the lines that are indented below it. Raises BadQuestion for other lines.
    """
    first = next((i for i, line in enumerate(lines) if ITEM.match(line)), len(lines))
    items: list[list] = []
    for number, line in enumerate(lines[first:], start=first):
        if match := ITEM.match(line):
            items.append([match[1] == "x", match[2].strip(), number])
        elif line.startswith("  "):
            items[-1][1] += " " + line.strip()
        elif line.strip():
            raise BadQuestion(f"neither an answer nor the rest of one: {line!r}", number)
    answers = []
    for right, text, number in items:
        said, _, feedback = text.partition(" | ")
        answers.append(Answer(right, said.strip(), feedback.strip(), number))
    return lines[:first], answers


def check(answers: list[Answer]) -> None:
    """Raises BadQuestion unless one answer is right and every wrong one, at least one, explains."""
    if len(answers) < 2:
        raise BadQuestion("a question needs a right answer and at least one wrong one")
    right = [answer for answer in answers if answer.right]
    if len(right) != 1:
        line = right[1].line if right else answers[0].line
        raise BadQuestion(f"exactly one answer must be marked x, not {len(right)}", line)
    for answer in answers:
        if not answer.right and not answer.feedback:
            raise BadQuestion(f"a wrong answer without feedback: {answer.text!r}", answer.line)


def _module(name: str) -> ModuleType | None:
    """The module of that name in `chapter7` or `chapter7.published`; None: there is none."""
    for package in ("chapter7", "chapter7.published"):
        if importlib.util.find_spec(f"{package}.{name}"):
            return importlib.import_module(f"{package}.{name}")
    return None


def evaluate(expression: str, line: int | None = None) -> float:
    """The value of an expression over `math`, `sum` and the modules of chapter7.

    Raises BadQuestion: it does not run, or is no finite number.
    """
    try:
        tree = ast.parse(expression, mode="eval")
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        scope = {name: module for name in names if (module := _module(name))}
        scope |= {"math": math, "__builtins__": {"sum": sum}}
        value = float(eval(compile(tree, "question", "eval"), scope))
    except Exception as error:  # whatever an author can write
        raise BadQuestion(f"cannot compute {expression!r}: {error}", line) from error
    if not math.isfinite(value):
        raise BadQuestion(f"not a finite number: {expression!r}", line)
    return value


def read_tolerance(text: str) -> float:
    """`2%` as 0.02, `exact` as 0. Raises BadQuestion for anything else."""
    if text == "exact":
        return 0.0
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?%", text)
    if not match or not 0 < float(match[1]) < 50:
        raise BadQuestion(f"a tolerance is `exact` or a percentage like `2%`, not {text!r}")
    return float(match[1]) / 100


def number_text(value: float) -> str:
    """A value as the page shows it: whole numbers in full, others to three digits."""
    return f"{value:,.0f}" if value == round(value) and abs(value) < 1e7 else significant(value)


def unit_of(value: float, unit: str) -> str:
    """The unit as it stands after a value: 1 bit per GFLOP, 2 bits per GFLOP."""
    first, *rest = unit.split(" ")
    return " ".join([first.removesuffix("s"), *rest]) if value == 1 else unit


def unit_names(unit: str) -> list[str]:
    """Spellings of a unit that a reader may add to a number, the longest first."""
    first, _, rest = unit.partition(" ")
    names = {unit, first.removesuffix("s") + unit[len(first) :], f"{first.removesuffix('s')}s"}
    if rest:
        names.discard(f"{first.removesuffix('s')}s")
    names |= {name.replace(" per ", "/") for name in names}
    names |= {"times": {"x", "×", "fold", "-fold"}, "%": {"percent", "per cent"}}.get(unit, set())
    return sorted(names, key=lambda name: (-len(name), name))


def numeric_table(answers: list[Answer], values: list[float], tolerance: float) -> list[dict]:
    """What an entered number is compared with, in this order: the answers, then slips of the unit.

    A row holds a `value` and either `answer`, an index, or `factor`, the slip in words.
    Raises BadQuestion: two answers are too close to be told apart.
    """
    for (i, a), (j, b) in itertools.combinations(enumerate(values), 2):
        if abs(a - b) <= tolerance * (abs(a) + abs(b)):
            message = (
                f"within the tolerance {answers[i].text!r} and {answers[j].text!r} are the same"
            )
            raise BadQuestion(message, answers[j].line)
    table = [{"value": value, "answer": i} for i, value in enumerate(values)]
    right = next(value for value, answer in zip(values, answers, strict=True) if answer.right)
    if tolerance and right:
        table += [
            {
                "value": right * 10.0**power,
                "factor": f"{10 ** abs(power):,} times too {'large' if power > 0 else 'small'}",
            }
            for power in UNIT_SLIPS
        ]
    return table


class element(nodes.General, nodes.TextElement):
    """One HTML element: `tag`, its attributes in `html`, `void` if it has no end."""


def html(
    tag: str,
    *children: nodes.Node,
    css: str = "",
    ids: tuple = (),
    void: bool = False,
    **attributes,
) -> element:
    """An element; an underscore in the name of an attribute is a hyphen, at its end nothing."""
    node = element("", "", *children, tag=tag, void=void, classes=css.split(), ids=list(ids))
    node["html"] = {name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()}
    return node


def visit_element(translator, node: element) -> None:
    """Writes the start of the element."""
    attributes = {k: v for k, v in node["html"].items() if v is not None}
    translator.body.append(
        translator.starttag(node, node["tag"], "", empty=node["void"], **attributes)
    )


def depart_element(translator, node: element) -> None:
    """Writes the end of the element."""
    if not node["void"]:
        translator.body.append(f"</{node['tag']}>\n")


class Question(SphinxDirective):
    """The directive `question`; the module's docstring shows how to write one."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {name: str.strip for name in ("name", "answer", "unit", "tolerance")}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """The form, or nothing and a warning."""
        try:
            return [self.form()]
        except BadQuestion as error:
            line = self.lineno if error.line is None else self._at(error.line)
            logger.warning("question: %s", error, location=(self.env.docname, line))
            return []

    def form(self) -> element:
        """The question as a form with a fieldset, a place for the verdict, and the answers."""
        if "name" not in self.options:
            raise BadQuestion("it has no `:name:`")
        numeric = {"answer", "unit", "tolerance"} & set(self.options)
        if numeric and len(numeric) < 3:
            raise BadQuestion("a number needs `:answer:`, `:unit:` and `:tolerance:`")
        prompt, answers = split_body(list(self.content))
        answers = [self._worked(answer) for answer in answers] if numeric else answers
        check(answers)
        fields, said, data = self._number(answers) if numeric else self._choice(answers)
        legend = html("legend", *self._inline(self.arguments[0]))
        fieldset = html("fieldset", legend, *self._block(prompt), *fields)
        form = html(
            "form",
            fieldset,
            html("button", nodes.Text("Check"), css="c7-check", type="submit"),
            html("div", css="c7-reply", role="status"),
            self._fold(answers, said),
            css="c7-question",
            autocomplete="off",
            novalidate="novalidate",
            data_answers=json.dumps(data),
        )
        self.set_source_info(form)
        self.add_name(form)
        return form

    def _worked(self, answer: Answer) -> Answer:
        """A number's right answer: its expression is an option, its line the working."""
        if not answer.right:
            return answer
        working = f"{answer.text} | {answer.feedback}" if answer.feedback else answer.text
        return Answer(True, self.options["answer"], working, answer.line)

    def _choice(self, answers: list[Answer]) -> tuple[list, list, dict]:
        name = self.options["name"]
        options = [
            html(
                "label",
                html("input", void=True, type="radio", name=name, value=str(i)),
                html("span", *self._inline(answer.text, answer.line)),
                css="c7-option",
            )
            for i, answer in enumerate(answers)
        ]
        said = [self._inline(answer.text, answer.line) for answer in answers]
        return options, said, {"right": [answer.right for answer in answers]}

    def _number(self, answers: list[Answer]) -> tuple[list, list, dict]:
        name, unit = self.options["name"], self.options["unit"]
        tolerance = read_tolerance(self.options["tolerance"])
        values = [evaluate(answer.text, answer.line) for answer in answers]
        counts = f"within {100 * tolerance:g}{NO_BREAK}% counts" if tolerance else "exact"
        label = nodes.Text(f"Your answer ({unit}; {counts})")
        label = html("label", label, for_=f"{name}-entry")
        # A count is typed as it is; only a measured value asks for more.
        hint = "You can write 1,500, 1.5e3, 1.5 × 10^3 or 1.5k." if tolerance else "A whole number."
        field = html(
            "input",
            void=True,
            type="text",
            ids=(f"{name}-entry",),
            name=name,
            spellcheck="false",
            autocapitalize="off",
            aria_describedby=f"{name}-hint",
        )
        hint = html("span", nodes.Text(hint), css="c7-hint", ids=(f"{name}-hint",))
        space = "" if unit == "%" else NO_BREAK
        data = {
            "right": [answer.right for answer in answers],
            "table": numeric_table(answers, values, tolerance),
            "tolerance": tolerance,
            "unit": unit,
            "units": unit_names(unit),
        }
        said = []
        for value in values:
            computed = nodes.inline("", number_text(value), classes=["pasted-text"])
            said.append([computed, nodes.Text(f"{space}{unit_of(value, unit)}")])
        return [html("div", label, field, hint, css="c7-entry")], said, data

    def _fold(self, answers: list[Answer], said: list[list[nodes.Node]]) -> element:
        """The answers with all feedback, the right one first; the only place where they stand."""
        rows = []
        for i, answer in enumerate(answers):
            mark, word = ("✓", "Right") if answer.right else ("✗", "Wrong")
            stop = " " if answer.text.endswith((".", "?", "!", "”")) else ". "
            row = html(
                "li",
                html("span", nodes.Text(mark), css="c7-mark", aria_hidden="true"),
                html("strong", nodes.Text(f"{word}: "), *said[i], nodes.Text(stop)),
                html("span", *self._inline(answer.feedback, answer.line), css="c7-feedback"),
                css="c7-answer-right" if answer.right else "c7-answer-wrong",
                data_answer=str(i),
            )
            rows.insert(0 if answer.right else len(rows), row)
        return html(
            "details",
            html("summary", nodes.Text("Show the answer")),
            html("ul", *rows),
            css="c7-answers",
        )

    def _at(self, line: int) -> int:
        """The line of the page of a line of the body."""
        return self.lineno + self.content_offset + line + 1

    def _inline(self, text: str, line: int = 0) -> list[nodes.Node]:
        parsed, messages = self.state.inline_text(text, self._at(line))
        return [*parsed, *messages]

    def _block(self, lines: list[str]) -> list[nodes.Node]:
        if not any(line.strip() for line in lines):
            return []
        block = html("div", css="c7-given")
        lines = StringList(lines, self.env.docname)
        self.state.nested_parse(lines, self.content_offset, block)
        return [block]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive and its element."""
    app.add_node(element, html=(visit_element, depart_element))
    app.add_directive("question", Question)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
