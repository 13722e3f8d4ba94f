"""A student's page, and the sums on it."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from coursework.marking.marks import QuestionMark, Status, TestMark

STYLE = """
:root { color-scheme: light dark; --ink: #1d1d1b; --paper: #fbfaf7; --soft: #6b6860;
  --line: #ddd9cf; --good: #1f6f54; --bad: #8a5600; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e0; --paper: #191a1b; --soft: #a5a299;
  --line: #3a3b3c; --good: #7fc8a9; --bad: #e5b567; } }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 44rem; margin: 2.5rem auto;
  padding: 0 1rem;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.05rem; margin: 0; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
.head { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline; }
.points { font-variant-numeric: tabular-nums; white-space: nowrap; }
ul { padding: 0; margin: .5rem 0 0; list-style: none; }
li { padding-left: 1.6rem; position: relative; }
li::before { position: absolute; left: 0; } .right::before { content: "✓"; color: var(--good); }
.wrong::before { content: "✗"; color: var(--bad); }
.note::before { content: "–"; color: var(--soft); }
.status, .kind { color: var(--soft); } blockquote { margin: .5rem 0; white-space: pre-wrap;
  border-left: 3px solid var(--line); padding-left: 1rem; }
"""


class Total(NamedTuple):
    """Points so far, all points, and points that are not decided yet."""

    have: float
    most: int
    undecided: int


def feedback(student: str, assignment: str, questions: Sequence[QuestionMark]) -> str:
    """A student's page: points, statuses and messages. Shows no hidden test's input or result."""
    have, most, open_ = total(questions)
    name = escape(student)
    more = f"<p class='status'>Not all is marked yet: {open_} points are open.</p>" if open_ else ""
    body = "".join(_section(q) for q in questions)
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{name}: feedback</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{name}</h1><p>{escape(assignment)}: <strong>{have:g} of {most:g} points</strong></p>"
        f"{more}{body}"
        "</main></body></html>\n"
    )


def total(questions: Sequence[QuestionMark]) -> Total:
    """The sums of a student's questions."""
    have = sum(q["points"] or 0 for q in questions)
    open_ = sum(q["max_points"] for q in questions if q["points"] is None)
    return Total(have, sum(q["max_points"] for q in questions), open_)


def _section(question: QuestionMark) -> str:
    points = "not marked yet" if question["points"] is None else f"{question['points']:g}"
    points = f"{points} of {question['max_points']}" if points[0].isdigit() else points
    lines = [_line("note", note) for note in question["notes"]]
    before = ["", *(test["message"] for test in question["tests"])]
    tests = zip(question["tests"], before, strict=False)
    lines += [_test_line(test, test["message"] == last != "") for test, last in tests]
    said = "" if question["status"] == Status.GRADED else question["status"]
    status = f"<p class='status'>{escape(said)}</p>" if said else ""
    answer = f"<blockquote>{escape(question['answer'])}</blockquote>" if question["answer"] else ""
    title = escape(f"{question['question']}: {question['title']}")
    return (
        f"<section><div class='head'><h2>{title}</h2><span class='points'>{points}</span></div>"
        f"{status}<ul>{''.join(lines)}</ul>{answer}</section>"
    )


def _test_line(test: TestMark, repeated: bool) -> str:
    kind = "visible check" if test["visible"] else "hidden test"
    worth = f", {test['points']} of {test['max_points']}" if test["max_points"] else ""
    message = "The same." if repeated else test["message"]
    text = f"<span class='kind'>{kind}{worth}</span> {escape(message)}"
    return f"<li class='{'right' if test['passed'] else 'wrong'}'>{text}</li>"


def _line(kind: str, text: str) -> str:
    return f"<li class='{kind}'>{escape(text)}</li>"
