"""What the sandbox keeps out, probed from inside and measured from outside."""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import psutil
import pytest
from packaging.requirements import Requirement

from coursework.authoring.assignment import make_sheet
from coursework.marking import marker
from coursework.marking.sandbox import Ended, Limits, Sandbox, check_private
from tests.coursework.commands import LIMITS, ROOT, SEED, coursework, write_submission
from tests.coursework.submissions import (
    BOMB,
    EARLY,
    FULL,
    LOOT,
    SUBMISSIONS,
    VANDAL,
    Submission,
    with_cell,
)

PERFECT = SUBMISSIONS[0]
AS_NOBODY = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
SHORT = Limits(seconds=2, wall_seconds=6)


@contextmanager
def inside(source, limits=SHORT):
    """A sandbox that has run `source`; yields a function that reads a variable of it."""
    with Sandbox(limits) as sandbox:
        error = sandbox.ask({"source": source})["ended"]
        assert error is None, error
        yield lambda name: sandbox.ask({"name": name})["value"]


def test_no_test_solution_submission_or_secret_can_be_found():
    os.environ["COURSE_SEED"] = "secret"
    try:
        with inside(LOOT) as read:
            assert read("loot") == []
    finally:
        del os.environ["COURSE_SEED"]


def test_only_the_scratch_folders_can_be_written():
    source = VANDAL + (
        "written = []\n"
        "for folder, folders, files in os.walk('/'):\n"
        "    folders[:] = [f for f in folders if not os.path.join(folder, f).startswith('/proc')]\n"
        "    try:\n"
        "        open(folder + '/probe', 'w').close()\n"
        "        written.append(folder)\n"
        "    except OSError:\n"
        "        pass\n"
    )
    with inside(source, Limits(seconds=20)) as read:
        assert [f for f in read("written") if not f.startswith(("/tmp", "/dev/shm"))] == []


def test_the_scratch_folder_is_small():
    source = (
        "n = 0\ntry:\n    for i in range(50):\n"
        "        with open(f'/tmp/{i}', 'wb') as file: n += file.write(b'x' * 10**7)\n"
        "except OSError as error:\n    why = error.errno"
    )
    with inside(source) as read:
        assert read("n") <= 2 * SHORT.file_size and read("why") == 28  # ENOSPC


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_is_printed_is_dropped_without_a_copy(stream):
    """There is room for the text once: a second one would be out of memory, and twice the time."""
    source = (
        "import sys\ndef answer():\n"
        f"    print('x' * 500_000_000, file=sys.{stream})\n"
        f"    try:\n        sys.{stream}.write(1)\n    except TypeError as error:\n"
        f"        return sys.{stream}.buffer.write(b'x'), str(error)\n"
    )
    with Sandbox(Limits(memory=900_000_000)) as sandbox:
        assert sandbox.ask({"source": source})["ended"] is None
        reply = sandbox.ask({"name": "answer", "args": []})
    assert reply.get("value") == [1, "write() argument must be str, not int"], reply


def test_no_network_reaches_a_listener_of_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        source = (
            "import socket\ntry:\n"
            f"    socket.create_connection(('127.0.0.1', {port}), 1).sendall(b'x')\n"
            "    sent = True\n"
            "except OSError:\n    sent = False"
        )
        with inside(source) as read:
            assert read("sent") is False
        with pytest.raises(TimeoutError):
            server.accept()


def test_it_is_nobody_and_sees_no_other_process():
    source = (
        "import os\nuid = os.getuid()\n"
        "seen = [int(p) for p in os.listdir('/proc') if p.isdigit()]\n"
        "caps = [l.split()[1] for l in open('/proc/self/status') if l.startswith('CapEff')][0]\n"
        "environment = sorted(os.environ)"
    )
    with inside(source) as read:
        assert max(read("seen")) < 10 and read("uid") != 0
        assert int(read("caps"), 16) == 0
        assert not {"COURSE_SEED", "USER", "SSH_AUTH_SOCK"} & set(read("environment"))


def test_a_fork_bomb_stays_small_and_is_gone_afterwards():
    with ThreadPoolExecutor(1) as pool, Sandbox(SHORT) as sandbox:
        root = psutil.Process(sandbox._process.pid)
        running = pool.submit(sandbox.ask, {"source": BOMB})
        most, family = 0, set()
        while not running.done():
            family |= set(root.children(recursive=True)) if root.is_running() else set()
            most = max(most, sum(p.is_running() for p in family))
            time.sleep(0.1)
        with pytest.raises(Ended, match="timed out"):
            running.result()
    assert 5 < most <= SHORT.processes + 2  # and bubblewrap's own two
    deadline = time.monotonic() + 5
    while any(p.is_running() and p.status() != "zombie" for p in family):
        assert time.monotonic() < deadline, "a process is left"
        time.sleep(0.1)


