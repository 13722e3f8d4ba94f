"""The large profile: next token against further tokens with some 27 M parameters, for one GPU.

The text is permissively licensed Python code in this environment. It differs from platform to
platform, so that its tokens are written once, and carried along with their hash.
"""

import hashlib
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import numpy as np
import torch

from chapter7.lab.batches import in_order, windows
from chapter7.lab.building import build
from chapter7.lab.corpus import LEFT_OUT, cleaned
from chapter7.lab.experiment import Experiment
from chapter7.lab.flops import training_flops
from chapter7.lab.training import Optimiser, Run, held_out, train
from chapter7.lab.vocabularies import BytePairs

PERMISSIVE = re.compile(r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation)\b")
OTHERWISE = re.compile(r"GPL|MPL|Mozilla|NVIDIA|Proprietary")
TOKENS = Path(".experiments") / "tokens.npz"


def installed_code() -> Iterator[tuple[str, str]]:
    """(path, cleaned code) of each Python file of the permissively licensed packages installed."""
    for distribution in sorted(metadata.distributions(), key=lambda d: d.metadata["Name"]):
        if not is_permissive(distribution.metadata):
            continue
        for file in sorted(distribution.files or [], key=str):
            path = file.locate()
            if file.suffix != ".py" or LEFT_OUT.search(file.as_posix()) or not path.is_file():
                continue
            try:
                text = cleaned(path.read_text("utf-8"))
            except (SyntaxError, UnicodeDecodeError, RecursionError):  # templates, other Pythons
                continue
            if text is not None:
                yield file.as_posix(), text


def is_permissive(about: metadata.PackageMetadata) -> bool:
    """Whether a package names a permissive licence, and no other one beside it."""
    named = [about.get("License-Expression"), (about.get("License") or "").split("\n")[0]]
    named += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    licences = " ".join(filter(None, named))
    return bool(PERMISSIVE.search(licences)) and not OTHERWISE.search(licences)


def prepare(path: Path = TOKENS, *, vocab_size: int = 4096, files: Iterator | None = None) -> None:
    """Writes tokens of the training and the validation part (1 file of 50), and the merges.

    Args: files: (path, code); None: `installed_code`.
    """
    parts: tuple[list[str], list[str]] = ([], [])
    for name, text in installed_code() if files is None else files:
        is_held_out = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 50 == 0
        parts[is_held_out].append(text)
    train_text, validation = map("\n".join, parts)
    pairs = BytePairs(train_text + validation, vocab_size)
    tokens = {"train": pairs.encode(train_text), "validation": pairs.encode(validation)}
    path.parent.mkdir(parents=True, exist_ok=True)
    sizes = {"vocab_size": len(pairs), "validation_bytes": len(validation)}
    arrays = {name: part.numpy().astype(np.uint16) for name, part in tokens.items()}
    np.savez_compressed(path, **arrays, **sizes)


def tokens_sha(path: Path = TOKENS) -> str:
    """sha256 of the tokens, whatever the file that holds them."""
    with np.load(path) as kept:
        return hashlib.sha256(kept["train"].tobytes() + kept["validation"].tobytes()).hexdigest()


def run(
    seed: int,
    *,
    kind: str,
    k: int,
    mtp_weight: float,
    sizes: dict,
    lr: float,
    data: dict,
    steps: int,
    flops_of: dict | None,
    probes: int,
    tokens: str,
    device: str,
) -> tuple[dict, Run]:
    """Trains one model, with about so many `probes`.

    `flops_of`: as many steps as `steps` of the model so described pay for.
    """
    torch.set_float32_matmul_precision("high")  # TF32, of which a CPU knows nothing
    with np.load(tokens) as kept:
        stream, validation = (
            torch.from_numpy(kept[part].astype(np.int64)).to(device)
            for part in ("train", "validation")
        )
        vocab_size, n_bytes = int(kept["vocab_size"]), int(kept["validation_bytes"])
    batches = windows(stream, seed=seed, **data)
    budget: dict = {"steps": steps}
    if flops_of is not None:
        other = build(vocab_size=vocab_size, seed=seed, tied=True, **sizes | flops_of).to(device)
        budget = {"flops": steps * training_flops(other, batches(0))}
        del other
    model = build(kind, vocab_size=vocab_size, seed=seed, k=k, tied=True, **sizes)
    probe = held_out(
        in_order(validation, length=data["length"], batch_size=data["batch_size"])[:32]
    )
    training = train(
        model,
        batches,
        Optimiser(lr, warmup=100),
        mtp_weight=mtp_weight,
        probe=probe,
        every=max(steps // probes, 1),
        device=device,
        progress=False,
        **budget,
    )
    last = training.probes[-1]
    bytes_per_token = n_bytes / len(validation)
    return {
        "bits": last["bits"],
        "accuracy": last["accuracy"],
        "bits_per_byte": last["bits"][0] / bytes_per_token,
        "steps": training.steps,
    }, training


NEXT = {"kind": "ntp", "k": 1, "mtp_weight": 0.0}
PARALLEL = {"kind": "parallel", "k": 4}
SEQUENTIAL = {"kind": "sequential", "k": 2}

EXPERIMENT = Experiment(
    name="code_large",
    question="Do further tokens help the next one, with 27 M parameters and 75 M tokens of code?",
    module=__name__,
    run=run,
    settings={
        "sizes": {"d_model": 512, "n_layers": 8, "n_heads": 8},
        "data": {"length": 512, "batch_size": 64},
        "lr": 1e-3,
        "steps": 2_300,
        "probes": 5,
        "flops_of": None,
        "tokens": str(TOKENS),
        "device": "cuda",
    },
    # Those that matter most come first: an interrupted call has them.
    variants={
        "next token": NEXT,
        "sequential k=2 lambda=0.3": SEQUENTIAL | {"mtp_weight": 0.3},
        "parallel k=4": PARALLEL | {"mtp_weight": 3.0},
        "next token, FLOPs of parallel": NEXT | {"flops_of": PARALLEL},
        **{
            f"sequential k=2 lambda={weight:g}": SEQUENTIAL | {"mtp_weight": weight}
            for weight in (0.1, 1.0, 0.0)
        },
    },
    small={
        "sizes": {"d_model": 16, "n_layers": 1, "n_heads": 2},
        "data": {"length": 16, "batch_size": 4},
        "steps": 3,
        "probes": 2,
        "device": "cpu",
    },
    tolerance=0.05,
    seeds=(0, 1, 2),
    corpus=lambda: {"installed code, tokens": tokens_sha()},
)
