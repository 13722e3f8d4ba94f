"""Code: what becomes of drafts by a model's own heads and by its own modules, round by round."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
from torch import Tensor

from chapter7.lab.batches import in_order, windows
from chapter7.lab.building import Model, build
from chapter7.lab.decoding.generating import Round, Written, generate
from chapter7.lab.decoding.law import Floats, verify
from chapter7.lab.decoding.sampling import GREEDY, Sampling
from chapter7.lab.decoding.statistics import Acceptance
from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, read
from chapter7.lab.losses import evaluate
from chapter7.lab.training import Optimiser, Run, train
from chapter7.lab.vocabularies import BytePairs

ENTROPIES = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0)
"""Where the main model's entropy, in bits, is cut into bins; the last one is open."""
LOOP = 32
"""Tokens at a text's end that must repeat, a period of at most half as many, to count as a loop."""


def written(
    model: Model, prompts: Tensor, *, n_tokens: int, n_drafts: int, sampling: Sampling
) -> tuple[Written, list[Round]]:
    """What a model writes with its own drafts, and each round of it."""
    rounds: list[Round] = []
    done = generate(
        model,
        prompts,
        n_tokens=n_tokens,
        n_drafts=n_drafts,
        sampling=sampling,
        watch=rounds.append,
    )
    return done, rounds


def kept_of(done: Written) -> dict[str, list[float] | float]:
    """What became of the drafts, of rounds that had room for a whole one; shares, and a length."""
    whole = done.drafted == done.drafted.max()
    of = Acceptance(done.drafted[whole], done.kept[whole])
    return {
        "survival": of.survival.tolist(),
        "conditional": np.nan_to_num(of.conditional).tolist(),
        "accepted": of.accepted_per_drafted,
        "length": of.length,
    }


def entropy(p: Floats) -> Floats:
    """Bits of each row of (..., V)."""
    return -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1)


def by_entropy(rounds: Sequence[Round], n_drafts: int) -> dict[str, list[list[float]]]:
    """Where drafts fail: by the main model's entropy at the place of each draft.

    A draft counts if all before it were kept. All are shares of the drafts of that depth, so that
    refused over asked is the chance to be refused in a bin.

    Returns: (g, bins) each, bins cut at `ENTROPIES`. "asked": drafts. "refused": 1 - sum of
        min(p, q) over the vocabulary, the chance that such a draft is refused. "other": those whose
        likeliest token is not the main model's.
    """
    found = {"asked": [], "refused": [], "other": []}
    for i in range(n_drafts):
        reached = [(one.emitted > 0) & (one.kept >= i) & (one.n_drafted > i) for one in rounds]
        pairs = [
            (one.target_probs[rows, i], one.draft_probs[rows, i])
            for one, rows in zip(rounds, reached, strict=True)
            if rows.any()
        ]
        p, q = (np.concatenate(side) for side in zip(*pairs, strict=True))
        bins = np.searchsorted(ENTROPIES, entropy(p), side="right")
        weights = {
            "asked": np.ones(len(p)),
            "refused": 1 - np.minimum(p, q).sum(axis=-1),
            "other": p.argmax(axis=-1) != q.argmax(axis=-1),
        }
        for name, weight in weights.items():
            sums = np.bincount(bins, weights=weight, minlength=len(ENTROPIES) + 1)
            found[name].append((sums / len(p)).tolist())
    return found


