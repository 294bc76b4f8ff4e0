"""What holds for all tests: nothing is read from or written to the user's `~/.keras`."""

from __future__ import annotations

import os
import tempfile

import pytest

_home = tempfile.TemporaryDirectory(prefix="kerasish-tests-")


def pytest_configure(config: pytest.Config) -> None:
    """Before any test module is imported: a `keras.json` of the user's must not change what is tested."""
    os.environ["KERAS_HOME"] = _home.name


def pytest_unconfigure(config: pytest.Config) -> None:
    """Clean up."""
    _home.cleanup()
