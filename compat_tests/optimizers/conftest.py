"""Every test starts at level 3, with fresh names."""

import pytest

from kerasish.compat import set_level


@pytest.fixture(autouse=True)
def newest_level():
    set_level("3")
    yield
    set_level(None)
