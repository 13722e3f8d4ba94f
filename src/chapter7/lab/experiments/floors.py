"""A Markov chain: how near heads come to the entropies that their offsets leave them."""

import numpy as np
import torch

from chapter7.lab.batches import windows
from chapter7.lab.building import Model, build
from chapter7.lab.experiment import Experiment
from chapter7.lab.training import Optimiser, Run, train
from chapter7.sources import MarkovChain


def chain(n_states: int) -> MarkovChain:
    """The same chain for every run: rows drawn once, most of their mass on a few tokens."""
    drawn = np.random.default_rng(7)
    return MarkovChain(drawn.dirichlet(np.full(n_states, 0.4), size=n_states))


@torch.no_grad()
def excess(model: Model, kind: str, source: MarkovChain, tokens: torch.Tensor) -> list[float]:
    """Bits per offset above its floor: the mean divergence of the model from the chain's own law.

    Position t's law for offset j is the chain's j-th power at token t. A sequential module knows
    the tokens in between: its law is one step from the last of them. No sampling of targets
    enters.

    Args: tokens: (B, T), chains; positions without a target are left out.
    """
    found = []
    for offset, logits in enumerate(model(tokens), start=1):
        known = offset - 1 if kind == "sequential" else 0
        power = np.linalg.matrix_power(source.transition, offset - known)
        n_positions = tokens.shape[1] - offset
        law = torch.from_numpy(power)[tokens[:, known : known + n_positions]]
        log_ratio = law.clamp_min(1e-300).log2() - logits[:, :n_positions].double().log_softmax(
            -1
        ) / np.log(2)
        found.append((law * log_ratio).sum(dim=-1).mean().item())
    return found


def run(
    seed: int,
    *,
    kind: str,
    n_states: int,
    sizes: dict,
    lr: float,
    data: dict,
    n_tokens: int,
    steps: int,
) -> tuple[dict, Run]:
    """Trains one model on a chain and measures what is left above the floors, offset by offset."""
    source = chain(n_states)
    stream = torch.from_numpy(source.sample(1, n_tokens, seed)[0])
    model = build(kind, vocab_size=n_states, seed=seed, **sizes)
    training = train(
        model,
        windows(stream, seed=seed, **data),
        Optimiser(lr),
        steps=steps,
        mtp_weight=sizes["k"] - 1,
        progress=False,
    )
    held_out = torch.from_numpy(source.sample(64, data["length"], 10_000 + seed))
    above = excess(model.eval(), kind, source, held_out)
    apart = kind != "sequential"
    floors = [source.marginal_entropy(j if apart else 1) for j in range(1, sizes["k"] + 1)]
    return {
        "excess": above,
        "floors": floors,
        "sum": sum(above) + sum(floors),
        "sum_of_floors": sum(floors),
        "joint_entropy": source.joint_entropy(sizes["k"]),
    }, training


EXPERIMENT = Experiment(
    name="floors",
    question="Do trained heads reach the entropies of a Markov chain at every offset?",
    module=__name__,
    run=run,
    settings={
        "n_states": 6,
        "n_tokens": 200_000,
        "sizes": {"d_model": 32, "n_layers": 2, "n_heads": 2, "k": 4},
        "data": {"length": 32, "batch_size": 16},
        "lr": 5e-3,
        "steps": 300,
    },
    variants={"parallel": {"kind": "parallel"}, "sequential": {"kind": "sequential"}},
    small={"steps": 30, "n_tokens": 5_000},
    tolerance=0.02,
)
