"""nbgrader in an environment of its own, made when it is first asked for.

It brings JupyterLab extensions with it, which the book's own JupyterLab must not have. All
packages that it shares with the project's environment are read from there.
"""

import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv" / "nbgrader"
OWN = ("nbgrader", "alembic", "mako", "notebook", "rapidfuzz")


def nbgrader():
    """The path of nbgrader's command."""
    command = FOLDER / "bin" / "nbgrader"
    if not command.exists():
        venv.create(FOLDER, with_pip=True, symlinks=True, clear=True)
        python = FOLDER / "bin" / "python"
        ask = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        packages = Path(subprocess.check_output(ask, text=True).strip())
        (packages / "project.pth").write_text(sysconfig.get_path("purelib") + "\n")
        pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
        pinned = [re.search(rf"^{name}==\S+", pins, re.M)[0] for name in OWN]
        install = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*install, "--no-deps", *pinned], check=True)
    return command


if __name__ == "__main__":
    print(nbgrader(), file=sys.stdout)
