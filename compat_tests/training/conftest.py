"""Level 3, unless a case says otherwise."""

import pathlib
import sys

import pytest

from kerasish import compat

sys.path.insert(0, str(pathlib.Path(__file__).parent))


@pytest.fixture(autouse=True)
def newest_level():
    compat.set_level("3")
    yield
    compat.set_level(None)
