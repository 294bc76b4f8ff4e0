"""What a layer says of its place in a graph when it was called never, once and twice."""

from __future__ import annotations

import numpy as np
import pytest

from kerasish import compat, layers, models


@pytest.mark.parametrize("level", ["1", "2.3", "2.15", "3"])
def test_never_and_once(level: str) -> None:
    compat.set_level(level)
    layer = layers.Dense(3)
    with pytest.raises(AttributeError, match="not been called"):
        _ = layer.output
    x = layers.Input((2,))
    y = layer(x)
    assert layer.input is x and layer.output is y
    assert layer.output_shape == (None, 3)


@pytest.mark.parametrize("level", ["1", "2.3", "2.15"])
def test_twice_is_ambiguous_below_keras_3(level: str) -> None:
    compat.set_level(level)
    layer = layers.Dense(3)
    first, second = layer(layers.Input((2,))), layer(layers.Input((2,)))
    with pytest.raises(AttributeError, match="ambiguous"):
        _ = layer.output
    assert layer.get_output_at(0) is first and layer.get_output_at(1) is second


def test_twice_means_the_first_call_in_keras_3() -> None:
    """A feature extractor of a model whose layers were used again elsewhere."""
    compat.set_level("3")
    whole = models.Sequential([layers.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.Flatten()])
    models.Sequential(whole.layers[:1])(np.ones((1, 8, 8, 3), "float32"))
    features = models.Model(whole.inputs, whole.layers[0].output)
    assert features.output_shape == (None, 6, 6, 4)
