"""A plan: what multi-token prediction costs for one model, and what its drafts may be worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chapter7 import _contracts, density
from chapter7.planning import costs
from chapter7.planning.architecture import Architecture
from chapter7.planning.families import read_architecture


@dataclass(frozen=True, slots=True)
class Extra:
    """What k - 1 bare heads, or as many of DeepSeek-V3's modules, add to a model.

    Args:
        params: parameters stored beside the model's.
        multiplied: entries of matrices that a token is multiplied with on top, the passes through
            the shared output head included.
        flops_per_token: training FLOPs on top, a module's attention included.
        share: of the main model's training FLOPs per token.
        density: of all k losses together, in bits per FLOP of the weights' products.
    """

    params: int
    multiplied: int
    flops_per_token: float
    share: float
    density: float


@dataclass(frozen=True, slots=True)
class Drafts:
    """What drafts may be worth in decoding.

    Args:
        survivals: what was given.
        tokens_per_round: the target's own token included.
        verify, draft: costs in passes of the target over one token.
        speed_up: tokens per time over those without drafts.
    """

    survivals: tuple[float, ...]
    tokens_per_round: float
    verify: float
    draft: float
    speed_up: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a configuration tells. Parameters and bytes are counts; FLOPs are of training.

    Args:
        family: the configuration's `model_type`.
        batch, context, k, chunk, number_bytes: B, T, tokens predicted per position, positions of a
            chunk and bytes of a logit, as asked.
        vocab_size, d_model, n_layers: V, d and L.
        total: parameters of the main model, without modules for further tokens.
        activated: those that a token meets; `total`, but for the experts that it does not visit.
        activated_without_embedding: the same without a table of which it looks up a row.
        multiplied: N of 6 N: entries of matrices that a token is multiplied with.
        shipped_modules, shipped_params: modules for further tokens that the checkpoint brings, and
            what they hold of their own.
        weight_flops_per_token: 6 N.
        attention_flops_per_token: of scores, sums and states at this context, causal.
        flops_per_token: both.
        density, density_with_attention: ceiling bits of the next token per FLOP, log2 V over them.
        heads, modules: what k - 1 of either add.
        logits_bytes, logits_bytes_head_by_head, logits_bytes_in_chunks: held at once by the loss
            of k heads: all of them, one head's, those of a chunk of positions of one head.
        drafts: what they may be worth; None where no survivals are given.
    """

    family: str
    batch: int
    context: int
    k: int
    chunk: int
    number_bytes: float
    vocab_size: int
    d_model: int
    n_layers: int
    total: int
    activated: int
    activated_without_embedding: int
    multiplied: int
    shipped_modules: int
    shipped_params: int
    weight_flops_per_token: float
    attention_flops_per_token: float
    flops_per_token: float
    density: float
    density_with_attention: float
    heads: Extra
    modules: Extra
    logits_bytes: float
    logits_bytes_head_by_head: float
    logits_bytes_in_chunks: float
    drafts: Drafts | None


def plan(
    config: Mapping[str, object],
    *,
    batch: int = 1,
    context: int = 4_096,
    k: int = 2,
    chunk: int = 256,
    number_bytes: float = 4,
    survivals: Sequence[float] | None = None,
    verify: float = 1.0,
    draft: float | None = None,
) -> Plan:
    """Counts and costs of the model that `config` describes.

    Args:
        config: the keys of a `config.json`, under Hugging Face's names.
        batch, context: B sequences of T tokens in a training step.
        k: tokens predicted per position, the next one included.
        chunk: positions whose logits a loss in chunks holds.
        number_bytes: bytes of a logit.
        survivals: of drafts 1, 2, ...: see `costs.tokens_per_round`.
        verify: cost of verifying a round's drafts, in passes of the target over one token.
        draft: cost of one draft; None: a module's share of the main model's FLOPs.
    Raises: TypeError, ValueError: as `read_architecture` and the functions of `costs`; a number
        breaks its rule.
    """
    model = read_architecture(config)
    batch, context = _contracts.count("batch", batch, 1), _contracts.count("context", context, 1)
    k, chunk = _contracts.count("k", k, 1), _contracts.count("chunk", chunk, 1)
    weights = density.training_flops(model.multiplied, 1)
    attention = sum(costs.mixing_flops(layer, context) for layer in model.layers)
    bits, flops = density.supervisory_bits(1, model.vocab_size), weights + attention
    held = {"vocab_size": model.vocab_size, "number_bytes": number_bytes}
    one_module = costs.mixing_flops(model.layers[-1], context) + density.training_flops(
        model.module.multiplied + model.table, 1
    )
    return Plan(
        family=model.family,
        batch=batch,
        context=context,
        k=k,
        chunk=chunk,
        number_bytes=float(number_bytes),
        vocab_size=model.vocab_size,
        d_model=model.d_model,
        n_layers=len(model.layers),
        total=model.total,
        activated=model.activated,
        activated_without_embedding=model.activated_without_embedding,
        multiplied=model.multiplied,
        shipped_modules=model.n_modules,
        shipped_params=model.n_modules * model.module.stored,
        weight_flops_per_token=weights,
        attention_flops_per_token=attention,
        flops_per_token=flops,
        density=density.supervisory_density(model.multiplied, model.vocab_size),
        density_with_attention=bits / flops,
        heads=_heads(model, k, flops),
        modules=_modules(model, k, flops, one_module),
        logits_bytes=costs.logits_bytes(batch * context, k=k, **held),
        logits_bytes_head_by_head=costs.logits_bytes(batch * context, **held),
        logits_bytes_in_chunks=costs.logits_bytes(min(chunk, batch * context), **held),
        drafts=None
        if survivals is None
        else _drafts(survivals, verify, one_module / flops if draft is None else draft),
    )


def _heads(model: Architecture, k: int, flops: float) -> Extra:
    params = int(density.bare_head_params(model.d_model, model.vocab_size, k))
    on_top = density.training_flops(params, 1) if params else 0.0
    return _extra(model, k, params, params, on_top, flops)


def _modules(model: Architecture, k: int, flops: float, one_module: float) -> Extra:
    params = (k - 1) * model.module.stored
    multiplied = (k - 1) * (model.module.multiplied + model.table)
    return _extra(model, k, params, multiplied, (k - 1) * one_module, flops)


def _extra(
    model: Architecture, k: int, params: int, multiplied: int, on_top: float, flops: float
) -> Extra:
    rho = density.supervisory_density(
        model.multiplied, model.vocab_size, k, extra_params=multiplied
    )
    return Extra(params, multiplied, on_top, on_top / flops, rho)


def _drafts(survivals: Sequence[float], verify: float, draft: float) -> Drafts:
    tokens = costs.tokens_per_round(survivals)
    gain = costs.speed_up(survivals, verify=verify, draft=draft)
    return Drafts(tuple(map(float, survivals)), tokens, float(verify), float(draft), gain)
