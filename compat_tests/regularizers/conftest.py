"""A compatibility level for one test."""

from collections.abc import Callable, Iterator

import pytest

from kerasish import compat


@pytest.fixture
def at_level() -> Iterator[Callable[[str], None]]:
    """A function that sets the level; it is put back after the test."""
    before = compat.level()
    yield compat.set_level
    compat.set_level(before)
