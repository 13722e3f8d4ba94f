"""The models: against loops over positions, and what must hold whatever their parameters are."""

import numpy as np
import pytest
import torch
from torch.func import functional_call

from chapter7 import lab
from chapter7.lab.transformer import Place, rotary
from chapter7.losses import mtp_loss, mtp_loss_from_hidden
from chapter7.targets import IGNORE_INDEX
from tests.lab import oracle

SIZES = {"vocab_size": 7, "d_model": 8, "n_layers": 2, "n_heads": 2}
KINDS = [("ntp", 1), ("parallel", 3), ("sequential", 3), ("parallel", 1), ("sequential", 1)]


def made(kind, k, **sizes):
    """A small float64 model whose norms differ from 1, too."""
    model = lab.build(kind, k=k, **SIZES | {"seed": 1} | sizes).double()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 1:
                parameter += torch.linspace(-0.5, 0.5, len(parameter))
    return model


def tokens(n_rows, length, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(SIZES["vocab_size"], (n_rows, length), generator=generator)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize(("kind", "k"), KINDS)
@pytest.mark.parametrize("document", [None, [4, 4, 4, 1, 1, 4]])
def test_the_logits_are_those_of_the_equations(kind, k, tied, document):
    model, row = made(kind, k, tied=tied), tokens(1, 6)
    runs = None if document is None else [0, 0, 0, 1, 1, 2]  # the same id again is another one
    expected = oracle.logits(model, row[0].tolist(), document=runs, tied=tied)
    found = model(row, document=None if document is None else torch.tensor([document]))
    assert len(found) == k
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine[0].detach().numpy(), theirs, rtol=0, atol=1e-12)


OPTIONS = [
    {"shared": True},
    {"token_first": True},
    {"normed_states": True},
    {"shared": True, "token_first": True, "normed_states": True},
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("document", [None, [4, 4, 4, 1, 1, 4]])
def test_what_people_do_differently_is_as_the_equations_have_it(options, document):
    model, row = made("sequential", 3, **options), tokens(1, 6)
    runs = None if document is None else [0, 0, 0, 1, 1, 2]
    found = model(row, k=4, document=None if document is None else torch.tensor([document]))
    expected = oracle.logits(model, row[0].tolist(), document=runs, k=4, **options)
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine[0].detach().numpy(), theirs, rtol=0, atol=1e-12)


def test_columns_in_the_other_order_are_the_same_module_with_its_halves_swapped():
    paper, released = made("sequential", 3), made("sequential", 3, token_first=True)
    weights = paper.state_dict()
    for name in [name for name in weights if name.endswith("join.weight")]:
        weights[name] = weights[name].roll(SIZES["d_model"], dims=1)
    released.load_state_dict(weights)
    batch = tokens(2, 6)
    for mine, theirs in zip(released(batch), paper(batch), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=0, atol=1e-12)


def test_a_shared_module_is_one_and_begins_as_the_first():
    shared, own = (made("sequential", 4, shared=shared) for shared in (True, False))
    assert (len(shared.depths), len(own.depths)) == (1, 3)
    batch = tokens(2, 6)
    for mine, theirs in zip(shared(batch, k=2), own(batch, k=2), strict=True):
        assert torch.equal(mine, theirs)
    assert not torch.equal(shared(batch)[2], own(batch)[2])


def test_the_last_module_is_used_again_beyond_the_trained_depth():
    model, longer = made("sequential", 2), made("sequential", 5, shared=True)
    longer.load_state_dict(model.state_dict())
    batch = tokens(2, 6)
    for mine, theirs in zip(model(batch, k=5), longer(batch), strict=True):
        assert torch.equal(mine, theirs)


