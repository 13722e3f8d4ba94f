"""The notebooks, written a second time from what Sphinx kept: the same bytes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.built import BOOK, NOTEBOOKS, REPOSITORY, ROOT
from website.edition import notebook
from website.extension import edition

BUILD = BOOK.parent


def test_another_process_writes_the_same_bytes(tmp_path):
    first = (BUILD / f"{NOTEBOOKS[0]}.ipynb").read_text("utf-8")
    version = re.search(r"/archive/(\w+)\.zip", first)[1]  # the commit may be another by now
    for kept in ("executed", "pictures"):
        shutil.copytree(BUILD / kept, tmp_path / kept)
    call = f"from tests.pages import test_notebooks_again as t; t.write({str(tmp_path)!r}, "
    done = subprocess.run(
        [sys.executable, "-c", f"{call}{version!r})"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.glob("notebooks/**/*.*")}
    assert written == {Path(f"{n}.ipynb"): (BUILD / f"{n}.ipynb").read_bytes() for n in NOTEBOOKS}


def write(folder: str, version: str) -> None:
    """Writes the notebooks into `folder`, from the pages as Sphinx has read and kept them."""
    edition.package = lambda app: notebook.Source(REPOSITORY, version)
    config, _ = get_final_config(
        user_yaml=ROOT / "_config.yml", sourcedir=ROOT, cli_config={"latex_individualpages": False}
    )
    with patch_docutils(ROOT), docutils_namespace():
        out = Path(folder, "html")
        app = Sphinx(ROOT, None, out, BUILD / ".doctrees", "html", config, None, None)
        app.builder.prepare_writing(set())
        edition.publish(app, None)
