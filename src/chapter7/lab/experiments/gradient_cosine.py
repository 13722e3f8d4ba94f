"""Do parallel heads fight? The cosine between their gradients at the trunk, beside its ceiling."""

from functools import partial
from itertools import combinations

import torch
import torch.nn.functional as F
from torch import Tensor

from chapter7.lab.batches import Batch, Batches, windows
from chapter7.lab.building import Model, build
from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, read
from chapter7.lab.losses import offset_losses
from chapter7.lab.tasks import suffix_sums
from chapter7.lab.training import Optimiser, Run, train


def trunk_gradients(model: Model, batch: Batch) -> Tensor:
    """(k, blocks, parameters): gradient of each offset's loss, in each block that all heads share.

    The last block of `model.main` is the first head's own.
    """
    shared = list(model.main.blocks[:-1])
    wanted = [parameter for block in shared for parameter in block.parameters()]
    rows = []
    for loss in offset_losses(model, batch):
        gradient = torch.autograd.grad(loss, wanted, retain_graph=True)
        rows.append(torch.cat([part.flatten() for part in gradient]).reshape(len(shared), -1))
    return torch.stack(rows)


def cosines(gradients: Tensor) -> dict:
    """Cosines between heads' gradients in each block, means over pairs of heads and of batches.

    Args: gradients: (batches >= 2, k >= 2, blocks, parameters).
    Returns: a list with an entry per block for each of:
        "same": two heads on the same batch, whose chance they share.
        "heads": two heads, each on a batch of its own.
        "ceiling": the same head on two batches; what two heads that want just the same would have.
        "next": "heads", between the first head and each of the others, a list per block.
        "norms": mean norm of each head's gradient, a list per block.
    """
    n_batches, k = gradients.shape[:2]
    unit = F.normalize(gradients.double(), dim=-1)
    product = torch.einsum("aklp,bjlp->labkj", unit, unit)
    same = product.diagonal(dim1=1, dim2=2).mean(dim=-1)
    across = (product.sum(dim=(1, 2)) - same * n_batches) / (n_batches * (n_batches - 1))
    ceiling = across.diagonal(dim1=1, dim2=2)
    one, other = zip(*combinations(range(k), 2), strict=True)
    pairs = {"same": same, "heads": across}
    return {
        **{name: values[:, one, other].mean(dim=1).tolist() for name, values in pairs.items()},
        "ceiling": ceiling.mean(dim=1).tolist(),
        "next": across[:, 0, 1:].tolist(),
        "norms": gradients.norm(dim=-1).mean(dim=0).T.tolist(),
    }


def source(task: str, seed: int, data: dict) -> tuple[int, Batches, Batches]:
    """V, batches to train on, and others to measure on: of plays or of suffix sums."""
    if task == "look-ahead":
        batches, asked = (suffix_sums(seed=one, **data) for one in (seed, 1_000 + seed))
        return data["modulus"] + 1, batches, asked
    reading = read("plays")
    batches, asked = (
        windows(tokens, seed=seed, **data) for tokens in (reading.train, reading.validation)
    )
    return len(reading.vocabulary), batches, asked


def run(
    seed: int,
    *,
    task: str,
    sizes: dict,
    embedding_std: float,
    lr: float,
    data: dict,
    n_batches: int,
    steps: int,
    every: int,
) -> tuple[dict, Run]:
    """Trains parallel heads on the plain sum of their losses; cosines after every `every` steps."""
    vocab_size, batches, asked = source(task, seed, data)
    model = build(
        "parallel", vocab_size=vocab_size, seed=seed, embedding_std=embedding_std, **sizes
    )

    def probe(model: Model) -> dict:
        with torch.enable_grad():
            rows = [trunk_gradients(model, asked(i)) for i in range(n_batches)]
        return cosines(torch.stack(rows))

    training = train(
        model,
        batches,
        Optimiser(lr),
        steps=steps,
        mtp_weight=sizes["k"] - 1,
        probe=probe,
        every=every,
        progress=False,
    )
    names = training.probes[0].keys() - {"flops"}
    return {name: [probe[name] for probe in training.probes] for name in sorted(names)}, training


TEXT = {
    "task": "plays",
    "sizes": {"d_model": 64, "n_layers": 4, "n_heads": 4, "k": 4},
    "data": {"length": 64, "batch_size": 16},
    "lr": 1e-2,
    "steps": 240,
}

EXPERIMENT = Experiment(
    name="gradient_cosine",
    question="Do the gradients of parallel heads point against each other at the shared trunk?",
    module=__name__,
    run=run,
    settings={"embedding_std": 1.0, "n_batches": 4, "every": 20},
    variants={
        "plays": TEXT,
        "plays std=.02": TEXT | {"embedding_std": 0.02},
        "look-ahead": {
            "task": "look-ahead",
            "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4, "k": 4},
            "data": {"length": 4, "modulus": 5, "batch_size": 64},
            "lr": 2e-3,
            "steps": 800,
            "every": 50,
        },
    },
    small={"steps": 4, "every": 2},
    tolerance=0.02,
    corpus=partial(corpora, "plays"),
)
