"""Starts the process that runs a submission, shut off from everything else, and talks to it."""

import contextlib
import json
import os
import secrets
import selectors
import shutil
import signal
import site
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import psutil

from chapter7.exercises import verdict
from coursework.authoring.sheet import Plain

if TYPE_CHECKING:  # another process's program, which needs what this one does not
    from coursework.marking.runner import Settings

HERE = Path(__file__).parent
OWN = {
    "runner.py": str(HERE / "runner.py"),
    "shell.py": str(HERE / "shell.py"),
    "checks.py": verdict.__file__,
}
"""What the runner finds beside itself: names there, and the files here."""
MAX_LINE = 8_000_000
"""Bytes of one reply."""
START_SECONDS = 120.0
POLL_SECONDS = 0.2
INSTALL = "apt-get install bubblewrap"


class NoSandbox(RuntimeError):
    """Bubblewrap is not there, or cannot start here."""


class Ended(Exception):
    """The process is gone, or was ended; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """What one submission may use: of a cell or a test, seconds of processor and of the clock; of
    all its processes together, bytes of memory; and how many processes and threads, and how large a
    file.
    """

    seconds: float = 10
    wall_seconds: float = 40
    memory: int = 2_000_000_000
    processes: int = 24
    file_size: int = 50_000_000
    total_seconds: float = 400


def limits_with(**named: float) -> Limits:
    """The default limits but for the named ones; a longer limit is not cut off by a shorter one.

    More processor time than the clock allows would be no limit at all, so the clock follows the
    processor, and the whole submission follows the clock, unless they are named.
    """
    usual = Limits()
    seconds = named.get("seconds", usual.seconds)
    wall = named.get("wall_seconds", max(usual.wall_seconds, 4 * seconds))
    total = max(usual.total_seconds, 10 * wall)
    return replace(usual, **{"wall_seconds": wall, "total_seconds": total, **named})


class Environment(NamedTuple):
    """The Python that runs a submission: the program, its module path, the folders to show it."""

    executable: str
    path: list[str]
    shown: list[str]


def environment() -> Environment:
    """The same Python as this one, with the same packages."""
    executable = os.path.realpath(sys.executable)
    path = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()]
    path = [p for p in dict.fromkeys(path) if os.path.isdir(p)]
    base = [sysconfig.get_path("stdlib"), f"{sys.base_prefix}/lib", f"{sys.base_prefix}/lib64"]
    system = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/etc/ld.so.cache"]
    shown = [p for p in dict.fromkeys([*system, *base, *path, executable]) if os.path.exists(p)]
    return Environment(executable, path, shown)


def check_private(*folders: str | os.PathLike[str]) -> None:
    """Raise ValueError where a folder that a submission must not read would be shown to it."""
    shown = environment().shown
    for folder in map(os.path.realpath, folders):
        for root in map(os.path.realpath, shown):
            if folder == root or folder.startswith(root + os.sep):
                raise ValueError(
                    f"{folder} lies inside {root}, which every submission can read: move it"
                )


def bubblewrap(limits: Limits) -> list[str]:
    """The command line up to the program: no network, and nothing but Python to read."""
    found = shutil.which("bwrap")
    if not found:
        raise NoSandbox(f"bubblewrap (bwrap) is not installed: {INSTALL}")
    command = [found, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    if os.getuid():
        command += ["--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]
    else:  # the runner gives up these two with its first lines
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    scratch = ["--perms", "1777", "--size", str(limits.file_size * 2), "--tmpfs"]
    command += [*scratch, "/tmp", "--proc", "/proc", "--dev", "/dev", *scratch, "/dev/shm"]
    shown = environment().shown
    for parent in sorted(
        {str(up) for folder in shown for up in Path(folder).parents} - {"/", "/tmp"}
    ):
        command += ["--perms", "0755", "--dir", parent]
    for folder in shown:
        link = os.path.islink(folder)
        command += (
            ["--symlink", os.readlink(folder), folder] if link else ["--ro-bind", folder, folder]
        )
    for name, file in OWN.items():
        command += ["--ro-bind", file, f"/run/marker/{name}"]
    command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    for name, value in child_environment("/tmp").items():
        command += ["--setenv", name, value]
    return command


def child_environment(home: str) -> dict[str, str]:
    """The environment variables of the runner: nothing of the instructor's."""
    threads = ("OMP", "OPENBLAS", "MKL")
    named = {f"{name}_NUM_THREADS": "1" for name in threads}
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # some processors need them
        if name in os.environ:
            named[name] = os.environ[name]
    return {"HOME": home, "PATH": "", "LANG": "C.UTF-8", "MPLBACKEND": "agg", **named}


def copies() -> str:
    """A new folder with what the runner finds beside itself, where nothing can be mounted."""
    folder = tempfile.mkdtemp()
    for name, file in OWN.items():
        shutil.copyfile(file, f"{folder}/{name}")
    return folder


