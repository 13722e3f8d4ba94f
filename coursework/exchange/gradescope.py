"""The files that Gradescope shows as its autograder's."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from coursework.marking.marks import QuestionMark, Status
from coursework.marking.store import Store, file_name, write_json
from coursework.results import report
from coursework.results.feedback import total


class ShownTest(TypedDict):
    """One question as Gradescope shows it: as a test."""

    name: str
    number: str
    score: float
    max_score: int
    output: str
    output_format: str
    visibility: str


class Results(TypedDict):
    """The results.json of an autograder."""

    score: float
    tests: list[ShownTest]


def results(questions: Sequence[QuestionMark]) -> Results:
    """The results.json of Gradescope's autograder for one student's questions."""
    tests: list[ShownTest] = []
    for q in questions:
        lines = [*q["notes"]]
        lines += [f"{'right' if t['passed'] else 'not right'}. {t['message']}" for t in q["tests"]]
        if q["status"] != Status.GRADED:
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
    return {"score": total(questions).have, "tests": tests}


def export(out: str | os.PathLike[str], target: str | os.PathLike[str]) -> int:
    """Write target/STUDENT/results.json for every student of the results folder `out`."""
    merged = report.write_all(out, Store(out).students())
    for student, questions in merged.items():
        path = Path(target) / file_name(student) / "results.json"
        write_json(path, results(questions), indent=1)
    return len(merged)
