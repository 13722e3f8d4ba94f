"""What a round of drafts costs on this processor, and what it gives: on one thread, by its clock.

Costs are in passes of the target over one token of each row, the step of plain decoding.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from chapter7 import _contracts
from chapter7.lab.building import Model
from chapter7.lab.decoding.generating import Written, generate
from chapter7.lab.decoding.law import Floats, Tokens
from chapter7.lab.decoding.sampling import Sampling
from chapter7.lab.decoding.writers import writer


@dataclass(frozen=True)
class Costs:
    """Of one round with g drafts: medians of timings that stood side by side."""

    plain_seconds: float
    """Of a plain pass, processor time."""
    verify: float
    """c_v, the target's pass over g + 1 tokens of each row, in plain passes."""
    draft: float
    """c_d, all that drafting takes over g, in plain passes: to read what was kept and to guess."""


@dataclass(frozen=True)
class Pace:
    """How fast texts were written."""

    seconds: float
    """Processor time of all rounds, without the pass over the prompts."""
    written: Written


@torch.no_grad()
def costs(model: Model, prompts: Tensor, *, n_drafts: int, repeats: int) -> Costs:
    """Times a plain pass, a verifying one and a whole round, by turns.

    What a round takes beyond its verifying pass is the drafts'. Nothing is sampled: tokens and
    laws are made up.

    Args:
        model: drafts for itself. prompts: (B, T), what has been read before.
        n_drafts: g >= 1. repeats: timings of each; one more goes before and is thrown away.
    """
    g, repeats = _contracts.count("n_drafts", n_drafts, 1), _contracts.count("repeats", repeats, 1)
    lengths = torch.full((len(prompts),), prompts.shape[1])
    tokens = prompts[:, :1].repeat(1, g + 1)
    given = {"batch_size": len(prompts), "capacity": prompts.shape[1] + 2 * g + 2}
    given |= {"draft_model": None, "cached": True}
    alone = writer(model.main, n_drafts=0, **given)
    drafting = writer(model, n_drafts=g, **given)

    def choose(logits: Tensor, i: int) -> tuple[Tokens, Floats]:
        return tokens[:, i].numpy(), np.zeros((len(prompts), 1))

    def plain() -> None:
        alone.look(tokens[:, :1])
        alone.keep(lengths - 1, lengths)

    def verifying() -> None:
        alone.look(tokens)
        alone.keep(lengths - 1, lengths)

    def whole() -> None:
        drafting.draft(tokens[:, :2], g, choose)
        drafting.look(tokens)
        drafting.keep(torch.zeros_like(lengths), lengths)

    alone.begin(prompts, lengths)
    drafting.begin(prompts, lengths)
    took = np.array(
        [[_timed(part) for part in (plain, verifying, whole)] for _ in range(repeats + 1)]
    )
    one, verified, all_of_it = took[1:].T
    return Costs(
        plain_seconds=float(np.median(one)),
        verify=float(np.median(verified / one)),
        draft=float(np.median((all_of_it - verified) / one) / g),
    )


def pace(
    model: Model, prompts: Tensor, *, n_tokens: int, n_drafts: int, sampling: Sampling, seed: int
) -> Pace:
    """Writes each prompt on by `n_tokens` >= 3 and times the rounds.

    The first round stands for itself and the prompts' pass: it counts as the mean of the others.
    """
    ends: list[float] = []
    written = generate(
        model,
        prompts,
        n_tokens=_contracts.count("n_tokens", n_tokens, 3),
        n_drafts=n_drafts,
        sampling=sampling,
        seed=seed,
        watch=lambda done: ends.append(time.process_time()),
    )
    rounds = written.n_rounds
    return Pace((ends[-1] - ends[0]) * rounds / max(rounds - 1, 1), written)


def _timed(part: Callable[[], None]) -> float:
    begun = time.process_time()
    part()
    return time.process_time() - begun
