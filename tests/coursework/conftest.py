"""Every submission is marked once for all tests, in one batch an assignment, as an instructor
does."""

import functools
import shutil

import pytest

from tests.coursework.commands import mark_batch, one_worker
from tests.coursework.submissions import FULL


@pytest.fixture(scope="session", autouse=True)
def sandbox():
    if shutil.which("bwrap") is None:
        pytest.fail("the coursework tests need bubblewrap: apt-get install bubblewrap")


@pytest.fixture(scope="session")
def batches(tmp_path_factory):
    """The batch of an assignment, marked when it is first asked for, whatever the tests' order."""
    return functools.cache(lambda name: mark_batch(name, tmp_path_factory.mktemp(name)))


@pytest.fixture(params=[pytest.param(name, marks=one_worker(name)) for name in FULL])
def batch(request, batches):
    return batches(request.param)
