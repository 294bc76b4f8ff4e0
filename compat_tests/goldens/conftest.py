"""Makes the golden modules importable and offers kerasish at a chosen level."""

import importlib
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


@pytest.fixture
def kerasish_at():
    """A function: generation -> ``Api`` over kerasish at that generation's level; the level is put back afterwards."""
    import golden_kerasish

    compat = importlib.import_module("kerasish.compat")
    before = compat.level()
    yield golden_kerasish.at
    compat.set_level(before)
