"""Marks that a person gives: when they stand, and how a table of them is taken over."""

import hashlib
import os

from coursework.marking.marks import HandGiven, Marks, QuestionMark, Status
from coursework.marking.store import Store
from coursework.marking.students import Names
from coursework.results import tables


def what_was_read(question: QuestionMark, marks: Marks) -> str:
    """Stands for what a person saw: the answer's text, or the whole notebook where it has none."""
    return hashlib.sha256((question["answer"] or marks["fingerprint"]).encode()).hexdigest()


def with_hand(
    question: QuestionMark, marks: Marks, given: dict[tuple[str, str], HandGiven]
) -> QuestionMark:
    """The question with its hand-given mark, if one was given for the answer that stands."""
    entry = given.get((marks["student"], question["question"]))
    if entry is None:
        return question
    if entry["read"] != what_was_read(question, marks):
        changed = Status.NEEDS_A_PERSON.because("the answer changed after it was marked by hand")
        return question | {"status": changed}
    notes = [*question["notes"], *([entry["comment"]] if entry["comment"] else [])]
    return question | {"points": entry["points"], "status": Status.GRADED, "notes": notes}


def take_over(out: str | os.PathLike[str], table: str | os.PathLike[str]) -> None:
    """Keep the hand-given marks of the CSV file `table` in the results folder `out`.

    Columns: student, question, points, and if you like comment; a row without points is passed
    over. Raises: ValueError: naming every row that is wrong; then nothing is changed.
    """
    kept = Store(out)
    marks = kept.all_marks()
    known = {(s, q["question"]): (q, m) for s, m in marks.items() for q in m["questions"]}
    given, names = kept.hand_given(), Names(marks)
    wrong: list[str] = []
    lines: dict[tuple[str, str], int] = {}
    read = tables.read(table)
    missing = {"student", "question", "points"} - set(read.columns)
    if missing:
        raise ValueError(f"{table} has no column {', '.join(sorted(missing))}")
    for line, cells in read.texts():
        cells = {column: text.strip() for column, text in cells.items()}
        if not cells["points"]:
            continue
        try:
            entry = _entry(cells, known, names)
            key = entry["student"], entry["question"]
            if key in lines:
                raise ValueError(f"{key[0]!r} has points for {key[1]} in line {lines[key]} too")
        except ValueError as error:
            wrong.append(f"line {line}: {error}")
            continue
        given[key], lines[key] = entry, line
    if wrong:
        raise ValueError("nothing was merged:\n" + "\n".join(wrong))
    kept.write_hand_given(given)


def _entry(
    cells: dict[str, str], known: dict[tuple[str, str], tuple[QuestionMark, Marks]], names: Names
) -> HandGiven:
    key = names.find(cells["student"]), cells["question"]
    if key not in known:
        raise ValueError(f"no student {cells['student']!r} with a question {key[1]!r}")
    try:
        points = float(cells["points"].replace(",", "."))
    except ValueError:
        raise ValueError(f"points must be a number, got {cells['points']!r}") from None
    question, marks = known[key]
    if not 0 <= points <= question["max_points"]:
        raise ValueError(f"points must lie in [0, {question['max_points']}], got {points:g}")
    points = int(points) if points == int(points) else points
    comment = cells.get("comment", "")
    read = what_was_read(question, marks)
    return {
        "student": key[0],
        "question": key[1],
        "points": points,
        "comment": comment,
        "read": read,
    }
