"""Our modules beside transformers' `MtpLayer`, where that library is installed.

Compared are the norms, the matrix with the order of its columns, and the state that is handed on;
the block inside is ours on both sides. The library is large, for one comparison: `.venv/bin/pip
install -c constraints.txt -e '.[reference]'` brings it, and the test then runs. The loop of
`oracle` needs nothing.
"""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from chapter7 import lab

layers = pytest.importorskip(
    "transformers.modeling_layers", reason="transformers is not installed: see this file's head"
)


class Blocks(nn.Module):
    """Our block in the form in which `MtpLayer` calls a decoder layer."""

    def __init__(self, block: nn.Module, place: object) -> None:
        super().__init__()
        self.block, self.place = block, place

    def forward(self, hidden_states: torch.Tensor, **ignored: object) -> torch.Tensor:
        return self.block(hidden_states, self.place)


def theirs(module: nn.Module, place: object) -> nn.Module:
    """An `MtpLayer` with the parameters of one of our modules."""
    d_model = module.join.out_features
    config = SimpleNamespace(hidden_size=d_model, rms_norm_eps=None)
    layer = layers.MtpLayer(config, lambda *_: Blocks(module.block, place), nn.RMSNorm, 0)
    for mine, other in (
        (module.token_norm, layer.enorm),
        (module.state_norm, layer.hnorm),
        (module.join, layer.eh_proj),
        (module.norm, layer.post_norm),
    ):
        other.load_state_dict(mine.state_dict())
    return layer


def logits(model: nn.Module, tokens: torch.Tensor) -> list[torch.Tensor]:
    """Those of each depth, by a chain of `MtpLayer`."""
    main, place = model.main, model.main.place(tokens)
    state, found = main.norm(main.trunk(main.embed(tokens), place)[-1]), []
    for depth, module in enumerate(model.depths, start=1):
        known = main.embed(model.known(tokens, depth))
        state = theirs(module, place)(known, state, None, None, None, None)
        found.append(main.logits(state))
    return found


@pytest.mark.parametrize("seed", [0, 1, 2])
@torch.no_grad()
def test_with_their_columns_and_the_normed_state_both_are_one(seed):
    sizes = {"vocab_size": 50, "d_model": 32, "n_layers": 2, "n_heads": 2, "k": 4, "seed": seed}
    drawing = torch.Generator().manual_seed(seed)
    tokens = torch.randint(50, (3, 12), generator=drawing)
    model = lab.build("sequential", **sizes, token_first=True, normed_states=True)
    for parameter in model.parameters():  # norms that differ from 1, so that a swap would show
        if parameter.ndim == 1:
            parameter += 0.3 * torch.randn(len(parameter), generator=drawing)
    for mine, other in zip(model(tokens)[1:], logits(model, tokens), strict=True):
        torch.testing.assert_close(mine, other, rtol=0, atol=1e-6)
    for option in ("token_first", "normed_states"):
        wrong = lab.build("sequential", **sizes, **{option: True})
        wrong.load_state_dict(model.state_dict())
        assert (wrong(tokens)[2] - model(tokens)[2]).abs().max() > 1e-3
