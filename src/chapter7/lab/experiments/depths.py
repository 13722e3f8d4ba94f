"""Plays: how well each depth guesses, trained and beyond, and how often its guess would pass."""

from collections.abc import Iterable
from functools import partial

import torch

from chapter7.lab.batches import Batch, in_order, windows
from chapter7.lab.building import Model, build
from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, read
from chapter7.lab.losses import evaluate
from chapter7.lab.training import Optimiser, Run, train


@torch.no_grad()
def agreement(model: Model, batches: Iterable[Batch], *, k: int) -> dict[str, list[float]]:
    """How far the guess for each offset 2..k is the main model's own, made when its turn comes.

    The guess of position i for offset j is held against what the main model says at i + j - 1,
    the tokens of the text being read up to there.

    Args: batches: one document a row, T >= k.
    Returns: "acceptance": sum of min(p, q) over the vocabulary, the chance that a draft sampled
        from q passes a verification against p; "same_choice": the share of positions where both
        find the same token likeliest; each a mean over all positions, k - 1 entries.
    Source: Leviathan et al. 2023, arXiv:2211.17192, cor. 3.6, for min(p, q).
    """
    sums, n_positions = torch.zeros(2, k - 1, dtype=torch.float64), torch.zeros(k - 1)
    for batch in batches:
        now, *ahead = (logits.softmax(dim=-1) for logits in model(batch.tokens, k=k))
        for d, guess in enumerate(ahead, start=1):
            p, q = now[:, d:], guess[:, :-d]
            sums[0, d - 1] += torch.minimum(p, q).sum().item()
            sums[1, d - 1] += (p.argmax(dim=-1) == q.argmax(dim=-1)).sum().item()
            n_positions[d - 1] += p.shape[0] * p.shape[1]
    acceptance, same_choice = (sums / n_positions).tolist()
    return {"acceptance": acceptance, "same_choice": same_choice}


def run(
    seed: int,
    *,
    kind: str,
    k: int,
    options: dict,
    detached: bool,
    mtp_weight: float,
    asked: int,
    n_characters: int | None,
    n_held_out: int,
    sizes: dict,
    lr: float,
    data: dict,
    steps: int,
) -> tuple[dict, Run]:
    """Trains one model on the plays and asks it for the offsets 1 to `asked`.

    Args: n_held_out: tokens of the validation part that are asked for; its first ones.
    """
    reading = read("plays", n_characters=n_characters)
    model = build(kind, vocab_size=len(reading.vocabulary), k=k, seed=seed, **sizes, **options)
    training = train(
        model,
        windows(reading.train, seed=seed, **data),
        Optimiser(lr),
        steps=steps,
        mtp_weight=mtp_weight,
        detached=detached,
        progress=False,
    )
    text = reading.validation[:n_held_out]
    held_out = in_order(text, length=data["length"], batch_size=64)
    learned = evaluate(model, held_out, k=asked)
    return {
        "bits": learned.bits,
        "accuracy": learned.accuracy,
        **agreement(model.eval(), held_out, k=asked),
    }, training


HEADS = {"kind": "parallel", "k": 4, "asked": 4}
MODULES = {"kind": "sequential", "k": 4, "asked": 7}

EXPERIMENT = Experiment(
    name="depths",
    question="How well does each depth guess, and what if it is used beyond those it was taught?",
    module=__name__,
    run=run,
    settings={
        "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4},
        "data": {"length": 64, "batch_size": 16},
        "options": {},
        "detached": False,
        "mtp_weight": 1.0,
        "lr": 1e-2,  # of `initialisation`, inside its grid, for as many steps
        "steps": 300,
        "n_characters": None,
        "n_held_out": 64_000,
    },
    variants={
        "parallel heads": HEADS,
        "own modules": MODULES,
        "shared module": MODULES | {"options": {"shared": True}},
        "one module, taught depth 1": MODULES | {"k": 2},
        "own modules, detached": MODULES | {"detached": True},
        "parallel heads, detached": HEADS | {"detached": True},
    },
    small={"steps": 10, "n_characters": 10_000, "n_held_out": 4_000},
    tolerance=0.02,
    corpus=partial(corpora, "plays"),
)
