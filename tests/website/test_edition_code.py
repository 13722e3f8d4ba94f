"""What code of a page a notebook keeps: every case as a compiler would decide it."""

import pytest

from website.edition.code import Cell, kept

SHOWN, HIDDEN = True, False


def left(*cells: tuple[str, bool], mentioned=()) -> list[str]:
    return kept([Cell(source, *place) for source, *place in cells], mentioned)


def hidden(source: str, later: str) -> str:
    """What stays of a hidden cell before a shown one."""
    return left((source, HIDDEN), (later, SHOWN))[0]


def test_a_cell_that_only_proves_and_glues_goes():
    assert hidden("assert rho == 2\nglue('rho', rho, display=False)", "rho") == ""
    assert hidden("np.testing.assert_allclose(rho, 2)", "rho, np") == ""
    assert hidden("for name, x in rows:\n    glue(name, x)", "rows") == ""
    assert hidden("if rho:\n    assert rho\nelse:\n    glue('a', 1)", "rho") == ""


def test_what_a_later_cell_reads_stays_and_what_that_reads():
    source = "a = 1  # one\nb = a + 1\nc = b\nassert c == 2\nglue('c', c)"
    assert hidden(source, "print(b)") == "a = 1  # one\nb = a + 1"
    assert hidden(source, "print('b')") == ""


def test_a_name_that_the_later_cell_makes_itself_is_not_needed():
    assert hidden("flops = 3", "flops = 6\nprint(flops)") == ""
    assert hidden("x = 3", "for x in range(3):\n    print(x)") == ""
    assert hidden("x = 3", "print([x for x in range(3)])") == ""
    assert hidden("x = 3", "print([x for x in range(x)])") == "x = 3"
    assert hidden("x = 3", "def f(x):\n    return x") == ""
    assert hidden("y = 3", "def f(x):\n    return x + y") == "y = 3"
    assert hidden("y = 3", "f = lambda x: x + y") == "y = 3"
    assert hidden("y = 3", "y += 1") == "y = 3"
    # It may not be made: then the old value counts.
    assert hidden("y = 3", "if z:\n    y = 4\nprint(y)") == "y = 3"
    assert hidden("y = 3", "if z:\n    y = 4\nelse:\n    y = 5\nprint(y)") == ""
    assert hidden("y = 3", "for z in rows:\n    y = 4\nprint(y)") == "y = 3"


def test_what_changes_a_value_stays():
    assert hidden("rows = []\nrows.append(1)", "rows") == "rows = []\nrows.append(1)"
    assert hidden("table['a'] = 1", "table") == "table['a'] = 1"
    assert hidden("model.k = 2", "model") == "model.k = 2"
    assert hidden("(a, b), *c = d", "c") == "(a, b), *c = d"
    assert hidden("del row['a']", "row") == "del row['a']"


def test_of_a_block_only_what_is_needed_stays():
    source = (
        "for name, x in rows:\n    assert x\n    total = x + last\n    last = x\n    glue(name, x)"
    )
    assert hidden(source, "print(total)") == (
        "for name, x in rows:\n    total = x + last\n    last = x"
    )
    source = "with open(path) as file:\n    text = file.read()\n    assert text"
    assert hidden(source, "text") == "with open(path) as file:\n    text = file.read()"
    source = "if big:\n    glue('a', 1)\nelse:\n    size = 2"
    assert hidden(source, "size") == "if big:\n    pass\nelse:\n    size = 2"


SOLUTION = (False, True)


def test_a_solution_goes_and_what_its_code_needs_stays():
    solution = ("m = load()\nprint(m * scale)\nexercises.f(m)", *SOLUTION)
    later = ("exercises.g(1)", SHOWN)
    imports = ("from a import exercises, load, other", SHOWN)
    assert left(imports, ("scale = 2\nm = 1", HIDDEN), solution, later) == [
        "from a import exercises, load", "scale = 2", "", "exercises.g(1)",
    ]  # fmt: skip


def test_of_a_solution_stays_what_a_later_cell_needs_but_not_what_another_solution_needs():
    first = ("a = 1\nb = 2", *SOLUTION)
    assert left(first, ("print(b)", *SOLUTION)) == ["", ""]
    assert left(first, ("print(b)", SHOWN)) == ["b = 2", "print(b)"]
    assert left(first, ("c = b", HIDDEN), ("print(c)", SHOWN)) == ["b = 2", "c = b", "print(c)"]


def test_a_hidden_function_stays_whole_if_it_is_called():
    source = "def f(x):\n    assert x\n    return x * scale\n\nscale = 2"
    assert hidden(source, "f(1)") == "def f(x):\n    assert x\n    return x * scale\nscale = 2"


def test_imports_that_nothing_uses_go_and_others_stay_as_they_are():
    imports = (
        "from math import isclose, log\nimport numpy as np\nfrom myst_nb import glue\n\n"
        "import os.path"
    )
    cells = [(imports, SHOWN), ("assert isclose(1, 1)\nglue('a', 1)", HIDDEN)]
    assert left(*cells, ("log(np.e), os.sep", SHOWN))[0] == (
        "from math import log\nimport numpy as np\n\nimport os.path"
    )
    assert left(*cells, ("isclose(1, 1)", SHOWN))[0] == "from math import isclose"
    assert left(*cells, mentioned={"np"})[0] == "import numpy as np"
    assert left(*cells) == ["", ""]
    needed = [("from a import b, c", HIDDEN), ("b()", SHOWN)]
    assert left(*needed)[0] == "from a import b"


def test_a_long_import_is_broken_into_lines():
    names = [f"quantity_{i}" for i in range(6)]
    source = f"from chapter7.quantities import {', '.join(names)}, glue"
    text = left((source, SHOWN), (", ".join(names), SHOWN))[0]
    assert text.startswith("from chapter7.quantities import (\n    quantity_0, ")
    assert text.endswith(",\n)") and all(len(line) <= 66 for line in text.splitlines())
    compile(text, "imports", "exec")


def test_shown_cells_stay_to_the_letter():
    source = "# a comment\nx = [1,\n     2]\nassert x  # shown, too\nglue_stick = 1"
    assert left((source, SHOWN)) == [source]


def test_what_is_no_python_is_refused():
    with pytest.raises(SyntaxError):
        left(("1 +", SHOWN))
