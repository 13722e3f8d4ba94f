"""What all tests of the laboratory share."""

import pytest
import torch


@pytest.fixture(autouse=True, scope="package")
def _one_thread():
    """The models are small: threads would wait for each other, and for the other worker's."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
