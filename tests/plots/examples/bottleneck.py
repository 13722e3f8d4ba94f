"""The figures of 7.1."""

import numpy as np

from chapter7.plots import bottleneck as figures

K = np.arange(1, 5)
INTERVAL = (K * 0.1, K * 0.05, K * 0.15)
EXAMPLES = {
    "grade_bits": lambda: figures.grade_bits(K / 5, {"a": K, "b": K * 2}),
    "exams_needed": lambda: figures.exams_needed(
        {"a": (K, *INTERVAL), "b": (K, *INTERVAL)}, {"a": (5, 9)}
    ),
    "ablation": lambda: figures.ablation({"a": (1.0, 2.0), "b": (0.0, -1.0)}, ("small", "large")),
    "density_by_context": lambda: figures.density_by_context(
        K, {"a": K, "b": 2 * K}, {"a": 1, "b": 2}
    ),
    "density_by_size": lambda: figures.density_by_size((K, 1 / K), {"a": (1, 1), "b": (2, 0.5)}),
    "floors_by_tokens": lambda: figures.floors_by_tokens(K, K, 2 * K, 3 * K),
    "overhead_by_vocabulary": lambda: figures.overhead_by_vocabulary(K, K, 2 * K),
    "density_ladder": lambda: figures.density_ladder(
        {"a": 1, "b": 2}, {"a": "one", "b": "two"}, hollow=["b"]
    ),
    "growth_by_k": lambda: figures.growth_by_k(K, K, {"a": K / 2, "b": K / 3}),
    "loss_curves": lambda: figures.loss_curves({"a": INTERVAL, "b": INTERVAL}, 0.2),
    "gain_by_size": lambda: figures.gain_by_size(K, {"a": K - 2, "b": 2 - K}),
    "density_by_year": lambda: figures.density_by_year({"a": (2019, 1), "b": (2021, 0.1)}),
}