@pytest.mark.parametrize(("kind", "k"), KINDS)
def test_shapes_dtypes_and_what_the_output_head_is_fed(kind, k):
    model = lab.build(kind, k=k, seed=3, **SIZES)
    batch = tokens(2, 6)
    for dtype, prepare in [(torch.float32, model.train), (torch.float64, model.eval().double)]:
        ready = prepare()
        logits, hidden = ready(batch), ready.hidden(batch)
        assert [tuple(entry.shape) for entry in logits] == [(2, 6, 7)] * k
        assert [tuple(entry.shape) for entry in hidden] == [(2, 6, 8)] * k
        assert {entry.dtype for entry in logits} == {dtype}
        whole = mtp_loss(logits, batch)
        chunked = mtp_loss_from_hidden(hidden, ready.unembedding, batch, chunk=4)
        torch.testing.assert_close(chunked, whole)


@pytest.mark.parametrize(("kind", "k"), KINDS)
def test_fewer_offsets_are_the_first_of_all(kind, k):
    model, batch = made(kind, k), tokens(2, 5)
    everything = model(batch)
    for fewer in range(1, k + 1):
        for mine, theirs in zip(model(batch, k=fewer), everything[:fewer], strict=True):
            assert torch.equal(mine, theirs)


@pytest.mark.parametrize(("kind", "k"), KINDS)
@pytest.mark.parametrize("length", [1, 2, 3])
def test_it_is_finite_where_no_target_is_left(kind, k, length):
    padded = torch.full((2, length), IGNORE_INDEX)
    padded[0, 0] = 3
    document = torch.arange(length).expand(2, length)
    for batch in (tokens(2, length), padded):
        for options in ({}, {"document": document}):
            logits = lab.build(kind, k=k, seed=0, **SIZES)(batch, **options)
            assert all(entry.isfinite().all() for entry in logits)


@pytest.mark.parametrize(("kind", "k"), KINDS)
def test_padding_changes_nothing_before_it(kind, k):
    model, batch = made(kind, k), tokens(2, 6)
    padded = torch.cat([batch, torch.full((2, 3), IGNORE_INDEX)], dim=1)
    for mine, theirs in zip(model(padded), model(batch), strict=True):
        torch.testing.assert_close(mine[:, :6], theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("kind", "k"), KINDS)
def test_the_same_seed_gives_the_same_model_and_touches_no_other(kind, k):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    one = lab.build(kind, k=k, seed=2, **SIZES)
    assert torch.equal(torch.rand(3), expected)
    again, other = (lab.build(kind, k=k, seed=seed, **SIZES) for seed in (2, 3))
    batch = tokens(2, 5)
    for mine, same, another in zip(one(batch), again(batch), other(batch), strict=True):
        assert torch.equal(mine, same)
        assert not torch.equal(mine, another)


def test_models_of_all_kinds_begin_alike():
    alone = lab.build("ntp", seed=4, **SIZES).state_dict()
    for kind in ("parallel", "sequential"):
        main = lab.build(kind, k=4, seed=4, **SIZES).main.state_dict()
        assert main.keys() == alone.keys()
        assert all(torch.equal(main[name], alone[name]) for name in alone)


def test_first_values_have_the_size_that_is_promised():
    model = lab.build("sequential", vocab_size=500, d_model=64, n_layers=2, n_heads=4, k=2)
    weights = dict(model.named_parameters())
    for name, std in {
        "main.embedding.weight": 1,
        "main.head.weight": 1 / 8,
        "main.blocks.0.qkv.weight": 1 / 8,
        "main.blocks.1.mlp_out.weight": 1 / 16 / 2,  # 256 inputs, two blocks
        "depths.0.join.weight": 128**-0.5,
    }.items():
        assert weights[name].std().item() == pytest.approx(std, rel=0.03)
        assert abs(weights[name].mean().item()) < 0.03 * std
    tied = lab.build("ntp", vocab_size=500, d_model=64, n_layers=1, n_heads=4, tied=True)
    assert tied.embedding.weight.std().item() == pytest.approx(1 / 8, rel=0.03)
    assert tied.embed(tokens(4, 100)).std().item() == pytest.approx(1, rel=0.1)


