"""Runs the figures' scripts, or what is made of them, with the Node that builds the book."""

import json
import subprocess
from pathlib import Path

from chapter7.widgets.shared.still import node

WIDGETS = Path(__file__).parents[2] / "src" / "chapter7" / "widgets"


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess:
    """Node with `arguments`."""
    return subprocess.run(
        [node(), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def evaluate(modules: list[str], body: str, given):
    """What `body`, a function of the modules' exports `js` and of `given`, returns.

    Args:
        modules: files in the widgets' folder, such as "shared/format.js".
        body: JavaScript statements that end in a return.
        given: anything that JSON can carry.
    """
    imports = "".join(
        f"import * as m{i} from {json.dumps((WIDGETS / name).as_uri())};\n"
        for i, name in enumerate(modules)
    )
    js = f"{{ {', '.join(f'...m{i}' for i in range(len(modules)))} }}"
    program = f"""{imports}
    import {{ readFileSync }} from "node:fs";
    const given = JSON.parse(readFileSync(0, "utf8"));
    const run = (js) => {{ {body} }};
    process.stdout.write(JSON.stringify(run({js})));
    """
    done = run("--input-type=module", "--eval", program, stdin=json.dumps(given))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
