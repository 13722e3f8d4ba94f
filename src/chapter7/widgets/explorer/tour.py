"""The guided tour: three movements, and before each the reader's own prediction."""

from chapter7.published.models import DEEPSEEK_V3, LLAMA_2_7B, LLAMA_2_70B
from chapter7.widgets.explorer.settings import Setting
from chapter7.widgets.explorer.stops import stop_index

V3 = stop_index(DEEPSEEK_V3, "activated"), DEEPSEEK_V3.vocab_size
V = LLAMA_2_7B.vocab_size
SMALL, LARGE = stop_index(LLAMA_2_7B), stop_index(LLAMA_2_70B)

STEPS = [
    {
        "title": "1 of 3: a larger model",
        "ask": "The model grows from Llama-2-7B to Llama-2-70B. The label does not grow. "
        "What becomes of the density?",
        "choices": ["It stays as it is", "It falls to about a third", "It falls to about a tenth"],
        "right": 2,
        "from": Setting(SMALL, 1, V),
        "to": Setting(LARGE, 1, V),
        "told": "Compute × {compute}, supervision × {bits}, density × {density}. The label does "
        "not know how large the model is: the meter shrinks as the model grows.",
    },
    {
        "title": "2 of 3: more predictions",
        "ask": "Llama-2-70B is asked for four tokens per position, not one, each with a bare head. "
        "What becomes of the compute?",
        "choices": ["It hardly moves", "It doubles", "It grows fourfold"],
        "right": 0,
        "from": Setting(LARGE, 1, V),
        "to": Setting(LARGE, 4, V),
        "told": "Supervision × {bits}, compute × {compute}, density × {density}. The trunk runs "
        "once, however much it is asked. In the fine print: those are loss terms, not new labels.",
    },
    {
        "title": "3 of 3: from NTP to MTP on DeepSeek-V3",
        "ask": "DeepSeek-V3 goes from next-token to multi-token prediction: one real module, one "
        "prediction more. What becomes of the density?",
        "choices": ["It almost doubles", "It doubles exactly", "It falls: modules are dear"],
        "right": 0,
        "from": Setting(V3[0], 1, V3[1], "module"),
        "to": Setting(V3[0], 2, V3[1], "module"),
        "told": "Density × {density}: supervision × {bits} at a price of compute × {compute}. Not "
        "one layer of the trunk changes; the module is what keeps it from doubling.",
    },
]
"""Each step: what is asked before the movement, its ends, and what is told after it."""
