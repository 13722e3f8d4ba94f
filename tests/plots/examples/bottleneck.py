"""The figures of 7.1, with numbers like those of its pages."""

import numpy as np

from chapter7 import density, exam
from chapter7.plots import bottleneck as figures
from chapter7.published import models, results

ONE, ALL = exam.TEACHERS
K = np.arange(1, 9)
DENSE = (models.LLAMA_2_7B, models.GPT_3, models.LLAMA_3_405B)
V3 = models.DEEPSEEK_V3


def exam_papers():
    """A hundred steps, ten of them wrong."""
    right = np.arange(100) % 11 != 7
    return figures.exam_papers(right, ("0.00044 bits", "46.9 bits"), "at nine right steps in ten")


def two_bases():
    """DeepSeek-V3, a token."""
    gflops = {"executed": 222.0, "if all that is stored took part": 4_026.0}
    densities = dict(zip(gflops, ("0.0765", "0.00422"), strict=True))
    return figures.two_bases(gflops, 16.98, densities, "the same label, 18 times apart")


def word_pairs():
    """Two cities."""
    joint, independent = [[0.754, 0], [0, 0.246]], [[0.569, 0.185], [0.185, 0.061]]
    told = {"37 %": "of their pairs\nare no city", "0.81 bits": "of total\ncorrelation"}
    return figures.word_pairs(("York", "Angeles"), ("New", "Los"), joint, independent, told)


def grade_bits():
    """A hundred steps."""
    p_step = np.linspace(0.5, 0.9999, 400)
    return figures.grade_bits(p_step, {t: exam.grade_bits(p_step, 100, t) for t in exam.TEACHERS})


def exams_needed():
    """One class gives up."""
    classes = {
        ONE: ((10, 30), (33, 240), (28, 190), (38, 300)),
        ALL: ((10, 30, 100), (30, 61, 88), (27, 57, 84), (34, 66, 92)),
    }
    return figures.exams_needed(classes, {ONE: (100, 1_000)})


def text_by_year():
    """Four runs."""
    runs = (models.GPT_3, models.CHINCHILLA, models.LLAMA_2_7B, models.LLAMA_3_405B)
    read = {m.name: (m.year, m.n_tokens) for m in runs}
    return figures.text_by_year(read, 300e12, (1e14, 1e15), "19 times is left")


def density_by_context():
    """Three dense models."""
    context = np.geomspace(512, 1_048_576, 60)
    curves, flat = {}, {}
    for m in DENSE:
        flops = density.training_flops(m.n_total, 1)
        flat[m.name] = np.log2(m.vocab_size) / flops * 1e9
        flops = flops + density.attention_flops(m.n_layers, m.d_model, context.round())
        curves[m.name] = np.log2(m.vocab_size) / flops * 1e9
    return figures.density_by_context(context, curves, flat)


def density_by_size():
    """DeepSeek-V3 on both bases."""
    sizes = np.geomspace(1e8, 2e12, 50)
    marks = {
        m.name: (m.n_activated, density.supervisory_density(m.n_activated, m.vocab_size) * 1e9)
        for m in (models.GPT_2, *DENSE, V3)
    }
    marks["DeepSeek-V3, all"] = V3.n_total, 0.00422
    line = sizes, density.supervisory_density(sizes, 50_000) * 1e9
    return figures.density_by_size(line, marks, hollow=["DeepSeek-V3, all"])


def overhead_by_vocabulary():
    """The shape of Llama-2-7B."""
    vocab = np.geomspace(32_000, 2_048_000, 500).round()
    gain = 100 * (np.log2(vocab) / np.log2(32_000) - 1)
    cost = 100 * 4_096 * (vocab - 32_000) / 6.738e9
    change = 100 * ((1 + gain / 100) / (1 + cost / 100) - 1)
    return figures.overhead_by_vocabulary(vocab, gain, cost, change)


def growth_by_k():
    """Three models, two ways."""
    compute = {
        "GPT-2, bare heads": 1 + 0.0536 * (K - 1),
        "Llama-2-70B, bare heads": 1 + 0.0038 * (K - 1),
        "DeepSeek-V3, modules": 1 + 0.0436 * (K - 1),
    }
    return figures.growth_by_k(K, K, compute)


def loss_curves():
    """With the shift and without it."""
    steps = np.arange(150)
    honest, leak = 0.553 + 0.45 * np.exp(-steps / 12), 0.01 + 0.99 * np.exp(-steps / 14)
    curves = {"with the shift": honest, "without": leak}
    return figures.loss_curves({n: (c, c - 0.02, c + 0.02) for n, c in curves.items()}, 0.5533)


def gain_by_size():
    """Table S7 of Gloeckle et al."""
    gain = {"MBPP": (-0.8, -1.7, 0.6, 1.6, 2.1, 4.5), "HumanEval": (-0.7, -0.2, 0.2, 0, 1.0, 1.7)}
    return figures.gain_by_size(np.array(list(results.GLOECKLE_MBPP)), gain)


def ablation():
    """Table 4 of DeepSeek-AI 2024."""
    change = {
        name: tuple(100 * (after / before - 1) for before, after in pairs)
        for name, pairs in results.DEEPSEEK_ABLATION.items()
    }
    notes = {"Pile bits per byte": "the loss does not move", "HumanEval": "code gains most"}
    sizes = ("15.7B", "228.7B")
    return figures.ablation(results.DEEPSEEK_ABLATION, change, sizes, notes)


EXAMPLES = {
    draw.__name__: draw
    for draw in (
        exam_papers,
        two_bases,
        word_pairs,
        grade_bits,
        exams_needed,
        text_by_year,
        density_by_context,
        density_by_size,
        overhead_by_vocabulary,
        growth_by_k,
        loss_curves,
        gain_by_size,
        ablation,
    )
}
