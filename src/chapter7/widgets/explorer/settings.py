"""What a reader can choose, and the numbers that a choice comes to."""

from dataclasses import dataclass

from chapter7 import density
from chapter7.published.models import DEEPSEEK_V3, GPT_2, LLAMA_2_7B, LLAMA_2_70B
from chapter7.widgets.explorer.stops import STOPS, VOCABULARIES, Stop, stop_index

GIGA = 1e9
MOST_PREDICTIONS = 8
CHOICES: dict[str, tuple] = {
    "size": tuple(range(len(STOPS))),
    "k": tuple(range(1, MOST_PREDICTIONS + 1)),
    "vocab": tuple(VOCABULARIES),
    "heads": ("free", "bare", "module"),
    "bits": ("ceiling", "residual"),
    "context": (0, 2_048, 8_192, 32_768, 131_072),
    "count": ("terms", "information"),
}
"""The values that each part of a setting can take, in the order of `Setting`."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One state of the explorer.

    Args:
        size: index into `STOPS`.
        k: tokens predicted per position, the next one included.
        vocab: V.
        heads: what an extra prediction costs: "free" nothing, "bare" a d x V matrix, "module"
            DeepSeek's block, projection and shared head.
        bits: what a label is worth: "ceiling", log2 V; "residual", what a fit leaves of real text.
        context: T at which attention is counted, in tokens; 0 leaves attention out.
        count: what is counted of k labels: "terms" of the loss, k; new "information", one label.
    """

    size: int
    k: int
    vocab: int
    heads: str = "bare"
    bits: str = "ceiling"
    context: int = 0
    count: str = "terms"

    @property
    def stop(self) -> Stop:
        """The size slider's position."""
        return STOPS[self.size]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a setting comes to, per token: FLOPs, bits, and bits per GFLOP."""

    trunk_flops: float
    attention_flops: float
    extra_flops: float
    flops_per_token: float
    bits_per_label: float
    bits_per_token: float
    density: float
    gain: float
    """The density over that at k = 1."""


PRESETS: dict[str, Setting] = {
    "GPT-2": Setting(stop_index(GPT_2), 1, GPT_2.vocab_size),
    "Llama-2-7B / NTP": Setting(stop_index(LLAMA_2_7B), 1, LLAMA_2_7B.vocab_size),
    "70B": Setting(stop_index(LLAMA_2_70B), 1, LLAMA_2_70B.vocab_size),
    "DeepSeek-V3 / NTP": Setting(stop_index(DEEPSEEK_V3), 1, DEEPSEEK_V3.vocab_size, "module"),
    "DeepSeek-V3 / MTP, k = 2": Setting(
        stop_index(DEEPSEEK_V3), 2, DEEPSEEK_V3.vocab_size, "module"
    ),
}
START = PRESETS["DeepSeek-V3 / NTP"]
LINKED = PRESETS["DeepSeek-V3 / MTP, k = 2"]
"""What an address means that leaves a part out: where the figure began when it was written."""


def read(setting: Setting, stop: Stop | None = None) -> Reading:
    """The numbers of a setting, from `chapter7.density` and `chapter7.published.fits`.

    Attention is that of Kaplan et al. 2020, eq. 2.2, times 3; a module's own block adds one layer
    of it. In "information", k labels count as one: they are the same tokens, asked for again.

    Args:
        setting: what is chosen.
        stop: the model to read it for, if not the slider's.
    """
    stop, k, vocab = stop or setting.stop, setting.k, setting.vocab
    extra_params = stop.extra_params(setting.heads, vocab)
    trunk = density.training_flops(stop.n_params, 1)
    attention = attention_flops(stop, stop.n_layers, setting.context)
    extra = density.training_flops(extra_params, 1) if extra_params else 0.0
    if setting.heads == "module":
        extra += attention_flops(stop, 1, setting.context)
    flops = trunk + attention + (k - 1) * extra
    ceiling = density.supervisory_bits(1, vocab)
    label = ceiling if setting.bits == "ceiling" else stop.residual_bits
    bits = label * (k if setting.count == "terms" else 1)
    return Reading(
        trunk_flops=trunk,
        attention_flops=attention,
        extra_flops=(k - 1) * extra,
        flops_per_token=flops,
        bits_per_label=label,
        bits_per_token=bits,
        density=GIGA * bits / flops,
        gain=bits / label * (trunk + attention) / flops,
    )


def attention_flops(stop: Stop, n_layers: int, context: int) -> float:
    """FLOPs per token of attention scores and sums in `n_layers`; none at a context of 0."""
    return density.attention_flops(n_layers, stop.channels, context) if context else 0.0
