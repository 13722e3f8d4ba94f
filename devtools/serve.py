"""Serves a built book on localhost. Usage: serve.py FOLDER PORT

If the port is taken it says so and takes the next free one.
"""

import contextlib
import errno
import functools
import http
import http.server
import pathlib
import sys
import threading
from collections.abc import Iterator

TRIES = 50


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, without a line for each request; 404.html for what is not there."""

    def send_error(self, code: int, *args, **kwargs) -> None:
        """The folder's own page for a missing one, as a static host shows it."""
        page = pathlib.Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.exists():
            return super().send_error(code, *args, **kwargs)
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args) -> None:
        """Prints nothing."""


def bind(folder: str, port: int, handler: type = Quiet) -> http.server.ThreadingHTTPServer:
    """A server on the first free port from `port`. Raises OSError if there is none in TRIES."""
    handler = functools.partial(handler, directory=folder)
    for candidate in range(port, port + TRIES):
        try:
            return http.server.ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            print(f"Port {candidate} is taken; trying the next.", flush=True)
    raise OSError(f"no free port from {port} to {port + TRIES - 1}")


@contextlib.contextmanager
def running(folder: str, port: int, handler: type = Quiet) -> Iterator[str]:
    """The address of `folder` while it is served in the background, without a slash at its end."""
    server = bind(folder, port, handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def main(folder: str, port: str) -> None:
    """Serves until interrupted."""
    server = bind(folder, int(port))
    print(f"The book is at http://127.0.0.1:{server.server_port}/  (Ctrl+C stops it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()


if __name__ == "__main__":
    main(*sys.argv[1:])
