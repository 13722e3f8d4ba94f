"""Two ways to predict more than the next token: parallel heads, and sequential modules.

Both keep a whole next-token model, `main`, and add k - 1 predictors to it; all share the embedding
and the output head. Dropping the additions leaves `main` as it is.
"""

from dataclasses import replace

import torch
from torch import Tensor, nn

from chapter7 import targets
from chapter7.lab.transformer import Block, Cache, Decoder, Place, check_k


class Predictors(nn.Module):
    """What both have in common: logits from hidden states, and what may be left out.

    Args:
        main: the model of the next token.
        k: tokens predicted at each position, the next one included.
    """

    def __init__(self, main: Decoder, k: int) -> None:
        super().__init__()
        self.main, self.k = main, k

    @property
    def unembedding(self) -> Tensor:
        """(V, d), the shared output head, as the chunked losses take it."""
        return self.main.unembedding

    def forward(
        self, tokens: Tensor, *, k: int | None = None, detached: bool = False, **options: object
    ) -> list[Tensor]:
        """Logits, k tensors (B, T, V); entry j is for offset j + 1. Arguments as `hidden`."""
        hidden = self.hidden(tokens, k=k, detached=detached, **options)
        further = (self.main.logits(state, detached=detached) for state in hidden[1:])
        return [self.main.logits(hidden[0]), *further]


class ParallelHeads(Predictors):
    """Gloeckle's heads: one block each on the shared trunk, which ends before `main`'s last block.

    logits_j = W norm_j(block_j(z)), z the trunk's state; head 1 is `main`'s last block. Heads do
    not see each other's tokens: given the context, their predictions are independent.

    Source: Gloeckle et al. 2024, arXiv:2404.19737, sec. 2.
    """

    def __init__(self, main: Decoder, k: int) -> None:
        super().__init__(main, k)
        d_model = main.embedding.embedding_dim
        self.heads = nn.ModuleList(Block(d_model, main.n_heads) for _ in range(k - 1))
        self.norms = nn.ModuleList(nn.RMSNorm(d_model) for _ in range(k - 1))

    def hidden(
        self,
        tokens: Tensor,
        *,
        document: Tensor | None = None,
        cache: Cache | None = None,
        k: int | None = None,
        detached: bool = False,
    ) -> list[Tensor]:
        """What the output head is fed, k tensors (B, T, d); entry j is for offset j + 1.

        Args:
            tokens, document, cache: as in `Decoder.hidden`.
            k: offsets to compute, the first ones; None: all.
            detached: the trunk gets no gradient of the heads for offset 2 and beyond.
        """
        k = check_k(k, self.k)
        main, place = self.main, self.main.place(tokens, document=document, cache=cache)
        *_, shared, last = main.trunk(main.embed(tokens), place)
        shared = shared.detach() if detached else shared
        heads = zip(self.heads[: k - 1], self.norms, strict=False)
        further = [norm(head(shared, place)) for head, norm in heads]
        hidden = [main.norm(last), *further]
        if cache is not None:
            cache.advance(tokens.shape[1])
        return hidden


class Module(nn.Module):
    """DeepSeek-V3's module: the state one depth below, joined with the embedding of a known token.

    h' = M [norm(h); norm(emb)], then one block: eqs. 21 and 22. The columns of M are in the paper's
    order, [h; emb]; the released weights, and libraries that load them, have [emb; h].

    Args:
        d_model: d. n_heads: attention heads.
        token_first: the columns are in the order of the released weights.
    """

    def __init__(self, d_model: int, n_heads: int, *, token_first: bool = False) -> None:
        super().__init__()
        self.token_first = token_first
        self.state_norm, self.token_norm = nn.RMSNorm(d_model), nn.RMSNorm(d_model)
        self.join = nn.Linear(2 * d_model, d_model, bias=False)
        self.block = Block(d_model, n_heads)
        self.norm = nn.RMSNorm(d_model)

    def forward(self, state: Tensor, embedded: Tensor, place: Place) -> Tensor:
        """The state (B, T, d) of this depth, not yet normed, from those of the one below."""
        pair = [self.state_norm(state), self.token_norm(embedded)]
        joined = torch.cat(pair[::-1] if self.token_first else pair, dim=-1)
        return self.block(self.join(joined), place)


