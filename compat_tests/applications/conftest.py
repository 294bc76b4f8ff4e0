"""Tables of this folder can be imported by name; every test has its own level and starts numbering names anew."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


@pytest.fixture(autouse=True)
def fresh():
    from kerasish import compat
    from kerasish.layers.naming import reset_names

    compat.set_level("3")
    reset_names()
    yield
    compat.set_level(None)
