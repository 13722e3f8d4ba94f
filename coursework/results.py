"""Marks to files: results.csv, feedback pages, the list for a person, Gradescope's JSON."""

import csv
import hashlib
import io
import json
from html import escape
from pathlib import Path

from coursework.batch import file_name, read_marks
from coursework.marker import GRADED, write_atomically

COLUMNS = ("student", "question", "points", "max_points", "status")
BY_HAND = ("student", "question", "max_points", "points", "comment", "answer")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_all(out, students):
    """Write results.csv, by-hand.csv and feedback/ from the kept marks of `students`.

    Returns: {student: questions}.
    """
    marks = read_marks(out, students)
    given = hand_given(out)
    merged = {s: [_with_hand(q, m, given) for q in m["questions"]] for s, m in marks.items()}
    out = Path(out)
    rows = [[s, *(q[c] for c in COLUMNS[1:])] for s, qs in merged.items() for q in qs]
    write_atomically(out / "results.csv", _csv(COLUMNS, rows))
    awaiting = [
        [s, q["question"], q["max_points"], "", "", q["answer"]]
        for s, qs in merged.items()
        for q in qs
        if q["points"] is None
    ]
    write_atomically(out / "by-hand.csv", _csv(BY_HAND, awaiting))
    for student, questions in merged.items():
        page = feedback(student, marks[student]["assignment"], questions)
        write_atomically(out / "feedback" / f"{file_name(student)}.html", page)
    write_atomically(out / "students.json", json.dumps(list(merged), ensure_ascii=False))
    return merged


def _csv(columns, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value):
    """A cell that no spreadsheet takes for a formula: an apostrophe before such a text."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value


def _text(cell):
    """The text that `_cell` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


# Hand-given marks -------------------------------------------------------------------------------


def hand_given(out):
    """{(student, question): {"points", "comment", "answer"}} as merged so far."""
    path = Path(out) / "hand-given.json"
    if not path.exists():
        return {}
    return {(row["student"], row["question"]): row for row in json.loads(path.read_text("utf-8"))}


def merge(out, table):
    """Take hand-given marks over from the CSV file `table`, and write all results again.

    Columns: student, question, points, and if you like comment; a row without points is passed
    over. Raises: ValueError: naming every row that is wrong; then nothing is changed.
    """
    marks = read_marks(out)
    known = {(s, q["question"]): (q, m) for s, m in marks.items() for q in m["questions"]}
    given, wrong = hand_given(out), []
    with open(table, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"student", "question", "points"} - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{table} has no column {', '.join(sorted(missing))}")
        for row in reader:
            cells = {key: _text((value or "").strip()) for key, value in row.items() if key}
            if not cells["points"]:
                continue
            try:
                entry = _hand_row(cells, known)
            except ValueError as error:
                wrong.append(f"line {reader.line_num}: {error}")
                continue
            given[entry["student"], entry["question"]] = entry
    if wrong:
        raise ValueError("nothing was merged:\n" + "\n".join(wrong))
    write_atomically(
        Path(out) / "hand-given.json", json.dumps(list(given.values()), ensure_ascii=False)
    )
    students = json.loads((Path(out) / "students.json").read_text(encoding="utf-8"))
    return write_all(out, set(students))


def _hand_row(cells, known):
    key = cells["student"], cells["question"]
    if key not in known:
        raise ValueError(f"no student {key[0]!r} with a question {key[1]!r}")
    try:
        points = float(cells["points"])
    except ValueError:
        raise ValueError(f"points must be a number, got {cells['points']!r}") from None
    question, marks = known[key]
    if not 0 <= points <= question["max_points"]:
        raise ValueError(f"points must lie in [0, {question['max_points']}], got {points:g}")
    points = int(points) if points == int(points) else points
    comment = cells.get("comment", "")
    read = _what_was_read(question, marks)
    return {
        "student": key[0],
        "question": key[1],
        "points": points,
        "comment": comment,
        "read": read,
    }


def _what_was_read(question, marks):
    """Stands for what a person saw: the answer's text, or the whole notebook where it has none."""
    return hashlib.sha256((question["answer"] or marks["fingerprint"]).encode()).hexdigest()


def _with_hand(question, marks, given):
    """The question with its hand-given mark, if one was given for the answer that stands."""
    entry = given.get((marks["student"], question["question"]))
    if entry is None:
        return question
    if entry["read"] != _what_was_read(question, marks):
        changed = "needs a person: the answer changed after it was marked by hand"
        return question | {"status": changed}
    notes = [*question["notes"], *([entry["comment"]] if entry["comment"] else [])]
    return question | {"points": entry["points"], "status": GRADED, "notes": notes}


# Feedback ---------------------------------------------------------------------------------------

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


def feedback(student, assignment, questions):
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


def total(questions):
    """(points so far, all points, points that are not decided yet)."""
    have = sum(q["points"] or 0 for q in questions)
    open_ = sum(q["max_points"] for q in questions if q["points"] is None)
    return have, sum(q["max_points"] for q in questions), open_


def _section(question):
    points = "not marked yet" if question["points"] is None else f"{question['points']:g}"
    points = f"{points} of {question['max_points']}" if points[0].isdigit() else points
    lines = [_line("note", note) for note in question["notes"]]
    said = ["", *(test["message"] for test in question["tests"])]
    tests = zip(question["tests"], said, strict=False)
    lines += [_test_line(test, test["message"] == before != "") for test, before in tests]
    said = "" if question["status"] == GRADED else question["status"]
    status = f"<p class='status'>{escape(said)}</p>" if said else ""
    answer = f"<blockquote>{escape(question['answer'])}</blockquote>" if question["answer"] else ""
    title = escape(f"{question['question']}: {question['title']}")
    return (
        f"<section><div class='head'><h2>{title}</h2><span class='points'>{points}</span></div>"
        f"{status}<ul>{''.join(lines)}</ul>{answer}</section>"
    )


def _test_line(test, repeated):
    kind = "visible check" if test["visible"] else "hidden test"
    worth = f", {test['points']} of {test['max_points']}" if test["max_points"] else ""
    message = "The same." if repeated else test["message"]
    text = f"<span class='kind'>{kind}{worth}</span> {escape(message)}"
    return f"<li class='{'right' if test['passed'] else 'wrong'}'>{text}</li>"


def _line(kind, text):
    return f"<li class='{kind}'>{escape(text)}</li>"


# Gradescope -------------------------------------------------------------------------------------


def gradescope(questions):
    """The results.json of Gradescope's autograder for one student's questions."""
    tests = []
    for q in questions:
        lines = [*q["notes"]]
        lines += [f"{'right' if t['passed'] else 'not right'}. {t['message']}" for t in q["tests"]]
        if q["status"] != GRADED:
            lines.append(q["status"])
        tests.append(
            {
                "name": f"{q['question']}: {q['title']}",
                "number": q["question"],
                "score": q["points"] or 0,
                "max_score": q["max_points"],
                "output": "\n".join(lines),
                "output_format": "text",
                "visibility": "visible",
            }
        )
    return {"score": total(questions)[0], "tests": tests}


def export_gradescope(out, target):
    """Write target/STUDENT/results.json for every student of the results folder `out`."""
    students = set(json.loads((Path(out) / "students.json").read_text(encoding="utf-8")))
    merged = write_all(out, students)
    for student, questions in merged.items():
        text = json.dumps(gradescope(questions), ensure_ascii=False, indent=1)
        write_atomically(Path(target) / file_name(student) / "results.json", text)
    return len(merged)
