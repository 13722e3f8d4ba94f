"""The marker's cells leave behind what a kernel's leave behind."""

import json

import nbformat
import pytest
from nbclient import NotebookClient

from coursework.marking.sandbox import Limits, Sandbox

CELLS = [
    "a = 1",
    "    b = 2\n    c = b + 1",
    ">>> d = 4\n... e = 5",
    "%time f = [1, 2]",
    "%%capture\n!pip --version\ng = 7",
    "%%capture\n%%time\nh = 8",
    "%%timeit -n1 -r1\nnot_kept = 1",
    "import asyncio\nawait asyncio.sleep(0)\ni = 9",
    "task = asyncio.create_task(asyncio.sleep(0, 'done'))",
    "j = await task",
    "k = asyncio.get_running_loop().is_running()",
    "l = asyncio.run(asyncio.sleep(0, 'never'))",
    "async for m in (x for x in ()):\n    pass",
    "help(max)\nn = 1",
    "max?\n",
    "?max",
    "o = !true\np = type(o).__name__\ndel o",
    "!no-such-command\nq = 1",
    "%%bash --no-raise-error\nexit 3",
    "%matplotlib inline\nr = 1",
    "%config InlineBackend.figure_format = 'svg'",
    "%autosave 60\n%load_ext autoreload\ns = 1",
    "t = %who_ls int",
    "%%writefile mine_alone.py\nvalue = 5",
    "from mine_alone import value",
    "%run mine_alone.py",
    "41 + 1",
    "u = _",
    "v = sorted(Out)",
    "w = len(In)",
    "before = 1\nraise KeyError('here')\nafter = 1",
    "import sys\nsys.exit(3)",
    "1 +",
    "%no_such_magic\nnever = 1",
    "x = input('> ')",
    "display(1)\nfrom IPython.display import display, HTML\ny = 1",
    "exec('z = 1')",
    "if True:\n    %time aa = 1\n    bb = !true",
    "class CC:\n    one = 1\ncc = CC.__module__",
    "%%time\ndef dd():\n    return display\nee = dd() is display",
    "ff = __name__, get_ipython() is not None",
    "gg = [ii for ii in range(3)];",
    "%%javascript\nno_python",
    "%env HH=1\nimport os\nhh = os.environ['HH']",
    "jj = %sql\n",
    "%%html\n<b>",
    "%reset_selective -f gg",
    "kk = (1,\n  # a comment\n  2)",
    "%precision 3",
    "# nothing but a comment",
    "",
    "ll = 'a\\\nb'",
    "%xmode Minimal\nmm = 1",
    "%%prun -q\nnn = 1",
    "%alias_magic t time\n%t oo = 2",
    "pp = 1; qq = 2;",
    "%cd /\nrr = os.getcwd()",
]
SEEN = """
def seen():
    plain = (int, float, str, bool, list, tuple, dict)
    names = [n for n in globals() if not n.startswith("_") and n not in ("In", "Out")]
    return {n: repr(globals()[n]) for n in names if isinstance(globals()[n], plain)}
"""


@pytest.fixture(scope="module")
def in_the_kernel(tmp_path_factory):
    sources = [*CELLS, SEEN, "import json\nprint(json.dumps(seen()))"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("kernel"))}}
    NotebookClient(book, timeout=300, allow_errors=True, resources=where).execute()
    return json.loads(book.cells[-1].outputs[0]["text"])


@pytest.fixture(scope="module")
def in_the_sandbox():
    with Sandbox(Limits(seconds=20, wall_seconds=120)) as sandbox:
        for source in [*CELLS, SEEN]:
            sandbox.ask({"source": source})
        pairs = sandbox.ask({"name": "seen", "args": []})["value"]["dict"]
    return dict(map(tuple, pairs))


def test_the_sandbox_leaves_the_names_of_a_kernel(in_the_kernel, in_the_sandbox):
    assert in_the_sandbox == in_the_kernel
    assert {"j": "'done'", "cc": "'__main__'", "u": "42"}.items() <= in_the_kernel.items()
    assert len(in_the_kernel) > 35


def test_a_shell_command_starts_no_process():
    """Not even one that is there: `!` is answered without a shell."""
    cells = [
        "import subprocess, sys\nstarted = []\nsys.addaudithook(lambda event, args: "
        "started.append(event) if event in ('subprocess.Popen', 'os.system', 'os.exec') else None)",
        "!true\nx = !true\n%pip --version\n%sx true\n%system true\nget_ipython().getoutput('ls')",
    ]
    with Sandbox(Limits(seconds=5, wall_seconds=60)) as sandbox:
        for cell in cells:
            assert sandbox.ask({"source": cell})["ended"] is None
        assert sandbox.ask({"name": "started"})["value"] == []
        assert sandbox.ask({"name": "x"})["value"] == []
        assert sandbox.ask({"name": "_exit_code"})["value"] == 127


def test_nothing_of_the_shell_is_written_but_its_scratch_profile():
    # What is shown of Python may lie in /tmp, too, on another device than the scratch space.
    source = """
import os
found, here = [], os.stat('/tmp').st_dev
for root, folders, files in os.walk('/tmp'):
    folders[:] = [f for f in folders if os.lstat(f"{root}/{f}").st_dev == here]
    found += files
"""
    with Sandbox(Limits(seconds=5, wall_seconds=60)) as sandbox:
        sandbox.ask({"source": "1 + 1"})
        sandbox.ask({"source": source})
        assert sandbox.ask({"name": "found"})["value"] == ["README"]  # of the profile's startup/
