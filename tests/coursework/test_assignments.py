"""The assignments themselves: their solutions, their tests, and what is handed out."""

import ast
import functools
import json
import re
import subprocess
import sys
import zipfile

import nbformat
import numpy as np
import pytest
import torch

from chapter7 import density, losses, targets
from chapter7.exercises.verdict import NotPlain, decode, difference, encode, validate
from coursework.__main__ import main
from coursework.authoring import assignment, release
from tests.coursework.commands import ROOT, SEED
from tests.coursework.submissions import FULL

NAMES = assignment.NAMES


@pytest.fixture(scope="module")
def solved():
    return {name: assignment.solution(name) for name in NAMES}


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@functools.cache
def sheet_of(name, seed):
    """A sheet that several tests read."""
    return assignment.make_sheet(name, seed)


@pytest.mark.parametrize("seed", range(5))
def test_solutions_of_density_agree_with_the_chapter(solved, seed):
    names, tests = solved["density"], assignment.tests_of("density")
    rng = np.random.default_rng(seed)
    n, t = tests.draw_flops(rng)
    assert names["training_flops"](n, t) == density.training_flops(n, t)
    n, v = tests.draw_density(rng)
    assert np.isclose(names["bits_per_gflop"](n, v), density.supervisory_density(n, v) * 1e9)
    lengths, k = tests.draw_labels(rng)
    whole = [density.target_count(n, k) for n in lengths if n > k]
    assert len(whole) == 4 and names["label_count"](lengths, k) == sum(whole)
    assert sorted(names["unit_slips"](*tests.draw_slips(rng))) == [-3, -3, 0, 0, 0, 3, 6]


@pytest.mark.parametrize("seed", range(5))
def test_the_entropies_agree_with_an_enumeration_of_all_paths(solved, seed):
    transition, _ = assignment.tests_of("density").draw_chain(np.random.default_rng(seed))
    values, vectors = np.linalg.eig(transition.T)
    weights = np.real(vectors[:, np.argmin(abs(values - 1))])
    weights /= weights.sum()
    paths = weights[:, None, None, None] * np.einsum("ab,bc,cd->abcd", *[transition] * 3)

    def entropy(p):
        return -(p * np.log2(p)).sum()

    ahead = [paths.sum((2, 3)), paths.sum((1, 3)), paths.sum((1, 2))]
    expected = [sum(map(entropy, ahead)) - 3 * entropy(weights), entropy(paths) - entropy(weights)]
    assert np.allclose(solved["density"]["markov_bits"](transition, 3), expected)


@pytest.mark.parametrize("seed", range(5))
def test_solutions_of_losses_agree_with_the_chapter(solved, seed):
    names, tests = solved["losses"], assignment.tests_of("losses")
    rng = np.random.default_rng(seed)
    tokens, offset = tests.draw_shift(rng)
    assert torch.equal(names["shift"](tokens, offset), targets.future_targets(tokens, offset))
    tokens, document, offset = tests.draw_documents(rng)
    expected = targets.future_targets(tokens, offset, document=document)
    assert torch.equal(names["shift_documents"](tokens, document, offset), expected)
    logits, wanted = tests.draw_mean(rng)
    assert torch.isclose(names["mean_loss"](logits, wanted), losses.target_loss(logits, wanted))
    logits, tokens, weights = tests.draw_mtp(rng)
    expected = losses.mtp_loss(logits, tokens, weights=weights)
    assert torch.isclose(names["mtp_loss"](logits, tokens, weights), expected)
    logits, _, _ = tests.draw_mtp(rng)
    document = torch.tensor([[0] * 4 + [1] * 5, [0] * 9])
    expected = losses.mtp_loss(logits, tokens, weights=weights, document=document)
    assert torch.isclose(names["mtp_loss_documents"](logits, tokens, document, weights), expected)


