"""Who drafts: nobody, a model's own heads, its own modules, or another model.

A writer has read all of each row but its last token. A round is `draft`, `look`, `keep`.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from chapter7.lab.building import Model
from chapter7.lab.decoding.law import Floats, Tokens
from chapter7.lab.decoding.readers import Reader, reader
from chapter7.lab.heads import ParallelHeads, SequentialModules

Choose = Callable[[Tensor, int], tuple[Tokens, Floats]]
"""Logits (B, V) of the i-th draft, and i -> a token for each row (B,), and its law (B, V)."""


class Writer:
    """The target alone: it looks at drafts, and makes none.

    Args:
        model: the target. batch_size: rows B. capacity: tokens per row, drafts included.
        n_drafts: most drafts g of a round. cached: keep keys and values; else read all again.
    """

    drafts_itself = False
    """Whether it reads with the model's further heads or modules."""

    def __init__(
        self, model: Model, batch_size: int, capacity: int, *, n_drafts: int, cached: bool
    ) -> None:
        self.main = model.main
        own = model if self.drafts_itself else model.main
        k = n_drafts + 1 if self.drafts_itself else 1
        self.target: Reader = reader(own, batch_size, capacity, k=k, cached=cached)
        self.hidden: list[Tensor] = []
        """What the output head was fed in the last pass, for each offset (B, n, d)."""

    def begin(self, prompts: Tensor, lengths: Tensor) -> Tensor:
        """Reads the first `lengths` (B,) of (B, T) prompts; logits (B, V) of the token after."""
        logits = self.look(prompts)
        self.keep(lengths - 1, lengths)
        return _at(logits, lengths - 1)

    def look(self, tokens: Tensor) -> Tensor:
        """The target's pass: logits (B, n, V) after each of (B, n) tokens that follow."""
        self.hidden = self.target.read(tokens)
        return self.main.logits(self.hidden[0])

    def keep(self, last: Tensor, lengths: Tensor) -> None:
        """Goes back to `lengths` (B,) tokens; `last` (B,) is the place of the last in that pass."""
        self.target.roll_back(lengths)

    def draft(self, tail: Tensor, n: int, choose: Choose) -> tuple[Tokens, Floats]:
        """n tokens for each row, (B, n), and the laws that they were drawn from, (B, n, V).

        Args: tail: (B, 2), the last two tokens of each row; the very last is not read yet.
        """
        return _joined([], len(tail), self.main.unembedding.shape[0])


class HeadsWriter(Writer):
    """The target's parallel heads draft: all tokens from the state before the last one.

    Their guesses were made in the pass that chose that one, and do not know it. No pass more.
    """

    drafts_itself = True

    def keep(self, last: Tensor, lengths: Tensor) -> None:
        """As `Writer.keep`; the heads' guesses at that place are the next draft."""
        super().keep(last, lengths)
        self._ahead = [_at(state, last) for state in self.hidden[1:]]

    def draft(self, tail: Tensor, n: int, choose: Choose) -> tuple[Tokens, Floats]:
        """As `Writer.draft`."""
        guesses = [choose(self.main.logits(self._ahead[i]), i) for i in range(n)]
        return _joined(guesses, len(tail), self.main.unembedding.shape[0])


class ModulesWriter(Writer):
    """The target's sequential modules draft: each reads one token more than the one before."""

    drafts_itself = True

    def draft(self, tail: Tensor, n: int, choose: Choose) -> tuple[Tokens, Floats]:
        """As `Writer.draft`."""
        lengths, known, guesses = self.target.lengths, tail[:, -1:], []
        for depth in range(1, n + 1):
            state = self.target.draft(known, depth)[:, -1]
            guesses.append(choose(self.main.logits(state), depth - 1))
            known = _longer(known, guesses[-1][0])
        self.target.roll_back(lengths)
        return _joined(guesses, len(tail), self.main.unembedding.shape[0])


class DraftModelWriter(Writer):
    """Another model drafts, one token a pass. It reads the last two tokens of a row in each round.

    After a draft that was kept whole it has not read the draft's last token; in all other rows it
    forgets one token and reads it again. So all rows do the same.

    Args: draft_model: of the same vocabulary; further heads of it are not used.
    """

    def __init__(
        self,
        model: Model,
        batch_size: int,
        capacity: int,
        *,
        n_drafts: int,
        cached: bool,
        draft_model: Model,
    ) -> None:
        super().__init__(model, batch_size, capacity, n_drafts=n_drafts, cached=cached)
        self.draft_main = draft_model.main
        self.drafter = reader(self.draft_main, batch_size, capacity, k=1, cached=cached)

    def begin(self, prompts: Tensor, lengths: Tensor) -> Tensor:
        """As `Writer.begin`; the other model reads them, too."""
        self.drafter.read(prompts)
        return super().begin(prompts, lengths)

    def draft(self, tail: Tensor, n: int, choose: Choose) -> tuple[Tokens, Floats]:
        """As `Writer.draft`."""
        new, guesses = tail, []
        if n:
            self.drafter.roll_back(self.target.lengths - 1)
        for i in range(n):
            state = self.drafter.read(new)[0][:, -1]
            guesses.append(choose(self.draft_main.logits(state), i))
            new = _longer(tail[:, :0], guesses[-1][0])
        return _joined(guesses, len(tail), self.main.unembedding.shape[0])


def writer(
    model: Model,
    batch_size: int,
    capacity: int,
    *,
    n_drafts: int,
    draft_model: Model | None,
    cached: bool,
) -> Writer:
    """The writer for this target and this draft. Raises ValueError: nobody can make that draft."""
    options = {"n_drafts": n_drafts, "cached": cached}
    if draft_model is not None:
        sizes = len(model.unembedding), len(draft_model.unembedding)
        if sizes[0] != sizes[1]:
            raise ValueError(
                f"draft_model must have the target's {sizes[0]} tokens, has {sizes[1]}"
            )
        return DraftModelWriter(model, batch_size, capacity, draft_model=draft_model, **options)
    if n_drafts == 0:
        return Writer(model, batch_size, capacity, **options)
    if isinstance(model, SequentialModules) and len(model.depths):
        return ModulesWriter(model, batch_size, capacity, **options)
    if isinstance(model, ParallelHeads) and n_drafts < model.k:
        return HeadsWriter(model, batch_size, capacity, **options)
    raise ValueError(
        f"n_drafts must be at most the {model.k - 1} further tokens that the model predicts, "
        f"or there must be a draft_model; got {n_drafts}"
    )


def _at(state: Tensor, places: Tensor) -> Tensor:
    """(B, ...) of (B, n, ...): of each row the entry at its place."""
    return state[torch.arange(len(state), device=state.device), places]


def _longer(tokens: Tensor, more: Tokens) -> Tensor:
    return torch.cat([tokens, torch.from_numpy(more).to(tokens.device).unsqueeze(1)], dim=1)


def _joined(
    guesses: list[tuple[Tokens, Floats]], n_rows: int, vocab_size: int
) -> tuple[Tokens, Floats]:
    if not guesses:
        return np.zeros((n_rows, 0), dtype=np.int64), np.zeros((n_rows, 0, vocab_size))
    tokens, laws = zip(*guesses, strict=True)
    return np.stack(tokens, axis=1), np.stack(laws, axis=1)
