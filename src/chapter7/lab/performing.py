"""From experiments to their records, in several processes; a run that is done is not made again."""

import importlib
import json
import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

import torch
from tqdm.auto import tqdm

from chapter7 import _contracts
from chapter7.lab import records
from chapter7.lab.experiment import Experiment
from chapter7.lab.records import Record

TUNABLES = "GLIBC_TUNABLES"
HEAP = {"mmap_threshold": 1 << 25, "trim_threshold": 1 << 32, "top_pad": 1 << 26, "hugetlb": 1}
KEEPING = ":".join(f"glibc.malloc.{name}={value}" for name, value in HEAP.items())
"""On Linux, memory that a step frees is kept for the next one: a wide model's runs take up to a
seventh less time, and give the same numbers."""


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
    _begin()
    shelf = _Shelf(experiment, scratch, changed)
    for variant, seed in tqdm(shelf.runs, desc=experiment.name, unit="run"):
        if shelf.kept(variant, seed) is None:
            shelf.make(variant, seed)
    return _recorded(shelf, folder)


def perform_all(
    experiments: Iterable[Experiment],
    *,
    scratch: Path,
    folder: Path = records.KEPT,
    jobs: int | None = None,
) -> Iterator[Record]:
    """Like `perform`, with the runs of all experiments shared out among processes.

    Each run has a process, one thread and the numbers that it has alone. What is done is kept,
    however this ends. When an experiment's last run is done, its record is written.

    Args:
        experiments: each its module's EXPERIMENT, since another process finds it by that name.
        scratch, folder: as in `perform`.
        jobs: processes; None: one for each core that this process may use.
    Returns: records, as they are written.
    What a run raises is raised here, after those under way are done.
    """
    jobs = cores() if jobs is None else _contracts.count("jobs", jobs, 1)
    _begin()
    shelves = [_Shelf(experiment, scratch, {}) for experiment in experiments]
    lacking = [[run for run in shelf.runs if shelf.kept(*run) is None] for shelf in shelves]
    for shelf, runs in zip(shelves, lacking, strict=True):
        if not runs:
            yield _recorded(shelf, folder)
    with processes(jobs) as pool:
        asked: dict[Future, int] = {
            pool.submit(_make_apart, shelf.experiment.module, scratch, *run): which
            for which, (shelf, runs) in enumerate(zip(shelves, lacking, strict=True))
            for run in runs
        }
        left = [len(runs) for runs in lacking]
        try:
            for future in tqdm(as_completed(asked), total=len(asked), unit="run"):
                future.result()
                left[asked[future]] -= 1
                if left[asked[future]] == 0:
                    yield _recorded(shelves[asked[future]], folder)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def recorded_so_far(
    experiment: Experiment, *, scratch: Path, folder: Path = records.KEPT, **changed: object
) -> Record:
    """Makes the record in `folder` of the runs that are in `scratch`, and no further one.

    Args: as in `perform`.
    Raises: ValueError: there is no run.
    """
    return _recorded(_Shelf(experiment, scratch, changed), folder)


@contextmanager
def processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """`jobs` fresh processes of one thread each, for runs; who has set GLIBC_TUNABLES keeps it."""
    is_ours = TUNABLES not in os.environ
    if is_ours:
        os.environ[TUNABLES] = KEEPING  # read when a process starts
    # Threads of PyTorch's do not survive a fork.
    spawn = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_begin) as pool:
            yield pool
    finally:
        if is_ours:
            del os.environ[TUNABLES]


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Shelf:
    """Where an experiment's runs are kept, and the code and settings they must be made with."""

    def __init__(self, experiment: Experiment, scratch: Path, changed: dict) -> None:
        self.experiment, self.changed = experiment, changed
        self.folder, self.code = scratch / experiment.name, records.code_sha(experiment.module)
        self.settings = experiment.settings | changed
        self.runs = [
            (variant, seed) for seed in experiment.seeds for variant in experiment.variants
        ]

        if len({self._path(*run) for run in self.runs}) < len(self.runs):
            raise ValueError(
                f"variants need names that files can have: {list(experiment.variants)}"
            )

    def kept(self, variant: str, seed: int) -> dict | None:
        """The run, if it was made."""
        path = self._path(variant, seed)
        if not path.is_file():
            return None
        kept = json.loads(path.read_text(encoding="utf-8"))
        return kept["run"] if kept["key"] == json.loads(json.dumps(self._key(variant))) else None

    def make(self, variant: str, seed: int) -> None:
        """Makes the run and keeps it."""
        wall, cpu = time.perf_counter(), time.process_time()
        found, training = self.experiment.made(variant, seed, **self.changed)
        run = {
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
        path = self._path(variant, seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.part")
        draft.write_text(json.dumps({"key": self._key(variant), "run": run}), encoding="utf-8")
        os.replace(draft, path)  # whole or not at all: half a run must not pass for one

    def _path(self, variant: str, seed: int) -> Path:
        name = "".join(c if c.isalnum() or c in ".-" else "_" for c in variant)
        return self.folder / f"{name}-{seed}.json"

    def _key(self, variant: str) -> dict:
        return {"code": self.code, "settings": self.settings | self.experiment.variants[variant]}


def _begin() -> None:
    torch.set_num_threads(1)


def _make_apart(module: str, scratch: Path, variant: str, seed: int) -> None:
    """One run in a process of its own."""
    _Shelf(importlib.import_module(module).EXPERIMENT, scratch, {}).make(variant, seed)


def _recorded(shelf: _Shelf, folder: Path) -> Record:
    experiment = shelf.experiment
    runs = [run for run in (shelf.kept(*run) for run in shelf.runs) if run is not None]
    if not runs:
        raise ValueError(f"{shelf.folder} holds no run of {experiment.name!r} by this code")
    record = Record(
        name=experiment.name,
        question=experiment.question,
        settings=shelf.settings | {"variants": experiment.variants},
        runs=runs,
        small=experiment.repeated(),
        code=shelf.code,
        corpus=experiment.corpus(),
        versions=records.versions(),
        wall_seconds=round(sum(run["wall_seconds"] for run in runs), 1),
        cpu_seconds=round(sum(run["cpu_seconds"] for run in runs), 1),
        flops=sum(run["flops"] for run in runs),
    )
    records.save_record(record, folder)
    return record
