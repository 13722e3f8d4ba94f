"""One way to build a model of the laboratory, the same bit for bit from the same seed."""

import hashlib

import torch
from torch import nn

from chapter7 import _contracts
from chapter7.lab.heads import ParallelHeads, SequentialModules
from chapter7.lab.transformer import Decoder

KINDS = ("ntp", "parallel", "sequential")
Model = Decoder | ParallelHeads | SequentialModules


def build(
    kind: str,
    *,
    vocab_size: int,
    d_model: int,
    n_layers: int,
    n_heads: int,
    k: int = 1,
    seed: int = 0,
    parity: bool = False,
    tied: bool = False,
    embedding_std: float = 1.0,
    **options: bool,
) -> Model:
    """A model with fresh parameters, float32, on the CPU.

    `model(tokens)` gives k tensors (B, T, V), entry j the logits for offset j + 1;
    `model.hidden(tokens)` what the output head is fed, `model.unembedding` that head.
    A parameter's first values follow from the seed and its name: models of different kinds with the
    same seed begin with the same trunk, embedding and output head. No global seed is touched.

    Args:
        kind: "ntp" (k must be 1), "parallel" or "sequential".
        vocab_size: V >= 2. d_model: d, a multiple of 2 `n_heads`. n_layers: blocks on the way to
            the next token. n_heads: attention heads.
        k: tokens predicted at each position, the next one included.
        seed: of the first values.
        parity: remove k - 1 blocks from the trunk, so that parallel heads leave the number of
            parameters nearly as it was (a norm each is new); `n_layers` is then the number of all
            blocks, and must be at least k.
        tied: the output head is the embedding.
        embedding_std: of the embedding's first values as the first block sees them.
        options: of `SequentialModules`: `shared`, `token_first`, `normed_states`.
    Raises:
        TypeError: a number is none, or another kind has no such option.
        ValueError: another kind, or a number breaks the contract.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}, got {kind!r}")
    vocab_size = _contracts.count("vocab_size", vocab_size, 2)
    d_model, n_heads = (
        _contracts.count("d_model", d_model, 2),
        _contracts.count("n_heads", n_heads, 1),
    )
    n_layers, k = _contracts.count("n_layers", n_layers, 1), _contracts.count("k", k, 1)
    seed = _contracts.integer("seed", seed)
    embedding_std = _contracts.one(
        "embedding_std", _contracts.positive("embedding_std", embedding_std)
    )
    if d_model % (2 * n_heads):
        raise ValueError(
            f"d_model must be a multiple of 2 n_heads = {2 * n_heads}, got {d_model}: "
            "rotary positions turn pairs"
        )
    if kind != "sequential" and options:
        raise TypeError(f"{sorted(options)} are options of sequential modules, not of {kind!r}")
    if kind == "ntp" and k != 1:
        raise ValueError(f"k must be 1 for a model of the next token, got {k}")
    if parity:
        if n_layers < k:
            raise ValueError(f"n_layers must be at least k = {k} for parity, got {n_layers}")
        n_layers -= k - 1
    with torch.random.fork_rng(devices=[]):
        main = Decoder(
            vocab_size=vocab_size, d_model=d_model, n_layers=n_layers, n_heads=n_heads, tied=tied
        )
        further = {"parallel": ParallelHeads, "sequential": SequentialModules}
        model = main if kind == "ntp" else further[kind](main, k, **options)
    initialise(model, seed=seed, embedding_std=embedding_std)
    return model


@torch.no_grad()
def initialise(model: Model, *, seed: int, embedding_std: float = 1.0) -> None:
    """Draws each matrix from its own normal distribution; norms become 1.

    Standard deviations: 1 / sqrt(inputs) of a matrix, so that its outputs are as large as its
    inputs; over sqrt(2 L) more where it writes into the residual stream, L blocks deep;
    `embedding_std` for the embedding (over sqrt(d) where tied, see `Decoder`).
    """
    main = model.main
    for name, parameter in model.named_parameters():
        if parameter.ndim == 1:
            parameter.fill_(1)
            continue
        name = name.removeprefix("main.")
        std = parameter.shape[1] ** -0.5
        if name == "embedding.weight":
            std = embedding_std * (std if main.head is None else 1)
        elif name.endswith("_out.weight"):
            std /= (2 * len(main.blocks)) ** 0.5
        digest = hashlib.sha256(f"{seed} {name}".encode()).digest()
        generator = torch.Generator().manual_seed(int.from_bytes(digest[:7]))
        parameter.normal_(std=std, generator=generator)


def count_parameters(model: nn.Module) -> int:
    """All parameters, shared ones once."""
    return sum(parameter.numel() for parameter in model.parameters())
