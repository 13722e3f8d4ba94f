"""Throughput of `lab.train` beside the fastest plain loop for the same model, and nanoGPT's style.

Usage: python -m bench.training [REPEATS]; by default 7. Writes bench/training.md.

All train the same parameters with one thread. The plain loop sees the batches that `lab.train` sees
and must come to its last loss: a loop that does less work does not count. nanoGPT's draws its own.
Time is processor time, so that other programs do not use it up; variants take turns, and the median
of the ratios round by round is given.
"""

import platform
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from statistics import median

import numpy as np
import torch
import torch.nn.functional as F

from chapter7 import lab

STEPS, ROWS, LENGTH, K = 300, 16, 64, 4
SIZES = {"d_model": 64, "n_layers": 3, "n_heads": 4}
KEPT = Path(__file__).with_name("training.md")
OPTIMISER = lab.Optimiser(lr=5e-3)
OURS, PLAIN, NANOGPT = "`lab.train`", "the fastest plain loop", "nanoGPT's style"


def ours(model, tokens, batches):
    run = lab.train(model, batches, OPTIMISER, steps=STEPS, mtp_weight=model.k - 1, progress=False)
    return sum(run.bits[-1]) * np.log(2)


def shifted_loss(model, rows):
    """The plain sum of the offsets' losses, each by slices."""
    return sum(
        F.cross_entropy(logits[:, :-offset].flatten(0, 1), rows[:, offset:].flatten())
        for offset, logits in enumerate(model(rows), start=1)
    )


def groups(model):
    """Matrices decay, norms do not."""
    decay = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim == 1]
    return [{"params": decay, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0.0}]


def plain(model, tokens, batches):
    """Batches ready before the clock starts, one fused optimiser, no checks, no record."""
    ready = [batches(step).tokens for step in range(STEPS)]
    model.train()
    parameters = list(model.parameters())
    adamw = torch.optim.AdamW(groups(model), lr=OPTIMISER.lr, betas=OPTIMISER.betas, fused=True)
    start = time.process_time()
    for step, rows in enumerate(ready):
        for group in adamw.param_groups:
            group["lr"] = OPTIMISER.rate(step, STEPS)
        adamw.zero_grad(set_to_none=True)
        loss = shifted_loss(model, rows)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        adamw.step()
    return loss.item(), time.process_time() - start


def nanogpt(model, tokens, batches):
    """nanoGPT's train.py: windows stacked one by one, a scaler, the loss logged now and then."""
    data = tokens.numpy().astype(np.uint16)
    scaler = torch.amp.GradScaler("cpu", enabled=False)
    adamw = torch.optim.AdamW(groups(model), lr=OPTIMISER.lr, betas=OPTIMISER.betas)
    for step in range(STEPS):
        for group in adamw.param_groups:
            group["lr"] = OPTIMISER.rate(step, STEPS)
        starts = torch.randint(len(data) - LENGTH, (ROWS,))
        rows = torch.stack(
            [torch.from_numpy(data[i : i + LENGTH].astype(np.int64)) for i in starts]
        )
        with nullcontext():
            loss = shifted_loss(model, rows)
        scaler.scale(loss).backward()
        scaler.unscale_(adamw)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(adamw)
        scaler.update()
        adamw.zero_grad(set_to_none=True)
        if step % 10 == 0:
            loss.item()
    return loss.item()


def measured(loop, kind, k, tokens, vocab_size):
    """Processor seconds a step, and the last step's loss."""
    model = lab.build(kind, vocab_size=vocab_size, k=k, **SIZES)
    batches = lab.windows(tokens, length=LENGTH, batch_size=ROWS, seed=0)
    start = time.process_time()
    result = loop(model, tokens, batches)
    seconds = time.process_time() - start
    loss, seconds = result if isinstance(result, tuple) else (result, seconds)
    return seconds / STEPS, loss


def document(times, losses, repeats):
    """The results as a page."""
    lines = []
    for model, by_loop in times.items():
        for loop, seconds in by_loop.items():
            rate = ROWS * LENGTH / median(seconds)
            ratio = median(a / b for a, b in zip(seconds, by_loop[OURS], strict=True))
            lines.append(
                f"| {model} | {loop} | {rate:,.0f} | {ratio:.2f} | {losses[model][loop]:.4f} |"
            )
    table = "\n".join(lines)
    return f"""\
# How fast the laboratory trains

Tokens per processor second of one thread: d = {SIZES["d_model"]}, {SIZES["n_layers"]} layers,
windows of {LENGTH} characters, {ROWS} a step, {STEPS} steps with forward, backward, clipping and
AdamW. Median of {repeats} rounds by turns. *Ratio*: its time over that of `lab.train` in the same
round; below 1 it is faster than ours. The time of `lab.train` holds counting its FLOPs. Made by
`python -m bench.training` on {platform.system()}, Python {platform.python_version()}, torch
{torch.__version__}.

| model | loop | tokens per second | ratio | last loss |
| :-- | :-- | --: | --: | --: |
{table}
"""


def main():
    repeats = int(sys.argv[1]) if sys.argv[1:] else 7
    torch.set_num_threads(1)
    corpus = lab.plays()
    vocabulary = lab.Characters(corpus.train)
    tokens = vocabulary.encode(corpus.train)
    loops = {OURS: ours, PLAIN: plain, NANOGPT: nanogpt}
    models = {"next token": ("ntp", 1), "parallel, k = 4": ("parallel", K)}
    models["sequential, k = 2"] = ("sequential", 2)
    times = {model: {loop: [] for loop in loops} for model in models}
    losses = {model: {} for model in models}
    measured(ours, "ntp", 1, tokens, len(vocabulary))  # warm
    for _ in range(repeats):
        for model, (kind, k) in models.items():
            for name, loop in loops.items():
                seconds, losses[model][name] = measured(loop, kind, k, tokens, len(vocabulary))
                times[model][name].append(seconds)
    KEPT.write_text(document(times, losses, repeats), encoding="utf-8")
    print(KEPT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
