"""Records: kept whole, made by the code that is here, and repeated in the small."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import chapter7
from chapter7.lab import large, records
from chapter7.lab.__main__ import main
from chapter7.lab.experiments import experiments
from chapter7.lab.performing import (
    TUNABLES,
    cores,
    perform,
    perform_all,
    processes,
    recorded_so_far,
)
from chapter7.lab.records import Record
from tests.built import ROOT
from tests.lab import made_up

pytestmark = pytest.mark.xdist_group("corpus")  # with test_corpus.py: cleaning it takes seconds
EXPERIMENTS = experiments()
by_name = pytest.mark.parametrize("name", sorted(EXPERIMENTS))


def test_every_experiment_is_recorded_and_nothing_else():
    assert set(EXPERIMENTS) <= set(records.recorded()) <= {*EXPERIMENTS, large.EXPERIMENT.name}


@by_name
def test_a_record_was_made_by_the_code_that_is_here(name):
    """If it fails: `make experiments ONLY=name`, and read what has changed."""
    record, experiment = records.load_record(name), EXPERIMENTS[name]
    assert record.code == records.code_sha(experiment.module)
    settings = experiment.settings | {"variants": experiment.variants}
    assert record.settings == json.loads(json.dumps(settings))
    assert record.question == experiment.question
    assert record.corpus == experiment.corpus()
    made = sorted((run["variant"], run["seed"]) for run in record.runs)
    assert made == sorted((v, seed) for v in experiment.variants for seed in experiment.seeds)
    assert len(experiment.seeds) >= 5


@by_name
def test_a_small_run_of_each_experiment_comes_out_as_recorded(name):
    experiment = EXPERIMENTS[name]
    kept, found = records.load_record(name).small, experiment.repeated()
    assert (kept["variant"], kept["seed"]) == (found["variant"], found["seed"])
    assert kept["found"].keys() == found["found"].keys()
    for measure, value in kept["found"].items():
        again = found["found"][measure]
        np.testing.assert_allclose(again, value, rtol=0, atol=experiment.tolerance, err_msg=measure)


def performed(tmp_path, experiment=made_up.EXPERIMENT, **changed):
    return perform(experiment, scratch=tmp_path / "scratch", folder=tmp_path, **changed)


def test_a_record_comes_back_as_it_was_saved(tmp_path):
    made = performed(tmp_path)
    assert records.recorded(tmp_path) == ["made_up"]
    assert records.load_record("made_up", tmp_path) == made
    text = (tmp_path / "made_up.json").read_text(encoding="utf-8")
    assert sum('"seed"' in line for line in text.splitlines()) >= 10  # a run a line
    assert made.small == {"variant": "base", "seed": 0, "found": {"bits": 2.0, "pair": [0, 0.0]}}
    assert made.flops == 10 * 30
    assert made.runs[0]["bits"] == [[4.0, 5.0], [3.0, 4.0], [2.0]]
    assert {"python", "torch", "numpy", "machine", "threads"} == set(made.versions)
    with pytest.raises(FileNotFoundError, match=r"no record 'other'; there are \['made_up'\]"):
        records.load_record("other", tmp_path)


def test_means_have_intervals_and_differences_are_paired(tmp_path):
    record = performed(tmp_path)
    np.testing.assert_allclose(record.found("base", "bits"), [2.0, 2.1, 2.2, 2.3, 2.4])
    assert record.found("more", "pair").shape == (5, 2)
    mean, low, high = record.mean("more", "bits")
    assert mean == pytest.approx(1.7)
    assert low < mean < high
    # Seeds differ by .1, variants by .5 in each seed: paired, nothing is uncertain.
    np.testing.assert_allclose(record.difference("more", "base", "bits"), [-0.5] * 3, atol=1e-12)
    assert record.detectable("more", "base", "bits") == pytest.approx(0, abs=1e-12)
    with pytest.raises(KeyError, match="record 'made_up' has no variant 'less'"):
        record.mean("less", "bits")
    lacking = replace(record, runs=record.runs[:-1])
    with pytest.raises(ValueError, match="variants must share their seeds, got"):
        lacking.difference("more", "base", "bits")


def test_what_is_done_is_not_done_again(tmp_path):
    calls, power_cuts = [], [4]

    def counted(seed, **settings):
        calls.append((seed, settings["gain"]))
        if power_cuts == [len(calls)]:
            power_cuts.clear()
            raise RuntimeError("power cut")
        return made_up.found(seed, **settings)

    experiment = replace(made_up.EXPERIMENT, run=counted)
    with pytest.raises(RuntimeError, match="power cut"):
        performed(tmp_path, experiment)
    assert not (tmp_path / "made_up.json").exists()
    record = performed(tmp_path, experiment)
    assert len(calls) == 4 + 7 + 1  # the fourth again and the rest; and the small one
    calls.clear()
    assert record.runs == performed(tmp_path, experiment).runs  # the times are the same, too
    assert len(calls) == 1
    calls.clear()
    performed(tmp_path, experiment, steps=4)
    assert len(calls) == 10 + 1  # other settings, other runs
    performed(tmp_path, replace(experiment, module="chapter7.sources"), steps=4)
    assert len(calls) == 11 + 10 + 1  # other code


def without_times(record):
    fields = [{**run, "wall_seconds": 0, "cpu_seconds": 0} for run in record.runs]
    return replace(record, runs=fields, wall_seconds=0, cpu_seconds=0)


def test_processes_share_the_runs_and_make_the_same_record(tmp_path):
    alone = performed(tmp_path / "alone")
    place = {"scratch": tmp_path / "scratch", "folder": tmp_path}
    (together,) = perform_all([made_up.EXPERIMENT], jobs=2, **place)
    assert without_times(together) == without_times(alone)
    assert records.load_record("made_up", tmp_path) == together
    (again,) = perform_all([made_up.EXPERIMENT], jobs=2, **place)
    assert again == together  # the times are the same, too: no run was made again
    assert list(perform_all([], **place)) == []
    with pytest.raises(ValueError, match="jobs must be at least 1, got 0"):
        list(perform_all([], jobs=0, **place))
    assert 1 <= cores() <= os.cpu_count()


def test_processes_keep_freed_memory_unless_a_person_says_how(monkeypatch):
    monkeypatch.delenv(TUNABLES, raising=False)
    with processes(1) as pool:
        assert "glibc.malloc.trim_threshold=4294967296" in pool.submit(os.getenv, TUNABLES).result()
    assert TUNABLES not in os.environ
    monkeypatch.setenv(TUNABLES, "glibc.malloc.perturb=0")
    with processes(1) as pool:
        assert pool.submit(os.getenv, TUNABLES).result() == "glibc.malloc.perturb=0"
    assert os.environ[TUNABLES] == "glibc.malloc.perturb=0"


def test_a_run_that_fails_costs_no_other_one(tmp_path, monkeypatch):
    monkeypatch.setenv(made_up.FAILS, "4")  # the last of ten
    place = {"scratch": tmp_path / "scratch", "folder": tmp_path}
    with pytest.raises(RuntimeError, match="power cut"):
        list(perform_all([made_up.EXPERIMENT], jobs=2, **place))
    assert records.recorded(tmp_path) == []
    so_far = recorded_so_far(made_up.EXPERIMENT, **place)
    made = {(run["variant"], run["seed"]) for run in so_far.runs}
    assert made == {(v, seed) for v in ("base", "more") for seed in range(5)} - {("more", 4)}
    monkeypatch.delenv(made_up.FAILS)
    (whole,) = perform_all([made_up.EXPERIMENT], jobs=2, **place)
    assert whole.runs[:9] == so_far.runs
    assert len(whole.runs) == 10
    with pytest.raises(ValueError, match="holds no run of 'made_up' by this code"):
        recorded_so_far(made_up.EXPERIMENT, steps=4, **place)


def test_variants_need_names_that_files_can_have(tmp_path):
    same = replace(made_up.EXPERIMENT, variants={"a=1": {"gain": 0.0}, "a 1": {"gain": 0.5}})
    with pytest.raises(ValueError, match=r"names that files can have: \['a=1', 'a 1'\]"):
        performed(tmp_path, same)


CURVE = [[4.0, 6.0], [2.0, 4.0], [1.0, 3.0], [1.0], [1.0]]
THIN = [  # points -> means of equally many steps, by hand
    (1, [[1.8]]),
    (2, [[2.3333, 4.3333], [1.0]]),
    (5, CURVE),
    (9, CURVE),
]


@pytest.mark.parametrize(("points", "thin"), THIN)
def test_a_curve_is_thinned_by_means(points, thin):
    assert records.thinned(CURVE, points) == thin
    assert records.thinned([], points) == []


MODULES = {
    "one": '''"""A docstring."""
from chapter7.made.two import number


def f(x):
    return x + number
''',
    "two": "import math\n\nnumber = math.pi\n",
    "three": "unused = 1\n",
}
SAME = [
    ("one", "x + number", "(x +\n            number)  # a comment"),
    ("one", "A docstring", "Another docstring"),
    ("one", "def f(x):\n", 'def f(x):\n    """Adds."""\n'),
    ("three", "1", "2"),
]
OTHER = [("one", "x + number", "x - number"), ("two", "math.pi", "math.e")]


@pytest.fixture
def sha_of(tmp_path, monkeypatch):
    """The sha of module "one" of a small package, with a piece of a module replaced."""
    monkeypatch.setattr(chapter7, "__path__", [*chapter7.__path__, str(tmp_path)])
    folder = tmp_path / "made"

    def sha(name="one", old="", new=""):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "__init__.py").touch()
        for module, source in MODULES.items():
            changed = source.replace(old, new) if module == name and old else source
            assert changed != source or not old or module != name
            (folder / f"{module}.py").write_text(changed, encoding="utf-8")
        importlib.invalidate_caches()
        return records.code_sha("chapter7.made.one")

    yield sha
    for module in [name for name in sys.modules if name.startswith("chapter7.made")]:
        del sys.modules[module]
    records._is_ours.cache_clear()


@pytest.mark.parametrize(("name", "old", "new"), SAME)
def test_comments_docstrings_and_other_modules_leave_the_sha(sha_of, name, old, new):
    assert sha_of(name, old, new) == sha_of()


@pytest.mark.parametrize(("name", "old", "new"), OTHER)
def test_code_that_is_used_counts_however_far(sha_of, name, old, new):
    assert sha_of(name, old, new) != sha_of()


def test_the_modules_that_are_used_are_found():
    found = records.used_modules(["chapter7.losses"])
    assert {"chapter7.losses.logits", "chapter7.losses.rules", "chapter7.targets"} < found
    assert {"chapter7._contracts", "chapter7._contracts.numbers"} < found
    assert not found & {"chapter7", "chapter7.lab", "chapter7.sources", "torch"}


@by_name
def test_an_experiment_depends_on_no_page_and_no_record(name):
    """What records, pages or figures are made of must not make an experiment stale."""
    used = records.used_modules([EXPERIMENTS[name].module])
    assert "chapter7.lab.training" in used
    assert not used & {"chapter7.lab", "chapter7.lab.records", "chapter7.lab.performing"}
    assert not any(name.startswith(("chapter7.plots", "chapter7.ledger")) for name in used)


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (["--only", "nothing"], "invalid choice: 'nothing'"),
        (["--device", "cuda"], "--device needs --profile large"),
        (["--steps", "5"], "--steps needs --profile large"),
        (["--done"], "--done needs --profile large"),
        (["--profile", "large", "--only", "floors"], "--only and --jobs are of the small profile"),
    ],
)
def test_the_command_says_what_does_not_go_together(arguments, rule, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert rule in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "handed_on"),
    [
        ([], ""),
        (["ONLY=floors"], " --only floors"),
        (["ONLY=floors new_angeles", "JOBS=2"], " --only floors new_angeles --jobs 2"),
    ],
)
def test_make_hands_names_and_jobs_on(said, handed_on):
    # make that runs in another make would tell the folder, too
    command = ["make", "--no-print-directory", "-n", "experiments", *said]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    line = " ".join(done.stdout.split("\n")[-2].split())
    assert line.endswith(f"-m chapter7.lab{handed_on}")


def test_a_record_that_is_loaded_has_every_field():
    for name in records.recorded():
        record = records.load_record(name)
        assert isinstance(record, Record)
        assert record.wall_seconds > 0
        assert record.flops > 0 or name in ("logits_memory", "rounds")  # which train nothing
