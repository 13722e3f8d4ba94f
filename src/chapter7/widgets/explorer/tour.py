"""The guided tour's three movements; what is said of them stands in words.js."""

from dataclasses import replace

from chapter7.published.models import DEEPSEEK_V3, LLAMA_2_70B
from chapter7.widgets.explorer.settings import START, Setting
from chapter7.widgets.explorer.stops import STOPS, stop_index


def _doubled(size: int) -> int:
    """The stop nearest to twice the size of the stop `size`."""
    wanted = 2 * STOPS[size].n_params
    return min(range(len(STOPS)), key=lambda i: abs(STOPS[i].n_params - wanted))


V3 = Setting(stop_index(DEEPSEEK_V3, "activated"), 1, DEEPSEEK_V3.vocab_size, "module")
LARGE = Setting(stop_index(LLAMA_2_70B), 1, LLAMA_2_70B.vocab_size)
TWICE = replace(START, size=_doubled(START.size))

STEPS: tuple[tuple[Setting, ...], ...] = (
    (START, TWICE, replace(TWICE, k=2)),  # a doubling against one prediction more
    (LARGE, replace(LARGE, k=4)),  # more predictions
    (V3, replace(V3, k=2)),  # NTP to MTP
)
"""The settings that each movement goes through, one part of them at a time."""
