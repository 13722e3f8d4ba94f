"""The checks of the coding exercises: what each answer is told."""

import ast
import re
from itertools import combinations
from math import log2
from pathlib import Path

import numpy as np
import pytest
import torch

from chapter7 import targets as package_targets
from chapter7.exercises import all_exercises, misconceptions
from chapter7.exercises import bottleneck as exercises
from tests import sections

PAGES = Path(__file__).parents[1] / "notebooks"
NAMED = [(exercise, mistake) for exercise in all_exercises() for mistake in exercise.mistakes]
IDS = [f"{exercise.name}-{mistake.name}" for exercise, mistake in NAMED]


RIGHT = sections.gathered("RIGHT")
BY_HAND = sections.gathered("BY_HAND")


@pytest.fixture(params=all_exercises(), ids=lambda exercise: exercise.name)
def exercise(request):
    return request.param


@pytest.mark.parametrize(("exercise", "mistake"), NAMED, ids=IDS)
def test_a_named_mistake_earns_its_own_hint(exercise, mistake):
    feedback = exercise(mistake.wrong)
    assert feedback.kind == "mistake" and not feedback.right
    assert repr(feedback) == mistake.hint


def test_each_exercise_names_at_least_three_mistakes_with_hints_of_their_own(exercise):
    assert len(exercise.mistakes) >= 3
    for one, other in combinations(exercise.mistakes, 2):
        assert one.hint != other.hint and one.name != other.name


def test_the_package_gives_the_right_answer(exercise):
    feedback = exercise(RIGHT[exercise.name])
    assert feedback.right and repr(feedback) == f"Right. {exercise.praise}"


@pytest.mark.parametrize("name", BY_HAND)
def test_the_cases_hold_what_was_worked_out_by_hand(name):
    (exercise,) = (exercise for exercise in all_exercises() if exercise.name == name)
    assert np.allclose([result for _, result in exercise.cases], BY_HAND[name], rtol=1e-6)


def blank_by_error(*_):
    raise NotImplementedError


@pytest.mark.parametrize(
    "blank", [lambda *_: None, lambda *_: ..., blank_by_error], ids=["None", "dots", "raises"]
)
def test_a_blank_answer_gets_a_friendly_line(exercise, blank):
    feedback = exercise(blank)
    assert feedback.kind == "blank" and repr(feedback).startswith("No answer yet.")


def test_an_answer_that_raises_gets_the_error_named_in_a_sentence(exercise):
    def divides(*_):
        return 1 / 0

    feedback = exercise(divides)
    assert feedback.kind == "error"
    assert feedback.text.startswith(f"{exercise.name}(")
    assert "raised ZeroDivisionError: division by zero." in feedback.text
    assert "\n" not in feedback.text and "Traceback" not in feedback.text


def test_an_error_without_a_message_still_makes_a_sentence():
    def asserts(*_):
        raise ValueError

    assert exercises.bits_per_gflop(asserts).text == "bits_per_gflop(1e+09, 2) raised ValueError."


def test_an_answer_with_too_few_arguments_is_told_so(exercise):
    feedback = exercise(lambda: 0)
    assert feedback.kind == "error" and "positional argument" in feedback.text


@pytest.mark.parametrize("value", ["0.4", True, {}, [[1], [1, 2]], object(), 1j])
def test_an_answer_of_the_wrong_type_is_told_so(exercise, value):
    feedback = exercise(lambda *_: value)
    assert feedback.kind == "type" and f"of type {type(value).__name__}" in feedback.text


def test_an_answer_that_sometimes_returns_nothing_is_told_for_which_input():
    feedback = exercises.label_count(lambda t, k: 3 if k == 1 else None)
    assert feedback.kind == "type"
    assert feedback.text == "label_count(4, 2) gave nothing, where a number was due."


@pytest.mark.parametrize("value", [0.4, None, "density"])
def test_the_result_instead_of_the_function_is_told_so(exercise, value):
    feedback = exercise(value)
    assert feedback.kind == "type" and exercise.name in feedback.text


