"""The process inside the sandbox: runs a notebook's cells, then answers calls, each in a fork.

Nothing here is trusted once the first cell has run. It knows no expected value and no other
student; what it sends is data, and only ever about this submission.
"""

import asyncio
import contextlib
import importlib
import json
import os
import resource
import signal
import site
import sys
import time
import types
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from coursework.marking.shell import NotebookShell


class Settings(TypedDict):
    """What the marker tells this process: two descriptors, what to import, and the limits.

    `own` are the folders of the marker's modules, `path` those of Python's packages; `uid` is the
    user to become, 0: stay; `alone` whether nothing else is in the namespace.
    """

    requests: int
    replies: int
    own: list[str]
    path: list[str]
    warm: list[str]
    seconds: float
    memory: int
    file_size: int
    processes: int
    uid: int
    alone: bool


def set_limits(settings: Settings) -> None:
    """The kernel's limits, and another user where this process is root. None can be taken back."""
    if settings["uid"]:
        os.setgroups([])
        os.setgid(settings["uid"])
        os.setuid(settings["uid"])
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_DATA: settings["memory"],
        resource.RLIMIT_FSIZE: settings["file_size"],
        resource.RLIMIT_NOFILE: 256,
    }
    if settings["processes"]:
        limits[resource.RLIMIT_NPROC] = settings["processes"]
    for which, value in limits.items():
        resource.setrlimit(which, (value, value))


def limit_cpu(seconds: float) -> None:
    """A soft limit on the processor time from here on."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime + seconds) + 1, hard)
    )


def send(channel: int, message: dict[str, object]) -> None:
    """Write one message, a line of JSON."""
    data = json.dumps(message, allow_nan=False).encode() + b"\n"
    while data:
        data = data[os.write(channel, data) :]


def run_cell(
    source: str,
    shell: "NotebookShell",
    loop: asyncio.AbstractEventLoop,
    checks: types.ModuleType,
) -> str | None:
    """Run one cell. Returns the exception that ended it, as text, or None."""
    try:
        error = loop.run_until_complete(shell.run(source))
    except BaseException as raised:  # of a task that the cell left behind
        error = raised
    return None if error is None else f"{type(error).__name__}: {checks.text_of(error)}"


def run_test(
    test: dict[str, object],
    shell: "NotebookShell",
    checks: types.ModuleType,
    channel: int,
    seconds: float,
) -> int:
    """Answer one call in a process of its own; then say how that process ended."""
    child = fork()
    if not child:
        code = 1
        try:
            limit_cpu(seconds)
            with shell.builtin_trap:  # `display` is there in a kernel's cells alone
                reply = checks.reply_of(test, shell.user_ns)
            send(channel, {"id": test["id"], **reply})
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


def keep_to_one_thread() -> None:
    """Calls that ask torch for more threads do nothing from here on.

    Each test runs in a fork, which has none of its parent's threads: there torch's would be waited
    for without end. Nor are there as many as a large machine's owner may ask for.
    """
    if torch := sys.modules.get("torch"):
        torch.set_num_threads = torch.set_num_interop_threads = lambda count: None


def fork() -> int:
    """os.fork, with some patience: what was just ended may not be gone yet."""
    for _ in range(50):
        try:
            return os.fork()
        except OSError:
            time.sleep(0.02)
    return os.fork()


def end_all_others() -> None:
    """End what a cell or a test left behind. Only where nothing else is in the namespace."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def main() -> None:
    """Set the limits, import what is needed, then deal with one request after another."""
    settings: Settings = json.loads(sys.argv[1])
    requests, channel = os.fdopen(settings["requests"], "rb"), settings["replies"]
    sys.path[:0] = settings["own"]
    sys.path += [*settings["path"], os.getcwd()]  # the last holds modules that a cell has written
    import checks
    import shell as kernel

    set_limits(settings)
    for module in settings["warm"]:
        importlib.import_module(module)
    keep_to_one_thread()
    checks.check = lambda *args, **kwargs: None  # a student's own calls of the visible checks
    site.sethelper()  # `help`, which Python without its site module lacks
    notebook = sys.modules["__main__"] = types.ModuleType("__main__")
    shell, loop = kernel.start(notebook), asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # so far it told the marker why it did not start
    sys.stdout, sys.stderr = kernel.Unread(), kernel.Unread()
    send(channel, {"id": "ready"})
    for line in requests:
        request = json.loads(line)
        if "source" in request:
            limit_cpu(settings["seconds"])
            ended = run_cell(request["source"], shell, loop, checks)
            send(channel, {"id": request["id"], "ended": ended})
        else:
            status = run_test(request, shell, checks, channel, settings["seconds"])
            send(channel, {"id": request["id"], "ended": status})
        if settings["alone"] and os.getppid() == 1:
            end_all_others()
    os._exit(0)


if __name__ == "__main__":
    main()