def test_parameters_are_counted():
    d, v = 8, 7
    block = 12 * d * d + 2 * d  # q k v, out, 4 d in and out; two norms
    ends = 2 * v * d + d  # embedding, output head, last norm
    assert lab.count_parameters(lab.build("ntp", **SIZES | {"n_layers": 4})) == 4 * block + ends
    assert lab.count_parameters(lab.build("ntp", tied=True, **SIZES)) == 2 * block + ends - v * d
    parity = lab.build("parallel", k=3, parity=True, **SIZES | {"n_layers": 4})
    assert (len(parity.main.blocks), len(parity.heads)) == (2, 2)  # two trunk layers gone
    assert lab.count_parameters(parity) == 4 * block + ends + 2 * d  # a norm for each new head
    additive = lab.build("parallel", k=3, **SIZES | {"n_layers": 4})
    assert lab.count_parameters(additive) == 6 * block + ends + 2 * d
    modules = lab.build("sequential", k=3, **SIZES)
    each = block + 2 * d * d + 3 * d  # join; norms of state, token and output
    assert lab.count_parameters(modules) == 2 * block + ends + 2 * each


@pytest.mark.parametrize(("kind", "k"), [("ntp", 1), ("parallel", 3)])
def test_a_cache_with_roll_back_gives_the_full_pass(kind, k):
    model, batch = made(kind, k), tokens(2, 7)
    full = model(batch)
    cache = lab.Cache(model, batch_size=2, capacity=7)
    first = model(batch[:, :3], cache=cache)
    model((batch[:, 3:6] + 1) % 7, cache=cache)  # a draft that is rejected
    cache.roll_back(3)
    second = model(batch[:, 3:4], cache=cache)
    third = model(batch[:, 4:], cache=cache)
    assert cache.lengths.tolist() == [7, 7]
    for parts, theirs in zip(zip(first, second, third, strict=True), full, strict=True):
        torch.testing.assert_close(torch.cat(parts, dim=1), theirs, rtol=0, atol=1e-12)


def test_rows_of_a_cache_go_back_by_themselves():
    model, batch = made("parallel", 2), tokens(2, 6)
    cache = lab.Cache(model, batch_size=2, capacity=8)
    model((batch[:, :5] + torch.tensor([[0, 0, 0, 1, 1], [0, 1, 1, 1, 1]])) % 7, cache=cache)
    cache.roll_back(torch.tensor([3, 1]))
    found = model(torch.stack([batch[0, 3:5], batch[1, 1:3]]), cache=cache)
    assert cache.lengths.tolist() == [5, 3]
    for mine, theirs in zip(found, model(batch), strict=True):
        torch.testing.assert_close(mine[0], theirs[0, 3:5], rtol=0, atol=1e-12)
        torch.testing.assert_close(mine[1], theirs[1, 1:3], rtol=0, atol=1e-12)


def read_by_depth(model, batch, k):
    """Teacher-forced states as a cache has them: [depth][:, j] was fed token j; nan before."""
    found = []
    for depth, hidden in enumerate(model.hidden(batch, k=k)):
        ahead = torch.full_like(hidden, torch.nan)
        ahead[:, depth:] = hidden[:, : hidden.shape[1] - depth]
        found.append(ahead)
    return found


def same_where_there_is_one(found, expected):
    for mine, theirs in zip(found, expected, strict=True):
        there = ~theirs.isnan()
        torch.testing.assert_close(mine[there], theirs[there], rtol=0, atol=1e-12)
        assert mine.isfinite().all()


@pytest.mark.parametrize("options", [{}, *OPTIONS])
@pytest.mark.parametrize("k", [2, 3, 5])
def test_modules_read_with_a_cache_what_they_are_taught_without(options, k):
    """Depths beyond the trained ones, too; and the rotary angles count from another token."""
    model, batch = made("sequential", 3, **options), tokens(2, 9)
    expected = read_by_depth(model, batch, k)
    cache = lab.ModuleCache(model, batch_size=2, capacity=9, k=k)
    parts = [cache.read(batch[:, start:stop]) for start, stop in [(0, 1), (1, 5), (5, 6), (6, 9)]]
    same_where_there_is_one([torch.cat(rows, 1) for rows in zip(*parts, strict=True)], expected)
    assert cache.lengths.tolist() == [9, 9]


