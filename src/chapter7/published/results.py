"""Results that the literature reports, quoted with their places. Knows no formula.

Accuracies are in per cent, bits per byte in bits, acceptance as a fraction.
"""

from types import MappingProxyType

# Gloeckle et al. 2024 (gloeckle2024), table S7: pass@1 by size in parameters, for n = 1, 2, 4.
GLOECKLE_MBPP = MappingProxyType(
    {
        0.3e9: (1.8, 1.7, 1.0),
        0.6e9: (4.7, 4.6, 3.0),
        1.3e9: (6.8, 7.3, 7.4),
        3e9: (11.1, 11.8, 12.7),
        6.7e9: (23.9, 24.7, 26.0),
        13e9: (26.0, 30.5, 30.5),
    }
)
GLOECKLE_HUMANEVAL = MappingProxyType(
    {
        0.3e9: (1.9, 1.5, 1.2),
        0.6e9: (2.9, 3.2, 2.7),
        1.3e9: (4.6, 5.4, 4.8),
        3e9: (7.2, 8.0, 7.2),
        6.7e9: (12.8, 13.2, 13.8),
        13e9: (14.1, 15.2, 15.8),
    }
)
# The same, table S5: training time relative to n = 1, for n = 1, 2, 4.
GLOECKLE_TRAINING_TIME = MappingProxyType(
    {0.3e9: (1.00, 1.07, 1.22), 6.7e9: (1.00, 1.02, 1.07), 13e9: (1.00, 1.04, 1.09)}
)
# The same, tables S2 and S3: speed-up of self-speculative decoding with all heads.
GLOECKLE_SPEED_UP = MappingProxyType({"text": 2.74, "code": 3.05, "bytes": 6.39})

# DeepSeek-AI 2024 (deepseek2024), table 4, whole: without and with the MTP module, at two sizes.
DEEPSEEK_ABLATION = MappingProxyType(
    {
        "Pile bits per byte": ((0.729, 0.729), (0.658, 0.657)),
        "BBH": ((39.0, 41.4), (70.0, 70.7)),
        "MMLU": ((50.0, 53.3), (67.5, 66.6)),
        "DROP": ((39.2, 41.3), (68.5, 70.6)),
        "TriviaQA": ((56.9, 57.7), (67.0, 67.3)),
        "NaturalQuestions": ((22.7, 22.3), (27.2, 28.5)),
        "HumanEval": ((20.7, 26.8), (44.5, 53.7)),
        "MBPP": ((35.8, 36.8), (61.6, 62.2)),
        "GSM8K": ((25.4, 31.4), (72.3, 74.0)),
        "MATH": ((10.7, 12.6), (38.6, 39.8)),
    }
)
DEEPSEEK_ABLATION_SIZES = (15.7e9, 228.7e9)
# The same, at these sizes: tokens of training.
DEEPSEEK_ABLATION_TOKENS = (1.33e12, 540e9)
# The same, table 5: two further models of 15.7 billion parameters on 1.33 trillion tokens, without
# a module; their experts balanced by a loss, and without one.
DEEPSEEK_BALANCING = MappingProxyType(
    {
        "MMLU": (51.0, 51.8),
        "HumanEval": (22.0, 22.6),
        "GSM8K": (27.1, 29.6),
        "MATH": (10.9, 11.1),
    }
)
# The same, table 3: bits per byte on the Pile's test set.
PILE_BITS_PER_BYTE = MappingProxyType({"DeepSeek-V3": 0.548, "Llama-3.1-405B": 0.542})
# The same, sec. 5.4.3: acceptance of the second token, and tokens per second.
DEEPSEEK_ACCEPTANCE = (0.85, 0.90)
DEEPSEEK_SPEED_UP = 1.8
# The same, sec. 4.2: the loss weight, and the tokens for which it held.
DEEPSEEK_LOSS_WEIGHTS = ((0.3, 10e12), (0.1, 4.8e12))
# The same, table 1: H800 hours of the whole training and of pre-training alone; dollars an hour.
DEEPSEEK_GPU_HOURS = 2.788e6
DEEPSEEK_PRETRAINING_GPU_HOURS = 2.664e6
DEEPSEEK_DOLLARS_PER_HOUR = 2.0
# The same, sec. 4.2: sequences a step at full batch size, and tokens a sequence.
DEEPSEEK_BATCH = (15_360, 4_096)

# The model card of Llama 3.1 (llama31card): H100 hours of the 405B model.
LLAMA_3_405B_GPU_HOURS = 30.84e6
# Pal et al. 2023 (pal2023), abstract: how often one hidden state of GPT-J-6B tells later tokens.
FUTURE_LENS_ACCURACY = 48.0
# The same: parameters of the one model that it probes.
FUTURE_LENS_PARAMS = 6e9
# NVIDIA's data sheets: dense peak in FLOP/s; BF16 of an A100, FP8 of an H800.
A100_PEAK = 312e12
H800_FP8_PEAK = 1.979e15
# Villalobos et al. 2024 (villalobos2024): tokens of all public text written by people, an estimate.
PUBLIC_TEXT_TOKENS = 300e12
# The same: the interval that goes with the estimate.
PUBLIC_TEXT_INTERVAL = (100e12, 1_000e12)
# Norvig 2009 (norvig2009), count_2w.txt: how often "new york" and "los angeles", in lower case,
# stand in a trillion words of the web.
WEB_PAIRS = (6_000_263, 1_959_385)
# Chen et al. 2021 (chen2021), sec. 2.2: tasks of HumanEval.
HUMANEVAL_TASKS = 164
# Austin et al. 2021 (austin2021), sec. 3.1: tasks of MBPP's test set.
MBPP_TASKS = 500
# Hendrycks et al. 2021 (hendrycks2021), sec. 3: questions of MMLU's test set.
MMLU_TASKS = 14_079
# Hendrycks et al. 2021 (hendrycks2021math), sec. 3: problems of MATH's test set.
MATH_TASKS = 5_000
# Cobbe et al. 2021 (cobbe2021), the test file that goes with it: problems of GSM8K.
GSM8K_TASKS = 1_319
# APPS, introductory problems of its test set, as users of the data count them.
APPS_TASKS = 1_000
# DROP, questions of its development set, as users of the data count them.
DROP_TASKS = 9_536
# Madaan et al. 2024 (madaan2024), table 1, second hand: standard deviation over ten seeds of a
# Llama-2-7B on 210 billion tokens, in points, mean over 21 checkpoints.
SEED_SPREAD = MappingProxyType({"HumanEval": 1.11, "MMLU": 0.57})
