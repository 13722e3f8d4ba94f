"""How long `make experiments` takes. Usage: python -m bench.experiments; writes experiments.md.

Of each recorded experiment one run is made again, the one with the middle count of FLOPs, by as
many processes as there are cores, as `make experiments` makes them. Its processor time, beside what
the record's runs of its variant took for as many FLOPs, scales the recorded sum: records come from
several machines, and other programs ran beside some of them. What needs a GPU is left out.
"""

import os
import platform
import time
from pathlib import Path

import torch

from bench import table
from chapter7.lab import records
from chapter7.lab.experiments import experiments
from chapter7.lab.performing import cores, processes

KEPT = Path(__file__).with_name("experiments.md")
TEXTS = ("n_characters", "vocab_size")
"""What of an experiment's small settings makes another text of it."""


def middle(runs: list[dict]) -> dict:
    """The run with the middle count of FLOPs."""
    return sorted(runs, key=lambda run: run["flops"])[len(runs) // 2]


def then(run: dict, runs: list[dict]) -> float:
    """Processor seconds of `run` at the mean speed at which its variant was recorded.

    Its own recorded ones where FLOPs are not counted.
    """
    alike = [other for other in runs if other["variant"] == run["variant"]]
    flops, seconds = (sum(other[of] for other in alike) for of in ("flops", "cpu_seconds"))
    return seconds * run["flops"] / flops if flops else run["cpu_seconds"]


def again(name: str, variant: str, seed: int) -> float:
    """Processor seconds of one run, as `make experiments` makes it.

    A small one on the same text goes before it: a text is cut into byte pairs once a process, and
    not once a run.
    """
    experiment = experiments()[name]
    brief = {name: value for name, value in experiment.small.items() if name not in TEXTS}
    experiment.made(variant, seed, **brief)
    began = time.process_time()
    experiment.made(variant, seed)
    return time.process_time() - began


def main() -> None:
    """Makes the runs and writes the table."""
    kept = {name: records.load_record(name) for name in experiments()}
    chosen = {name: middle(record.runs) for name, record in kept.items()}
    chosen = {name: run for name, run in chosen.items() if run["cpu_seconds"] > 0}
    longest_first = sorted(chosen, key=lambda name: -chosen[name]["cpu_seconds"])
    with processes(cores()) as pool:
        asked = {
            name: pool.submit(again, name, chosen[name]["variant"], chosen[name]["seed"])
            for name in longest_first
        }
        found = {name: future.result() for name, future in asked.items()}
    rows, whole = [], 0.0
    for name in sorted(found):
        runs, recorded = kept[name].runs, kept[name].cpu_seconds
        before = then(chosen[name], runs)
        estimate = recorded * found[name] / before
        whole += estimate
        counted = (recorded, before, found[name], estimate)
        rows.append([name, f"{len(runs)}", *(f"{seconds:,.0f}" for seconds in counted)])
    titles = ["experiment", "runs", "recorded, s", "one run, then", "now", "all runs now"]
    text = (
        f"# How long the experiments take\n\n{__doc__.split(chr(10), 2)[2]}\n"
        f"Processor seconds on {os.cpu_count()} cores, {platform.system()}, "
        f"torch {torch.__version__}.\n\n{table.table(titles, rows)}\n\n"
        f"All of them: {whole:,.0f} processor seconds, on two cores {whole / 7200:.1f} hours.\n"
    )
    KEPT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
