"""Drives Firefox by WebDriver BiDi, the protocol that it speaks itself.

Playwright drives a Firefox of its own alone, and Selenium needs a driver that Debian does not have.
As a script: says how to get Firefox if there is none.
"""

import base64
import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

import websocket

NAMES = ("firefox-esr", "firefox")
HELP = """Some browser tests need Firefox, and none is installed. Get it with
    sudo apt-get install firefox-esr
or name an executable:  FIREFOX=/path/to/firefox make test"""
TIMEOUT = 60  # seconds for one answer: a loaded machine prints a long page slowly
KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Backspace": "\ue003",
    "ArrowDown": "\ue015",
    "End": "\ue010",
}


def executable() -> str | None:
    """The path of Firefox: $FIREFOX, or the first of NAMES on the PATH; None if there is none."""
    named = os.environ.get("FIREFOX")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Page:
    """One tab. Every method waits for Firefox, and raises RuntimeError where Firefox says no."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self._socket = socket
        self._numbers = itertools.count()
        self.complaints: list[str] = []  # errors and warnings of the console
        self._send("session.new", capabilities={})
        self._tab = self._send("browsingContext.getTree")["contexts"][0]["context"]
        self._send("session.subscribe", events=["log.entryAdded"])

    def _send(self, method: str, **parameters) -> dict:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("method") == "log.entryAdded":
                if answer["params"]["level"] in ("warn", "error"):
                    self.complaints.append(answer["params"]["text"])
            elif answer.get("id") == number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                return answer["result"]

    def resize(self, width: int, height: int = 900) -> None:
        """Gives the page's window this size, in CSS pixels."""
        size = {"width": width, "height": height}
        self._send("browsingContext.setViewport", context=self._tab, viewport=size)

    def goto(self, address: str) -> None:
        """Opens an address and waits until all of it has loaded."""
        self._send("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def back(self) -> None:
        """Goes one entry of the history back, and waits until the page is there."""
        self._send("browsingContext.traverseHistory", context=self._tab, delta=-1)
        self.evaluate(
            "new Promise((done) => document.readyState === 'complete' ? done() : onload = done)"
        )

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited; it must fit into JSON."""
        answer = self._send(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((v) => JSON.stringify(v ?? null))",
            target={"context": self._tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def press(self, *keys: str) -> None:
        """Presses keys one after another: characters, or names of KEYS."""
        strokes = [
            {"type": kind, "value": KEYS.get(key, key)}
            for key in keys
            for kind in ("keyDown", "keyUp")
        ]
        actions = [{"type": "key", "id": "keyboard", "actions": strokes}]
        self._send("input.performActions", context=self._tab, actions=actions)

    def print(self, height: float = 29.7) -> bytes:
        """The page as a PDF on sheets as wide as A4; `height` in centimetres.

        Firefox takes half a second for each sheet, whatever is on it.
        """
        paper = {"width": 21.0, "height": height}
        answer = self._send("browsingContext.print", context=self._tab, page=paper)
        return base64.b64decode(answer["data"])


@contextlib.contextmanager
def running(path: str) -> Iterator[Page]:
    """A tab of a headless Firefox with a profile of its own, closed at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, "--headless", "--no-remote", "--profile", profile]
        process = subprocess.Popen(
            [*command, "--remote-debugging-port=0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        reader = None
        try:
            lines = (re.search(r"BiDi listening on (ws://\S+)", line) for line in process.stderr)
            found = next((line for line in lines if line), None)
            if found is None:
                raise RuntimeError(f"{path} has ended without a word about WebDriver BiDi")
            # Read on, or Firefox stops once it has filled the pipe with complaints.
            reader = threading.Thread(target=process.stderr.read, daemon=True)
            reader.start()
            socket = websocket.create_connection(
                f"{found[1]}/session", timeout=TIMEOUT, suppress_origin=True
            )
            with contextlib.closing(socket):
                yield Page(socket)
        finally:
            process.terminate()
            process.wait(timeout=TIMEOUT)
            if reader:
                reader.join(TIMEOUT)
            process.stderr.close()


if __name__ == "__main__":
    if executable() is None:
        sys.exit(HELP)