def test_points_are_those_of_the_tests(name):
    sheet = sheet_of(name, "a")
    for question in sheet["questions"]:
        tests = [t for t in sheet["tests"] if t["question"] == question["id"]]
        if question["kind"] == "code":
            assert (
                sum(t["points"] for t in tests) == question["points"] == FULL[name][question["id"]]
            )
            assert any(t["visible"] for t in tests) and any(not t["visible"] for t in tests)


def test_every_named_mistake_is_wrong_in_some_test_and_told_apart(name):
    """Each mistake fails, gives its own message, and is recognised whatever the seed."""
    for seed in ("a", "b", "c"):
        sheet = sheet_of(name, seed)
        for question in assignment.tests_of(name).QUESTIONS:
            tests = [t for t in sheet["tests"] if t["question"] == question.id]
            for mistake in question.mistakes:
                caught = [value for t in tests for value, m in t["mistakes"] if m == mistake.hint]
                assert caught, (question.id, mistake.name)
            for t in tests:
                for i, (value, message) in enumerate(t["mistakes"]):
                    for other, second in t["mistakes"][:i]:
                        same = difference(other, value, t["rel"]) is None
                        assert not (same and not t["visible"]), (t["id"], message, second)


def test_no_two_assignments_ask_for_one_function():
    """The marker tells notebooks apart by them."""
    asked = [function for name in NAMES for function in assignment.asked_for(name)]
    assert len(asked) == len(set(asked)) >= 6 * len(NAMES)


def test_the_seed_draws_the_hidden_tests(name):
    one, other = (sheet_of(name, seed)["tests"] for seed in ("a", "b"))
    again = assignment.make_sheet(name, "a")["tests"]
    assert one == again
    drawn = [(t, u) for t, u in zip(one, other, strict=True) if not t["visible"] and "args" in t]
    assert len(drawn) > 5 and all(t["args"] != u["args"] for t, u in drawn)
    assert [t for t in one if t["visible"]] == assignment.make_sheet(name)["tests"]


# The bundle and the website hold no solution ------------------------------------------------------


def secrets(name):
    """Lines of solutions and of hidden tests that are long enough to be nobody else's."""
    text = (ROOT / "coursework" / "assignments" / name / f"{name}.md").read_text("utf-8")
    found = "\n".join(re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", text, re.S))
    lines = {line.strip() for line in found.splitlines()}
    tests = (ROOT / "coursework" / "assignments" / name / "tests.py").read_text("utf-8")
    tree = ast.parse(tests)
    draws = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name != "ids"]
    for node in draws:
        lines |= {line.strip() for line in ast.get_source_segment(tests, node).splitlines()}
    lines = {line for line in lines if len(line) > 24}
    assert len(lines) > 40
    return lines


def leaks(lines, texts):
    sought = {squeezed(line): line for line in lines}
    return [(sought[bare], where) for where, text in texts for bare in sought if bare in text]


def squeezed(text):
    """Text without spaces, escapes and tags, so that no formatting hides a line."""
    text = re.sub(r"<[^>\n]{0,300}>", "", text)
    for entity, char in (
        ("&quot;", '"'),
        ("&#39;", "'"),
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, char)
    return re.sub(r"[\s\\]", "", text)


def texts_of(folder):
    for path in folder.rglob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            for inside in archive.namelist():
                text = archive.read(inside).decode("utf-8", "replace")
                yield f"{path.relative_to(folder)}/{inside}", squeezed(text)
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in (
            ".woff2",
            ".woff",
            ".ttf",
            ".png",
            ".inv",
            ".ico",
        ):
            yield str(path.relative_to(folder)), squeezed(path.read_text("utf-8", "replace"))


def test_the_bundle_holds_no_solution_and_no_hidden_test(name, tmp_path):
    assert main(["release", name, str(tmp_path)]) == 0
    files = {p.name for p in tmp_path.iterdir()}
    assert files == {f"{name}.ipynb", "checks.py", f"checks-{name}.json", f"README-{name}.txt"}
    assert leaks(secrets(name), texts_of(tmp_path)) == []
    public = json.loads((tmp_path / f"checks-{name}.json").read_text("utf-8"))
    assert all(t["visible"] for t in public["tests"]) and len(public["tests"]) >= 8
    book = nbformat.read(tmp_path / f"{name}.ipynb", 4)
    nbformat.validate(book)
    code = [c for c in book.cells if c.metadata.get("nbgrader", {}).get("solution")]
    assert len(code) == 8
    assert all("YOUR CODE HERE" in c.source or c.source == "YOUR ANSWER HERE" for c in code)
    assert not any(c.get("outputs") for c in book.cells)


