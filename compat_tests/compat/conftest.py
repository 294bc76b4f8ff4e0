"""The tables of cases can be imported by name, and every test leaves the level as it was."""

import pathlib
import sys
from collections.abc import Iterator

import pytest

from kerasish import compat

sys.path.insert(0, str(pathlib.Path(__file__).parent))


@pytest.fixture(autouse=True)
def same_level() -> Iterator[None]:
    """Put the level back."""
    before = compat.level()
    yield
    compat.set_level(before)
