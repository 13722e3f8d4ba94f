"""Modules that are wired wrong, one mistake each: what it does to the loss, beside the true law's.

Rows of short documents. Each is a piece of one of two Markov chains, which of them only the
document itself tells: who looks into another document is misled.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import log2

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from chapter7.lab.batches import Batch, Batches
from chapter7.lab.building import build, initialise
from chapter7.lab.experiment import Experiment
from chapter7.lab.heads import SequentialModules
from chapter7.lab.losses import evaluate
from chapter7.lab.training import Optimiser, Run, train
from chapter7.lab.transformer import Place
from chapter7.sources import MarkovChain


class FedItsTarget(SequentialModules):
    """The token that depth d must predict, t_{i+d+1}, is its input."""

    def known(self, tokens: Tensor, depth: int, *, document: Tensor | None = None) -> Tensor:
        """One token too far."""
        return super().known(tokens, depth + 1, document=document)


class NotShifted(SequentialModules):
    """Its input is the token of its own position, t_i, which the state has read already."""

    def known(self, tokens: Tensor, depth: int, *, document: Tensor | None = None) -> Tensor:
        """The tokens as they stand."""
        return tokens


class WithoutNorms(SequentialModules):
    """State and token are joined as they are, whatever their sizes."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        for module in self.depths:
            module.state_norm = module.token_norm = nn.Identity()


class WithoutMask(SequentialModules):
    """The modules look into the documents before theirs, and are fed the next one's tokens."""

    def known(self, tokens: Tensor, depth: int, *, document: Tensor | None = None) -> Tensor:
        """Those ahead, of whichever document."""
        return super().known(tokens, depth)

    def deeper(
        self, depth: int, state: Tensor, embedded: Tensor, place: Place
    ) -> tuple[Tensor, Tensor]:
        """Looks at all tokens before."""
        return super().deeper(depth, state, embedded, replace(place, mask=None))


def chains(n_states: int, sharpness: float) -> list[MarkovChain]:
    """Two chains, the same for every run: the smaller `sharpness`, the surer the next token."""
    drawn = np.random.default_rng(11)
    rows = drawn.dirichlet(np.full(n_states, sharpness), size=(2, n_states))
    return [MarkovChain(transition) for transition in rows]


def documents(
    sources: list[MarkovChain], *, length: int, shortest: int, batch_size: int, seed: int
) -> Batches:
    """step -> Batch (B, T): rows of whole documents of `shortest` to three times as many tokens.

    Each is drawn from one of the chains, equally likely; the row's end cuts the last one.
    """

    def at(step: int) -> Batch:
        drawn = np.random.default_rng([seed, step])
        n_most = length // shortest + 1
        n_tokens = drawn.integers(shortest, 3 * shortest + 1, size=(batch_size, n_most))
        which = drawn.integers(len(sources), size=(batch_size, n_most))
        seeds = drawn.integers(1 << 31, size=len(sources))
        pieces = [
            source.sample(batch_size * n_most, 3 * shortest, int(own))
            for source, own in zip(sources, seeds, strict=True)
        ]
        tokens = np.empty((batch_size, length), dtype=np.int64)
        document = np.empty_like(tokens)
        for row in range(batch_size):
            texts = [
                pieces[which[row, i]][row * n_most + i, : n_tokens[row, i]] for i in range(n_most)
            ]
            tokens[row] = np.concatenate(texts)[:length]
            document[row] = np.repeat(np.arange(n_most), n_tokens[row])[:length]
        return Batch(torch.from_numpy(tokens), document=torch.from_numpy(document))

    return at


def bits_of_the_law(sources: list[MarkovChain], batch: Batch, offset: int) -> float:
    """What the true law pays for the targets of `offset`, in bits per target.

    It knows the document up to the token before the target: which chain it is, as surely as these
    tokens tell. No model does better in the mean, unless it sees more than it should.
    """
    total, n_targets = 0.0, 0
    for row, ids in zip(batch.tokens.numpy(), batch.document.numpy(), strict=True):
        for one in np.unique(ids):
            text = row[ids == one]
            paid = _surprises(sources, text)[offset - 1 :]
            total, n_targets = total + paid.sum(), n_targets + len(paid)
    return float(total / n_targets)


def _surprises(sources: list[MarkovChain], text: NDArray[np.int64]) -> NDArray[np.float64]:
    """Bits of each token after the first, given those before it."""
    weights = np.array([source.stationary[text[0]] for source in sources])
    paid = []
    for before, after in pairwise(text):
        likely = np.array([source.transition[before, after] for source in sources])
        paid.append(-log2((weights / weights.sum()) @ likely))
        weights = weights * likely
    return np.array(paid)


WIRINGS: dict[str, Callable[..., SequentialModules]] = {
    "honest": SequentialModules,
    "fed its target": FedItsTarget,
    "not shifted": NotShifted,
    "without norms": WithoutNorms,
    "without mask": WithoutMask,
}


def run(
    seed: int,
    *,
    wiring: str,
    normed_in_use: bool,
    embedding_std: float,
    n_states: int,
    sharpness: float,
    sizes: dict,
    lr: float,
    data: dict,
    n_held_out: int,
    steps: int,
    every: int,
) -> tuple[dict, Run]:
    """Trains a model with one module that is wired as said, and asks for its bits on the way.

    Args: normed_in_use: when asked, the module gets the main model's state after its last norm,
        though it was trained with the one before.
    """
    sources = chains(n_states, sharpness)
    main = build("ntp", vocab_size=n_states, seed=seed, **sizes)
    model = WIRINGS[wiring](main, 2)
    initialise(model, seed=seed, embedding_std=embedding_std)
    held_out = documents(sources, seed=1_000 + seed, **data | {"batch_size": n_held_out})(0)

    def asked(model: SequentialModules) -> dict:
        model.normed_states = normed_in_use
        bits = evaluate(model, [held_out]).bits
        model.normed_states = False
        return {"bits": bits}

    training = train(
        model,
        documents(sources, seed=seed, **data),
        Optimiser(lr),
        steps=steps,
        probe=asked,
        every=every,
        progress=False,
    )
    law = [bits_of_the_law(sources, held_out, offset) for offset in (1, 2)]
    last = training.probes[-1]["bits"]
    return {
        "bits": last,
        "law": law,
        "above": [mine - best for mine, best in zip(last, law, strict=True)],
        "curve": [probe["bits"][1] for probe in training.probes],
    }, training


EXPERIMENT = Experiment(
    name="wirings",
    question="What does each mistake in the wiring of a module do to its loss?",
    module=__name__,
    run=run,
    settings={
        "n_states": 8,
        "sharpness": 0.3,
        "sizes": {"d_model": 32, "n_layers": 2, "n_heads": 2},
        "data": {"length": 48, "shortest": 6, "batch_size": 32},
        "wiring": "honest",
        "normed_in_use": False,
        "embedding_std": 1.0,
        "lr": 5e-3,
        "n_held_out": 500,
        "steps": 400,
        "every": 20,
    },
    variants={
        **{name: {"wiring": name} for name in WIRINGS},
        "after the norm in use": {"normed_in_use": True},
        "honest, small embedding": {"embedding_std": 0.02},
        "without norms, small embedding": {"wiring": "without norms", "embedding_std": 0.02},
    },
    small={"steps": 10, "every": 5, "n_held_out": 20},
    tolerance=0.02,
)