def test_an_answer_of_the_wrong_shape_is_told_both_shapes():
    assert exercises.bits_per_gflop(lambda n, v: [1.0, 2.0]).kind == "shape"
    feedback = exercises.targets(lambda tokens, offset: tokens[0])
    assert feedback.kind == "shape" and "(4,)" in feedback.text and "(2, 4)" in feedback.text


def test_a_mistake_without_a_name_is_told_value_and_expectation():
    feedback = exercises.label_count(lambda t, k: 3)
    assert feedback.kind == "wrong"
    assert feedback.text == "label_count(4, 2) gave 3, which is not right. It should be 5."


def test_a_constant_factor_is_told():
    feedback = exercises.bits_per_gflop(lambda n, v: 4 * log2(v) / (6 * n) * 1e9)
    assert feedback.kind == "wrong"
    assert feedback.text.endswith("Every result is 4.00 times what it should be.")


def test_results_that_are_all_nan_or_zero_are_wrong_and_name_no_factor():
    for value in (float("nan"), float("inf"), 0.0):
        feedback = exercises.bits_per_gflop(lambda n, v, value=value: value)
        assert feedback.kind == "wrong" and "times" not in feedback.text


def test_no_factor_is_told_where_a_right_result_is_zero():
    feedback = exercises.mark_bits(lambda p, n: 3.0)
    assert feedback.text == "mark_bits(0.5, 1) gave 3, which is not right. It should be 1."


def test_where_zero_is_right_a_rounding_error_is_right():
    def gives(zero):
        return lambda p, n: zero if p == 1 else RIGHT["mark_bits"](p, n)

    assert exercises.mark_bits(gives(1e-15)).right
    assert exercises.mark_bits(gives(1e-9)).kind == "wrong"


def test_the_ignored_index_is_the_packages():
    assert misconceptions.IGNORE == package_targets.IGNORE_INDEX


def test_an_answer_cannot_spoil_the_next_ones_input():
    def spoils(tokens, offset):
        tokens.zero_()
        return tokens

    assert exercises.targets(spoils).kind == "wrong"
    assert exercises.targets(RIGHT["targets"]).right


def test_a_value_that_no_array_can_hold_is_of_the_wrong_type():
    class Stubborn:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("not an array")

    assert exercises.bits_per_gflop(lambda n, v: Stubborn()).kind == "type"
    assert exercises.bits_per_gflop(lambda n, v: torch.ones(2, device="meta")).kind == "type"


def test_lists_arrays_and_single_precision_are_welcome():
    assert exercises.targets(lambda t, j: package_targets.future_targets(t, j).tolist()).right
    assert exercises.targets(lambda t, j: package_targets.future_targets(t, j).numpy()).right
    assert exercises.bits_per_gflop(
        lambda n, v: torch.log2(torch.tensor(float(v))) / (6 * n) * 1e9
    ).right
    assert exercises.bits_per_gflop(lambda n, v: np.float32(log2(v) / (6 * n) * 1e9)).right
    learned = torch.ones(1, requires_grad=True)
    assert exercises.mean_loss(lambda nll, valid: nll[valid].mean() * learned[0]).right


def page_functions(name: str) -> list[str]:
    """The code of every cell of the pages that defines the function `name`, in order."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PAGES.rglob("*.md")))
    cells = re.findall(r"^```\{code-cell\} ipython3\n(.*?)^```$", text, re.S | re.M)
    return [cell for cell in cells if re.search(rf"^def {name}\(", cell, re.M)]


def defined(cell: str, name: str):
    """The function `name` of a cell, run without the cell's other statements."""
    tree = ast.parse(cell)
    function = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name
    )
    scope = {"np": np, "torch": torch, "IGNORE_INDEX": exercises.IGNORE_INDEX}
    exec(compile(ast.Module([function], []), name, "exec"), scope)
    return scope[name]


def test_each_pages_stub_is_blank_and_its_one_solution_is_right(exercise):
    stub, solution = page_functions(exercise.name)
    assert exercise(defined(stub, exercise.name)).kind == "blank"
    assert exercise(defined(solution, exercise.name)).right
