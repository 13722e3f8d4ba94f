"""The solutions of `decoding` beside the chapter's oracles, enumerations and plain loops."""

import math
from fractions import Fraction

import numpy as np
import pytest

from chapter7 import conventions, intervals, planning
from chapter7.exercises.verdict import reply_of, verdict
from chapter7.lab import decoding
from coursework.authoring import assignment
from tests.coursework.subjects.decoding import BATCH, paying, rounds

SEEDS = pytest.mark.parametrize("seed", range(8))


@pytest.fixture(scope="module")
def solved():
    return assignment.solution("decoding")


@pytest.fixture
def tests():
    return assignment.tests_of("decoding")


@SEEDS
def test_acceptance_is_what_the_enumerated_law_keeps(solved, tests, seed):
    p, q = tests.draw_acceptance(np.random.default_rng(seed))
    drawn, likeliest = solved["acceptance"](p, q)
    exact = [[Fraction(x) for x in row.tolist()] for row in (p, q)]
    kept = sum(b * min(Fraction(1), a / b) for a, b in zip(*exact, strict=True) if b)
    assert math.isclose(drawn, kept)
    sure = np.eye(len(q))[q.argmax()]
    assert math.isclose(
        likeliest, sum(b * min(1, a / b) for a, b in zip(p, sure, strict=True) if b)
    )
    assert (p * q == 0).sum() == 3 and p.argmax() != q.argmax() and ((p == 0) & (q == 0)).any()


@SEEDS
def test_a_batch_is_verified_as_the_laboratory_does_it_row_by_row(solved, tests, seed):
    p, q, drafted, u = tests.draw_rounds(np.random.default_rng(seed))
    found = solved["verified_rounds"](p, q, drafted, u)
    for row, case in zip(found, zip(p, q, drafted, u, strict=True), strict=True):
        wanted = decoding.verify(*case)  # refuses a token that q does not know
        assert row.tolist() == [*wanted, *[-1] * (len(row) - len(wanted))]
    edges = found[-6:]  # equal laws twice, p = 0 at u = 0, rounding, a sure draft, u = 0 to draw
    assert [(row >= 0).sum() for row in edges] == [4, 4, 1, 2, 1, 1]
    assert edges[0, :3].tolist() == drafted[-6].tolist()
    assert {(row >= 0).sum() for row in found} == {1, 2, 3, 4}


def test_the_law_of_what_a_verified_batch_gives_is_the_targets(solved):
    """Every draft and every cell of the uniforms, in one batch: no random number is drawn."""

    def judge(p, q, drafted, uniforms, n_drafted):
        out = solved["verified_rounds"](p, q, drafted, uniforms)
        kept = (out >= 0).sum(axis=1) - 1
        return kept, out[np.arange(len(out)), kept]

    draws = np.random.default_rng(0)
    tree = [draws.dirichlet(np.ones(3), (3,) * i) for i in range(3)]
    draft = [rows[..., ::-1] for rows in tree[:2]]
    found = decoding.output_law(decoding.EXACT, tree, draft, judge=judge)
    assert np.abs(found - decoding.text_law(tree)).max() < 1e-12


@SEEDS
def test_three_acceptances_are_those_of_the_laboratory(solved, tests, seed):
    drafted, kept = tests.draw_log(np.random.default_rng(seed))
    found, log = solved["three_acceptances"](drafted, kept), decoding.Acceptance(drafted, kept)
    assert np.allclose(found["survival"], log.survival)
    assert np.allclose(found["conditional"], log.conditional)
    assert math.isclose(found["accepted"], log.accepted_per_drafted)
    assert len(log.survival) == 4 and not np.isnan(log.conditional).any() and 0 in drafted


@SEEDS
def test_the_drafts_that_pay_are_those_of_the_planner(solved, tests, seed):
    conditional, passes, draft = tests.draw_loads(np.random.default_rng(seed))
    survivals = [math.prod(conditional[: j + 1]) for j in range(len(conditional))]
    best, gains = solved["drafts_that_pay"](conditional, passes, draft)
    for i, (plain, *verify) in enumerate(passes):
        tried = [1.0] + [
            planning.speed_up(survivals[:g], verify=verify[g - 1] / plain, draft=draft[i] / plain)
            for g in range(1, len(survivals) + 1)
        ]
        assert best[i] == tried.index(max(tried)) and math.isclose(gains[i], max(tried))
    assert 0 in best and max(best) > 1 and max(gains) > 1.5


