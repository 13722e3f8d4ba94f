"""Serves a folder as GitHub Pages does: text is gzipped, files keep for ten minutes.

`serving` is for measurements. `devtools/serve.py`, which readers use, sends files as they are.
"""

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, StaticFileHandler


class Files(StaticFileHandler):
    """Files with the cache time of GitHub Pages."""

    def set_extra_headers(self, path: str) -> None:
        """Ten minutes."""
        self.set_header("Cache-Control", "max-age=600")


async def _serve(folder: Path, started: queue.Queue) -> None:
    files = (r"/(.*)", Files, {"path": str(folder), "default_filename": "index.html"})
    server = HTTPServer(Application([files], compress_response=True, log_function=lambda _: None))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    end = asyncio.Event()
    started.put((asyncio.get_running_loop(), end, sockets[0].getsockname()[1]))
    await end.wait()
    server.stop()
    await server.close_all_connections()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of `folder`, on a free port of this machine, without a slash at its end."""
    started = queue.Queue()
    thread = threading.Thread(target=asyncio.run, args=(_serve(folder, started),), daemon=True)
    thread.start()
    loop, end, port = started.get(timeout=10)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