def test_the_search_finds_a_solution_where_there_is_one(name, tmp_path):
    release.nbgrader_source(name, tmp_path, SEED)
    assert len(leaks(secrets(name), texts_of(tmp_path))) > 15


@pytest.fixture(scope="module")
def website():
    """The texts of the built site."""
    built = ROOT / "_build" / "html"
    if not (built / "searchindex.js").exists():
        pytest.fail("there is no built _build/html: run `make html` first")
    return list(texts_of(built))


def test_the_website_holds_no_solution_and_no_hidden_test(name, website):
    files = [where for where, _ in website]
    assert any(where.endswith(".ipynb") for where in files)
    assert leaks(secrets(name), website) == []
    assert not [where for where in files if where.rpartition("/")[2] == f"{name}.ipynb"]


def test_the_package_and_the_pages_know_nothing_of_the_coursework():
    files = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "notebooks").rglob("*.md"),
        *(ROOT / "website").rglob("*.py"),
    ]
    assert len(files) > 20
    for path in files:
        assert not re.search(r"(?:import|from) coursework", path.read_text("utf-8")), path


def test_the_assignments_need_numpy_or_torch_alone(name):
    allowed = {module.split(".")[0] for module in assignment.tests_of(name).WARM}
    assert allowed <= {"numpy", "torch"}
    for cell in assignment.load(name).cells:
        if cell.cell_type == "code":
            for module in re.findall(r"^\s*(?:import|from) (\w+)", cell.source, re.M):
                assert module in {*allowed, "checks"}


def test_what_is_in_the_bundle_needs_the_standard_library_alone(tmp_path):
    release.release("density", tmp_path)
    done = subprocess.run([sys.executable, "-I", "-S", tmp_path / "checks.py"], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_the_sheet_of_density_is_made_without_torch():
    code = (
        "import sys\nfrom coursework.authoring.assignment import make_sheet\n"
        "assert 'numpy' not in sys.modules\n"
        "make_sheet('density', 'a')\nassert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr


# Plain data ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [1, -1.5, True, None, "text", [1, [2.5, "x"]], float("inf"), {"a": True, "b": [1]}],
)
def test_plain_values_come_back_as_they_were(value):
    data = json.loads(json.dumps(encode(value), allow_nan=False))
    assert validate(data) == data and decode(data) == value and type(decode(data)) is type(value)


def test_arrays_and_tensors_come_back_as_they_were():
    for array in (np.arange(6.0).reshape(2, 3), np.array(7), np.zeros((0, 3)), np.array([True])):
        back = decode(validate(json.loads(json.dumps(encode(array)))))
        assert back.dtype == array.dtype and np.array_equal(back, array)
    tensor = torch.tensor([[1.5, float("nan")]], requires_grad=True)
    back = decode(validate(json.loads(json.dumps(encode(tensor), allow_nan=False))))
    assert back.shape == (1, 2) and back[0, 0] == 1.5 and back[0, 1].isnan()


@pytest.mark.parametrize(
    "data",
    [
        {"array": [1, 2], "shape": [3], "dtype": "float64"},
        {"array": [1, "x"], "shape": [2], "dtype": "float64"},
        {"array": [1], "shape": [-1], "dtype": "float64"},
        {"array": [1], "shape": [True], "dtype": "float64"},
        {"dict": [[1]]},
        {"float": "1e999"},
        {"other": 5},
        {"value": 1},
        {},
        [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]],
        float("nan"),
    ],
)
def test_data_of_another_form_is_refused(data):
    with pytest.raises(NotPlain):
        validate(data)
