"""Names of two words: what two heads write that do not see each other's word, and what passes."""

import numpy as np
import torch
from torch import Tensor

from chapter7.lab.building import Model, build
from chapter7.lab.experiment import Experiment
from chapter7.lab.tasks import Names
from chapter7.lab.training import Optimiser, Run, train


@torch.no_grad()
def written_law(model: Model, m: int) -> np.ndarray:
    """(m, m): probability of each pair of words that the model writes after token 0.

    The first word by offset 1; the second by offset 2 from the same position, which a sequential
    module finds with the first word as its input, and a parallel head without.
    """
    first = torch.arange(1, m + 1)
    tokens = torch.stack([torch.zeros_like(first), first], dim=1)
    now, ahead = (_probabilities(logits[:, 0]) for logits in model(tokens))
    return (now[0, 1 : m + 1].unsqueeze(1) * ahead[:, m + 1 :]).numpy()


def _probabilities(logits: Tensor) -> Tensor:
    return logits.double().softmax(dim=-1)


def run(
    seed: int,
    *,
    kind: str,
    m: int,
    w: int,
    copy: float,
    sizes: dict,
    lr: float,
    final: float,
    data: dict,
    steps: int,
) -> tuple[dict, Run]:
    """Trains one model on names and asks for the law of what it writes, exactly."""
    names = Names(m, w, copy)
    model = build(kind, vocab_size=names.vocab_size, seed=seed, **sizes)
    batches = names.batches(seed=seed, **data)
    training = train(model, batches, Optimiser(lr, final=final), steps=steps, progress=False)
    law = written_law(model.eval(), m)
    return {
        "strangers": names.strangers(law),
        "acceptance": names.acceptance(law),
        "total_correlation": names.total_correlation,
        "closed_form": 1 - 2**-names.total_correlation,
    }, training


TIED = [(2, 1), (8, 4), (8, 2), (8, 1), (8, 8)]
DIAL = [0.0, 0.25, 0.5, 0.75]

EXPERIMENT = Experiment(
    name="new_angeles",
    question="How often do two heads that do not see each other write a name that does not exist?",
    module=__name__,
    run=run,
    settings={
        "sizes": {"d_model": 32, "n_layers": 2, "n_heads": 2, "k": 2},
        "data": {"batch_size": 64, "n_names": 2},
        "lr": 5e-3,
        "final": 0.01,  # what is left is the noise of the last steps
        "steps": 300,
    },
    variants={
        f"{kind} m={m} w={w} copy={copy:g}": {"kind": kind, "m": m, "w": w, "copy": copy}
        for m, w, copy in [*((m, w, 1.0) for m, w in TIED), *((2, 1, copy) for copy in DIAL)]
        for kind in ("parallel", "sequential")
    },
    small={"steps": 40},
    tolerance=0.02,
)
