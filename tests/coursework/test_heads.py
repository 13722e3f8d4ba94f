"""The assignment `heads` against other sources: the package, enumeration, loops, and the record."""

import re
from itertools import combinations, pairwise, product
from math import exp, log2, sqrt

import numpy as np
import pytest
import torch
from torch import nn

from chapter7 import lab, planning, sources, targets
from chapter7.exercises.verdict import decode, difference, encode
from chapter7.lab.heads import Module, SequentialModules
from coursework.authoring import assignment

SEEDS = pytest.mark.parametrize("seed", range(5))
IGNORE = -100


@pytest.fixture(scope="module")
def solved():
    return assignment.solution("heads")


def drawn(question, seed):
    """The arguments of a hidden test of that question."""
    asked = {q.name: q for q in assignment.tests_of("heads").QUESTIONS}
    return asked[question].draw(np.random.default_rng(seed))


@SEEDS
def test_targets_are_those_of_the_package(solved, seed):
    tokens, document, k = drawn("head_targets", seed)
    expected = [targets.future_targets(tokens, j, document=document) for j in range(1, k + 1)]
    assert torch.equal(solved["head_targets"](tokens, document, k), torch.stack(expected))
    assert (document[1].diff() < 0).any()  # a number comes again


@SEEDS
def test_floors_are_those_of_the_package(solved, seed):
    transition, k = drawn("floors", seed)
    chain = sources.MarkovChain(transition.numpy())
    expected = [
        [chain.marginal_entropy(j) for j in range(1, k + 1)],
        [chain.total_correlation(j) for j in range(1, k + 1)],
    ]
    assert np.allclose(solved["floors"](transition, k), expected, atol=1e-12)
    assert expected[1][1] > 0.02
    even = torch.linalg.matrix_power(transition, 1000)
    assert (even[:2, 2:] == 0).all() and (even[2:, :2] == 0).all()  # periodic: no power settles


@SEEDS
def test_floors_agree_with_an_enumeration_of_all_paths(solved, seed):
    transition, _ = drawn("floors", seed)
    weights = sources.MarkovChain(transition.numpy()).stationary
    paths = weights[:, None, None] * np.einsum("ab,bc->abc", *[transition.numpy()] * 2)

    def entropy(p):
        return -sum(x * log2(x) for x in p.flat if x > 0)

    one, two = (entropy(p) - entropy(weights) for p in (paths.sum(2), paths.sum(1)))
    expected = [[one, two], [0, one + two - (entropy(paths) - entropy(weights))]]
    assert np.allclose(solved["floors"](transition, 2), expected, atol=1e-9)


@SEEDS
def test_impossible_pairs_are_enumerated(solved, seed):
    (joint,) = drawn("impossible_pairs", seed)
    rows = joint.tolist()
    first = [sum(row) for row in rows]
    second = [sum(column) for column in zip(*rows, strict=True)]
    share, tied = 0.0, 0.0
    for a, b in product(range(len(first)), range(len(second))):
        if rows[a][b] == 0:
            share += first[a] * second[b]
        else:
            tied += rows[a][b] * log2(rows[a][b] / (first[a] * second[b]))
    got = [float(x) for x in solved["impossible_pairs"](joint)]
    assert np.allclose(got, [share, 1 - 2**-tied])
    assert 0 < got[0] < got[1] < 1  # under the ceiling, and not at it


@SEEDS
def test_what_a_module_reads_follows_the_reports_indices(solved, seed):
    tokens, depth = drawn("module_tokens", seed)
    fed, asked = solved["module_tokens"](tokens, depth).tolist()
    for b, row in enumerate(tokens.tolist()):
        for t in range(len(row)):
            assert fed[b][t] == (row[t + depth] if t + depth < len(row) else IGNORE)
            assert asked[b][t] == (row[t + depth + 1] if t + depth + 1 < len(row) else IGNORE)
    model = SequentialModules(lab.build("ntp", vocab_size=30, d_model=4, n_layers=1, n_heads=1), 2)
    known = model.known(tokens, depth)
    assert torch.equal(known[:, :-depth], torch.tensor(fed)[:, :-depth])


def one_by_one(state, tokens, weights):
    """The module's probabilities, position by position and number by number."""
    w = {name: matrix.tolist() for name, matrix in weights.items()}

    def norm(x):
        size = sqrt(sum(c * c for c in x) / len(x))
        return [c / size for c in x]

    def times(matrix, x):
        return [sum(m * c for m, c in zip(row, x, strict=True)) for row in matrix]

    def softmax(x):
        powers = [exp(c) for c in x]
        return [p / sum(powers) for p in powers]

    joined, found = [], []
    for h, (_, token) in zip(state.tolist(), pairwise(tokens.tolist()), strict=False):
        joined.append(times(w["join"], norm(h) + norm(w["embedding"][token])))
        query = times(w["query"], norm(joined[-1]))
        keys = [times(w["key"], norm(x)) for x in joined]
        values = [times(w["value"], norm(x)) for x in joined]
        scores = [sum(q * k for q, k in zip(query, key, strict=True)) for key in keys]
        shares = softmax([score / sqrt(len(query)) for score in scores])
        mixed = [
            sum(s * v for s, v in zip(shares, column, strict=True))
            for column in zip(*values, strict=True)
        ]
        y = [a + b for a, b in zip(joined[-1], times(w["out"], mixed), strict=True)]
        found.append(softmax(times(w["unembedding"], norm(y))))
    return found


