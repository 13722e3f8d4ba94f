"""Three ways to the same gradients, and how much each holds at once."""

import pytest
import torch

from chapter7 import lab
from chapter7.lab import memory

SIZES = {"vocab_size": 11, "d_model": 8, "n_layers": 2, "n_heads": 2, "k": 3}


def gradients(way):
    model = lab.build("parallel", **SIZES).double()
    tokens = torch.randint(11, (2, 9), generator=torch.Generator().manual_seed(1))
    loss = memory.WAYS[way](model, tokens)
    return loss, {name: parameter.grad for name, parameter in model.named_parameters()}


@pytest.mark.parametrize("way", ["head by head", "in chunks"])
def test_all_ways_give_one_loss_and_one_gradient(way):
    loss, expected = gradients("all at once")
    again, found = gradients(way)
    assert again == pytest.approx(loss, abs=1e-12)
    assert all(gradient is not None for gradient in expected.values())
    for name, gradient in expected.items():
        torch.testing.assert_close(found[name], gradient, rtol=0, atol=1e-12)


def test_a_process_holds_the_fewer_logits_the_way_says():
    held = b"1" * 800_000_000  # by this process: it must not count for those that it starts
    sizes = {"vocab_size": 60_000, "d_model": 16, "n_layers": 1, "n_heads": 2, "k": 4}
    spent = {
        way: memory.measure(way, sizes=sizes, rows=1, length=256, steps=1) for way in memory.WAYS
    }
    logits = 256 * 60_000 * 4 / 1e6  # megabytes of one head's: 61
    assert 4 * logits < spent["all at once"]["megabytes"] < 12 * logits
    assert logits < spent["head by head"]["megabytes"] < spent["all at once"]["megabytes"] - logits
    assert spent["in chunks"]["megabytes"] < spent["head by head"]["megabytes"]
    del held
    losses = [one["loss"] for one in spent.values()]
    assert losses == pytest.approx([losses[0]] * 3, abs=1e-4)
    assert min(one["seconds"] for one in spent.values()) > 0


def test_an_unknown_way_and_a_process_that_fails_say_so():
    with pytest.raises(ValueError, match=r"way must be one of .*, got 'by magic'"):
        memory.measure("by magic", sizes=SIZES, rows=1, length=8)
    with pytest.raises(RuntimeError, match="n_heads = 4, got 7"):
        memory.measure("in chunks", sizes=SIZES | {"d_model": 7}, rows=1, length=8)
