"""Writing with drafts against writing without, for every kind of draft; what caches hold."""

from functools import cache
from itertools import product

import numpy as np
import pytest
import torch
from torch import Tensor

from chapter7 import lab
from chapter7.lab.decoding import (
    GREEDY,
    WRONG_LAWS,
    Sampling,
    chi_square,
    generate,
    generating,
    output_law,
    power,
    text_law,
)
from chapter7.lab.decoding.writers import Writer
from chapter7.lab.heads import ModuleCache
from chapter7.lab.transformer import Cache
from chapter7.sources import MarkovChain

V, STOP = 6, 5
KINDS = {  # name -> kind, k, options, g, whether another model drafts
    "token by token": ("ntp", 1, {}, 0, False),
    "heads": ("parallel", 4, {}, 3, False),
    "fewer heads": ("parallel", 4, {}, 1, False),
    "modules": ("sequential", 4, {}, 3, False),
    "a shared module": ("sequential", 3, {"shared": True}, 2, False),
    "a module used again": ("sequential", 3, {"normed_states": True}, 4, False),
    "a draft model": ("ntp", 1, {}, 3, True),
    "a draft model for heads": ("parallel", 2, {}, 1, True),
    "a draft model for modules": ("sequential", 2, {}, 4, True),
}
DRAFTING = [name for name in KINDS if name != "token by token"]


@cache
def trained(kind, k, *, counts=False, **options):
    """A small float64 model, hardly trained: its drafts are kept now and then.

    counts: it has learned to count instead, 0 1 2 3 4 5 0 and so on.
    """
    ahead, other = np.roll(np.eye(V), 1, axis=1), np.random.default_rng(0).dirichlet([0.4] * V, V)
    chain = MarkovChain(ahead if counts else 0.2 * ahead + 0.8 * other)
    rows = torch.from_numpy(chain.sample(64, 24, seed=1))
    sizes = {"vocab_size": V, "d_model": 8, "n_layers": 2, "n_heads": 2, "seed": len(kind)}
    model = lab.build(kind, k=k, **sizes, **options)
    steps = 40 if counts else 12
    lab.train(model, lambda _: lab.Batch(rows), lab.Optimiser(1e-2), steps=steps, progress=False)
    return model.double().eval()


def setting(name, *, counts=False):
    kind, k, options, g, has_draft_model = KINDS[name]
    draft_model = None
    if has_draft_model:
        draft_model = trained(*(("ntp", 1) if kind != "ntp" else ("parallel", 2)), counts=counts)
    model = trained(kind, k, counts=counts, **options)
    return model, {"n_drafts": g, "draft_model": draft_model}


@cache
def prompts(n_rows=1_000):
    """Rows of 1 to 7 tokens."""
    generator = torch.Generator().manual_seed(0)
    lengths = torch.randint(1, 8, (n_rows,), generator=generator)
    return [torch.randint(V, (int(n),), generator=generator) for n in lengths]


@torch.no_grad()
def written_plainly(model, rows, n_tokens, stop=(STOP,)):
    """The likeliest token of a whole pass, again and again; rows of one length at once."""
    found = {}
    for length in {len(row) for row in rows}:
        some = [i for i, row in enumerate(rows) if len(row) == length]
        text = torch.stack([rows[i] for i in some])
        for _ in range(n_tokens):
            text = torch.cat([text, model.main(text)[0][:, -1:].argmax(-1)], dim=1)
        for i, new in zip(some, text[:, length:].tolist(), strict=True):
            ends = [place for place, token in enumerate(new, start=1) if token in stop]
            found[i] = new[: ends[0]] if ends else new
    return [found[i] for i in range(len(rows))]


def lists(tokens):
    return [row.tolist() for row in tokens]


