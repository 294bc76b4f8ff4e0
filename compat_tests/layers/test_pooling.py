"""Pooling layers: errors that name the layer, special numbers, integers, old spellings; what spatial dropout drops."""

import numpy as np
import pytest

from kerasish import compat, config, layers, ops
from kerasish.layers import Input


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: layers.MaxPooling2D(7, name="late")(np.ones((1, 6, 9, 2))), ("late", "(7, 7)", "(6, 9)", "smaller")),
        (lambda: layers.AveragePooling1D(7, name="late")(Input((6, 2))), ("late", "(7,)", "(6,)", "padding='same'")),
        (lambda: layers.MaxPooling2D(2, name="flat")(np.ones((1, 6, 9))), ("flat", "4 axes", "3 axes")),
        (lambda: layers.GlobalMaxPooling1D(name="flat")(np.ones((1, 6, 9, 2))), ("flat", "3 axes", "4 axes")),
        (lambda: layers.MaxPooling1D(padding="full", name="wide"), ("wide", "'full'", "'valid'", "'same'")),
        (lambda: layers.MaxPooling2D((2, 2, 2)), ("MaxPooling2D", "pool_size=(2, 2, 2)")),
        (lambda: layers.AveragePooling3D(2, strides=0), ("AveragePooling3D", "strides=0")),
        (lambda: layers.MaxPooling2D(data_format="last"), ("MaxPooling2D", "channels_last")),
        (lambda: layers.AdaptiveMaxPooling2D((1, 2, 3)), ("AdaptiveMaxPooling2D", "output_size")),
        (lambda: layers.SpatialDropout2D(1.5), ("SpatialDropout2D", "1.5")),
        (lambda: ops.max_pool(np.ones((2, 3)), 2), ("3, 4 or 5 axes", "(2, 3)")),
        (lambda: ops.max_pool(np.ones((2, 3, 1)), 2, padding="full"), ("'valid' or 'same'", "'full'")),
        (lambda: ops.max_pool(np.ones((2, 3, 1)), 2, padding=((2, 0),)), ("padding", "(2,)")),
        (lambda: ops.max_pool(np.ones((2, 0, 1)), 2, padding=((1, 1),)), ("no output", "(0,)")),
        (lambda: ops.adaptive_max_pool(np.ones((2, 0, 1)), 2), ("adaptive_max_pool", "nothing to fold")),
        (lambda: ops.average_pool(np.ones((2, 3, 1)), 5), ("(2, 3, 1)", "(5,)")),
    ],
)
def test_errors(make, words):
    with pytest.raises(ValueError) as caught:
        make()
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_misspelt_argument():
    with pytest.raises(TypeError, match="did you mean 'pool_size'"):
        layers.MaxPooling2D(pool_sise=2)


@pytest.mark.parametrize("device", ["cpu", "reference"])
def test_nan_and_infinity(device):
    """As on JAX and torch. TensorFlow with oneDNN passes nan over, and makes the lowest finite number of -inf."""
    nan, low = np.nan, -np.inf
    x = np.array([1, nan, 3, 2, low, low, nan, -1], "float32").reshape(1, 8, 1)
    config.set_device(device)
    try:
        found = ops.max_pool(x, 2).ravel(), ops.max_pool(x, 3, 2, "same").ravel(), ops.max(x, 1).ravel()
    finally:
        config.set_device("cpu")
    for got, want in zip(found, ([nan, 3, low, nan], [nan, 3, nan, nan], [nan]), strict=True):
        assert np.array_equal(got, np.array(want, "float32"), equal_nan=True)


def test_equal_numbers_send_the_gradient_to_the_first():
    from kerasish.graph.autodiff import gradients
    from kerasish.graph.function import Function
    from kerasish.graph.tensor import placeholder

    x = placeholder((1, 4, 1), "float32")
    (dx,) = gradients([ops.sum(ops.max_pool(x, 2))], [x])
    assert Function([x], [dx])(np.zeros((1, 4, 1), "float32"))[0].ravel().tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64", "bool"])