@SEEDS
def test_a_module_is_computed_number_by_number(solved, seed):
    given = drawn("module_probabilities", seed)
    assert np.allclose(solved["module_probabilities"](*given), one_by_one(*given))


def seen(question):
    """The rows of that question's visible tests, and the first one's arguments."""
    rows = [t for t in assignment.make_sheet("heads")["tests"] if t["question"] == question]
    return rows, [decode(argument) for argument in rows[0]["args"]]


@pytest.mark.parametrize("name", ["query", "key", "value", "out"])
def test_the_visible_module_tells_a_matrix_from_its_transpose(solved, name):
    (row,), (state, tokens, weights) = seen("heads-q5")
    given = solved["module_probabilities"](state, tokens, weights | {name: weights[name].T})
    assert difference(row["expected"], encode(given), 0.01)


def test_the_visible_module_tells_the_key_from_the_value(solved):
    (row,), (state, tokens, weights) = seen("heads-q5")
    given = solved["module_probabilities"](state, tokens, weights | {"value": weights["key"]})
    assert difference(row["expected"], encode(given), 0.01)


def test_the_visible_module_is_computed_number_by_number():
    (row,), given = seen("heads-q5")
    assert np.allclose(decode(row["expected"]), one_by_one(*given))
    assert len({len(given[0][0]), len(given[1]) - 1, len(given[2]["embedding"])}) == 3


@pytest.mark.parametrize("question", ["heads-q5", "heads-q6", "heads-q7"])
def test_no_visible_hint_is_given_for_another_mistake(question):
    """Each mistake fails some visible check, and none gives there what another one gives."""
    rows, _ = seen(question)
    hints = {q.id: {m.hint for m in q.mistakes} for q in assignment.tests_of("heads").QUESTIONS}
    assert {hint for row in rows for _, hint in row["mistakes"]} == hints[question]
    for row in rows:
        for (one, hint), (other, second) in combinations(row["mistakes"], 2):
            assert difference(one, other, row["rel"]), (row["id"], hint, second)


class Passed(nn.Module):
    """A block that hands on what it gets."""

    def forward(self, x, place):
        return x


@SEEDS
def test_without_its_block_it_is_the_packages_module(solved, seed):
    state, tokens, weights = drawn("module_probabilities", seed)
    module = Module(state.shape[-1], 1).double()
    module.join.weight = nn.Parameter(weights["join"])
    module.block = Passed()
    joined = module(state[:-1], weights["embedding"][tokens[1:]], None)
    expected = (module.norm(joined) @ weights["unembedding"].T).softmax(-1)
    nothing = weights | {"out": torch.zeros_like(weights["out"])}
    assert torch.allclose(solved["module_probabilities"](state, tokens, nothing), expected)


@SEEDS
def test_one_wiring_of_four_lies_below_what_it_can_reach(solved, seed):
    transition, offset, sequential, loss, error = drawn("find_leaks", seed)
    chain = sources.MarkovChain(transition.numpy())
    leaks = []
    for row in range(len(loss)):
        below = []
        for wiring in range(4):
            ahead = 1 if sequential[row, wiring] else int(offset[row, wiring])
            gap = loss[row, wiring] - chain.marginal_entropy(ahead)
            below.append(float(gap / error[row, wiring]))
        lawful = [z for z in below if z > -5]
        assert len(lawful) == 3 and min(lawful) > -2  # as the question says
        leaks.append(below.index(min(below)))
    assert solved["find_leaks"](transition, offset, sequential, loss, error).tolist() == leaks
    assert len(set(leaks)) > 1 and loss.min() > 0


@SEEDS
@pytest.mark.parametrize("shared", [True, False])
def test_costs_are_those_of_the_planner(solved, seed, shared):
    config, n_depths, _ = drawn("module_cost", seed)
    model = planning.read_architecture(config | {"model_type": "mixtral", "num_hidden_layers": 2})
    vectors = model.module.activated - model.module.multiplied
    stored = (model.module.stored - vectors) * (1 if shared else n_depths)
    met = (model.module.multiplied + model.table) * n_depths
    assert solved["module_cost"](config, n_depths, shared) == [stored, 6 * met]


def test_the_experiment_to_read_is_the_recorded_one():
    """Each number of question 8's table, from the record."""
    cells = assignment.load("heads").cells
    text = next(cell.source for cell in cells if cell.source.startswith("## Question 8"))
    record = lab.load_record("text")

    def interval(variant, base):
        mean, low, high = (float(n[0]) for n in record.difference(variant, base, "bits"))
        return f"{mean:+.3f} ({low:+.3f} to {high:+.3f})".replace("-", "−")

    rows = []
    for width in (16, 32, 64):
        base = f"next token d={width}"
        longer = f"{base}, FLOPs of k=4"
        loss, steps = record.mean(base, "bits")[0][0], record.found(longer, "steps")[:, None]
        cells = [f"{width}", f"{loss:.3f}", interval(f"parallel k=4 d={width}", base)]
        rows.append([*cells, interval(longer, base), f"{steps[0, 0]:.0f}"])
        assert (steps == steps[0]).all()
    assert re.findall(r"^\| (\d.*) \|$", text, re.M) == [" | ".join(row) for row in rows]
    assert text.count(f"for {record.settings['steps']} steps") == 2
    assert len(record.found("next token d=16", "bits")) == 5