@SEEDS
def test_the_passes_of_a_batch_are_those_of_a_loop(solved, tests, seed):
    kept, n_tokens = tests.draw_batch(np.random.default_rng(seed))
    written, in_step = 0, 0
    while written < n_tokens:
        written += min(row[in_step] for row in kept) + 1
        in_step += 1
    texts, passes, idle = [0] * len(kept), 0, 0
    while min(texts) < n_tokens:
        idle += sum(text >= n_tokens for text in texts)
        ended = [text >= n_tokens for text in texts]
        texts = [
            text if done else text + row[passes] + 1
            for text, done, row in zip(texts, ended, kept, strict=True)
        ]
        passes += 1
    found = solved["passes_of_a_batch"](kept, n_tokens)
    assert np.allclose(found, [in_step, passes, idle / passes / len(kept)])
    assert passes < in_step < kept.shape[1] and idle


NAMED = {
    "mean own": "Megatron",
    "mean next": "torchtitan",
    "mean all": "DeepSeek",
    "sum own": "Gloeckle",
}
"""The rules that the chapter knows by the name of who writes so."""


@pytest.mark.parametrize("of", NAMED)
@pytest.mark.parametrize("to", NAMED)
def test_a_converted_weight_is_the_chapters(solved, of, to):
    counts = {"targets": [700, 640, 555, 400], "positions": 770}
    found = solved["converted_weight"](0.3, of, to, *counts.values())
    assert np.allclose(found, conventions.convert(0.3, NAMED[of], NAMED[to], **counts))


@SEEDS
def test_a_converted_weight_gives_the_same_objective(solved, tests, seed):
    rng = np.random.default_rng(seed)
    value, of, to, targets, positions = tests.draw_conversion(rng)

    def written(weights, rule, sums):
        over, divisor = rule.split()
        terms = []
        for weight, own, total in zip(weights, targets[1:], sums, strict=True):
            terms.append(
                weight * total / {"own": own, "next": targets[0], "all": positions}[divisor]
            )
        return sum(terms) / (len(terms) if over == "mean" else 1)

    found = solved["converted_weight"](value, of, to, targets, positions)
    for sums in np.eye(len(found)) * 100:  # the losses of one depth alone
        first = written([value] * len(found), of, sums)
        assert math.isclose(first, written(found, to, sums))
    assert len(set(np.round(found, 9))) == len(found)


@SEEDS
def test_the_paired_difference_is_that_of_a_loop(solved, tests, seed):
    first, second, resamples = tests.draw_pairs(np.random.default_rng(seed))
    mean, *ends = solved["paired_difference"](first, second, resamples)
    differences = [b - a for a, b in zip(first, second, strict=True)]
    assert math.isclose(mean, sum(differences) / len(differences))
    means = sorted(sum(differences[i] for i in row) / len(row) for row in resamples)
    for end, quantile in zip(ends, (0.025, 0.975), strict=True):
        place = quantile * (len(means) - 1)
        low = math.floor(place)
        assert math.isclose(end, means[low] + (place - low) * (means[low + 1] - means[low]))


def test_the_paired_interval_is_the_chapters_bootstrap(solved, tests):
    rng = np.random.default_rng(0)
    first, second, _ = tests.draw_pairs(rng)
    resamples = rng.integers(0, len(first), size=(20_000, len(first)))
    found = solved["paired_difference"](first, second, resamples)
    wanted = intervals.bootstrap_mean(second - first, n_resamples=20_000)
    assert np.allclose(found, wanted, atol=2e-3)


