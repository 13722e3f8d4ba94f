"""Why a marker or its sandbox failed reaches the results as the reason, not as its last line."""

import pytest

from coursework.marking import batch
from coursework.marking.sandbox import Limits, NoSandbox, Sandbox, reason_in
from tests.coursework.commands import coursework, write_submission
from tests.coursework.submissions import SUBMISSIONS

BOX = "*" * 80
DENIED = "bwrap: setting up uid map: Permission denied"
TRACEBACK = """\
Traceback (most recent call last):
  File "runner.py", line 1, in <module>
    import numpy
    ^^^^^^^^^^^^
"""


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", ""),
        (
            "bwrap: No permissions to create new namespace\n",
            "bwrap: No permissions to create new namespace",
        ),
        (f"{BOX}\nno room\nAsk for more.\n{BOX}\n", "no room Ask for more."),
        (f"{TRACEBACK}MemoryError: none left\n", "MemoryError: none left"),
        (
            f"{TRACEBACK}ImportError: \n\nPLEASE READ THIS\n\nError: no room\n",
            "ImportError: PLEASE READ THIS Error: no room",
        ),
    ],
)
def test_the_reason_is_what_was_said(said, reason):
    assert reason_in(said) == reason


def test_a_long_reason_keeps_its_beginning_and_its_end():
    said = reason_in(
        f"{TRACEBACK}ImportError: " + "advice " * 500 + "Original error was: no room\n"
    )
    assert said.startswith("ImportError: advice") and said.endswith("Original error was: no room")
    assert len(said) < 250


def test_a_sandbox_that_cannot_start_says_why(tmp_path):
    """Through every layer: bubblewrap's own words stand in the mark, nothing of our advice."""
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho '" + DENIED + "' >&2\nexit 1\n")
    fake.chmod(0o755)
    write_submission(tmp_path / "in" / "ada", "density", SUBMISSIONS[0])
    command = ["mark-one", "density", tmp_path / "in" / "ada", "--out", tmp_path / "ada.json"]
    done = coursework(*command, PATH=str(fake.parent))
    assert done.returncode == 3 and "Nothing was marked" in done.stderr
    said = f"the sandbox did not start (it left with exit code 1): {DENIED}"
    assert done.stderr.splitlines()[0] == f"coursework: {said}"
    assert batch._why(done.returncode, done.stderr) == said


def test_a_library_that_does_not_load_is_named():
    with pytest.raises(NoSandbox, match="No module named 'no_such_library'"):
        Sandbox(Limits(), warm=["no_such_library"])


def test_a_marker_without_words_gives_its_exit_code():
    assert batch._why(-9, "") == "exit code -9"