class SequentialModules(Predictors):
    """DeepSeek-V3's modules: depth d predicts t_{i+d+1} from the states below and t_{i+1..i+d}.

    Eqs. 21 to 23. Positions whose token t_{i+d} does not exist (row's end, another document,
    padding) are fed token 0: they have no target either, and no position with a target looks at
    them. Rotary angles are those of i at every depth: attention sees differences alone, and all
    tokens of a depth are as far ahead.

    Args:
        main, k: as in `Predictors`.
        shared: one module serves every depth; else each of the k - 1 has its own.
        token_first: the columns of `Module.join` are in the order of the released weights.
        normed_states: hand on what the output head is fed, after `main.norm` or `Module.norm`; else
            the residual stream before it, since the paper has that norm inside the output head.
    Source: DeepSeek-AI 2024, arXiv:2412.19437, sec. 2.2. One module for all depths: NVIDIA 2026,
        Nemotron 3 Super, arXiv:2604.12374.
    """

    def __init__(
        self,
        main: Decoder,
        k: int,
        *,
        shared: bool = False,
        token_first: bool = False,
        normed_states: bool = False,
    ) -> None:
        super().__init__(main, k)
        d_model, n_modules = main.embedding.embedding_dim, min(k - 1, 1) if shared else k - 1
        self.normed_states = normed_states
        self.depths = nn.ModuleList(
            Module(d_model, main.n_heads, token_first=token_first) for _ in range(n_modules)
        )

    def hidden(
        self,
        tokens: Tensor,
        *,
        document: Tensor | None = None,
        k: int | None = None,
        detached: bool = False,
    ) -> list[Tensor]:
        """What the output head is fed, k tensors (B, T, d); entry j is for offset j + 1.

        Args:
            tokens, document: as in `Decoder.hidden`. Decoding has `ModuleCache`: a module's inputs
                lie ahead of its position.
            k: offsets to compute, the first ones; None: those trained. Beyond them the last module
                is used again.
            detached: trunk and embedding get no gradient of the modules.
        """
        k = check_k(k, self.k, beyond=len(self.depths) > 0)
        main, place = self.main, self.main.place(tokens, document=document)
        state = main.trunk(main.embed(tokens), place)[-1]
        hidden = [main.norm(state)]
        state = self.handed_on(state, hidden[0])
        state = state.detach() if detached else state
        for depth in range(1, k):
            known = self.known(tokens, depth, document=document)
            embedded = main.embed(known)
            state, normed = self.deeper(
                depth, state, embedded.detach() if detached else embedded, place
            )
            hidden.append(normed)
        return hidden

    def known(self, tokens: Tensor, depth: int, *, document: Tensor | None = None) -> Tensor:
        """The tokens that `depth` is fed, (B, T): those so many places ahead, 0 where none is."""
        if depth >= tokens.shape[1]:
            return torch.zeros_like(tokens)
        return targets.shift(tokens, depth, fill=0, document=document)[0]

    def deeper(
        self, depth: int, state: Tensor, embedded: Tensor, place: Place
    ) -> tuple[Tensor, Tensor]:
        """What `depth` hands on, and what the output head is fed; both (B, T, d).

        Args: state: handed on by the depth below. embedded: (B, T, d), of the known tokens.
        """
        module = self.depths[min(depth, len(self.depths)) - 1]
        state = module(state, embedded, place)
        normed = module.norm(state)
        return self.handed_on(state, normed), normed

    def handed_on(self, state: Tensor, normed: Tensor) -> Tensor:
        """Which of the two the next depth starts from."""
        return normed if self.normed_states else state


