"""Carries the repository's address from _config.yml to README.md and CITATION.cff.

`address.py --check` changes nothing and names the files that hold another address.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = ("README.md", "CITATION.cff")


def stamped(text: str, url: str) -> str:
    """`text` with the repository's addresses, on the web, on Binder and in Colab, put right."""
    name = url.removeprefix("https://github.com/")
    text = re.sub(r"https://github\.com/[\w.-]+/[\w.-]+?(?=[\s\"')/]|$)", url, text)
    hosts = r"(mybinder\.org/v2/gh|colab\.research\.google\.com/github)"
    return re.sub(rf"{hosts}/[\w.-]+/[\w.-]+/", rf"\1/{name}/", text)


def main(check: bool) -> int:
    """Writes or checks the files; the exit code."""
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    url = re.search(r"^repository:\n  url: (\S+)", config, flags=re.M)[1]
    stale = []
    for path in (ROOT / name for name in FILES):
        text = path.read_text(encoding="utf-8")
        if stamped(text, url) != text:
            stale.append(path.name)
            if not check:
                path.write_text(stamped(text, url), encoding="utf-8")
    print(f"{'stale' if check else 'rewritten'}: {', '.join(stale) or 'none'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
