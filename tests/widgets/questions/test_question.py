"""The question widget: what its cell carries, and what it shows where nothing runs."""

import re

import pytest

from chapter7.widgets.questions import Question, pack
from chapter7.widgets.shared import modules
from tests.widgets.node import WIDGETS, run

FORM = '<form class="c7-question"><fieldset>2 × 3 = <math><mn>6</mn></math></fieldset></form>'
STILL = "**Question.** 2 × 3?\n\n<details>\n<summary>Show the answer</summary>\n\n- 6\n\n</details>"


def test_a_question_is_what_was_packed():
    asked = Question("q-six", pack(FORM, STILL))
    assert asked.form == FORM
    data, _ = asked._repr_mimebundle_()
    assert data["text/markdown"] == STILL
    assert data["text/plain"] == repr(asked) == "Question('q-six')"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_who_reads_the_cell_reads_no_answer():
    packed = pack(FORM, STILL)
    assert re.fullmatch(r"[\w=-]+", packed)
    assert pack(FORM, STILL) == packed


@pytest.mark.parametrize(
    "packed", ["", "no question", pack(FORM, STILL)[:-9], "eJyrrgUAAXUA-Q==", "ü", "eJxTBAAAIgAi"]
)
def test_another_text_is_refused_by_its_beginning(packed):
    with pytest.raises(ValueError, match="not the text of a question: '") as error:
        Question("q", packed)
    assert repr(packed[:20]) in str(error.value)


def test_the_scripts_make_one_module(tmp_path):
    (tmp_path / "question.mjs").write_text(Question._esm, encoding="utf-8")
    done = run("--check", str(tmp_path / "question.mjs"))
    assert done.returncode == 0, done.stderr
    assert not re.search(r"^import ", Question._esm, re.M)
    assert Question._css == modules.styles(WIDGETS / "questions" / "widget.css")
    assert "@import" not in Question._css