@pytest.mark.parametrize("options", [{}, *OPTIONS])
def test_modules_draft_step_by_step_and_roll_back_by_row(options):
    model, k = made("sequential", 4, **options), 4
    text, wrong = tokens(2, 12), tokens(2, 12, seed=1)
    cache = lab.ModuleCache(model, batch_size=2, capacity=12)
    cache.read(torch.cat([text[:, :5], wrong[:, 5:6]], dim=1))
    cache.roll_back(torch.tensor([5, 3]))
    rows = torch.arange(2).unsqueeze(1)
    for _ in range(2):  # the second time after a draft of which the rows accept 2 and 1
        lengths = cache.lengths
        drafted = wrong[:, : k - 1]
        for depth in range(1, k):
            found = cache.draft(drafted[:, :depth], depth)
            for row, length in enumerate(lengths.tolist()):
                whole = torch.cat([text[row, :length], drafted[row, :depth]]).unsqueeze(0)
                expected = model.hidden(whole, k=depth + 1)[depth][:, length - 1]
                torch.testing.assert_close(found[row, -1:], expected, rtol=0, atol=1e-12)
        cache.roll_back(lengths)
        block = text[rows, lengths.unsqueeze(1) + torch.arange(3)]
        expected = [
            state[rows, lengths.unsqueeze(1) + torch.arange(3)]
            for state in read_by_depth(model, text, k)
        ]
        same_where_there_is_one(cache.read(block), expected)
        cache.roll_back(lengths + torch.tensor([2, 1]))


def test_a_cache_of_modules_refuses_what_it_cannot_do():
    model, batch = made("sequential", 3), tokens(2, 4)
    cache = lab.ModuleCache(model, batch_size=2, capacity=6)
    cache.read(batch[:, :3])
    for depth in (0, 3):
        with pytest.raises(ValueError, match=f"depth must lie between 1 and 2, got {depth}"):
            cache.draft(batch[:, :1], depth)
    with pytest.raises(ValueError, match=r"depth 0 has read \[3, 3\] tokens, too few for 2 after"):
        cache.draft(batch[:, :2], 1)
    cache.draft(batch[:, :1], 1)
    with pytest.raises(ValueError, match="roll back what was drafted before you read on"):
        cache.read(batch)
    cache.roll_back(3)
    with pytest.raises(ValueError, match="for 6 tokens cannot hold 4 after 3"):
        cache.read(batch)
    with pytest.raises(ValueError, match=r"between 0 and what was read, \[3, 3\], got"):
        cache.roll_back(4)


def test_a_cache_refuses_what_it_cannot_do():
    model, batch = made("ntp", 1), tokens(2, 4)
    cache = lab.Cache(model, batch_size=2, capacity=5)
    model(batch, cache=cache)
    with pytest.raises(ValueError, match="for 5 tokens cannot hold 4 after 4"):
        model(batch, cache=cache)
    for lengths in (5, -1, torch.tensor([4, 5])):
        with pytest.raises(ValueError, match=r"between 0 and what was read, \[4, 4\], got"):
            cache.roll_back(lengths)
    with pytest.raises(ValueError, match=r"cache has 2 rows, tokens \(1, 1\)"):
        model(batch[:1, :1], cache=cache)
    with pytest.raises(ValueError, match="document and cache exclude each other"):
        model(batch[:, :1], cache=cache, document=batch[:, :1])


@pytest.mark.parametrize(("kind", "k"), KINDS)
def test_packed_documents_are_as_documents_apart(kind, k):
    model, row = made(kind, k), tokens(1, 9)
    document = torch.tensor([[4, 4, 4, 4, 1, 4, 4, 4, 4]])  # one token alone; the same id again
    packed = model(row, document=document)
    for start, stop in [(0, 4), (4, 5), (5, 9)]:
        apart = model(row[:, start:stop])
        for j, (mine, theirs) in enumerate(zip(packed, apart, strict=True)):
            last = stop - start - j if kind == "sequential" else stop - start  # the rest: no input
            there = slice(start, start + max(last, 0))
            torch.testing.assert_close(
                mine[:, there], theirs[:, : max(last, 0)], atol=1e-12, rtol=0
            )


