"""Runs the commands of .github/workflows/ here, in a clean clone, as GitHub would.

    workflows.py [WORKFLOW | WORKFLOW.JOB]...     all of them, if none is named

Each job gets a clone of the present commit, whose `origin` is a repository made for it. Artifacts
go from job to job. `gh` is replaced by a script that notes what it was asked, `sudo` by one that
needs no password. A matrix is run with the Python that is here. Of the workflow `release` only a
commit that is tagged can be tried.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from devtools.git import git

ROOT = Path(__file__).parent.parent
WORKFLOWS = ROOT / ".github" / "workflows"
STUBS = {
    "gh": 'printf "%s\\n" "$*" >> "$GH_ASKED"',
    "sudo": 'exec "$@"',
}
SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
"""As GitHub runs a block for which no other shell is named."""


@dataclass
class Machine:
    """What the jobs of a workflow share.

    Args:
        folder: empty; everything happens in it.
        tag: what was pushed, if it was a tag.
        stubs: what stands in for commands, as shell scripts by their names.
    """

    folder: Path
    tag: str = ""
    stubs: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.remote, self.artifacts = self.folder / "remote", self.folder / "artifacts"
        self.asked = self.folder / "asked"
        self.asked.touch()
        git(ROOT, "clone", "--quiet", "--bare", "--no-hardlinks", str(ROOT), str(self.remote))
        git(self.remote, "branch", "--force", "main", git(ROOT, "rev-parse", "HEAD"))
        for name, text in {**STUBS, **self.stubs}.items():
            path = self.folder / "bin" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/usr/bin/env bash\n{text}\n", encoding="utf-8")
            path.chmod(0o755)

    def clone(self, name: str) -> Path:
        """A clean clone for a job."""
        clone = self.folder / name
        git(ROOT, "clone", "--quiet", "--branch", "main", str(self.remote), str(clone))
        for key in ("user.name", "user.email"):
            git(clone, "config", key, "x@example.org")
        return clone

    def environment(self, job: Mapping) -> dict[str, str]:
        """The variables that a job's commands see."""
        told = {name: "a-token" for name in job.get("env", {})}
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            **told,
            "CI": "true",
            "GH_ASKED": str(self.asked),
            "GITHUB_REF_NAME": self.tag or "main",
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
        }


def jobs(names: Iterable[str] = ()) -> Iterator[tuple[str, str, dict]]:
    """The jobs of all workflows, or of those that are named, each after those that it needs.

    Raises: ValueError: a name is neither a workflow nor a workflow and its job.
    """
    wanted, seen = set(names), set()
    for path in sorted(WORKFLOWS.glob("*.yml")):
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            called = {path.stem, f"{path.stem}.{name}"}
            seen |= called
            if not wanted or wanted & called:
                yield path.stem, name, job
    if unknown := wanted - seen:
        raise ValueError(f"no workflow or job {sorted(unknown)[0]!r}; there are {sorted(seen)}")


def run(machine: Machine, name: str, job: Mapping, clone: Path) -> None:
    """Runs a job's commands in a clone, and moves its artifacts.

    Raises: subprocess.CalledProcessError: a command failed; what it said went where ours goes.
    """
    for step in job["steps"]:
        action, given = step.get("uses", "").partition("@")[0], step.get("with", {})
        if "run" in step:
            print(f"{name}: {step['run'].strip()}", flush=True)
            environment = machine.environment(job)
            subprocess.run([*SHELL, step["run"]], cwd=clone, env=environment, check=True)
        elif action == "actions/upload-artifact":
            for path in given["path"].split():
                copied(clone / path, machine.artifacts / given["name"] / Path(path).name)
        elif action == "actions/download-artifact":
            copied(machine.artifacts / given["name"], clone / given["path"])
        elif action == "actions/upload-pages-artifact" and not (clone / given["path"]).is_dir():
            raise FileNotFoundError(f"{name}: there is no website in {given['path']}")


def copied(source: Path, target: Path) -> None:
    """Copies a file or a folder, as an artifact is; where one path is given, its content."""
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def main(names: list[str]) -> None:
    """Runs what is named, workflow by workflow."""
    with tempfile.TemporaryDirectory() as scratch:
        machines: dict[str, Machine] = {}
        tag = git(ROOT, "tag", "--points-at", "HEAD").partition("\n")[0]
        for workflow, name, job in list(jobs(names)):
            if workflow == "release" and not tag:
                print(f"{workflow}.{name}: not run, the present commit has no tag")
                continue
            if workflow not in machines:
                (Path(scratch) / workflow).mkdir()
                machines[workflow] = Machine(Path(scratch) / workflow, tag=tag)
            machine = machines[workflow]
            run(machine, f"{workflow}.{name}", job, machine.clone(name))
            for line in machine.asked.read_text(encoding="utf-8").splitlines():
                print(f"{workflow}.{name} asked: gh {line}")
            machine.asked.write_text("", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
