"""Writing on: several texts at once, token by token or with drafts."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from chapter7 import _contracts
from chapter7._contracts import tensors
from chapter7.lab.building import Model
from chapter7.lab.decoding.law import EXACT, Floats, Tokens, draw
from chapter7.lab.decoding.sampling import GREEDY, Sampling
from chapter7.lab.decoding.statistics import Acceptance
from chapter7.lab.decoding.writers import Writer, writer


@dataclass(frozen=True)
class Round:
    """One pass of the target over all rows, with what was drafted for it. Rows that ended idle."""

    drafted: Tokens
    """(B, g), g the longest draft of the round."""
    draft_probs: Floats
    """(B, g, V), what `drafted` was drawn from."""
    target_probs: Floats
    """(B, g + 1, V)."""
    n_drafted: Tokens
    """(B,), how many of them, the first ones, were put to the verdict. More would not fit."""
    kept: Tokens
    """(B,), of them."""
    added: Tokens
    """(B,), the token after those that were kept."""
    emitted: Tokens
    """(B,), tokens that the text has grown by, fewer where a stop token cut it; 0 once it ended."""
    texts: list[list[int]]
    """Each row's tokens so far, the prompt included."""
    writer: Writer
    """What has been read, of each row all but its last token."""


@dataclass(frozen=True)
class Written:
    """What was written, and what it took."""

    tokens: list[Tensor]
    """The new tokens of each row, a stop token included, (n,) int64."""
    n_rounds: int
    """Passes of the target after the prompts'."""
    drafted: Tokens
    """(R,), tokens put to the verdict, an entry for each round of each row that had not ended."""
    kept: Tokens
    emitted: Tokens

    @property
    def acceptance(self) -> Acceptance:
        """What became of the drafts. Raises a ValueError if there was no round."""
        return Acceptance(self.drafted, self.kept, self.emitted)


@torch.no_grad()
def generate(
    model: Model,
    prompts: Tensor | Sequence[Tensor],
    *,
    n_tokens: int,
    n_drafts: int = 0,
    draft_model: Model | None = None,
    sampling: Sampling = GREEDY,
    draft_sampling: Sampling | None = None,
    stop: Collection[int] = (),
    seed: int = 0,
    cached: bool = True,
    watch: Callable[[Round], None] | None = None,
) -> Written:
    """Writes each prompt on, with drafts or without; both follow the same law.

    The pass over the prompts gives each row's first token. Then every round drafts up to `n_drafts`
    tokens, looks at them in one pass of the target, keeps what `verify` keeps, and adds one. A row
    drafts no more than its budget has room for. Rows keep different numbers of tokens and end at
    different times; a row that has ended waits for the others.

    Greedily, what is written does not depend on who drafts, on the other rows or on `cached`, but
    for rounding: where two logits are equal within it, either may be the largest.

    Args:
        model: the target. With parallel heads or sequential modules it drafts for itself; modules
            beyond the trained ones use the last one again.
        prompts: (B, T) token ids, or a list of rows (T,) of their own lengths, T >= 1.
        n_tokens: new tokens of each row, at least 1; fewer come only where a stop token ends it.
        n_drafts: g >= 0, most drafted tokens of a round. 0: token by token.
        draft_model: who drafts instead, a model of the same vocabulary.
        sampling: how the target's tokens are chosen. draft_sampling: the draft's; None: the same.
        stop: token ids that end a row; the first that is written is its last token.
        seed: of the samples; row b uses a generator of its own, seeded by (seed, b).
        cached: keep keys and values. Without, each pass reads the whole text again.
        watch: is told of each round.
    Raises: TypeError, ValueError: an argument breaks the contract, or nobody can make that draft.
    """
    texts = _prompts(prompts, len(model.unembedding))
    n_tokens = _contracts.count("n_tokens", n_tokens, 1)
    n_drafts, seed = _contracts.count("n_drafts", n_drafts, 0), _contracts.count("seed", seed, 0)
    stops = frozenset(_token("stop", token, len(model.unembedding)) for token in stop)
    rows = [
        _Row(text, len(text) + n_tokens, stops, np.random.default_rng([seed, b]))
        for b, text in enumerate(texts)
    ]
    capacity = max(row.limit for row in rows) + n_drafts
    ours = writer(
        model, len(rows), capacity, n_drafts=n_drafts, draft_model=draft_model, cached=cached
    )
    device = model.unembedding.device
    _first(ours, rows, sampling, device)
    rounds = []
    while not all(row.ended for row in rows):
        done = _round(ours, rows, n_drafts, sampling, draft_sampling or sampling, device)
        active = done.emitted > 0
        rounds.append([part[active] for part in (done.n_drafted, done.kept, done.emitted)])
        if watch is not None:
            watch(done)
    counts = [np.concatenate(part) for part in zip(*rounds, strict=True)] or [_nothing()] * 3
    written = [torch.tensor(row.text[len(text) :]) for row, text in zip(rows, texts, strict=True)]
    return Written(written, len(rounds), *counts)