class Sandbox:
    """One run of the runner. Use as a context manager: at its end nothing of it is left."""

    def __init__(
        self, limits: Limits, *, warm: Iterable[str] = (), unprotected: bool = False
    ) -> None:
        self.limits, self.unprotected = limits, unprotected
        self._buffer = b""
        executable, path, _ = environment()
        requests, self._requests = os.pipe()
        self._replies, replies = os.pipe()
        own = os.getuid() == 0 and not unprotected
        self._copies = copies() if unprotected else ""
        own_folder = self._copies or "/run/marker"
        settings: Settings = {
            "requests": requests,
            "replies": replies,
            "own": [own_folder],
            "path": path,
            "warm": list(warm),
            "seconds": limits.seconds,
            "memory": limits.memory,
            "file_size": limits.file_size,
            # Counted per user: without a namespace of its own it would count the instructor's.
            "processes": 0 if unprotected else limits.processes,
            "uid": 1_000_000_000 + os.getpid() if own else 0,
            "alone": not unprotected,
        }
        command = [executable, "-I", "-S", "-B", f"{own_folder}/runner.py", json.dumps(settings)]
        self._errors = os.memfd_create("errors")
        self._scratch = tempfile.mkdtemp() if unprotected else ""
        self._process = subprocess.Popen(
            command if unprotected else [*bubblewrap(limits), "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if unprotected else self._errors,
            pass_fds=(requests, replies),
            env=child_environment(self._scratch or "/tmp"),
            cwd=self._scratch or "/",
            start_new_session=True,
        )
        os.close(requests)
        os.close(replies)
        os.set_blocking(self._replies, False)
        os.set_blocking(self._requests, False)
        try:
            self._until("ready", START_SECONDS)
        except Ended as ended:
            length = os.fstat(self._errors).st_size
            said = os.pread(self._errors, 10_000, max(0, length - 10_000)).decode(errors="replace")
            self.close()
            why = reason_in(said)
            raise NoSandbox(f"the sandbox did not start ({ended.reason}): {why}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process of it: the runner leaves at the end of its requests, or is ended."""
        for fd in (self._requests, self._replies, self._errors):
            os.close(fd)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=0.5)
        self._kill()
        for folder in filter(None, (self._scratch, self._copies)):
            shutil.rmtree(folder, ignore_errors=True)

    def _kill(self) -> None:
        if self._process.returncode is None:
            family = self._family() if self.unprotected else []
            self._process.kill()  # the namespace's init dies with it, and all others with that
            for process in family:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            self._process.wait()

    def ask(self, request: dict[str, Plain]) -> dict[str, Plain]:
        """Send one request and wait until it is dealt with.

        Returns: the reply's members: "ended"; of a test that answered, also "value" or "error".
        Raises: Ended.
        """
        # A name that cannot be known beforehand: what an earlier answer left in the line is passed
        # over.
        name = secrets.token_hex(8)
        try:
            self._send(json.dumps(request | {"id": name}).encode() + b"\n")
        except BrokenPipeError:
            raise Ended(self._how_it_ended()) from None
        return self._until(name, self.limits.wall_seconds)

    def _send(self, data: bytes) -> None:
        deadline = time.monotonic() + self.limits.wall_seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._requests, selectors.EVENT_WRITE)
            while data:
                if not selector.select(deadline - time.monotonic()):
                    raise Ended("timed out")
                data = data[os.write(self._requests, data) :]

    def _until(self, name: str, seconds: float) -> dict[str, Plain]:
        """Read replies until the one that ends the request `name`."""
        reply: dict[str, Plain] = {}
        deadline = time.monotonic() + seconds
        while True:
            message = self._line(deadline)
            if message.get("id") != name:
                continue
            reply |= message
            if "ended" in message or name == "ready":
                return reply

    def _line(self, deadline: float) -> dict[str, Plain]:
        while b"\n" not in self._buffer:
            if len(self._buffer) > MAX_LINE:
                raise Ended("its answer was too large")
            self._buffer += self._read(deadline)
        line, _, self._buffer = self._buffer.partition(b"\n")
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return {}
        return message if isinstance(message, dict) else {}

    def _read(self, deadline: float) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self._replies, selectors.EVENT_READ)
            while not selector.select(POLL_SECONDS):
                if time.monotonic() > deadline:
                    raise Ended("timed out")
                if self._memory() > self.limits.memory:
                    raise Ended("it used too much memory")
        data = os.read(self._replies, 1 << 20)
        if not data:
            raise Ended(self._how_it_ended())
        if time.monotonic() > deadline:
            raise Ended("timed out")
        return data

    def _memory(self) -> int:
        """Bytes that all its processes hold; what they share is counted once."""
        total = 0
        for process in self._family():
            with contextlib.suppress(psutil.Error, OSError):
                total += process.memory_info().rss
        if total <= self.limits.memory:
            return total
        exact = 0
        for process in self._family():
            with contextlib.suppress(psutil.Error, OSError):
                exact += process.memory_full_info().pss
        return exact

    def _family(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self._process.pid).children(recursive=True)
        except psutil.Error:
            return []

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "it closed its line to the marker"
        return ended_by(code - 128 if code > 128 else -code if code < 0 else 0, code)


def reason_in(said: str) -> str:
    """What a program that failed said is wrong, in a line: of a traceback, what stands below it.

    An exception's own text may have many lines, and rules around them. Of a long one the beginning
    is kept, and the end, where libraries like to quote the first cause.
    """
    lines = [line for line in said.splitlines() if line.strip("*#=- \t")]
    lines = [line for line in lines if not line.startswith("Traceback")]
    frames = [i for i, line in enumerate(lines) if line.startswith('  File "')]
    if frames:
        below = lines[frames[-1] + 1 :]
        lines = [line for line in below if not line.startswith("    ")] or below
    text = " ".join(" ".join(lines).split())
    return text if len(text) <= 240 else f"{text[:80]} ... {text[-155:]}"


def ended_by(signal_number: int, code: int) -> str:
    """A sentence's end on how a process ended: by a signal, or with an exit code."""
    if signal_number == signal.SIGXCPU:
        return "timed out"
    if signal_number:
        return f"it was ended by signal {signal_number}"
    return f"it left with exit code {code}"