def is_loop(text: Sequence[int]) -> bool:
    """Whether a text ends in the same few tokens again and again; see `LOOP`."""
    end = list(text[-LOOP:])
    periods = range(1, LOOP // 2 + 1)
    return len(end) == LOOP and any(end[n:] == end[:-n] for n in periods)


def in_loops(done: Written, rounds: Sequence[Round]) -> dict[str, float]:
    """Texts that end in a loop: their share, their rounds over all rounds, what these kept."""
    loops = np.array([is_loop(text.tolist()) for text in done.tokens])
    active = np.stack([one.emitted > 0 for one in rounds])
    kept = np.stack([one.kept for one in rounds])
    counted = {"rounds_in_loops": active * loops, "kept_in_loops": active * kept * loops}
    counted |= {"kept": active * kept}
    shares = {name: float(some.sum() / active.sum()) for name, some in counted.items()}
    return {"loops": float(loops.mean()), **shares}


def spread(text: Tensor, *, n: int, length: int) -> Tensor:
    """(n, length): rows of a text that begin at even distances."""
    starts = torch.linspace(0, len(text) - length, n).long()
    return text[starts[:, None] + torch.arange(length)]


def at_line_starts(text: Tensor, newline: int, *, n: int, length: int) -> Tensor:
    """(n, length): rows of a text that begin with a line, from lines at even distances."""
    starts = (text[:-length] == newline).nonzero().flatten() + 1
    chosen = starts[torch.linspace(0, len(starts) - 1, n + 2).long()[1:-1]]
    return text[chosen[:, None] + torch.arange(length)]


def told(
    model: Model,
    vocabulary: BytePairs,
    prompt: Tensor,
    *,
    n_tokens: int,
    n_drafts: int,
    sampling: Sampling,
    n_likely: int,
) -> dict:
    """One text, round by round, with its tokens as they are written.

    Returns: "prompt", "first" (the token that the prompt's own pass gave), "rounds": of each what
        was "drafted", the "uniforms" that decided, how many were "kept", what was "added", and
        "bars": at each place the likeliest tokens of either law and those that were drafted or
        added there, each with p and q in thousandths; q is null after the last draft.
    """
    done, rounds = written(
        model, prompt[None], n_tokens=n_tokens, n_drafts=n_drafts, sampling=sampling
    )
    generator = np.random.default_rng([0, 0])  # of `generate`: row 0, seed 0
    generator.random()
    piece = vocabulary.pieces.__getitem__
    lines = []
    for one in rounds:
        drawn = generator.random(2 * n_drafts + 1)
        g, n, added = int(one.n_drafted[0]), int(one.kept[0]), int(one.added[0])
        drafted, p, q = one.drafted[0, :g], one.target_probs[0], one.draft_probs[0]
        uniforms = np.append(drawn[n_drafts : n_drafts + g], drawn[-1])
        again = verify(p[: g + 1], q[:g], drafted, uniforms)
        if again.tolist() != [*drafted[:n], added]:
            raise RuntimeError(f"these uniforms gave {again}, the round kept {n} and added {added}")
        bars = []
        for i in range(g + 1):
            likely = [*(-p[i]).argsort(kind="stable")[:n_likely]]
            likely += [*(-q[i]).argsort(kind="stable")[:n_likely], drafted[i]] if i < g else []
            likely += [added] if i == n else []
            bars.append(
                [
                    [piece(x), *(round(1_000 * float(law[i, x])) for law in (p, q)[: 1 + (i < g)])]
                    for x in dict.fromkeys(map(int, likely))
                ]
            )
        lines.append(
            {
                "drafted": [piece(x) for x in drafted],
                "uniforms": uniforms.round(4).tolist(),
                "kept": n,
                "added": piece(added),
                "bars": bars,
            }
        )
    return {
        "prompt": [piece(x) for x in prompt.tolist()],
        "first": piece(int(done.tokens[0][0])),
        "rounds": lines,
    }


def run(
    seed: int,
    *,
    kind: str,
    k: int,
    mtp_weight: float,
    vocab_size: int,
    n_characters: int | None,
    sizes: dict,
    lr: float,
    data: dict,
    steps: int,
    n_prompts: int,
    prompt_length: int,
    n_tokens: int,
    n_held_out: int,
    n_shown: int,
) -> tuple[dict, Run]:
    """Trains one model on code, and lets it write with all of its k - 1 drafts.

    Args:
        n_prompts, prompt_length: rows of the validation part that are written on, `n_tokens` each.
        n_held_out: tokens of the validation part that are asked for the loss.
        n_shown: texts of seed 0 that a probe keeps round by round, as "shown", see `told`.
    Returns: "bits" per offset; what `kept_of` counts, as in "survival_greedy", for "greedy" and
        "sampled" texts, for samples after prompts of "random" tokens, and for those that the model
        wrote "untrained"; what `by_entropy` and `in_loops` count.
    """
    reading = read("code", vocab_size, n_characters)
    model = build(kind, vocab_size=len(reading.vocabulary), k=k, seed=seed, **sizes)
    text, g = reading.validation, k - 1
    held_out = in_order(text[:n_held_out], length=data["length"], batch_size=64)
    prompts = spread(text, n=n_prompts, length=prompt_length)
    write = partial(written, model, n_tokens=n_tokens, n_drafts=g)
    untrained, _ = write(prompts, sampling=Sampling())
    training = train(
        model,
        windows(reading.train, seed=seed, **data),
        Optimiser(lr),
        steps=steps,
        mtp_weight=mtp_weight,
        progress=False,
    )
    model.eval()
    greedy, greedy_rounds = write(prompts, sampling=GREEDY)
    sampled, sampled_rounds = write(prompts, sampling=Sampling())
    generator = torch.Generator().manual_seed(seed)
    at_random = torch.randint(len(reading.vocabulary), prompts.shape, generator=generator)
    nonsense, _ = write(at_random, sampling=Sampling())
    if seed == 0:
        newline = int(reading.vocabulary.encode("\n")[0])
        rows = at_line_starts(text, newline, n=n_shown, length=prompt_length // 2)
        tell = partial(told, n_tokens=n_tokens, n_drafts=g, sampling=Sampling(0.7), n_likely=3)
        shown = [tell(model, reading.vocabulary, row) for row in rows]
        training.probes.append({"step": training.steps, "flops": training.flops, "shown": shown})
    ways = {"greedy": greedy, "sampled": sampled, "random": nonsense, "untrained": untrained}
    return {
        "bits": evaluate(model, held_out).bits,
        **{f"{name}_{way}": x for way, done in ways.items() for name, x in kept_of(done).items()},
        **by_entropy(sampled_rounds, g),
        **in_loops(greedy, greedy_rounds),
    }, training


EXPERIMENT = Experiment(
    name="drafts",
    question="What becomes of drafts, and where do a model's drafts and its own word differ?",
    module=__name__,
    run=run,
    settings={
        "k": 4,
        "mtp_weight": 1.0,
        "vocab_size": 512,
        "n_characters": None,
        "sizes": {"d_model": 48, "n_layers": 2, "n_heads": 4},
        "data": {"length": 64, "batch_size": 8},
        "lr": 1e-2,
        "steps": 800,
        "n_prompts": 64,
        "prompt_length": 24,
        "n_tokens": 40,
        "n_held_out": 24_000,
        "n_shown": 8,
    },
    variants={"parallel heads": {"kind": "parallel"}, "modules": {"kind": "sequential"}},
    small={
        "steps": 6,
        "n_characters": 20_000,
        "vocab_size": 128,
        "n_held_out": 4_000,
        "n_shown": 1,
    },
    tolerance=0.2,
    corpus=partial(corpora, "code"),
)
