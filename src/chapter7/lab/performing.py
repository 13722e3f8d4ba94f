"""From an experiment to its record; a run that is done is not made again."""

import json
import os
import time
from pathlib import Path

import torch
from tqdm.auto import tqdm

from chapter7.lab import records
from chapter7.lab.experiment import Experiment
from chapter7.lab.records import Record


def perform(
    experiment: Experiment, *, scratch: Path, folder: Path = records.KEPT, **changed: object
) -> Record:
    """Makes the runs that are not yet in `scratch`, on one thread, and the record in `folder`.

    Args:
        scratch: where each run is kept when it is done; those of other code or settings are made
            again.
        folder: where the record goes.
        changed: settings instead of the experiment's own.
    """
    code = records.code_sha(experiment.module)
    settings = experiment.settings | changed
    torch.set_num_threads(1)
    todo = [(variant, seed) for seed in experiment.seeds for variant in experiment.variants]
    runs = []
    for variant, seed in tqdm(todo, desc=experiment.name, unit="run"):
        key = {"code": code, "settings": settings | experiment.variants[variant]}
        path = scratch / experiment.name / f"{_as_file(variant)}-{seed}.json"
        run = _kept(path, key)
        if run is None:
            run = _timed(experiment, variant, seed, changed)
            _keep(path, key, run)
        runs.append(run)
    record = Record(
        name=experiment.name,
        question=experiment.question,
        settings=settings | {"variants": experiment.variants},
        runs=runs,
        small=experiment.repeated(),
        code=code,
        corpus=experiment.corpus(),
        versions=records.versions(),
        wall_seconds=round(sum(run["wall_seconds"] for run in runs), 1),
        cpu_seconds=round(sum(run["cpu_seconds"] for run in runs), 1),
        flops=sum(run["flops"] for run in runs),
    )
    records.save_record(record, folder)
    return record


def _timed(experiment: Experiment, variant: str, seed: int, changed: dict) -> dict:
    wall, cpu = time.perf_counter(), time.process_time()
    found, training = experiment.made(variant, seed, **changed)
    return {
        "variant": variant,
        "seed": seed,
        "found": found,
        "steps": training.steps,
        "bits": records.thinned(training.bits),
        "probes": training.probes,
        "flops": training.flops,
        "wall_seconds": round(time.perf_counter() - wall, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
    }


def _kept(path: Path, key: dict) -> dict | None:
    """The run that was made with the same code and settings, if one was."""
    if not path.is_file():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return kept["run"] if kept["key"] == json.loads(json.dumps(key)) else None


def _keep(path: Path, key: dict, run: dict) -> None:
    """Whole or not at all: an interrupted run must not pass for one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps({"key": key, "run": run}), encoding="utf-8")
    os.replace(draft, path)


def _as_file(variant: str) -> str:
    return "".join(c if c.isalnum() or c in ".-" else "_" for c in variant)
