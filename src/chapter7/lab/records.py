"""Recorded runs: what an experiment found, with all that is needed to judge and to repeat it.

A record is a JSON file in the package. Pages read it; `python -m chapter7.lab` makes it anew.
"""

import ast
import hashlib
import importlib.util
import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import torch

from chapter7 import _contracts, intervals
from chapter7._contracts import Number

KEPT = Path(str(resources.files("chapter7.lab"))) / "recorded"
IGNORED = ("ctx", "kind", "type_comment", "type_ignores", "type_params")
"""Fields of syntax trees that differ between versions of Python, or say nothing that is run."""


@dataclass(frozen=True)
class Record:
    """One experiment's runs.

    A run is a dict: "variant", "seed", "found" (name -> number or list of them), and what `Run`
    holds of its training, its curve thinned out.
    """

    name: str
    question: str
    settings: dict
    """What all variants share; "variants" has what each adds."""
    runs: list[dict]
    small: dict
    """A run small enough for a test to repeat, with "variant", "seed" and what it "found"."""
    code: str
    """`code_sha` of the experiment's module when the runs were made."""
    corpus: dict
    """Name of each text that was read -> its sha256."""
    versions: dict
    wall_seconds: float
    cpu_seconds: float
    flops: float

    def found(self, variant: str, name: str) -> np.ndarray:
        """What the runs of `variant` found under `name`: (seeds, ...), in the order of the seeds.

        Raises: KeyError: there is no such variant, or it has found nothing of that name.
        """
        rows = [(run["seed"], run["found"][name]) for run in self.runs if run["variant"] == variant]
        if not rows:
            raise KeyError(f"record {self.name!r} has no variant {variant!r}")
        return np.array([value for _, value in sorted(rows, key=lambda row: row[0])])

    def mean(self, variant: str, name: str) -> tuple[Number, Number, Number]:
        """Mean over the seeds with its 95 % interval: `chapter7.intervals.student_mean`."""
        return intervals.student_mean(self.found(variant, name))

    def difference(self, variant: str, baseline: str, name: str) -> tuple[Number, Number, Number]:
        """Mean of `variant` less `baseline` with its interval, seed by seed.

        Runs of one seed share their data and their first values: the difference is paired.

        Raises: ValueError: the two were run with different seeds.
        """
        return intervals.student_mean(self._paired(variant, baseline, name))

    def detectable(self, variant: str, baseline: str, name: str) -> Number:
        """The smallest true difference that these seeds would have shown in four trials of five.

        Raises: ValueError: the two were run with different seeds.
        """
        return intervals.detectable_difference(self._paired(variant, baseline, name))

    def _paired(self, variant: str, baseline: str, name: str) -> np.ndarray:
        seeds = [
            sorted(run["seed"] for run in self.runs if run["variant"] == one)
            for one in (variant, baseline)
        ]
        if seeds[0] != seeds[1]:
            raise ValueError(f"variants must share their seeds, got {seeds[0]} and {seeds[1]}")
        return self.found(variant, name) - self.found(baseline, name)


def save_record(record: Record, folder: Path = KEPT) -> Path:
    """Writes `record` as JSON, a run a line; the file's path."""
    fields = asdict(record)
    runs = ",\n".join(json.dumps(run) for run in fields.pop("runs"))
    head = json.dumps(fields, indent=1).removesuffix("\n}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record.name}.json"
    path.write_text(f'{head},\n "runs": [\n{runs}\n]}}\n', encoding="utf-8")
    return path


def load_record(name: str, folder: Path = KEPT) -> Record:
    """The record of that name.

    Raises: FileNotFoundError: there is none; the message names those that are.
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        raise FileNotFoundError(f"no record {name!r}; there are {recorded(folder)}")
    return Record(**json.loads(path.read_text(encoding="utf-8")))


def recorded(folder: Path = KEPT) -> list[str]:
    """The names of all records."""
    return sorted(path.stem for path in folder.glob("*.json"))


def versions() -> dict:
    """What numbers may depend on: Python, libraries, processor."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "machine": f"{platform.system()} {platform.machine()}",
        "threads": torch.get_num_threads(),
    }


def thinned(curve: Sequence[Sequence[float]], points: int = 50) -> list[list[float]]:
    """A training curve as at most `points` means of equally many steps, to four decimals.

    Args: curve: per step the offsets' losses; where a step has fewer, the others are left out.
    """
    points = _contracts.count("points", points, 1)
    if not curve:
        return []
    parts = np.array_split(np.arange(len(curve)), min(points, len(curve)))
    thin = []
    for part in parts:
        rows = [curve[step] for step in part]
        k = min(map(len, rows))
        thin.append(np.mean([row[:k] for row in rows], axis=0).round(4).tolist())
    return thin


def code_sha(module: str) -> str:
    """sha256 of the syntax trees of `module` and of all of `chapter7` that it imports, however far.

    Comments, docstrings, layout and modules that are not used do not count, nor does the version of
    Python.
    """
    trees = (f"{name} {_tree(name)}" for name in sorted(used_modules([module])))
    return hashlib.sha256("\n".join(trees).encode()).hexdigest()


def used_modules(modules: Iterable[str]) -> set[str]:
    """`modules` and those of `chapter7` that they import, directly or through others."""
    left, found = list(modules), set()
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _imports(name)
    return found


def _imports(module: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(_source(module))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            submodules = {f"{node.module}.{alias.name}" for alias in node.names}
            submodules = {name for name in submodules if _is_ours(name)}
            names |= submodules
            if len(submodules) < len(node.names):
                names.add(node.module)
    return {name for name in names if _is_ours(name)}


@cache
def _is_ours(name: str) -> bool:
    if name.split(".")[0] != "chapter7":
        return False
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # a name inside a module, not one of a package
        return False


def _source(module: str) -> str:
    return Path(importlib.util.find_spec(module).origin).read_text(encoding="utf-8")


def _tree(module: str) -> str:
    return _written(ast.parse(_source(module)))


def _written(node: object) -> str:
    """A syntax tree as text; `ast.dump` writes the same tree otherwise in another Python."""
    if isinstance(node, list):
        return f"[{','.join(_written(part) for part in node if not _is_docstring(part))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    kept = {
        name: value
        for name, value in fields.items()
        if name not in IGNORED and value is not None and value != []
    }
    inner = ",".join(f"{name}={_written(value)}" for name, value in kept.items())
    return f"{type(node).__name__}({inner})"


def _is_docstring(node: object) -> bool:
    """Whether it is a string alone: of a module, a class, a function or the name above it."""
    is_constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_constant and isinstance(node.value.value, str)