def test_the_last_questions_numbers_are_as_its_answer_says(solved):
    """A person marks it: the figures of the model answer follow from the table of the question."""
    cells = assignment.load("decoding").cells
    text = next(c.source for c in cells if c.source.startswith("## Question 8"))
    answer = next(c.source for c in cells if assignment.grade_id(c) == "decoding-q8")
    rows = [
        line.split("|")[2:7] for line in text.splitlines() if line.startswith(("| night", "| day"))
    ]
    passes, draft = np.split(np.array(rows, dtype=float), [4], axis=1)
    draft = draft[:, 0]
    conditional = np.array([0.8, 0.7, 0.6])
    assert "conditional acceptances of 0.80, 0.70 and 0.60" in text.replace("\n", " ")
    assert len(answer.split()) <= 150 + 2 * len(["###", "BEGIN", "SOLUTION"])  # its marks
    best, gains = solved["drafts_that_pay"](conditional, passes, draft)
    assert best.tolist() == [3, 1]
    tokens = 1 + np.cumprod(conditional).cumsum()
    rounds = passes[:, 1:] + np.arange(1, 4) * draft[:, None]
    by_day = tokens * passes[1, 0] / rounds[1]
    said = [tokens[2], rounds[0, 2], gains[0], *by_day, rounds[1, 2], rounds[1, 0]]
    for value, digits in zip(said, (2, 1, 2, 2, 2, 2, 1, 1), strict=True):
        assert f"{value:.{digits}f}" in answer, value


def test_the_points_at_the_head_are_those_of_the_questions(tests):
    head = assignment.load("decoding").cells[0].source
    *first, last, text = [q.points for q in tests.QUESTIONS]
    said = (
        f"{', '.join(map(str, first))} and {last} for questions 1 to 7, and {text} for question 8"
    )
    assert said in head


LEFT = "np.maximum(p[b, i] - q[b, i], 0)"
DRAWN = "(weights.cumsum() > u[b, g] * weights.sum()).argmax()"
SLIPS = {
    "decoding-q2": [
        *(
            rounds(keeps=keeps)
            for keeps in ("u[b, i] > p[b, i, x] / q[b, i, x]", "u[b, i] < p[b, i, x]")
        ),
        *(
            rounds(weights=f"np.maximum({rest}, 0)")
            for rest in ("q[b, i] - p[b, i]", "p[b, g] - q[b, i]", "p[b, 0] - q[b, i]")
        ),
        *(
            rounds(weights=weights)
            for weights in ("p[b, g]", "q[b, i]", f"{LEFT} ** 2", "(p[b, i] - q[b, i]) ** 2")
        ),
        *(
            rounds().replace(DRAWN, drawn)
            for drawn in ("weights.argmax()", DRAWN.replace("u[b, g]", "u[b, 0]"))
        ),
        rounds().replace("weights = p[b, i]", "weights = np.eye(p.shape[2])[p[b, i].argmax()]"),
        rounds().replace("-1)", "0)"),
    ],
    "decoding-q4": [paying().replace("np.argmax(gain)", "0").replace("max(gain)", "gain[0]")],
    "decoding-q5": [
        *(
            BATCH + numbers
            for numbers in (
                "step - 1, max(own), idle",
                "step, max(own) - 1, idle",
                "step - 1, max(own) - 1, idle",
                "step, sum(own) / len(own), idle",
            )
        ),
        BATCH.replace("kept.min(axis=0) + 1", "kept.max(axis=0) + 1") + "step, max(own), idle",
        BATCH.replace("kept.min(axis=0) + 1", "kept.mean(axis=0) + 1") + "step, max(own), idle",
        BATCH.replace("len(own) * max(own)", "len(own) * step") + "step, max(own), idle",
        BATCH + "int(np.ceil(n_tokens / (kept.min(axis=0) + 1).mean())), max(own), idle",
    ],
}
"""Answers that are wrong in a way that has no hint of its own."""


@pytest.mark.parametrize(("question", "answer"), [(q, a) for q in SLIPS for a in SLIPS[q]])
def test_a_slip_without_a_name_earns_no_hint_for_another(question, answer):
    sheet = assignment.make_sheet("decoding")
    rows = [t for t in sheet["tests"] if t["question"] == question]
    names = {"np": np}
    exec(answer, names)
    found = [verdict(t, reply_of(t, names)) for t in rows]
    assert not all(passed for passed, _ in found)
    assert all(passed or message.startswith("It gave") for passed, message in found), found
