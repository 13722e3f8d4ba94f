"""How functions are found, and what is looked up in `chapter7.published`."""

import pytest

from chapter7.ledger import values
from chapter7.ledger.computing import collect
from chapter7.ledger.values import published


def package(folder, name, **modules):
    (folder / name).mkdir()
    for module, text in {"__init__": "", **modules}.items():
        (folder / name / f"{module}.py").write_text(text, encoding="utf-8")
    return [str(folder / name)], name


START = "from chapter7.ledger.computing import computes\n"
ONE = f"{START}@computes('bits')\ndef one(): return 1.0\n"


def test_a_new_module_is_found_with_its_functions_and_their_units(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    found = collect(*package(tmp_path, "found", a=ONE, b=f"{START}def helper(): return 2.0\n"))
    assert {name: (c.unit, c.function()) for name, c in found.items()} == {"one": ("bits", 1.0)}


def test_a_module_may_use_the_function_of_another(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    assert set(collect(*package(tmp_path, "shared", a=ONE, b="from shared.a import one\n"))) == {
        "one"
    }


def test_two_functions_of_one_name_are_refused_with_both_places(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match=r"'one' is defined in twice\.a and in twice\.b"):
        collect(*package(tmp_path, "twice", a=ONE, b=ONE))


def test_every_function_says_what_it_computes():
    assert all(c.function.__doc__ for c in values.FUNCTIONS.values())


def test_models_are_named_as_published():
    with pytest.raises(ValueError, match="no published model is called 'GPT-9'"):
        published.model_named("GPT-9")
    with pytest.raises(ValueError, match="MODEL activated"):
        published.parameter_count("GPT-2 some")


class Elsewhere:
    """Stands for another module of `chapter7.published`."""

    __name__ = "chapter7.published.elsewhere"

    def __init__(self, **figures):
        self.__dict__.update(figures)


def test_a_figure_is_quoted_from_whatever_module_has_it(monkeypatch):
    assert published.quoted("DEEPSEEK_ABLATION", ["Pile bits per byte", 1, 0]) == 0.658
    monkeypatch.setattr(published, "FIGURES", (*published.FIGURES, Elsewhere(NEW={"a": [3, 4]})))
    assert published.quoted("NEW", ("a", 1)) == 4
    assert published.quoted("A100_PEAK") == 312e12


def test_a_figure_that_two_modules_have_is_refused(monkeypatch):
    monkeypatch.setattr(published, "FIGURES", (*published.FIGURES, Elsewhere(A100_PEAK=1.0)))
    with pytest.raises(ValueError, match=r"published\.results and chapter7\.published\.elsewhere"):
        published.quoted("A100_PEAK")


@pytest.mark.parametrize(
    ("name", "at", "message"),
    [
        ("NOWHERE", (), "'NOWHERE' must stand once in chapter7.published, stands in nowhere"),
        ("DEEPSEEK_BATCH", (), r"DEEPSEEK_BATCH has no number at \[\]"),
        ("DEEPSEEK_BATCH", (2,), r"DEEPSEEK_BATCH has no number at \[2\]"),
        ("GLOECKLE_SPEED_UP", ("song",), r"GLOECKLE_SPEED_UP has no number at \['song'\]"),
        ("A100_PEAK", (0,), r"A100_PEAK has no number at \[0\]"),
    ],
)
def test_a_figure_that_is_not_there_is_refused_by_name_and_place(name, at, message):
    with pytest.raises(ValueError, match=message):
        published.quoted(name, at)
