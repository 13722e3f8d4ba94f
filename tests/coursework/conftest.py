"""Every submission is marked once for all tests, in one batch an assignment, as an instructor
does."""

import shutil

import pytest

from tests.coursework.commands import mark_batch


@pytest.fixture(scope="session", autouse=True)
def sandbox():
    if shutil.which("bwrap") is None:
        pytest.fail("the coursework tests need bubblewrap: apt-get install bubblewrap")


@pytest.fixture(scope="session", params=["density", "losses"])
def batch(request, tmp_path_factory):
    return mark_batch(request.param, tmp_path_factory.mktemp(request.param))