@pytest.mark.parametrize("name", KINDS)
def test_greedy_speculation_writes_what_greedy_decoding_writes(name):
    """On 1,000 prompts, with stop tokens inside of blocks and budgets of 1 to 9 tokens."""
    rows, whole, refused, n_cut = prompts(), set(), set(), 0
    for first, n_tokens in zip(range(0, 1_000, 125), (9, 8, 7, 5, 4, 3, 2, 1), strict=True):
        model, draft = setting(name, counts=n_tokens in (7, 4))
        some = rows[first : first + 125]
        done = generate(model, some, n_tokens=n_tokens, stop=[STOP], **draft)
        assert lists(done.tokens) == written_plainly(model, some, n_tokens)
        all_kept = done.kept == done.drafted
        whole |= set(done.kept[all_kept].tolist())
        refused |= set(done.kept[~all_kept].tolist())
        n_cut += int((done.emitted < done.kept + 1).sum())
        assert (done.drafted <= draft["n_drafts"]).all()
    # Whole drafts were kept at times, and others ended at their first token and at their second.
    assert draft["n_drafts"] in whole
    assert refused >= set(range(min(draft["n_drafts"], 2)))
    assert (n_cut > 0) == (draft["n_drafts"] > 0)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("batch_size", "cached"), [(1, True), (1, False), (7, True), (40, False)])
def test_neither_the_batch_nor_the_cache_changes_a_token(name, batch_size, cached):
    model, draft = setting(name)
    rows = prompts()[: 10 if batch_size == 1 else 40]
    wanted = written_plainly(model, rows, 7)
    found = []
    for first in range(0, len(rows), batch_size):
        some = rows[first : first + batch_size]
        done = generate(model, some, n_tokens=7, stop=[STOP], cached=cached, **draft)
        found += lists(done.tokens)
    assert found == wanted


@pytest.mark.parametrize("name", KINDS)
def test_a_greedy_target_takes_any_draft(name):
    """Drafts that are drawn at random are kept where they are the target's choice."""
    model, draft = setting(name)
    for draft_sampling in (Sampling(temperature=1.5), Sampling(top_p=0.7)):
        done = generate(model, prompts()[:100], n_tokens=6, draft_sampling=draft_sampling, **draft)
        assert lists(done.tokens) == written_plainly(model, prompts()[:100], 6, stop=())


@pytest.mark.parametrize("name", KINDS)
def test_samples_do_not_depend_on_cache_or_companions(name):
    model, draft = setting(name)
    options = {"n_tokens": 8, "sampling": Sampling(temperature=0.9, top_p=0.9), "stop": [STOP]}
    done = generate(model, prompts()[:30], seed=3, **options, **draft)
    uncached = generate(model, prompts()[:30], seed=3, cached=False, **options, **draft)
    fewer = generate(model, prompts()[:4], seed=3, **options, **draft)
    other = generate(model, prompts()[:30], seed=4, **options, **draft)
    assert lists(uncached.tokens) == lists(done.tokens)
    assert lists(fewer.tokens) == lists(done.tokens[:4])
    assert lists(other.tokens) != lists(done.tokens)
    for row in lists(done.tokens):
        assert len(row) == 8 or row[-1] == STOP
        assert STOP not in row[:-1]


def stored(cache_, model, row, length):
    """All keys and values that a cache holds of one row's tokens."""
    return [
        cache_._kept[block][:, row, :length] for block in model.modules() if block in cache_._kept
    ]


def compare_caches(found, model, text, row, k):
    """A reader's cache of one row against one that has read the row's tokens in one go."""
    length, tokens = len(text) - 1, torch.tensor([text[:-1]])
    assert int(found.lengths[row]) == length
    if isinstance(found, ModuleCache):
        fresh = ModuleCache(model, 1, length, k=k)
        fresh.read(tokens)
        mine, theirs = found._read, fresh._read
        for depth, (state, wanted) in enumerate(zip(found._states, fresh._states, strict=True), 1):
            # the state for token j is in place j + 1; a depth's first ones have no position
            torch.testing.assert_close(
                state[row, depth : length + 1], wanted[0, depth : length + 1], rtol=0, atol=1e-12
            )
    else:
        fresh = Cache(model, 1, length)
        model.hidden(tokens, cache=fresh, k=k)
        mine, theirs = [found.cache], [fresh]
    for depth, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        assert int(one.lengths[row]) == length
        parts = [stored(one, model, row, length), stored(other, model, 0, length)]
        assert len(parts[0]) == len(parts[1]) > 0
        for a, b in zip(*parts, strict=True):
            torch.testing.assert_close(a[:, depth:], b[:, depth:], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("sampling", "stop"), [(GREEDY, ()), (Sampling(), [STOP])])