def test_the_sandbox_is_closed_when_the_marker_dies():
    code = (
        "import os, sys, time\nfrom coursework.marking.sandbox import Limits, Sandbox\n"
        "s = Sandbox(Limits())\nprint(s._process.pid, flush=True)\nos.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    pid, deadline = int(done.stdout), time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie":
        assert time.monotonic() < deadline, "the sandbox goes on without its marker"
        time.sleep(0.1)


def test_a_folder_that_submissions_can_read_is_refused():
    import numpy

    with pytest.raises(ValueError, match="which every submission can read"):
        check_private(os.path.dirname(numpy.__file__))


def test_without_bubblewrap_it_says_so_and_asks_for_a_flag(tmp_path):
    write_submission(tmp_path / "in" / "a", "density", PERFECT)
    arguments = ["mark", "density", tmp_path / "in", "--out", tmp_path / "out", *LIMITS]
    refused = coursework(*arguments, PATH="/nowhere")
    assert refused.returncode == 3 and "--unprotected" in refused.stderr
    assert "apt-get install bubblewrap" in refused.stderr and not (tmp_path / "out").exists()
    marked = coursework(*arguments, "--unprotected", PATH="/nowhere")
    assert marked.returncode == 0 and "UNPROTECTED" in marked.stderr
    assert "a,density-q5,5,5,graded" in (tmp_path / "out" / "results.csv").read_text()


def test_a_cell_that_says_that_it_is_done_and_goes_on_gets_no_mark(tmp_path):
    """Each test would wait for it, so that what ends it is the limit of the whole submission."""
    write_submission(tmp_path / "s", "density", Submission("early", with_cell(EARLY)))
    limits = Limits(seconds=2, wall_seconds=2, total_seconds=5)
    started = time.monotonic()
    marks = marker.mark(tmp_path / "s", make_sheet("density", SEED), limits=limits)
    found = {q["question"]: (q["points"], q["status"]) for q in marks["questions"]}
    assert {found[q] for q in FULL["density"]} == {(0, "timed out")}
    assert time.monotonic() - started < 60


@pytest.fixture(scope="module")
def everybodys_python():
    """A copy of this Python that an ordinary user can read: this one may lie in root's folders."""
    left_out = shutil.ignore_patterns("test", "tests", "__pycache__", "*-packages", "config-*")
    library = Path(sysconfig.get_path("stdlib"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "bin").mkdir()
        python = folder / "bin" / library.name
        shutil.copy(os.path.realpath(sys.executable), python)
        shutil.copytree(library, folder / "lib" / library.name, ignore=left_out)
        for shared in (Path(sys.base_prefix) / "lib").glob("libpython*.so*"):
            shutil.copy(shared, folder / "lib")
        ask = [python, "-c", "import site; print(site.getsitepackages()[0])"]
        told = subprocess.check_output(ask, text=True, **AS_NOBODY, env={"PYTHONPATH": ""})
        packages = Path(told.strip())
        for distribution in with_dependencies("ipython", "psutil"):
            for file in metadata.files(distribution):
                if not {"..", "tests", "__pycache__"} & set(file.parts):
                    (packages / file).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file.locate(), packages / file)
        shutil.copytree(ROOT / "coursework", packages / "coursework")
        shutil.copytree(ROOT / "src" / "chapter7", packages / "chapter7")
        yield str(python)


def with_dependencies(*names):
    """These distributions and all that they need here."""
    found, left = set(), list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            needs = map(Requirement, metadata.requires(name) or ())
            left += [n.name for n in needs if n.marker is None or n.marker.evaluate({"extra": ""})]
    return found


@pytest.mark.parametrize("user", ["this user", "an ordinary user"])
def test_it_holds_for_root_and_for_an_ordinary_user(user, everybodys_python):
    """Root's processes are exempt from the limit on processes: there the runner is another user."""
    options = {"cwd": "/", "capture_output": True, "text": True}
    python = sys.executable
    if user == "an ordinary user" and os.getuid() == 0:
        options |= AS_NOBODY
        python = everybodys_python
    cell = (
        "import os, time\nn = 0\ntry:\n    while os.fork():\n        n += 1\n    time.sleep(60)\n"
        "except BlockingIOError:\n    uid = os.getuid()\n"
    )
    code = (
        "import sys\nfrom coursework.marking.sandbox import Limits, Sandbox\n"
        "with Sandbox(Limits(seconds=2, wall_seconds=20)) as s:\n"
        f"    s.ask({{'source': {cell!r}}})\n"
        "    print(s.ask({'name': 'n'})['value'], s.ask({'name': 'uid'})['value'])\n"
    )
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT) if user == "this user" else ""}
    done = subprocess.run([python, "-B", "-c", code], env=path, **options)
    assert done.returncode == 0, done.stderr
    forks, uid = map(int, done.stdout.split())
    assert 1 < forks <= Limits().processes and uid != 0
