"""What a newcomer runs first: the commands, the address, the environments."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from devtools import address

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(*command: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


def test_make_alone_lists_the_commands():
    listed = run("make").stdout
    for target in ("book", "html", "test", "check", "clean", "bench", "lab", "author", "lock"):
        assert re.search(rf"^  make {target} +\S", listed, re.M), target


def test_readme_names_two_set_up_commands_and_no_other():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", readme, re.S)
    made = re.findall(r"^\$? ?(make \w+)", "\n".join(blocks), re.M)
    assert made[:2] == ["make book", "make test"] and set(made) == {"make book", "make test"}
    assert not re.search(r"pip install|apt-get install|conda create", "\n".join(blocks))


def test_the_repositorys_address_is_the_same_everywhere():
    checked = run(sys.executable, "-m", "devtools.address", "--check")
    assert checked.returncode == 0, checked.stdout
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    theme = config["sphinx"]["config"]["html_theme_options"]
    assert "repository_url" not in theme, "the address would stand in two places"


def test_an_address_is_carried_over():
    text = "[b](https://mybinder.org/v2/gh/a/b/main?x) https://github.com/a/b/issues"
    text += " https://colab.research.google.com/github/a/b/blob/x.ipynb"
    assert address.stamped(text, "https://github.com/org/new") == (
        "[b](https://mybinder.org/v2/gh/org/new/main?x) https://github.com/org/new/issues"
        " https://colab.research.google.com/github/org/new/blob/x.ipynb"
    )


@pytest.mark.parametrize(
    ("python", "words"),
    [("no-such-python", "There is no 'no-such-python' here"), ("old", "Python 3.9 will not do")],
)
def test_set_up_says_which_python_it_needs(tmp_path, python, words):
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\necho 3.9\n")
    old.chmod(0o755)
    named = str(old) if python == "old" else python
    done = run("bash", "devtools/setup.sh", named, str(tmp_path / "venv"))
    assert done.returncode == 1 and words in done.stderr
    assert not (tmp_path / "venv").exists()


def test_without_a_browser_the_tests_say_how_to_get_one():
    done = run(sys.executable, "-m", "devtools.chromium", env={"PATH": "/nowhere"})
    assert done.returncode != 0 and "apt-get install chromium" in done.stderr


def test_every_version_is_pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert any("make lock" in line for line in lines if line.startswith("#"))
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 100 and all(re.match(r"[\w.-]+==[\w.]+( ;|$)", line) for line in pins)
    names = {line.split("==")[0] for line in pins}
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]
    assert {re.match(r"[\w-]+", w)[0].lower() for w in wanted} <= names | {PROJECT["name"]}


def test_binder_gets_what_the_pages_import():
    names = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    names = {re.match(r"[\w-]+", name)[0] for name in names}
    conda = {"torch": "pytorch-cpu", "matplotlib": "matplotlib-base"}
    wanted = {re.match(r"[\w-]+", d)[0].lower() for d in PROJECT["dependencies"]}
    assert {conda.get(name, name) for name in wanted} <= names
    # What runs a notebook and installs the package; nothing that only the website needs.
    assert names == {conda.get(n, n) for n in wanted} | {
        "python",
        "pip",
        "setuptools",
        "jupyterlab",
    }


def test_nothing_that_is_committed_names_a_machine_or_a_registry():
    # Written in two halves: this file is committed, too.
    words = ["/work/" + "main", "/root/" + ".", "pypi" + ".org", "registry.npmjs" + ".org"]
    found = run("git", "grep", "-nIF", *(x for word in words for x in ("-e", word)))
    assert found.stdout == ""


def test_at_home_the_source_of_a_page_opens_as_a_notebook():
    settings = Path(sys.prefix, "etc", "jupyter", "labconfig", "default_setting_overrides.json")
    viewers = json.loads(settings.read_text(encoding="utf-8"))
    (plugin,) = viewers.values()
    assert plugin["defaultViewers"]["markdown"] == "Jupytext Notebook"