def test_after_each_round_the_cache_is_what_a_fresh_one_reads(name, sampling, stop):
    model, draft = setting(name)
    g = draft["n_drafts"]
    seen = []

    def check(done):
        target = done.writer.target
        itself = done.writer.drafts_itself
        for row, text in enumerate(done.texts):
            compare_caches(
                target, model if itself else model.main, text, row, g + 1 if itself else 1
            )
        seen.append(done.kept.tolist())

    generate(model, prompts()[:12], n_tokens=14, stop=stop, sampling=sampling, watch=check, **draft)
    assert len(seen) > 1
    if g:
        assert any(len(set(kept)) > 1 for kept in seen)  # rows went back to places of their own


@torch.no_grad()
def off_the_law(model, sampling, before, one):
    """How far a round's laws are from those of whole passes over its texts and drafts."""
    found = 0
    for row, text in enumerate(before):
        n = one.n_drafted[row]
        whole = model.main(torch.tensor([[*text, *one.drafted[row, :n]]]))[0][0]
        law = sampling.probabilities(whole[len(text) - 1 :])
        found = max(found, np.abs(one.target_probs[row, : n + 1] - law).max())
    return found


@pytest.mark.parametrize("name", KINDS)
def test_a_round_says_what_has_happened(name):
    """Its laws are those of a whole pass, and its counts those of the texts."""
    model, draft = setting(name)
    rows, sampling, rounds = prompts()[:12], Sampling(temperature=0.8), []
    options = {"n_tokens": 9, "stop": [STOP], "sampling": sampling, "watch": rounds.append}
    done = generate(model, rows, **options, **draft)
    assert done.n_rounds == len(rounds)
    texts = [[*row.tolist(), int(new[0])] for row, new in zip(rows, done.tokens, strict=True)]
    for one in rounds:
        assert off_the_law(model, sampling, texts, one) <= 1e-12
        for row, before in enumerate(texts):
            grown = one.texts[row][len(before) :]
            assert len(grown) == one.emitted[row]
            block = [*one.drafted[row, : one.kept[row]], one.added[row]]
            assert grown == block[: len(grown)]
        texts = one.texts
    assert [text[len(row) :] for text, row in zip(texts, rows, strict=True)] == lists(done.tokens)
    n_after_first = sum(map(len, done.tokens)) - 12
    assert done.emitted.sum() == n_after_first
    assert done.acceptance.tokens_per_pass == pytest.approx(n_after_first / len(done.emitted))


# What comes out, against the target's law. 10,000 rows of one prompt; the chi-square tests have a
# level of 0.001, and see the planted mistake with a power above 0.99.
N_ROWS, SAMPLING = 10_000, Sampling(temperature=0.9, top_p=0.95)


@torch.no_grad()
def law_of(model, prompt, n_tokens, sampling=SAMPLING):
    """The law of the next tokens by whole passes, (V,) * n_tokens."""
    tree = []
    for i in range(n_tokens):
        texts = [[*prompt, *before] for before in product(range(V), repeat=i)]
        rows = sampling.probabilities(model.main(torch.tensor(texts))[0][:, -1])
        tree.append(rows.reshape((V,) * (i + 1)))
    return tree


def counted(done, n_tokens):
    counts = np.zeros((V,) * n_tokens, dtype=np.int64)
    np.add.at(counts, tuple(torch.stack(done.tokens).T.numpy()), 1)
    return counts


@pytest.mark.parametrize("name", ["token by token", "heads", "modules", "a draft model"])
def test_samples_follow_the_targets_law(name):
    model, draft = setting(name)
    prompt = torch.tensor([2, 3])
    done = generate(
        model,
        prompt.expand(N_ROWS, 2),
        n_tokens=3,
        sampling=SAMPLING,
        draft_sampling=Sampling(temperature=1.3),
        **draft,
    )
    tested = chi_square(counted(done, 3), text_law(law_of(model, [2, 3], 3)))
    assert tested.impossible == 0
    assert tested.p_value > 1e-3


