"""The course plan: its sessions fill their time, and are read in the time that it says."""

import re

from devtools import words
from tests.built import BOOK, ROOT


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