@pytest.mark.parametrize(
    ("kind", "k", "expected"),
    [("ntp", 1, [0]), ("parallel", 3, [0, 0, 0]), ("sequential", 3, [0, 1, 2])],
)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_how_far_each_offset_sees(kind, k, expected, seed):
    """A parallel head never past its position; the module at depth d just d tokens ahead."""
    model, batch = made(kind, k, seed=seed), tokens(2, 8, seed)
    assert lab.reach(model, batch, vocab_size=7) == expected
    lab.check_no_leak(model, batch, vocab_size=7)


@pytest.mark.parametrize(("kind", "k"), [("parallel", 3), ("sequential", 3)])
def test_causality_in_every_position(kind, k):
    """The same from below: a change at s moves no logits of offset j + 1 before s - j."""
    model, batch = made(kind, k), tokens(1, 8)
    before = model(batch)
    for s in range(8):
        for other in range(7):
            changed = batch.clone()
            changed[0, s] = other
            for j, (old, new) in enumerate(zip(before, model(changed), strict=True)):
                first = max(0, s - j if kind == "sequential" else s)
                assert torch.equal(old[:, :first], new[:, :first])


class LooksOneFurther(torch.nn.Module):
    """A planted mistake: modules that are fed the token they must predict."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, tokens):
        main, place = self.model.main, self.model.main.place(tokens)
        state = main.trunk(main.embed(tokens), place)[-1]
        ahead = torch.cat([tokens[:, 2:], tokens[:, :2]], dim=1)
        module = self.model.depths[0]
        return [
            main.logits(main.norm(state)),
            main.logits(module.norm(module(state, main.embed(ahead), place))),
        ]


def test_a_model_that_sees_its_target_is_caught():
    batch = tokens(2, 8)
    leaking = LooksOneFurther(made("sequential", 2))
    with pytest.raises(ValueError, match=r"offset 2 depend on the token 2 ahead"):
        lab.check_no_leak(leaking, batch, vocab_size=7)
    with pytest.raises(ValueError, match=r"offset 1 depend on the token 1 ahead"):
        lab.check_no_leak(lambda x: [torch.eye(7)[x.roll(-1, 1)]], batch, vocab_size=7)
    assert lab.reach(lambda x: [torch.zeros(2, 8, 7)], batch, vocab_size=7) == [-8]
    assert lab.reach(lambda x: [torch.eye(7)[x.roll(2, 1)]], batch, vocab_size=7) == [6]


@pytest.mark.parametrize(
    ("kind", "k", "detached"),
    [("ntp", 1, False), ("parallel", 2, False), ("sequential", 3, False), ("sequential", 2, True)],
)
def test_gradients_are_those_of_small_differences(kind, k, detached):
    model = made(kind, k, d_model=4, n_heads=1, n_layers=1, vocab_size=3)
    batch = torch.tensor([[0, 2, 1, 1, 0]])
    weights = dict(model.named_parameters())
    # Differences see what the gradient must not: of a detached model, compare the addition's.
    names = [name for name in weights if not (detached and name.startswith("main."))]

    def loss(*values):
        changed = dict(zip(names, values, strict=True))
        return mtp_loss(functional_call(model, changed, batch, {"detached": detached}), batch)

    assert torch.autograd.gradcheck(loss, [weights[name] for name in names], fast_mode=True)


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_a_detached_addition_leaves_the_main_models_gradient_as_it_was(kind):
    batch = tokens(2, 6)
    alone, model = lab.build("ntp", **SIZES), lab.build(kind, k=3, **SIZES)
    mtp_loss(alone(batch), batch).backward()
    mtp_loss(model(batch, detached=True), batch).backward()
    for mine, theirs in zip(model.main.parameters(), alone.parameters(), strict=True):
        assert torch.equal(mine.grad, theirs.grad)
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("options", [{}, *OPTIONS])
def test_each_depths_gradient_reaches_the_trunk_and_none_when_detached(depth, options):
    model, batch = made("sequential", 4, **options), tokens(2, 7)
    trunk = [*model.main.blocks.parameters(), model.main.embedding.weight]
    wanted = torch.randn(2, 7, 7, dtype=torch.double)  # alike logits would hide a gradient
    for detached in (False, True):
        paid = (model(batch, detached=detached)[depth] * wanted).sum()
        found = torch.autograd.grad(paid, trunk, allow_unused=True)
        sizes = [0.0 if one is None else float(one.abs().max()) for one in found]
        assert not any(sizes) if detached else all(size > 1e-6 for size in sizes), sizes


@pytest.mark.parametrize("constant", [1, 2, 1_000])
def test_a_constant_added_to_a_modules_positions_changes_nothing(constant):
    model, batch = made("sequential", 3), tokens(2, 8)
    main, usual = model.main, torch.arange(8).unsqueeze(0)
    state = main.trunk(main.embed(batch), main.place(batch))[-1]
    for depth in (1, 2):
        known = main.embed(model.known(batch, depth))
        here, there, one_off = (
            model.deeper(depth, state, known, Place(*rotary(at, 4, torch.double), None, None))
            for at in (usual, usual + constant, usual + constant * (usual == 3))
        )
        torch.testing.assert_close(there[1], here[1], rtol=0, atol=1e-10)
        assert (one_off[1] - here[1]).abs().max() > 1e-4
        state = here[0]


@pytest.mark.parametrize(
    ("arguments", "error", "rule"),
    [
        ({"kind": "mtp"}, ValueError, r"kind must be one of \('ntp', 'parallel', 'sequential'\)"),
        ({"k": 2}, ValueError, "k must be 1 for a model of the next token, got 2"),
        ({"kind": "parallel", "k": 0}, ValueError, "k must be at least 1, got 0"),
        ({"vocab_size": 1}, ValueError, "vocab_size must be at least 2, got 1"),
        ({"n_layers": 0}, ValueError, "n_layers must be at least 1, got 0"),
        ({"d_model": 10}, ValueError, r"d_model must be a multiple of 2 n_heads = 4, got 10"),
        ({"seed": 0.5}, TypeError, r"seed must be an int, not 0\.5"),
        ({"embedding_std": 0}, ValueError, "embedding_std must be above 0, got 0"),
        (
            {"kind": "parallel", "shared": True},
            TypeError,
            r"\['shared'\] are options of sequential",
        ),
        (
            {"kind": "parallel", "k": 3, "parity": True},
            ValueError,
            "n_layers must be at least k = 3 for parity, got 2",
        ),
    ],
)
def test_an_invalid_number_is_named_with_its_rule(arguments, error, rule):
    with pytest.raises(error, match=rule):
        lab.build(**{"kind": "ntp"} | SIZES | arguments)


@pytest.mark.parametrize(("kind", "k"), KINDS)
@pytest.mark.parametrize(
    ("batch", "options", "error", "rule"),
    [
        (torch.tensor([[0, 7]]), {}, ValueError, r"lie in \[0, 7\) or be IGNORE_INDEX.*got 7"),
        (torch.tensor([[0, -1]]), {}, ValueError, r"lie in \[0, 7\).*got -1"),
        (torch.tensor([[0.5]]), {}, TypeError, "signed integers"),
        (torch.tensor([0, 1]), {}, ValueError, r"shape \(B, T\)"),
        (tokens(1, 2), {"document": torch.zeros(1, 3).long()}, ValueError, "shape of tokens"),
        (tokens(1, 2), {"document": torch.zeros(1, 2)}, TypeError, "document must hold signed"),
    ],
)
def test_invalid_tokens_are_named_with_their_rule(kind, k, batch, options, error, rule):
    with pytest.raises(error, match=rule):
        lab.build(kind, k=k, **SIZES)(batch, **options)


@pytest.mark.parametrize(("kind", "most"), KINDS)
def test_there_are_no_other_offsets(kind, most):
    model = lab.build(kind, k=most, **SIZES)
    for k in (0,) if kind == "sequential" and most > 1 else (0, most + 1):
        with pytest.raises(ValueError, match=f"between 1 and the model's {most}, got {k}"):
            model(tokens(1, 5), k=k)