@pytest.mark.parametrize("name", ["residual p", "p and q swapped"])
def test_a_biased_law_is_seen_in_what_is_written(name, monkeypatch):
    model, draft = setting("a draft model")
    wrong = WRONG_LAWS[name]
    monkeypatch.setattr(generating, "EXACT", wrong)
    done = generate(
        model,
        torch.tensor([2, 3]).expand(N_ROWS, 2),
        n_tokens=3,
        sampling=SAMPLING,
        draft_sampling=Sampling(temperature=1.3),
        **draft,
    )
    target = law_of(model, [2, 3], 3)
    tested = chi_square(counted(done, 3), text_law(target))
    assert tested.p_value < 1e-3 or tested.impossible
    # It had the power: token 1 is the prompt's, tokens 2 and 3 come from a round with one draft.
    q = law_of(draft["draft_model"], [2, 3], 2, Sampling(temperature=1.3))[1]
    other = np.stack(
        [target[0][x] * output_law(wrong, [target[1][x], target[2][x]], [q[x]]) for x in range(V)]
    )
    assert power(text_law(target), other, N_ROWS) > 0.99


@pytest.mark.parametrize("name", DRAFTING)
def test_a_verifier_that_agrees_with_every_draft_is_caught(name, monkeypatch):
    """It makes acceptance perfect: only the comparison with greedy decoding sees it."""
    model, draft = setting(name)
    honest = generate(model, prompts()[:50], n_tokens=9, **draft)
    real = generating._round

    def corrupted(ours, *rest):
        look = ours.look

        def agrees(tokens: Tensor) -> Tensor:
            logits = look(tokens)
            logits[:, :-1] += 1e3 * torch.eye(V)[tokens[:, 1:]]
            return logits

        monkeypatch.setattr(ours, "look", agrees)
        try:
            return real(ours, *rest)
        finally:
            monkeypatch.undo()
            monkeypatch.setattr(generating, "_round", corrupted)

    monkeypatch.setattr(generating, "_round", corrupted)
    done = generate(model, prompts()[:50], n_tokens=9, **draft)
    assert (done.kept == done.drafted).all()
    assert done.acceptance.length > honest.acceptance.length
    assert lists(done.tokens) != written_plainly(model, prompts()[:50], 9, stop=())


@pytest.mark.parametrize("name", DRAFTING)
def test_a_cache_that_goes_back_too_far_is_caught(name, monkeypatch):
    """By one token, as where the bonus token and the cache disagree."""
    model, draft = setting(name)
    rows, keep, rounds = [row for row in prompts()[:50] if len(row) == 4], Writer.keep, []
    monkeypatch.setattr(Writer, "keep", lambda self, last, lengths: keep(self, last, lengths - 1))
    done = generate(model, rows, n_tokens=9, sampling=Sampling(), watch=rounds.append, **draft)
    texts = [[*row.tolist(), int(new[0])] for row, new in zip(rows, done.tokens, strict=True)]
    assert off_the_law(model, Sampling(), texts, rounds[0]) > 1e-3


def test_the_budget_is_exact_and_no_pass_is_wasted():
    """The model drafts for itself with its own twin: all is kept, g + 1 tokens a pass."""
    model = trained("ntp", 1)
    for n_tokens, passes in [(1, 0), (2, 1), (5, 1), (6, 2), (9, 2), (10, 3)]:
        seen = []
        done = generate(
            model,
            prompts()[:5],
            n_tokens=n_tokens,
            n_drafts=3,
            draft_model=model,
            watch=lambda one, seen=seen: seen.append(one),
        )
        assert [len(row) for row in done.tokens] == [n_tokens] * 5
        assert done.n_rounds == passes
        assert sum(len(one.drafted[0]) + 1 for one in seen) == n_tokens - 1
        assert (done.kept == done.drafted).all()
    with pytest.raises(ValueError, match="drafted must hold at least one number"):
        generate(model, prompts()[:5], n_tokens=1).acceptance  # noqa: B018