class ModuleCache:
    """What a model with sequential modules has read, for decoding: the main model and each depth.

    When all has been read up to token j, a depth's newest entry is the one that was fed token j:
    of position j - depth, and its guess is token j + 1, as the main model's is. Then drafting is:
    depth 1 reads the token that was chosen, depth 2 that one and the first draft, and so on, each
    one call of `draft`; `roll_back` to what was read for good; `read` the draft for the main
    model's verdict; `roll_back` to what it accepts. Rows may have different lengths.

    Args:
        model: whose blocks it serves.
        batch_size: rows B.
        capacity: tokens per row that it can hold, drafts included.
        k: offsets, the first ones; None: those trained. More use the last module again.
    """

    def __init__(
        self, model: SequentialModules, batch_size: int, capacity: int, *, k: int | None = None
    ) -> None:
        self.model, self.k = model, check_k(k, model.k, beyond=len(model.depths) > 0)
        self._read = [Cache(model, batch_size, capacity) for _ in range(self.k)]
        unread = model.main.norm.weight.new_zeros(
            batch_size, capacity + 1, model.main.norm.weight.numel()
        )
        self._states = [unread.clone() for _ in range(self.k - 1)]
        """States handed to each depth, that of token j in place j + 1."""

    @property
    def lengths(self) -> Tensor:
        """(B,) tokens that the main model has read in each row."""
        return self._read[0].lengths

    def read(self, tokens: Tensor) -> list[Tensor]:
        """Reads (B, n) tokens that follow into the main model and all depths.

        Returns: k tensors (B, n, d), what the output head is fed for the token after each of
            `tokens`, by the main model and by each depth in turn. A depth's entries for the first
            tokens of a row, fewer than it looks back, mean nothing.
        Raises: ValueError: a depth has drafted tokens and was not rolled back, or there is no room.
        """
        if any((cache.lengths != self.lengths).any() for cache in self._read):
            raise ValueError("roll back what was drafted before you read on")
        main, own = self.model.main, self._read[0]
        place, positions = main.place(tokens, cache=own), own.positions(tokens.shape[1])
        state = main.trunk(main.embed(tokens), place)[-1]
        normed = main.norm(state)
        self._hand_on(1, self.model.handed_on(state, normed), positions)
        own.advance(tokens.shape[1])
        return [normed, *(self.draft(tokens, depth) for depth in range(1, self.k))]

    def draft(self, tokens: Tensor, depth: int) -> Tensor:
        """Reads (B, n) tokens that follow into `depth` alone.

        Args: depth: 1 <= depth < k. The depth below has read up to the last but one of `tokens`.
        Returns: (B, n, d), what the output head is fed for the token after each of `tokens`.
        Raises: ValueError: no such depth, the depth below has not read so far, or no room.
        """
        if not 1 <= depth < self.k:
            raise ValueError(f"depth must lie between 1 and {self.k - 1}, got {depth}")
        own, below = self._read[depth], self._read[depth - 1]
        if (own.lengths + tokens.shape[1] - 1 > below.lengths).any():
            raise ValueError(
                f"depth {depth - 1} has read {below.lengths.tolist()} tokens, too few for "
                f"{tokens.shape[1]} after {own.lengths.tolist()} at depth {depth}"
            )
        main, positions = self.model.main, own.positions(tokens.shape[1])
        place = main.place(tokens, cache=own)
        keys = torch.arange(place.mask.shape[-1], device=tokens.device)
        itself = keys == positions.unsqueeze(-1)
        lawful = place.mask & ((keys >= depth) | itself).unsqueeze(1)  # before: no position
        rows = torch.arange(len(tokens), device=tokens.device).unsqueeze(1)
        state = self._states[depth - 1][rows, positions]
        state, normed = self.model.deeper(
            depth, state, main.embed(tokens), replace(place, mask=lawful)
        )
        self._hand_on(depth + 1, state, positions)
        own.advance(tokens.shape[1])
        return normed

    def roll_back(self, lengths: int | Tensor) -> None:
        """Forgets what the main model and each depth have read beyond `lengths`, an int or (B,).

        Raises: ValueError: the main model has not read that far, or a length is negative.
        """
        for cache in self._read:
            cache.roll_back(lengths)

    def _hand_on(self, depth: int, state: Tensor, positions: Tensor) -> None:
        if depth < self.k:
            rows = torch.arange(len(state), device=state.device).unsqueeze(1)
            self._states[depth - 1][rows, positions + 1] = state.detach()
