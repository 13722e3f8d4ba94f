"""Two ways to predict more than the next token: parallel heads, and sequential modules.

Both keep a whole next-token model, `main`, and add k - 1 predictors to it; all share the embedding
and the output head. Dropping the additions leaves `main` as it is.
"""

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
        hidden = [main.norm(last), *(norm(head(shared, place)) for head, norm in heads)]
        if cache is not None:
            cache.advance(tokens.shape[1])
        return hidden


class Module(nn.Module):
    """DeepSeek-V3's module: the state one depth below, joined with the embedding of a known token.

    h' = M [norm(h); norm(emb)], then one block: eqs. 21 and 22. The columns of M are in the paper's
    order, [h; emb]; the released weights, and libraries that load them, have [emb; h].

    Args: d_model: d. n_heads: attention heads.
    """

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.state_norm, self.token_norm = nn.RMSNorm(d_model), nn.RMSNorm(d_model)
        self.join = nn.Linear(2 * d_model, d_model, bias=False)
        self.block = Block(d_model, n_heads)
        self.norm = nn.RMSNorm(d_model)

    def forward(self, state: Tensor, embedded: Tensor, place: Place) -> Tensor:
        """The state (B, T, d) of this depth, not yet normed, from those of the one below."""
        joined = torch.cat([self.state_norm(state), self.token_norm(embedded)], dim=-1)
        return self.block(self.join(joined), place)


class SequentialModules(Predictors):
    """DeepSeek-V3's modules: depth d predicts t_{i+d+1} from the states below and t_{i+1..i+d}.

    Eqs. 21 to 23. The state handed on is that of the residual stream, before the norm that the
    output head's input gets (`Module.norm`; the paper has that norm inside the output head).
    Positions whose token t_{i+d} does not exist (row's end, another document, padding) are fed
    token 0: they have no target either, and no position with a target looks at them.

    Source: DeepSeek-AI 2024, arXiv:2412.19437, sec. 2.2.
    """

    def __init__(self, main: Decoder, k: int) -> None:
        super().__init__(main, k)
        d_model = main.embedding.embedding_dim
        self.depths = nn.ModuleList(Module(d_model, main.n_heads) for _ in range(k - 1))

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
            tokens, document: as in `Decoder.hidden`. A cache serves `main` alone, since a module's
                inputs lie ahead of its position.
            k: offsets to compute, the first ones; None: all.
            detached: trunk and embedding get no gradient of the modules.
        """
        k = check_k(k, self.k)
        main, place = self.main, self.main.place(tokens, document=document)
        state = main.trunk(main.embed(tokens), place)[-1]
        hidden = [main.norm(state)]
        state = state.detach() if detached else state
        for depth, module in enumerate(self.depths[: k - 1], start=1):
            embedded = main.embed(known_tokens(tokens, depth, document=document))
            state = module(state, embedded.detach() if detached else embedded, place)
            hidden.append(module.norm(state))
        return hidden


def known_tokens(tokens: Tensor, depth: int, *, document: Tensor | None = None) -> Tensor:
    """The inputs of the module at `depth`: the tokens that many places ahead, 0 where none is."""
    if depth >= tokens.shape[1]:
        return torch.zeros_like(tokens)
    return targets.shift(tokens, depth, fill=0, document=document)[0]
