"""Sums and products that architectures of Keras write without a layer: `x + 3.0`, `a + b`.

Keras 3 records them beside the layers, tf.keras 2.15 as layers of a class that only it has. Here they are layers that
every generation can read, under the names that Keras gives those records; they have no weights.
"""

from __future__ import annotations

from typing import Any

from .. import layers
from ..compat import at_least
from ..layers.naming import unique_name


def plus(x: Any, number: float) -> Any:
    """`x + number`."""
    return layers.Rescaling(1.0, offset=number, name=_name("add"))(x)


def times(x: Any, number: float) -> Any:
    """`x * number`."""
    return layers.Rescaling(number, name=_name("multiply"))(x)


def total(a: Any, b: Any) -> Any:
    """`a + b`."""
    return layers.Add(name=_name("add"))([a, b])


def _name(word: str) -> str:
    if at_least("3"):
        return unique_name(word)
    return unique_name({"add": "tf.__operators__.add", "multiply": "tf.math.multiply"}[word])
