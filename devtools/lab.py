"""Opens JupyterLab on the notebooks that readers run, or on the folder that is named.

The notebooks are opened as copies in `lab/`, so that a new build takes nothing away that a reader
wrote. A copy that nobody changed is renewed.
"""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
EDITION = ROOT / "_build" / "notebooks"
COPIES = ROOT / "lab"


def renew(edition: Path, copies: Path) -> list[Path]:
    """Brings the copies up to date; those that a reader has changed, which stay as they are.

    What was copied is noted in a hidden file beside the copies.
    """
    note = copies / ".copied.json"
    copied = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    changed = []
    for source in sorted(edition.rglob("*.ipynb")):
        name = source.relative_to(edition).as_posix()
        target = copies / name
        if target.exists() and digest(target) not in (copied.get(name), digest(source)):
            changed.append(target)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        copied[name] = digest(source)
    note.write_text(json.dumps(copied, indent=1), encoding="utf-8")
    return changed


def digest(path: Path) -> str:
    """A name for the content of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def renewed_copies() -> Path:
    """The folder of the copies, renewed; says which ones were kept."""
    COPIES.mkdir(exist_ok=True)
    for path in renew(EDITION, COPIES):
        print(f"kept as you changed it: {path.relative_to(ROOT)} (delete it to get the new one)")
    return COPIES


def become_jupyterlab(folder: Path) -> None:
    """Replaces this process by JupyterLab on `folder`, which takes the next free port."""
    command = [str(ROOT / ".venv" / "bin" / "jupyter"), "lab", str(folder)]
    if os.geteuid() == 0:  # as in most containers: Jupyter would refuse
        command.append("--allow-root")
    os.execv(command[0], command)


if __name__ == "__main__":
    become_jupyterlab(ROOT / sys.argv[1] if sys.argv[1:] else renewed_copies())
