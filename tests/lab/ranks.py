"""Trains on uneven shards in as many processes as torchrun starts; saves what came out of rank 0.

Usage: torchrun --nproc-per-node 2 -m tests.lab.ranks FILE
"""

import os
import sys

import torch

from chapter7 import lab

SIZES = {"vocab_size": 7, "d_model": 8, "n_layers": 2, "n_heads": 2, "k": 3, "seed": 1}
OPTIMISER = lab.Optimiser(lr=1e-2, warmup=1, clip=None)
CASES = [("parallel", 2.0, False), ("sequential", 2.0, True), ("parallel", 0.0, False)]


def uneven(step):
    """Five rows for two ranks, with few, many or no targets, by the row."""
    generator = torch.Generator().manual_seed(step)
    tokens = torch.randint(7, (5, 9), generator=generator)
    document = torch.tensor([0, 0, 0, 0, 1, 1, 1, 1, 1]).expand(5, 9)
    asked = torch.rand(5, 9, generator=generator) < torch.tensor([0.9, 0.9, 0.5, 0.0, 0.9])[:, None]
    return lab.Batch(tokens, document, asked)


def trained(kind, mtp_weight, detached):
    """The run, its last gradients and the parameters after it."""
    model = lab.build(kind, **SIZES)
    options = {"mtp_weight": mtp_weight, "detached": detached, "progress": False}
    run = lab.train(model, uneven, OPTIMISER, steps=3, **options)
    gradients = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
    return run.bits, gradients, model.state_dict()


if __name__ == "__main__":
    torch.set_num_threads(1)
    with lab.distributed():
        results = [trained(*case) for case in CASES]
    if os.environ["RANK"] == "0":
        torch.save(results, sys.argv[1])
