"""What the rows of `conflicts.json` are tested with: a table of tests by row, and small compiled models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kerasish import backend as K  # noqa: N812
from kerasish import compat, layers, optimizers
from kerasish.models import Sequential

ROWS: dict[str, Callable[[], None]] = {}
X = np.random.RandomState(1).randn(8, 3).astype("float32")
Y = np.random.RandomState(2).rand(8, 2).astype("float32")
f = float


def row(*ids: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Note the function as the test of these rows."""

    def note(function: Callable[[], None]) -> Callable[[], None]:
        ROWS.update(dict.fromkeys(ids, function))
        return function

    return note


def at(**expected: Any) -> Any:
    """Levels and what is expected at each: `at(v1=..., v3=...)`, the level set while it is looked at."""
    for name, value in expected.items():
        compat.set_level(name[1:].replace("_", "."))
        K.clear_session()
        yield value


def each(function: Callable[[], Any], **expected: Any) -> None:
    """The function gives the expected value at each level."""
    for value in at(**expected):
        got = function()
        assert got == (pytest.approx(value, rel=1e-5) if isinstance(value, (int, float)) else value), compat.level()


def dense(loss: Any = "mse", units: int = 2, activation: Any = None, **compiled: Any) -> Sequential:
    """A compiled Dense on 3 inputs, weights one, bias zero."""
    layer = layers.Dense(units, activation=activation, kernel_initializer="ones", input_shape=(3,))
    model = Sequential([layer])
    model.compile(optimizers.SGD(0.0), loss, **compiled)
    return model


def fitted(model: Sequential, x: Any = X, y: Any = Y, **kwargs: Any) -> dict[str, Any]:
    return dict(model.fit(x, y, verbose=0, epochs=1, **kwargs).history)
