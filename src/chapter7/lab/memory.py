"""What the losses of k heads take: peak memory and time, each way measured in a process of its own.

All ways give the same loss and the same gradients. They differ in how many logits are held at once.
The peak of a process never falls, so that each needs a new one.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import torch
from torch import Tensor

from chapter7.lab.building import Model, build
from chapter7.losses import mtp_loss, mtp_loss_from_hidden, target_loss
from chapter7.targets import future_targets


def all_at_once(model: Model, tokens: Tensor) -> float:
    """Loss, its gradients added to the model's: the logits of all heads are held together."""
    loss = mtp_loss(model(tokens), tokens)
    loss.backward()
    return loss.item()


def head_by_head(model: Model, tokens: Tensor) -> float:
    """The same, with the logits of one head at a time.

    Each head's gradient ends at its state, a (B, T, d), and goes on into the blocks together with
    the others'. Source: Gloeckle et al. 2024, arXiv:2404.19737, sec. 2; they run a head's block
    head by head, too, which saves little where d is small beside V.
    """
    states, gradients, total = model.hidden(tokens), [], 0.0
    for offset, state in enumerate(states, start=1):
        leaf = state.detach().requires_grad_()
        targets = future_targets(tokens, offset)
        loss = target_loss(leaf @ model.unembedding.T, targets)
        loss.backward()  # from here on nothing holds these logits
        gradients.append(leaf.grad)
        total += loss.item()
    torch.autograd.backward(states, gradients)
    return total


def in_chunks(model: Model, tokens: Tensor) -> float:
    """The same, with the logits of a few positions at a time."""
    hidden = model.hidden(tokens)
    loss = mtp_loss_from_hidden(hidden, model.unembedding, tokens)
    loss.backward()
    return loss.item()


WAYS = {"all at once": all_at_once, "head by head": head_by_head, "in chunks": in_chunks}


def measure(
    way: str, *, sizes: dict, rows: int, length: int, steps: int = 2, seed: int = 0
) -> dict[str, float]:
    """What `steps` losses with their gradients take, in a new process with one thread.

    Args:
        way: one of WAYS.
        sizes: of the model with parallel heads, as `build` takes them.
        rows, length: B and T of the tokens, drawn at random.
    Returns: "megabytes": the peak, above what process, model and tokens had taken before;
        "seconds": processor time of a step; "loss": in nats.
    Raises:
        ValueError: another way.
        RuntimeError: the process failed; the message is its own. Windows tells no peak.
    """
    if way not in WAYS:
        raise ValueError(f"way must be one of {tuple(WAYS)}, got {way!r}")
    asked = {"way": way, "sizes": sizes, "rows": rows, "length": length}
    asked |= {"steps": steps, "seed": seed}
    command = [sys.executable, "-m", __spec__.name, json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the process that measures failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


def _measured(
    *, way: str, sizes: dict, rows: int, length: int, steps: int, seed: int
) -> dict[str, float]:
    """As `measure`, in this process."""
    torch.set_num_threads(1)
    model = build("parallel", seed=seed, **sizes)
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.randint(sizes["vocab_size"], (rows, length), generator=generator)
    before, start = _peak(), time.process_time()
    for _ in range(steps):
        model.zero_grad(set_to_none=True)
        loss = WAYS[way](model, tokens)
    seconds = (time.process_time() - start) / steps
    return {"megabytes": _peak() - before, "seconds": seconds, "loss": loss}


def _peak() -> float:
    """The most memory that this process has held so far, in megabytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux: getrusage counts what the parent held when it started us
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1_024 / 1e6
    import resource  # here, since Windows has none

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # bytes on a Mac


if __name__ == "__main__":
    print(json.dumps(_measured(**json.loads(sys.argv[1]))))
