"""What figures share: numbers as text, scripts as one file, still pictures, a figure's end."""

import gc
import random
import re
import weakref
from pathlib import Path

import ipywidgets
import pytest

from chapter7 import quantities
from chapter7.widgets.explorer import Explorer
from chapter7.widgets.shared import modules, still
from tests.widgets.node import WIDGETS, evaluate, run

DRAW = random.Random(7)


def test_the_pure_parts_pass_nodes_own_tests():
    tests = Path(__file__).parent / "shared.test.mjs"
    done = run("--test", "--test-reporter=tap", str(tests))
    assert done.returncode == 0, done.stdout + done.stderr


def test_numbers_become_text_as_in_python():
    values = [10 ** DRAW.uniform(-9, 27) for _ in range(3_000)]
    values += [i / 8 for i in range(-400, 4_000)]  # ties among them
    values += [9.995, 0.9995, 999.5, 9_995_000.0, 9_999_999.0, 0.00099995, 1e7, 2.5e22]
    body = """
      return given.map((value) => [1, 2, 3, 5].map((n) => js.significant(value, n))
        .concat(value >= 1 ? [js.withPrefix(value, "FLOP"), js.parameters(value)] : []));
    """
    for value, texts in zip(values, evaluate(["shared/format.js"], body, values), strict=True):
        wanted = [quantities.significant(value, n) for n in (1, 2, 3, 5)]
        if value >= 1:
            wanted += [quantities.with_prefix(value, "FLOP"), quantities.parameters(value)]
        assert texts == wanted, value


def test_a_script_and_what_it_imports_become_one_module_each_part_once(tmp_path):
    (tmp_path / "base.js").write_text("export const one = 1;\n")
    (tmp_path / "left.js").write_text(
        'import { one } from "./base.js";\nexport const two = one + one;\n'
    )
    (tmp_path / "main.js").write_text(
        'import { one } from "./base.js";\nimport {\n  two,\n} from "./left.js";\n'
        "export default { still: (state) => String(one + two + state.x) };\n"
    )
    joined = modules.script(tmp_path / "main.js")
    assert joined.count("const one") == 1 and "import" not in joined
    assert still.still(joined, {"x": 4}) == "7"


def test_styles_and_what_they_import_become_one_sheet_in_which_their_own_weigh_more(tmp_path):
    (tmp_path / "base.css").write_text("a { color: red }\n")
    (tmp_path / "main.css").write_text('@import "./base.css";\nb { color: blue }\n')
    joined = modules.styles(tmp_path / "main.css")
    assert joined == "a { color: red }\n:root {\nb { color: blue }\n}\n"
    assert modules.styles(tmp_path / "base.css") == "a { color: red }\n"


@pytest.mark.parametrize("sheet", sorted(WIDGETS.glob("*/*.css")), ids=lambda path: path.name)
def test_styles_of_a_figure_hold_no_rule_that_cannot_stand_inside_another(sheet):
    rules = re.findall(r"@[\w-]+", sheet.read_text("utf-8"))
    if sheet.parent.name != "shared":
        assert set(rules) <= {"@import", "@media", "@container"}


def test_a_font_that_a_sheet_names_stands_inside_it(tmp_path):
    (tmp_path / "a.woff2").write_bytes(b"font")
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "base.css").write_text('a { src: url("../a.woff2") }\n')
    sheet = modules.styles(tmp_path / "part" / "base.css")
    assert sheet == "a { src: url(data:font/woff2;base64,Zm9udA==) }\n"


def test_a_figure_brings_the_font_that_a_notebook_lacks_once():
    figure = Explorer()
    assert figure._css.count('@font-face { font-family: "Figure Sans"') == 2
    assert figure._css.startswith(modules.styles(WIDGETS / "explorer" / "explorer.css"))
    figure.close()


@pytest.mark.parametrize(
    "folder", [p.parent.name for p in WIDGETS.glob("*/*.js") if p.stem == p.parent.name]
)
def test_the_joined_script_of_every_figure_imports_nothing_and_exports_one_thing(folder):
    joined = modules.script(WIDGETS / folder / f"{folder}.js")
    assert "\nimport " not in joined and joined.count("\nexport ") == 1


def test_a_script_that_fails_says_what_node_said():
    with pytest.raises(RuntimeError, match="ReferenceError: missing is not defined"):
        still.still("export default { still: () => missing };", {})


def test_a_still_picture_is_made_once_for_a_state(monkeypatch):
    script = "export default { still: (state) => `<p>${state.x} ’</p>` };"
    assert still.still(script, {"x": 1}) == "<p>1 ’</p>"
    monkeypatch.setattr(still.subprocess, "run", None)  # a second run of Node would fail
    assert still.still(script, {"x": 1}) == "<p>1 ’</p>"


def test_without_node_the_figure_is_live_and_its_page_says_what_to_do(monkeypatch):
    monkeypatch.setattr(still, "node", lambda: None)
    data = Explorer()._repr_mimebundle_()[0]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "run the notebook" in data["text/html"]


def test_closed_figures_are_freed():
    closed = []
    for _ in range(20):
        figure = Explorer()
        figure.pin = {name: getattr(figure, name) for name in figure.choices()}
        figure._repr_mimebundle_()
        slider = ipywidgets.IntSlider(min=1, max=8)
        link = ipywidgets.jslink((figure, "k"), (slider, "value"))
        for widget in (link, slider, figure):
            widget.close()
        closed.append(weakref.ref(figure))
    del figure, slider, link, widget
    gc.collect()
    assert [ref for ref in closed if ref() is not None] == []
