"""The course plan: its sessions fill their time, and are read in the time that it says."""

import re

from bench import pages
from devtools import words
from tests.built import BOOK, NOTEBOOKS, ROOT, read


def test_every_session_of_the_plan_fills_ninety_minutes():
    plan = (ROOT / "book" / "course-plan.md").read_text(encoding="utf-8")
    tables = plan.split("| Minutes | What |")[1:]
    minutes = [
        sum(map(int, re.findall(r"^\| (\d+) \|", table.split("\n\n")[0], re.MULTILINE)))
        for table in tables
    ]
    assert minutes == [90] * 5


def test_a_session_is_read_in_about_half_an_hour():
    plan = (ROOT / "book" / "course-plan.md").read_text(encoding="utf-8")
    readings = re.findall(r"Read before\n: (.*?)\n\n", plan, re.DOTALL)
    assert len(readings) == 4
    for reading in readings:
        pages = re.findall(r"\.\./(notebooks/[\w/-]+)\.md", reading)
        texts = [(BOOK / f"{page}.html").read_text(encoding="utf-8") for page in pages]
        assert 20 < sum(map(words.count, texts)) / words.PACE < 35, pages


def test_the_machine_time_of_each_page_was_measured_and_stands_on_the_plan():
    kept = re.findall(
        r"^\| ([\w/ -]+) \| ([\d.]+) \|$", pages.KEPT.read_text("utf-8"), re.MULTILINE
    )
    times = {page: float(seconds) for page, seconds in kept}
    total = times.pop("all of them")
    assert {f"notebooks/{page}" for page in times} == set(NOTEBOOKS)
    assert abs(sum(times.values()) - total) < 0.05 * len(times) + 0.06  # each is rounded
    plan = read("book/course-plan")
    rows = [row.select("td") for row in plan.select_one("#machine-time").select("tbody tr")]
    linked = {row[0].a["href"]: float(row[1].get_text()) for row in rows[:-1]}
    assert linked == {f"../notebooks/{page}.html": seconds for page, seconds in times.items()}
    assert float(rows[-1][1].get_text()) == total