def test_a_stop_token_ends_a_row_wherever_it_stands():
    """By hand: a model that counts, 0 1 2 3 4 5 0 ..., with itself as the draft."""
    model = trained("ntp", 1, counts=True)
    counts = torch.arange(12) % V
    rows = torch.stack([counts[:4], counts[1:5], counts[2:6]])
    options = {"n_tokens": 8, "n_drafts": 3, "draft_model": model}
    assert lists(generate(model, rows, **options).tokens) == [
        (torch.arange(start, start + 8) % V).tolist() for start in (4, 5, 6)
    ]
    done = generate(model, rows, stop=[5, 2], **options)
    assert lists(done.tokens) == [[4, 5], [5], [0, 1, 2]]
    assert done.n_rounds == 1
    assert done.emitted.tolist() == [1, 2]  # the first token is the prompt's pass
    assert done.kept.tolist() == [3, 3]
    assert done.acceptance.length == 4 and done.acceptance.tokens_per_pass == 1.5


def test_it_runs_in_other_precisions_and_on_tensors():
    model = trained("parallel", 4).float()
    try:
        batch = torch.stack([row[:1] for row in prompts()[:20]]).to(torch.int32)
        done = generate(model, batch, n_tokens=5, n_drafts=3)
        assert [tuple(row.shape) for row in done.tokens] == [(5,)] * 20
        assert {row.dtype for row in done.tokens} == {torch.int64}
    finally:
        model.double()


ROW = torch.tensor([[0, 1]])
BAD = [
    ({"n_tokens": 0}, ValueError, "n_tokens must be at least 1, got 0"),
    ({"n_drafts": -1}, ValueError, "n_drafts must be at least 0, got -1"),
    ({"n_drafts": 1}, ValueError, "at most the 0 further tokens.*or there must be.*got 1"),
    ({"model": ("parallel", 4), "n_drafts": 4}, ValueError, "at most the 3 further.*got 4"),
    ({"seed": -1}, ValueError, "seed must be at least 0, got -1"),
    ({"stop": [6]}, ValueError, r"stop must hold ids in \[0, 6\), got 6"),
    ({"stop": [0.5]}, TypeError, r"stop must be an int, not 0\.5"),
    ({"prompts": []}, ValueError, "prompts must hold at least one row"),
    ({"prompts": [torch.tensor([], dtype=torch.long)]}, ValueError, "no empty side"),
    ({"prompts": torch.tensor([[0, 6]])}, ValueError, r"prompts must hold ids in \[0, 6\), got 6"),
    ({"prompts": torch.tensor([[0, -100]])}, ValueError, r"ids in \[0, 6\), got -100"),
    ({"prompts": torch.tensor([[0.5]])}, TypeError, "prompts must hold signed integers"),
    ({"prompts": torch.tensor([0, 1])}, ValueError, r"shape \(B, T\).*got \(2,\)"),
    ({"prompts": torch.tensor(0)}, ValueError, r"shape \(B, T\).*got \(\)"),
    ({"prompts": [torch.tensor([[0]])]}, ValueError, r"hold rows \(T,\), got shape \(1, 1\)"),
    ({"prompts": [[0, 1]]}, TypeError, "prompts must hold tensors, got list"),
]


@pytest.mark.parametrize(("changed", "error", "words"), BAD)
def test_bad_input_is_named_with_its_rule(changed, error, words):
    arguments = {"prompts": ROW, "n_tokens": 3} | changed
    model = trained(*arguments.pop("model", ("ntp", 1)))
    with pytest.raises(error, match=words):
        generate(model, arguments.pop("prompts"), **arguments)


def test_a_draft_model_speaks_the_same_language():
    other = lab.build("ntp", vocab_size=7, d_model=8, n_layers=1, n_heads=2).double()
    with pytest.raises(ValueError, match="draft_model must have the target's 6 tokens, has 7"):
        generate(trained("ntp", 1), ROW, n_tokens=3, n_drafts=1, draft_model=other)
    one = lab.build("sequential", vocab_size=7, d_model=8, n_layers=1, n_heads=2, k=1)
    with pytest.raises(ValueError, match="at most the 0 further tokens"):
        generate(one, ROW, n_tokens=3, n_drafts=1)
