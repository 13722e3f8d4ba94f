"""The files that Gradescope shows as its autograder's."""

from pathlib import Path

from coursework.marking.marks import Status
from coursework.marking.store import Store, file_name, write_json
from coursework.results import report
from coursework.results.feedback import total


def results(questions):
    """The results.json of Gradescope's autograder for one student's questions."""
    tests = []
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
    return {"score": total(questions)[0], "tests": tests}


def export(out, target):
    """Write target/STUDENT/results.json for every student of the results folder `out`."""
    merged = report.write_all(out, Store(out).students())
    for student, questions in merged.items():
        path = Path(target) / file_name(student) / "results.json"
        write_json(path, results(questions), indent=1)
    return len(merged)
