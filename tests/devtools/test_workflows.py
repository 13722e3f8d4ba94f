"""What GitHub runs: the form of the workflows, how little they may, and the commands in them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from devtools import workflows
from devtools.git import git
from devtools.workflows import Machine
from tests.built import REPOSITORY, ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCHEMAS = {
    "vendor.github-workflows": FILES,
    "vendor.dependabot": [ROOT / ".github" / "dependabot.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}
PIN = re.compile(r"uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
WRITES = {  # what a job may write, and no other may
    "publish.deploy": {"pages", "id-token"},
    "publish.notebooks": {"contents"},
    "release.keep": {"contents", "actions"},
    "links.links": {"issues"},
}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def text(request) -> str:
    return request.param.read_text(encoding="utf-8")


def test_there_are_tests_publishing_releases_and_links():
    assert {path.stem for path in FILES} == {"test", "publish", "release", "links"}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_file_has_the_form_that_its_reader_wants(schema):
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", schema]
    done = subprocess.run([*command, *SCHEMAS[schema]], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_actions_are_githubs_own_and_pinned_by_commit(text):
    uses = [line for line in text.splitlines() if "uses:" in line]
    assert uses and [line for line in uses if not PIN.search(line)] == []


def test_one_action_is_one_commit_everywhere():
    found = {line for path in FILES for line in re.findall(r"(\S+)@(\w{40})", path.read_text())}
    assert len({name for name, _ in found}) == len(found)


def test_no_secret_but_the_built_in_token_is_used(text):
    assert "secrets." not in text
    given = {name for name in re.findall(r"\$\{\{\s*([\w.-]+)", text)}
    assert given <= {"github.ref", "github.token", "matrix.python", "steps.pages.outputs.page_url"}


def test_a_job_may_no_more_than_it_needs(text):
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert workflow["concurrency"]["group"]
    name = next(path.stem for path in FILES if path.read_text(encoding="utf-8") == text)
    for called, job in workflow["jobs"].items():
        rights = job.get("permissions", workflow["permissions"])
        written = {right for right, level in rights.items() if level == "write"}
        assert written == WRITES.get(f"{name}.{called}", set()) and job["timeout-minutes"] <= 120
        for step in job["steps"]:
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", "")  # nobody's words become commands


def test_every_supported_python_is_tested():
    job = yaml.safe_load((FILES[0].parent / "test.yml").read_text())["jobs"]["test"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert job["runs-on"].startswith("ubuntu-")


def test_dependencies_are_renewed_monthly_in_groups():
    updates = yaml.safe_load(SCHEMAS["vendor.dependabot"][0].read_text())["updates"]
    kinds = {update["package-ecosystem"] for update in updates}
    assert kinds == {"pip", "npm", "github-actions", "devcontainers"}
    assert all(u["schedule"]["interval"] == "monthly" and u["groups"] for u in updates)


def test_the_dev_container_uses_the_same_commands_as_everybody():
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    settings = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))
    commands = [settings[key] for key in settings if key.endswith("Command")]
    assert commands == [".ci/packages", "make html", "make lab"]
    assert settings["forwardPorts"] == [8888]  # where JupyterLab begins to look for a port


def test_what_is_called_is_there(text):
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for job in yaml.safe_load(text)["jobs"].values():
        for command in [step["run"] for step in job["steps"] if "run" in step]:
            assert set(re.findall(r"\bmake ([a-z-]+)", command)) <= set(targets)
            for path in re.findall(r"(?<!\S)\.(?:ci|github)/\S+", command):
                assert (ROOT / path).stat().st_mode & 0o111, path
            for module in re.findall(r"-m (devtools\.\w+)", command):
                assert (ROOT / f"{module.replace('.', '/')}.py").is_file()


def test_the_address_is_named_in_one_setting():
    owner, name = REPOSITORY.split("/")[-2:]
    addresses = ("-e", f"{owner}/{name}", "-e", f"{owner}.github.io")
    found = subprocess.run(
        ["git", "-C", ROOT, "grep", "-lF", *addresses], capture_output=True, text=True
    )
    assert set(found.stdout.split()) == {"_config.yml", "README.md", "CITATION.cff"}


SITE = r"""
mkdir -p _build/site/book _build/notebooks _build/forms
echo form > _build/forms/book.pdf
echo '<p class="version">Version 0.1.0. </p>' > _build/site/book/index.html
echo "$*" >> "$GH_ASKED"
"""
"""In place of make: what it leaves, in small."""
PACKAGES = ".ci/packages"


def jobs(workflow: str, machine: Machine) -> list[str]:
    """Runs all jobs of a workflow; what `make` and `gh` were asked."""
    for _, name, job in workflows.jobs([workflow]):
        steps = [step for step in job["steps"] if step.get("run") != PACKAGES]
        clone = machine.clone(name)
        (clone / ".venv").symlink_to(Path(sys.executable).parents[1])
        workflows.run(machine, name, {**job, "steps": steps}, clone)
    return machine.asked.read_text(encoding="utf-8").splitlines()


def test_the_website_is_published(tmp_path):
    asked = jobs("publish", Machine(tmp_path, stubs={"make": SITE}))
    assert asked == ["forms", "auth setup-git", "publish"]


def test_a_tag_is_kept_offered_and_published(tmp_path):
    machine = Machine(tmp_path, tag="v0.1.0", stubs={"make": SITE})
    give_the_changelog_a_day(machine)
    about = "--verify-tag --title v0.1.0 --notes-file _build/notes.md _build/forms/book.pdf"
    assert jobs("release", machine) == [
        "forms",
        "auth setup-git",
        f"release create v0.1.0 {about}",
        "workflow run publish.yml --ref main",
    ]
    assert "Version 0.1.0, 2026-05-17" in (machine.artifacts / "release/notes.md").read_text()
    kept = ("ls-tree", "-r", "--name-only", "versions")
    assert git(machine.remote, *kept) == "v/0.1.0/book/index.html"


def give_the_changelog_a_day(machine: Machine) -> None:
    """Releases version 0.1.0 in the changelog of the remote."""
    clone = machine.clone("changelog")
    path = clone / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8")
    released = re.sub(r"(?s)## \[Unreleased\].*?(?=## \[0\.1\.0\])", "", text)
    path.write_text(released.replace("[0.1.0] - unreleased", "[0.1.0] - 2026-05-17"))
    git(clone, "commit", "--quiet", "--all", "--message=Release")
    git(clone, "push", "--quiet", "origin", "main")


LINKS = "mkdir -p _build && printf '%s' \"$REPORT\" > _build/links.md"


@pytest.mark.parametrize(
    ("report", "open_issue", "wanted"),
    [
        ("- a link", "", "issue create --title"),
        ("- a link", "7", "issue edit 7 --body-file _build/links.md"),
        ("", "7", "issue close 7 --comment All links answer again."),
        ("", "", "issue list"),
    ],
)
def test_lost_links_stand_in_one_issue(tmp_path, monkeypatch, report, open_issue, wanted):
    monkeypatch.setenv("REPORT", report)
    gh = f'printf "%s\\n" "$*" >> "$GH_ASKED"; [ "$2" = list ] && echo {open_issue}; true'
    asked = jobs("links", Machine(tmp_path, stubs={"make": LINKS, "gh": gh}))
    assert asked[-1].startswith(wanted) and len(asked) == (1 if wanted == "issue list" else 2)
