"""Values of the rows of 7.1, the single-token bottleneck."""

import math

from chapter7 import density, sources
from chapter7.ledger.computing import computes
from chapter7.ledger.values.published import model_named, parameter_count
from chapter7.published import fits, models, results

CONTEXT = results.DEEPSEEK_BATCH[1]
"""Tokens of one sequence in the statements about a training step."""
GIGA = 1e9
ADAM_FLOPS = 14
"""FLOPs of one Adam update per parameter, 3 for the mean, 4 for the square, 2 to correct them and 5
for the step (Kingma & Ba 2015, algorithm 1)."""


@computes("FLOP/token")
def flops_per_token(params: float | str) -> float:
    """Training FLOPs of one token, 6 N."""
    return density.training_flops(parameter_count(params), 1)


@computes("FLOP")
def flops_per_step(params: float | str) -> float:
    """Training FLOPs of one sequence, 6 N T."""
    return density.training_flops(parameter_count(params), CONTEXT)


@computes("FLOP/parameter/token")
def flops_per_param() -> float:
    """The 6 of 6 N T."""
    return float(density.FLOPS_PER_PARAM)


@computes("FLOP/parameter/token")
def optimizer_flops() -> float:
    """Adam's FLOPs per parameter, spread over the tokens of one of DeepSeek-V3's steps."""
    return ADAM_FLOPS / math.prod(results.DEEPSEEK_BATCH)


@computes("FLOP/s")
def implied_rate(params: str) -> float:
    """FLOP/s of one GPU, had DeepSeek-V3's pre-training executed `params` for each token."""
    flops = density.training_flops(parameter_count(params), models.DEEPSEEK_V3.n_tokens)
    return flops / (results.DEEPSEEK_PRETRAINING_GPU_HOURS * 3_600)


@computes("bits/token")
def label_bits(vocab: int) -> float:
    """Ceiling of one label, log2 V."""
    return density.supervisory_bits(1, vocab)


@computes("bits")
def ceiling_bits(vocab: int, k: int = 1) -> float:
    """Ceiling of all labels of one sequence with its last label: T + ... + (T - k + 1) labels."""
    return density.target_count(CONTEXT + 1, k) * density.supervisory_bits(1, vocab)


@computes("bits/token")
def residual_bits_per_token(model: str) -> float:
    """What a trained model finds surprising in a token, by Chinchilla's fit."""
    trained = model_named(model)
    return fits.chinchilla_bits(trained.n_total, trained.n_tokens)


@computes("bits")
def residual_bits(model: str) -> float:
    """The same for one sequence."""
    return CONTEXT * residual_bits_per_token(model)


@computes("bits/step")
def batch_bits(model: str) -> float:
    """The same for one of DeepSeek-V3's steps, a batch of sequences."""
    return math.prod(results.DEEPSEEK_BATCH) * residual_bits_per_token(model)


@computes("bits/GFLOP")
def residual_density(params: float | str, bits: float) -> float:
    """Bits per GFLOP if each label is worth `bits`."""
    return bits / flops_per_token(params) * GIGA


@computes("bits/FLOP")
def ceiling_density_per_flop(params: float | str, vocab: int) -> float:
    """Ceiling bits per FLOP."""
    return density.supervisory_density(parameter_count(params), vocab)


@computes("bits/GFLOP")
def ceiling_density(params: float | str, vocab: int) -> float:
    """Ceiling bits per GFLOP."""
    return ceiling_density_per_flop(params, vocab) * GIGA


@computes("bits/GFLOP")
def two_token_density() -> float:
    """Ceiling bits per GFLOP of DeepSeek-V3 with its module, over activated parameters."""
    v3 = models.DEEPSEEK_V3
    module = density.module_params(v3, basis="activated")
    rho = density.supervisory_density(v3.n_activated, v3.vocab_size, 2, extra_params=module)
    return rho * GIGA


@computes("times")
def two_token_gain() -> float:
    """Density of DeepSeek-V3 with its module over that without."""
    v3 = models.DEEPSEEK_V3
    return two_token_density() / ceiling_density("DeepSeek-V3 activated", v3.vocab_size)


