"""Memory and time of the multi-token loss, forward and backward: with all logits, and in chunks.

Usage: python -m bench.losses [REPEATS]; by default 5. Writes bench/losses.md.

Each run is a process of its own, since the peak of a process never falls. The variants take turns,
so that a machine that is busy for a while slows them all. A peak holds Python and torch themselves
(the row "nothing"). Time is processor time of one thread: other programs do not use it up, and no
thread waits for another.
"""

import json
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import torch
import torch.nn.functional as F

from chapter7.losses import mtp_loss, mtp_loss_from_hidden
from chapter7.targets import future_targets

ROWS, LENGTH, WIDTH, VOCABULARY = 2, 512, 256, 50_257
STEPS = 2
"""Losses and gradients a run: the first pays for memory that the second finds."""
KEPT = Path(__file__).with_name("losses.md")


def with_all_logits(hidden, head, tokens):
    return mtp_loss([state @ head.T for state in hidden], tokens)


def in_chunks(hidden, head, tokens):
    return mtp_loss_from_hidden(hidden, head, tokens)


def by_pytorch(hidden, head, tokens):
    """PyTorch's own chunked loss, an offset at a time."""
    options = torch.nn.LinearCrossEntropyOptions()
    return sum(
        F.linear_cross_entropy(
            state.flatten(0, 1), head, future_targets(tokens, offset).flatten(), options=options
        )
        for offset, state in enumerate(hidden, start=1)
    )


VARIANTS = {  # name -> loss, offsets
    "nothing": (None, 0),
    "all logits, one offset": (with_all_logits, 1),
    "all logits, four offsets": (with_all_logits, 4),
    "in chunks, one offset": (in_chunks, 1),
    "in chunks, four offsets": (in_chunks, 4),
    "`F.linear_cross_entropy`, four offsets": (by_pytorch, 4),
}


def run(name):
    """One variant in this process. Returns its peak in MB, processor seconds a step, the loss."""
    loss_of, k = VARIANTS[name]
    torch.set_num_threads(1)
    torch.manual_seed(0)
    loss, start = 0.0, time.process_time()
    if k:
        head = torch.nn.Parameter(torch.randn(VOCABULARY, WIDTH) / WIDTH**0.5)
        hidden = [torch.randn(ROWS, LENGTH, WIDTH, requires_grad=True) for _ in range(k)]
        tokens = torch.randint(0, VOCABULARY, (ROWS, LENGTH))
        start = time.process_time()
        for _ in range(STEPS):
            head.grad = None
            loss = loss_of(hidden, head, tokens)
            loss.backward()
        loss = loss.item()
    seconds = (time.process_time() - start) / STEPS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024 / 1e6  # Linux counts KiB
    return {"peak": peak, "seconds": seconds, "loss": loss}


def measured(name):
    """`run` in a process of its own."""
    command = [sys.executable, "-m", "bench.losses", "--one", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def spread(values, digits):
    middle, low, high = (
        f"{value:,.{digits}f}" for value in (median(values), min(values), max(values))
    )
    return f"{middle} ({low} to {high})"


def document(runs, repeats):
    """The results as a page."""
    peak = {name: median(entry["peak"] for entry in entries) for name, entries in runs.items()}
    seconds = {name: median(e["seconds"] for e in entries) for name, entries in runs.items()}
    one, four, chunks = (
        "all logits, one offset",
        "all logits, four offsets",
        "in chunks, four offsets",
    )
    lines = [
        f"| {name} | {spread([e['peak'] for e in entries], 0)} "
        f"| {spread([e['seconds'] for e in entries], 1)} | {entries[0]['loss']:.6f} |"
        for name, entries in runs.items()
    ]
    table = "\n".join(lines)
    return f"""\
# What the multi-token loss costs

Loss and gradients for {ROWS} rows of {LENGTH} tokens, V = {VOCABULARY:,}, d = {WIDTH}, float32, one
thread. Median of {repeats} processes by turns; in brackets, from the lowest to the highest. Made by
`python -m bench.losses` on {platform.system()}, Python {platform.python_version()}, torch
{torch.__version__}.

| what | peak, MB | processor seconds a step | loss |
| :-- | --: | --: | --: |
{table}

- Peak of four offsets in chunks over one offset with all logits: {peak[chunks] / peak[one]:.2f};
  of four offsets with all logits over one: {peak[four] / peak[one]:.2f}.
- Time of four offsets in chunks over four with all logits: {seconds[chunks] / seconds[four]:.2f}.
"""


def main():
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(run(sys.argv[2])))
        return
    repeats = int(sys.argv[1]) if sys.argv[1:] else 5
    runs = {name: [] for name in VARIANTS}
    for done in range(1, repeats + 1):
        for name, entries in runs.items():
            entries.append(measured(name))
        KEPT.write_text(document(runs, done), encoding="utf-8")  # rounds are long: keep each
    print(KEPT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
