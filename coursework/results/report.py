"""Everything that a results folder shows: results.csv, by-hand.csv and the feedback."""

import os
from collections.abc import Container

from coursework.marking.marks import QuestionMark
from coursework.marking.store import Store
from coursework.results import by_hand, feedback, tables


def write_all(
    out: str | os.PathLike[str], students: Container[str]
) -> dict[str, list[QuestionMark]]:
    """Write results.csv, by-hand.csv and feedback/ from the kept marks of `students`.

    Returns: {student: questions}.
    """
    kept = Store(out)
    marks, given = kept.all_marks(students), kept.hand_given()
    merged = {s: [by_hand.with_hand(q, m, given) for q in m["questions"]] for s, m in marks.items()}
    rows: list[list[tables.Value]] = [
        [s, q["question"], q["points"], q["max_points"], q["status"]]
        for s, qs in merged.items()
        for q in qs
    ]
    kept.write_table("results.csv", tables.csv_text(tables.COLUMNS, rows))
    awaiting: list[list[tables.Value]] = [
        [s, q["question"], q["max_points"], "", "", q["answer"]]
        for s, qs in merged.items()
        for q in qs
        if q["points"] is None
    ]
    kept.write_table("by-hand.csv", tables.csv_text(tables.BY_HAND, awaiting))
    for student, questions in merged.items():
        page = feedback.feedback(student, marks[student]["assignment"], questions)
        kept.write_feedback(student, page)
    kept.write_students(merged)
    return merged


def merge(
    out: str | os.PathLike[str], table: str | os.PathLike[str]
) -> dict[str, list[QuestionMark]]:
    """Take hand-given marks over from the CSV file `table`, and write all results again.

    Returns: {student: questions}. Raises: ValueError, as `by_hand.take_over`.
    """
    by_hand.take_over(out, table)
    return write_all(out, Store(out).students())
