"""Level 2.3, that of the scripts that make their own images, unless a test says otherwise."""

import pathlib
import sys

import numpy as np
import pytest

from kerasish import compat

sys.path.insert(0, str(pathlib.Path(__file__).parent))


@pytest.fixture(autouse=True)
def level_and_seed():
    compat.set_level("2.3")
    state = np.random.get_state()
    yield
    np.random.set_state(state)
    compat.set_level(None)
