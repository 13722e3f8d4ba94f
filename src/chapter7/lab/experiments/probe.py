"""What a trunk's states hold of the token after the next: a linear probe, layer by layer."""

from functools import partial
from math import cos, log, pi

import torch
import torch.nn.functional as F
from torch import Tensor

from chapter7.lab.batches import in_order, windows
from chapter7.lab.building import Model, build
from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, read
from chapter7.lab.losses import evaluate
from chapter7.lab.training import Optimiser, Run, train


@torch.no_grad()
def states(model: Model, text: Tensor, *, length: int, offset: int) -> tuple[Tensor, Tensor]:
    """The trunk's states and the tokens `offset` ahead of them, over a text cut into rows.

    Returns: (L, N, d), the residual stream after each block at the size of one, (N,) tokens.
    """
    found, ahead = [], []
    for batch in in_order(text, length=length, batch_size=64):
        main = model.main
        layers = main.trunk(main.embed(batch.tokens), main.place(batch.tokens))[1:]
        here = torch.stack(layers)[:, :, :-offset].flatten(1, 2)
        found.append(F.rms_norm(here, here.shape[-1:]))
        ahead.append(batch.tokens[:, offset:].flatten())
    return torch.cat(found, dim=1), torch.cat(ahead)


def probed(
    taught: tuple[Tensor, Tensor], asked: tuple[Tensor, Tensor], *, vocab_size: int, steps: int
) -> list[float]:
    """Bits per token of a linear softmax probe on each layer's states, on those it was not taught.

    Adam takes `steps` steps of 2,048 positions, its rate falling along half a cosine. A layer's
    probe sees that layer alone; all begin at zero and see the same positions.

    Args: taught, asked: of `states`.
    """
    x, y = taught
    weight = torch.zeros(x.shape[0], vocab_size, x.shape[2], requires_grad=True)
    bias = torch.zeros(x.shape[0], 1, vocab_size, requires_grad=True)
    adam = torch.optim.Adam([weight, bias])
    generator = torch.Generator().manual_seed(0)
    for step in range(steps):
        adam.param_groups[0]["lr"] = 0.01 * (1 + cos(pi * step / steps))
        rows = torch.randint(len(y), (2_048,), generator=generator)
        logits = (x[:, rows] @ weight.mT + bias).flatten(0, 1)
        loss = F.cross_entropy(logits, y[rows].repeat(len(x)), reduction="sum") / len(rows)
        adam.zero_grad()
        loss.backward()
        adam.step()
    x, y = asked
    with torch.no_grad():
        layers = zip(x, weight, bias, strict=True)
        return [F.cross_entropy(h @ w.T + b, y).item() / log(2) for h, w, b in layers]


def counted(text: Tensor, asked: Tensor, *, vocab_size: int, offset: int) -> float:
    """Bits per token on `asked` of shares counted in `text`, given the token `offset` before."""
    pairs = text[:-offset] * vocab_size + text[offset:]
    counts = torch.bincount(pairs, minlength=vocab_size**2).view(vocab_size, vocab_size) + 0.1
    shares = counts / counts.sum(dim=1, keepdim=True)
    return -shares[asked[:-offset], asked[offset:]].log2().mean().item()


def run(
    seed: int,
    *,
    kind: str,
    k: int,
    mtp_weight: float,
    detached: bool,
    offset: int,
    n_characters: int | None,
    n_taught: int,
    n_asked: int,
    probe_steps: int,
    sizes: dict,
    lr: float,
    data: dict,
    steps: int,
) -> tuple[dict, Run]:
    """Trains one model on the plays; then probes on its states, which stay as they are.

    Args: n_taught: tokens of the training part that probes see. n_asked: of the validation part.
    Returns: "probe": bits per token after each block; "bits": of the model itself, an offset each;
        "counted": what pairs of tokens counted in the text need.
    """
    reading = read("plays", n_characters=n_characters)
    vocab_size, length = len(reading.vocabulary), data["length"]
    model = build(kind, vocab_size=vocab_size, k=k, seed=seed, **sizes)
    training = train(
        model,
        windows(reading.train, seed=seed, **data),
        Optimiser(lr),
        steps=steps,
        mtp_weight=mtp_weight,
        detached=detached,
        progress=False,
    )
    taught, asked = reading.train[:n_taught], reading.validation[:n_asked]
    model.eval()
    cut = {"length": length, "offset": offset}
    return {
        "probe": probed(
            states(model, taught, **cut),
            states(model, asked, **cut),
            vocab_size=vocab_size,
            steps=probe_steps,
        ),
        "bits": evaluate(model, in_order(asked, length=length, batch_size=64)).bits,
        "counted": counted(reading.train, asked, vocab_size=vocab_size, offset=offset),
    }, training


SEQUENTIAL = {"kind": "sequential", "k": 2}

EXPERIMENT = Experiment(
    name="probe",
    question="Does training on the token after the next write that token into the trunk?",
    module=__name__,
    run=run,
    settings={
        "offset": 2,
        "detached": False,
        "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4},
        "data": {"length": 64, "batch_size": 16},
        "lr": 1e-2,  # of `initialisation`, inside its grid, for as many steps
        "steps": 300,
        "n_characters": None,
        "n_taught": 512_000,  # with half of it, probes lose .06 bits to what they overfit
        "n_asked": 64_000,
        "probe_steps": 600,
    },
    variants={
        "next token": {"kind": "ntp", "k": 1, "mtp_weight": 0.0},
        "sequential lambda=0.3": SEQUENTIAL | {"mtp_weight": 0.3},
        "sequential lambda=1": SEQUENTIAL | {"mtp_weight": 1.0},
        "sequential lambda=1, detached": SEQUENTIAL | {"mtp_weight": 1.0, "detached": True},
        "parallel lambda=1": {"kind": "parallel", "k": 2, "mtp_weight": 1.0},
    },
    small={
        "steps": 10,
        "n_characters": 10_000,
        "n_taught": 8_000,
        "n_asked": 4_000,
        "probe_steps": 10,
    },
    tolerance=0.02,
    corpus=partial(corpora, "plays"),
)
