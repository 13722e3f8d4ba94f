"""Runs the pages that compute: all of them at the same time, and none twice.

What a page's cells gave is kept in a cache beside the built pages. The cache's name says which
package and which pinned versions the results come from: change one of them, and every page runs
again. Inside it, MyST-NB finds a page by its cells, so that an edited text runs nothing.
"""

import os
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from jupyter_client.manager import KernelManager
from myst_nb.core.execute.base import ExecutionError
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from website.edition import outputs
from website.extension import freshness

logger = logging.getLogger(__name__)

COMPUTES = ("src", "constraints.txt")
"""What a page's results depend on, beside its own cells."""


def choose_cache(app: Sphinx, config) -> None:
    """Names the cache after what the results depend on; those of another state are removed."""
    caches = Path(app.outdir).parent / "executed"
    current = caches / freshness.digest(Path(app.srcdir), COMPUTES)
    for stale in set(caches.glob("*")) - {current}:
        shutil.rmtree(stale)
    config.nb_execution_cache_path = str(current)


def prepare_kernels(app: Sphinx) -> None:
    """Kernels of one thread that encrypt what they send.

    The pages compute on small arrays. Two threads would wait for each other, on a core that another
    page's kernel could use: 37 seconds of processor time instead of 7 for the longest page.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    KernelManager.transport_encryption.default_value = "auto"  # and so have nothing to warn of


class Runs:
    """The pages that are running, until their results are taken into the cache."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=os.cpu_count())
        self.running: dict[str, tuple[Path, Future[ExecutionResult]]] = {}

    def start(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Starts every page that is to be read and whose cells are not in the cache.

        The others are read first, while these run.
        """
        cache = get_cache(env.mystnb_config.execution_cache_path)
        for name in docnames:
            path = Path(env.doc2path(name))
            notebook = as_notebook(env, path)
            if notebook is None or is_cached(cache, notebook):
                continue
            logger.info("running %s", name)
            self.running[name] = path, self.pool.submit(run, env, path, notebook)
        docnames.sort(key=lambda name: name in self.running)

    def take(self, app: Sphinx, name: str, source: list[str]) -> None:
        """Puts the page's results into the cache, in which MyST-NB will look for them.

        Raises ExecutionError: a cell of the page failed.
        """
        if name not in self.running:
            return
        path, future = self.running.pop(name)
        result = future.result()
        if result.err:
            self.stop()
            raise ExecutionError(f"{path}\n{result.exc_string}") from result.err
        bundle = CacheBundleIn(outputs.settled(result.nb), str(path))
        cache = get_cache(app.env.mystnb_config.execution_cache_path)
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)

    def stop(self, *args) -> None:
        """Starts no more page; what runs already comes to its end."""
        self.pool.shutdown(wait=False, cancel_futures=True)


def as_notebook(env: BuildEnvironment, path: Path) -> NotebookNode | None:
    """The page as a notebook; None: it computes nothing."""
    text = path.read_text(encoding="utf-8")
    reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, text)
    return reader and reader.read(text)


def is_cached(cache, notebook: NotebookNode) -> bool:
    """Whether the cache has the results of these cells."""
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


def run(env: BuildEnvironment, path: Path, notebook: NotebookNode) -> ExecutionResult:
    """Runs the cells in the page's folder, in a kernel of their own."""
    config = env.mystnb_config
    return single_nb_execution(
        notebook,
        cwd=str(path.parent),
        timeout=config.execution_timeout,
        allow_errors=config.execution_allow_errors,
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps above with Sphinx."""
    runs = Runs()
    app.connect("config-inited", choose_cache)
    app.connect("builder-inited", prepare_kernels)
    app.connect("env-before-read-docs", runs.start)
    app.connect("source-read", runs.take)
    app.connect("build-finished", runs.stop)
    # A page's run ends in the process that started it.
    return {"parallel_read_safe": False, "parallel_write_safe": True}
