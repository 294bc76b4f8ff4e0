"""The makers of goldens can be imported by name, and every test leaves the level as it was."""

import pathlib
import sys

import pytest

from kerasish import backend, compat

HERE = pathlib.Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent / "goldens")]


@pytest.fixture(autouse=True)
def newest_level():
    """Level 3 and names from the start, unless a test says otherwise."""
    compat.set_level("3")
    backend.clear_session()
    yield
    compat.set_level(None)
