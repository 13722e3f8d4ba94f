"""What the experiments measure: by hand, and by loops that are written out."""

from itertools import product

import numpy as np
import pytest
import torch

from chapter7.lab import build, offset_losses, suffix_sums
from chapter7.lab.experiments import floors, gradient_cosine, look_ahead_points, map, text
from chapter7.lab.tasks import SumsInText

UP, RIGHT, UPRIGHT = [0.0, 2.0], [1.0, 0.0], [3.0, 3.0]
HALF = 0.5**0.5


def test_cosines_between_heads_by_hand():
    # Two batches, two heads, one block: the first head wants up, then right and up;
    # the second right, then up.
    gradients = torch.tensor([[[UP], [RIGHT]], [[UPRIGHT], [UP]]])
    found = gradient_cosine.cosines(gradients)
    assert found["same"] == pytest.approx([(0 + HALF) / 2])
    assert found["heads"] == pytest.approx([(1 + HALF) / 2])  # up, up; right, right and up
    assert found["ceiling"] == pytest.approx([(HALF + 0) / 2])
    assert found["next"] == [pytest.approx([(1 + HALF) / 2])]
    assert found["norms"] == [pytest.approx([(2 + 18**0.5) / 2, 1.5])]


def test_cosines_between_heads_by_loops():
    drawn = np.random.default_rng(0).normal(size=(3, 4, 2, 10))
    found = gradient_cosine.cosines(torch.from_numpy(drawn))

    def cosine(a, i, b, j, block):
        x, y = drawn[a, i, block], drawn[b, j, block]
        return x @ y / (x @ x * (y @ y)) ** 0.5

    apart = [(a, b) for a in range(3) for b in range(3) if a != b]
    pairs = [(i, j) for i in range(4) for j in range(i)]
    for block in range(2):
        heads = [cosine(a, i, b, j, block) for a, b in apart for i, j in pairs]
        assert found["heads"][block] == pytest.approx(np.mean(heads))
        same = [cosine(a, i, a, j, block) for a in range(3) for i, j in pairs]
        assert found["same"][block] == pytest.approx(np.mean(same))
        ceiling = [cosine(a, i, b, i, block) for a, b in apart for i in range(4)]
        assert found["ceiling"][block] == pytest.approx(np.mean(ceiling))
        third = [cosine(a, 0, b, 3, block) for a, b in apart]
        assert found["next"][block][2] == pytest.approx(np.mean(third))


def test_gradients_at_the_trunk_are_each_heads_own():
    model = build("parallel", vocab_size=4, d_model=8, n_layers=3, n_heads=2, k=2)
    batch = suffix_sums(length=3, modulus=3, batch_size=4, seed=0)(0)
    found = gradient_cosine.trunk_gradients(model, batch)
    for head in range(2):
        model.zero_grad()
        offset_losses(model, batch)[head].backward()
        for block in range(2):  # the third is the first head's own
            own = [p.grad.flatten() for p in model.main.blocks[block].parameters()]
            torch.testing.assert_close(found[head, block], torch.cat(own))
    assert found.shape[1] == 2


def test_probabilities_at_look_ahead_points():
    """A model that knows nothing, and one that is sure of each next token but the first answer."""
    text = SumsInText(floors.chain(3), length=2, modulus=4, n_tokens=12)
    tokens = text.batches(batch_size=50, seed=0)(0).tokens
    n = text.vocab_size

    def ignorant(tokens, k):
        return [torch.zeros(*tokens.shape, n)]

    found = look_ahead_points.at_points(ignorant, text, tokens)
    assert found["bits"] == pytest.approx(np.log2(n))
    assert found["first"] == pytest.approx(1 / n)
    assert found["whole"] == pytest.approx(1 / n**2)

    def nearly(tokens, k):
        logits = torch.full((*tokens.shape, n), -1e3)
        logits[:, :-1].scatter_(-1, tokens[:, 1:].unsqueeze(-1), 0.0)
        equals = tokens == text.modulus
        logits[equals] = -1e3
        logits[equals, : text.modulus] = 0.0
        return [logits]

    found = look_ahead_points.at_points(nearly, text, tokens)
    assert found["bits"] == pytest.approx(text.price_of_ignorance)
    assert found["first"] == found["whole"] == pytest.approx(1 / 4)


def test_equal_steps_and_equal_flops_are_two_places_of_one_run():
    experiment = look_ahead_points.EXPERIMENT
    small = experiment.small | {"steps": 4, "every": 2, "batch_size": 4}
    found, training = experiment.made("next token", 0, **small)
    assert training.steps > 4
    names = ("bits", "first", "whole")
    at_four = next(probe for probe in training.probes if probe["step"] == 4)
    assert [found[name] for name in names] == [at_four[name] for name in names]
    last = training.probes[-1]
    assert last["step"] == training.steps
    assert [found[f"{name}_at_equal_flops"] for name in names] == [last[name] for name in names]


def test_the_map_compares_like_with_like():
    """At each place one width, one length, one rate; the next token has the other's FLOPs."""
    variants = map.EXPERIMENT.variants
    assert len(variants) == 2 * len(map.WIDTHS) * len(map.LENGTHS)
    for width, length in product(map.WIDTHS, map.LENGTHS):
        further = variants[f"parallel d={width} K={length}"]
        alone = variants[f"next token d={width} K={length}"]
        assert further["sizes"]["d_model"] == alone["sizes"]["d_model"] == width
        assert further["task"]["length"] == alone["task"]["length"] == further["k"] == length
        assert further["lr"] == alone["lr"] == 0.128 / width
        assert alone["flops_of"] == {"kind": "parallel", "k": length}


def test_widths_of_the_text_compare_like_with_like():
    for width in text.WIDTHS:
        here = [one for name, one in text.EXPERIMENT.variants.items() if f"d={width}" in name]
        assert len(here) == 4
        assert len({one["lr"] for one in here}) == 1
        assert {one["mtp_weight"] for one in here} == {0, 1, 3}  # the plain sum of the losses
        assert all(one["mtp_weight"] == one["k"] - 1 for one in here)
        assert [one.get("flops_of") for one in here][:3] == [None] * 3
        assert here[3]["flops_of"] == {"kind": "parallel", "k": 4}