def test_integers(dtype):
    x = np.array([1, 5, 3, 2, 7, 7, 0, 2]).astype(dtype).reshape(1, 8, 1)
    y = ops.max_pool(x, 3, 2, "same")
    assert y.dtype == dtype
    assert y.ravel().tolist() == ([5, 7, 7, 2] if dtype != "bool" else [True] * 4)
    if dtype != "bool":
        means = ops.average_pool(x, 3, 2, "same")
        assert means.dtype == "float32"
        assert np.allclose(means.ravel(), [3, 4, 14 / 3, 1])


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_adaptive_parts(size):
    x = np.random.RandomState(0).randn(2, 7, 3).astype("float32")
    parts = [x[:, i * 7 // size : -(-(i + 1) * 7 // size)] for i in range(size)]
    assert np.allclose(ops.adaptive_average_pool(x, size), np.stack([p.mean(1) for p in parts], 1), atol=1e-6)
    assert np.array_equal(ops.adaptive_max_pool(x, size), np.stack([p.max(1) for p in parts], 1))


def test_means_of_many_numbers_are_exact():
    x = np.random.RandomState(0).uniform(0, 1, (1, 300, 300, 8)).astype("float32") + 100
    y = layers.GlobalAveragePooling2D()(x)
    assert np.allclose(y, x.mean((1, 2), dtype="float64"), rtol=3e-7, atol=0)


@pytest.mark.parametrize(
    ("name", "shape", "same_along"),
    [("SpatialDropout1D", (40, 7, 30), (1,)), ("SpatialDropout2D", (40, 3, 4, 30), (1, 2)),
     ("SpatialDropout3D", (40, 3, 4, 2, 30), (1, 2, 3))],
)  # fmt: skip
def test_whole_channels_are_dropped(name, shape, same_along):
    layer = getattr(layers, name)
    y = layer(0.25, seed=1)(np.ones(shape, "float32"), training=True)
    first = y[(slice(None), *(slice(0, 1) for _ in same_along))]
    assert np.array_equal(y, np.broadcast_to(first, shape))
    assert set(np.unique(y)) == {np.float32(0), np.float32(4 / 3)}
    assert abs((first == 0).mean() - 0.25) < 0.05
    if len(shape) > 3:
        turned = layer(0.25, data_format="channels_first", seed=1)(np.ones(shape, "float32"), training=True)
        assert np.array_equal(turned, np.broadcast_to(turned[(..., *(slice(0, 1) for _ in same_along))], shape))


@pytest.mark.parametrize("level", compat.LEVELS)
def test_spatial_dropout_keeps_its_data_format(level):
    compat.set_level(level)
    layer = layers.SpatialDropout2D(0.5, data_format="channels_first")
    assert layers.SpatialDropout2D.from_config(layer.get_config()).data_format == "channels_first"


@pytest.mark.parametrize("level", compat.LEVELS)
def test_old_spellings(level):
    compat.set_level(level)
    layer = layers.MaxPooling1D(pool_length=3, stride=2, border_mode="same")
    assert (layer.pool_size, layer.strides, layer.padding) == ((3,), (2,), "same")
    assert layers.AveragePooling2D((2, 3), None, "same", dim_ordering="th").data_format == "channels_first"
    assert layers.GlobalMaxPooling3D(dim_ordering="th").data_format == "channels_first"
    assert layers.SpatialDropout3D(p=0.25, dim_ordering="th").rate == 0.25


@pytest.mark.parametrize("level", compat.LEVELS)
def test_format_of_sequences(level):
    """Below level 3 sequences have their channels last, whatever the configuration says of images."""
    compat.set_level(level)
    config.set_image_data_format("channels_first")
    try:
        expected = "channels_first" if level == "3" else "channels_last"
        assert layers.MaxPooling1D().data_format == layers.GlobalMaxPooling1D().data_format == expected
        assert layers.MaxPooling2D().data_format == "channels_first"
    finally:
        config.set_image_data_format("channels_last")


def test_aliases():
    for name in ("MaxPool", "AvgPool", "GlobalMaxPool", "GlobalAvgPool"):
        for rank in "123":
            assert getattr(layers, f"{name}{rank}D") is getattr(layers, f"{name.replace('Avg', 'Average')}ing{rank}D")