@computes("times")
def density_ratio(small: float | str, large: float | str) -> float:
    """How many times the density of the larger model the smaller one has, at one vocabulary."""
    return parameter_count(large) / parameter_count(small)


@computes("times")
def fall_with_context(model: str, context: int) -> float:
    """How many times attention lowers the density at a context, against 6 N T alone."""
    m = model_named(model)
    attention = density.attention_flops(m.n_layers, m.d_model, context)
    return 1 + attention / density.training_flops(m.n_activated, 1)


@computes("fraction")
def vocabulary_cost(model: str, vocab: int) -> float:
    """Parameters that an output head for `vocab` tokens adds, as a share of the model's."""
    m = model_named(model)
    return (vocab - m.vocab_size) * m.d_model / m.n_total


@computes("fraction")
def head_share(params: str) -> float:
    """A bare head of the model as a share of its parameters on the basis named."""
    m = model_named(params.rpartition(" ")[0])
    return density.bare_head_params(m.d_model, m.vocab_size, 2) / parameter_count(params)


@computes("fraction")
def module_share() -> float:
    """DeepSeek-V3's module as a share of the parameters that a token passes through."""
    v3 = models.DEEPSEEK_V3
    return density.module_params(v3, basis="activated") / v3.n_activated


@computes("parameters")
def module_parameters() -> float:
    """Parameters that DeepSeek-V3's module stores of its own."""
    return density.module_params(models.DEEPSEEK_V3, basis="own")


@computes("bits")
def total_correlation(n: int) -> float:
    """What n independent heads lose on the two-state chain of the page on supervisory density."""
    return sources.MarkovChain([[0.9, 0.1], [0.2, 0.8]]).total_correlation(n)


@computes("bits/token")
def learned_bits(model: str) -> float:
    """Bits per training token that a run extracts (our derivation)."""
    return fits.learned_bits_per_token(model_named(model).n_tokens)


@computes("GPU-hours")
def a100_hours(params: float, tokens: float) -> float:
    """A100 hours of a training run at 40 % of the peak."""
    return density.gpu_hours(density.training_flops(params, tokens), results.A100_PEAK, 0.4)


@computes("dollars")
def training_bill() -> float:
    """DeepSeek-V3's hours at the price that its report assumes."""
    return results.DEEPSEEK_GPU_HOURS * results.DEEPSEEK_DOLLARS_PER_HOUR


@computes("fraction")
def loss_weight_step() -> float:
    """Share of DeepSeek-V3's training after which the loss weight steps down."""
    (_, early), (_, rest) = results.DEEPSEEK_LOSS_WEIGHTS
    return early / (early + rest)


@computes("tokens")
def loss_weight_tokens() -> float:
    """Tokens for which the report gives a loss weight."""
    return sum(tokens for _, tokens in results.DEEPSEEK_LOSS_WEIGHTS)


@computes("times")
def expected_speed_up() -> float:
    """Speed-up (1 + a) / (1 + c) for the middle of DeepSeek's acceptance and its module's cost."""
    accepted = sum(results.DEEPSEEK_ACCEPTANCE) / 2
    return (1 + accepted) / (1 + module_share())


@computes("points")
def task_gain(task: str, size: float) -> float:
    """Change of pass@1 with four parallel heads, in points."""
    one, _, four = _gloeckle(task, size)
    return four - one


@computes("fraction")
def relative_gain(task: str, size: float) -> float:
    """The same as a share of the score with one head."""
    one, _, four = _gloeckle(task, size)
    return four / one - 1


@computes("bits/byte")
def pile_difference() -> float:
    """Bits per byte on the Pile: DeepSeek-V3 less Llama-3.1-405B, which has no such module."""
    pile = results.PILE_BITS_PER_BYTE
    return pile["DeepSeek-V3"] - pile["Llama-3.1-405B"]


def _gloeckle(task: str, size: float) -> tuple[float, float, float]:
    tables = {"MBPP": results.GLOECKLE_MBPP, "HumanEval": results.GLOECKLE_HUMANEVAL}
    return tables[task][size]
