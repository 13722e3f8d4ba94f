"""The guided tour's three movements; what is said of them stands in words.js."""

from chapter7.published.models import DEEPSEEK_V3, LLAMA_2_7B, LLAMA_2_70B
from chapter7.widgets.explorer.settings import Setting
from chapter7.widgets.explorer.stops import stop_index

V3, V3_VOCAB = stop_index(DEEPSEEK_V3, "activated"), DEEPSEEK_V3.vocab_size
SMALL, LARGE = stop_index(LLAMA_2_7B), stop_index(LLAMA_2_70B)
V = LLAMA_2_7B.vocab_size

STEPS: tuple[tuple[Setting, Setting], ...] = (
    (Setting(SMALL, 1, V), Setting(LARGE, 1, V)),  # a larger model
    (Setting(LARGE, 1, V), Setting(LARGE, 4, V)),  # more predictions
    (Setting(V3, 1, V3_VOCAB, "module"), Setting(V3, 2, V3_VOCAB, "module")),  # NTP to MTP
)
"""The two ends of each movement."""