@dataclass
class _Row:
    """One text while it is written."""

    prompt: list[int]
    limit: int
    """Tokens at most, the prompt included."""
    stops: frozenset[int]
    generator: np.random.Generator
    text: list[int] = field(init=False)
    ended: bool = False

    def __post_init__(self) -> None:
        self.text = list(self.prompt)

    @property
    def room(self) -> int:
        """Tokens that it may draft: one of those left is the target's own."""
        return 0 if self.ended else self.limit - len(self.text) - 1

    def take(self, block: list[int]) -> int:
        """Writes a block, up to a stop token; how many tokens it has grown by."""
        if self.ended:
            return 0
        ends = [i for i, token in enumerate(block, start=1) if token in self.stops]
        block = block[: ends[0]] if ends else block
        self.text += block
        self.ended = bool(ends) or len(self.text) == self.limit
        return len(block)


def _first(ours: Writer, rows: list[_Row], sampling: Sampling, device: torch.device) -> None:
    """Reads the prompts and writes the token after each."""
    lengths = torch.tensor([len(row.text) for row in rows])
    prompts = torch.zeros(len(rows), int(lengths.max()), dtype=torch.long)
    for padded, row in zip(prompts, rows, strict=True):
        padded[: len(row.text)] = torch.tensor(row.text)
    law = sampling.probabilities(ours.begin(prompts.to(device), lengths.to(device)))
    tokens = draw(law, np.array([row.generator.random() for row in rows]))
    for row, token in zip(rows, tokens.tolist(), strict=True):
        row.take([token])


def _round(
    ours: Writer,
    rows: list[_Row],
    n_drafts: int,
    sampling: Sampling,
    draft_sampling: Sampling,
    device: torch.device,
) -> Round:
    """Drafts, looks, keeps, and writes it down."""
    # As many uniforms for each row whatever the others do: the first n_drafts draw the draft.
    uniforms = np.stack([row.generator.random(2 * n_drafts + 1) for row in rows])
    n_drafted = np.array([min(n_drafts, row.room) for row in rows])
    g = int(n_drafted.max())

    def choose(logits: Tensor, i: int) -> tuple[Tokens, Floats]:
        law = draft_sampling.probabilities(logits)
        return draw(law, uniforms[:, i]), law

    tail = torch.tensor([row.text[-2:] for row in rows], device=device)
    drafted, q = ours.draft(tail, g, choose)
    looked_at = np.concatenate([tail[:, -1:].cpu().numpy(), drafted], axis=1)
    p = sampling.probabilities(ours.look(torch.from_numpy(looked_at).to(device)))
    verdict = np.concatenate([uniforms[:, n_drafts : n_drafts + g], uniforms[:, -1:]], axis=1)
    kept, added = EXACT.judge(p, q, drafted, verdict, n_drafted)
    emitted = [
        row.take([*drafted[b, : kept[b]].tolist(), int(added[b])]) for b, row in enumerate(rows)
    ]
    texts = [list(row.text) for row in rows]
    lengths = torch.tensor([len(text) - 1 for text in texts], device=device)
    ours.keep(torch.from_numpy(kept).to(device), lengths)
    return Round(drafted, q, p, n_drafted, kept, added, np.array(emitted), texts, ours)


def _prompts(prompts: Tensor | Sequence[Tensor], vocab_size: int) -> list[list[int]]:
    """Rows of token ids. Raises TypeError or ValueError unless each is a non-empty (T,) of them."""
    if isinstance(prompts, Tensor):
        tensors.check_tokens("prompts", prompts)
    if len(prompts) == 0:
        raise ValueError("prompts must hold at least one row, got none")
    rows = []
    for prompt in prompts:
        if not isinstance(prompt, Tensor):
            raise TypeError(f"prompts must hold tensors, got {type(prompt).__name__}")
        if prompt.ndim != 1:
            raise ValueError(f"prompts must hold rows (T,), got shape {tuple(prompt.shape)}")
        tensors.check_tokens("prompts", prompt.unsqueeze(0))
        rows.append([_token("prompts", token, vocab_size) for token in prompt.tolist()])
    return rows


def _token(name: str, value: int, vocab_size: int) -> int:
    value = _contracts.integer(name, value)
    if not 0 <= value < vocab_size:
        raise ValueError(f"{name} must hold ids in [0, {vocab_size}), got {value}")
    return value


def _nothing() -> Tokens:
    return np.zeros(0, dtype=np.int64)
