"""Makes forms out of the built book, checks them, and says what they weigh.

`python -m website.forms` makes all, as many at a time as there are cores, and then the website that
offers them; `python -m website.forms NAME` makes one.
"""

import importlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from website.forms import BOOK, BY_NAME, FOLDER, ROOT, Form, offer

MEGABYTE = 1e6  # bytes


def main(names: list[str]) -> int:
    """Makes the forms of these names, or all; the exit code."""
    unknown = set(names) - set(BY_NAME)
    if unknown:
        print(f"no form is called {', '.join(sorted(unknown))}; there are {', '.join(BY_NAME)}")
        return 2
    if not (BOOK / "index.html").exists():
        print(f"there is no built book in {BOOK}: run `make html` first")
        return 1
    if len(names) == 1:
        return make(BY_NAME[names[0]])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        codes = list(pool.map(apart, names or BY_NAME))
    if not any(codes) and not names:
        offer.beside(BOOK, FOLDER, offer.SITE)
        print(f"The website that offers them is in {offer.SITE.relative_to(ROOT)}")
    return max(codes)


def apart(name: str) -> int:
    """Makes one form in a process of its own, and prints what it says when it has ended."""
    command = [sys.executable, "-m", "website.forms", name]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(done.stdout, end="", flush=True)
    return done.returncode


def make(form: Form) -> int:
    """Makes and checks one form and prints a line on it; the exit code."""
    module = importlib.import_module(f"website.forms.{form.name}")
    out, start = FOLDER / form.file, time.monotonic()
    out.unlink(missing_ok=True)
    module.build(BOOK, out)
    found = module.check(out)
    size = out.stat().st_size / MEGABYTE
    took = time.monotonic() - start
    print(f"{form.file:37} {size:5.2f} MB of {form.limit:g} {took:5.0f} s   {found}")
    if size > form.limit:
        print(f"{form.file} weighs {size:.2f} MB; its limit is {form.limit:g} MB")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
