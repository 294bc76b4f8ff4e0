"""Every test starts at level 3."""

import sys
from pathlib import Path

import pytest

from kerasish.compat import set_level

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def newest_level():
    set_level("3")
    yield
    set_level(None)
