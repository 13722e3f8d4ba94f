"""KaTeX on the Node that is installed beside Sphinx."""

import atexit
import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

import sphinxcontrib.katex

from website.build import node


def use_bundled_node() -> None:
    """From now on `sphinxcontrib.katex` renders formulas with that Node."""
    sphinxcontrib.katex.NODEJS_BINARY = str(node.NODE)
    sphinxcontrib.katex.STARTUP_TIMEOUT = 60  # seconds; a loaded machine takes more than its 5
    sphinxcontrib.katex.KaTeXServer.start_server_process = classmethod(start)


def start(cls, rundir: Path, timeout: float) -> tuple[Popen, socket.socket]:
    """Starts the server of formulas, and connects once it listens.

    The original connects as soon as the socket's file exists, which is a moment too early, and
    leaves the server running when it gives up.
    """
    path = str(rundir / "katex.sock")
    process = Popen(cls.build_command(socket=path), stdin=PIPE, stdout=PIPE, cwd=rundir)
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(path)
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            time.sleep(0.01)
    process.kill()
    raise cls.timeout_error(timeout)


def stop() -> None:
    """Ends the server of formulas, if it runs; the original leaves its pipes open."""
    server = sphinxcontrib.katex.KaTeXServer
    if server.katex_server is not None:
        atexit.unregister(server.terminate)
        with server.katex_server.process:
            server.katex_server.terminate()
        server.katex_server = None
