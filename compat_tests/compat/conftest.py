"""Every test leaves the level as it was."""

from collections.abc import Iterator

import pytest

from kerasish import compat


@pytest.fixture(autouse=True)
def same_level() -> Iterator[None]:
    """Put the level back."""
    before = compat.level()
    yield
    compat.set_level(before)
