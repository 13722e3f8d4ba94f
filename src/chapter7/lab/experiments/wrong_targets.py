"""Losses written wrongly: what they report of a model, and what it truly pays."""

from functools import cache, partial
from math import log

import torch
from torch import Tensor

from chapter7.lab.batches import Batch, Batches, windows
from chapter7.lab.building import build
from chapter7.lab.corpus import plays
from chapter7.lab.experiment import Experiment
from chapter7.lab.losses import evaluate
from chapter7.lab.mistakes import WAYS, mistaken_losses
from chapter7.lab.training import Optimiser, Run, train
from chapter7.lab.vocabularies import Characters

Packed = tuple[Tensor, Tensor]
"""Tokens (N,) of short texts, one after another, and the number (N,) of the text of each."""


@cache
def lines(longest: int) -> tuple[int, Packed, Packed]:
    """The plays' lines of at most `longest` characters, each a document, in any order.

    Short documents are what a packed row holds many of, so that their ends weigh.

    Returns: how many characters there are; the lines to train on; those held out.
    """
    texts = plays()
    vocabulary = Characters(texts.train)
    parts = (texts.train, texts.validation)
    return len(vocabulary), *(_packed(part, vocabulary, longest) for part in parts)


def _packed(text: str, vocabulary: Characters, longest: int) -> Packed:
    kept = [f"{line}\n" for line in text.split("\n") if 0 < len(line) <= longest]
    order = torch.randperm(len(kept), generator=torch.Generator().manual_seed(0))
    documents = [vocabulary.encode(kept[i]) for i in order]
    lengths = torch.tensor([len(document) for document in documents])
    return torch.cat(documents), torch.arange(len(documents)).repeat_interleave(lengths)


def packed_windows(packed: Packed, *, length: int, batch_size: int, seed: int) -> Batches:
    """As `windows`, of tokens and documents alike; a row begins and ends anywhere."""
    places = windows(torch.arange(len(packed[0])), length=length, batch_size=batch_size, seed=seed)

    def at(step: int) -> Batch:
        here = places(step).tokens
        return Batch(*(part[here] for part in packed))

    return at


def run(
    seed: int, *, way: str, longest: int, sizes: dict, lr: float, data: dict, steps: int, held: int
) -> tuple[dict, Run]:
    """Trains one model on a loss written in one of `WAYS`; what that loss says, and what is true.

    Both are asked of the same `held` batches, which no training has seen.
    """
    vocab_size, reading, kept = lines(longest)
    model = build("parallel", vocab_size=vocab_size, seed=seed, **sizes)
    losses = partial(mistaken_losses, way)
    training = train(
        model,
        packed_windows(reading, seed=seed, **data),
        Optimiser(lr),
        steps=steps,
        mtp_weight=sizes["k"] - 1,
        losses=losses,
        progress=False,
    )
    fresh = packed_windows(kept, seed=1_000, **data)
    batches = [fresh(step) for step in range(held)]
    with torch.no_grad():
        reported = torch.stack([losses(model.eval(), batch) for batch in batches]).mean(dim=0)
    truth = evaluate(model, batches)
    return {
        "reported": (reported / log(2)).tolist(),
        "true": truth.bits,
        "accuracy": truth.accuracy,
    }, training


EXPERIMENT = Experiment(
    name="wrong_targets",
    question="What does a loss with wrong targets report of its model, and what does it truly pay?",
    module=__name__,
    run=run,
    settings={
        "longest": 40,
        "sizes": {"d_model": 32, "n_layers": 2, "n_heads": 2, "k": 4},
        "data": {"length": 64, "batch_size": 16},
        "lr": 4e-3,
        "steps": 400,
        "held": 32,
    },
    variants={way: {"way": way} for way in WAYS},
    small={"steps": 30, "held": 4},
    tolerance=0.05,
    corpus=lambda: {"plays": plays().sha256},
)
