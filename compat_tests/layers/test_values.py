"""Values that real Keras gives where a formula alone does not settle it: edges, masks, and layers only Keras 1 has."""

import numpy as np
import pytest

from kerasish import compat
from kerasish.layers import Flatten, ParametricSoftplus, ReLU, Reshape, Softmax, SReLU, ThresholdedReLU

X = np.array([[-3, -1, -0.5, 0, 0.2, 0.3, 0.5, 1, 1.5, 2, 6, 7]], "float32")
RELU = [  # arguments, what 2.3.1, 2.15 and 3.15 give
    ((1.5,), [0, 0, 0, 0, 0.2, 0.3, 0.5, 1, 1.5, 1.5, 1.5, 1.5]),
    ((None, 0, 0.5), [0, 0, 0, 0, 0, 0, 0, 1, 1.5, 2, 6, 7]),
    ((6, 0.1, 0.5), [-0.35, -0.15, -0.1, -0.05, -0.03, -0.02, 0, 1, 1.5, 2, 6, 6]),
    ((0.3, 0.1, 0.5), [-0.35, -0.15, -0.1, -0.05, -0.03, -0.02, 0, 0.3, 0.3, 0.3, 0.3, 0.3]),
    ((0.0,), [0] * 12),
]


def filled(*values):
    """Weights for `X`, each filled with one number."""
    return [np.full(12, v, "float32") for v in values]


@pytest.mark.parametrize(("arguments", "expected"), RELU)
def test_relu(arguments, expected):
    assert np.allclose(ReLU(*arguments)(X), [expected], atol=1e-6)


def test_thresholded_relu_at_the_threshold():
    assert ThresholdedReLU(0.5)(X)[0, 5:8].tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((-0.5, 0.1, 1.0, 0.2), [-0.75, -0.55, -0.5, 0, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 1.6, 1.8]),
        ((0.5, 0.1, -1.0, 0.2), [0.15, 0.35, 0.4, 0.45, 0.47, 0.48, 0.5, 1, 1.5, 1.6, 2.4, 2.6]),
    ],
)
def test_srelu_of_keras_1(weights, expected):
    compat.set_level("1")
    assert np.allclose(SReLU(weights=filled(*weights))(X), [expected], atol=1e-6)


def test_parametric_softplus_of_keras_1():
    expected = [
        0.001238,
        0.063464,
        0.156631,
        0.346574,
        0.456508,
        0.518744,
        0.656631,
        1.063464,
        1.524294,
        2.009075,
        6.000003,
        7,
    ]
    assert np.allclose(ParametricSoftplus(weights=filled(0.5, 2.0))(X), [expected], atol=1e-6)


@pytest.mark.parametrize(("level", "masked_whole"), [("2.15", [1 / 3] * 3), ("3", [0.0] * 3)])
def test_softmax_of_masked_rows(level, masked_whole):
    compat.set_level(level)
    y = Softmax()(np.array([[1, 2, 3], [4, 5, 6]], "float32"), mask=np.array([[1, 1, 0], [0, 0, 0]], bool))
    assert np.allclose(y, [[0.2689414, 0.7310586, 0.0], masked_whole], atol=1e-6)


def test_flatten_of_channels_first():
    y = Flatten("channels_first")(np.arange(24, dtype="float32").reshape(2, 3, 4))
    assert y[0].tolist() == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (Reshape((2, -1)), (None, 3, 4), (None, 2, 6)),
        (Reshape((2, -1)), (None, None, 4), (None, 2, None)),
        (Reshape((3, 4)), (None, None, 4), (None, 3, 4)),
        (Reshape(()), (None, 1), (None,)),
        (Flatten(), (None, None, 4), (None, None)),
        (Flatten(), (None,), (None, 1)),
    ],
)
def test_shapes_with_unknown_extents(layer, shape, expected):
    assert layer.compute_output_shape(shape) == expected


def test_unknown_extents_run():
    from kerasish.graph.function import Function
    from kerasish.graph.tensor import placeholder

    x = placeholder((None, None, 4), "float32")
    run = Function([x], [Reshape((2, -1))(x), Flatten()(x)])
    for shape in ((3, 5, 4), (1, 2, 4), (0, 2, 4), (2, 0, 4)):
        y, z = run(np.ones(shape, "float32"))
        assert y.shape == (shape[0], 2, shape[1] * 2)
        assert z.shape == (shape[0], shape[1] * 4)


@pytest.mark.parametrize("target", [(5, 5), (-1, 5)])
def test_reshape_that_does_not_fit(target):
    with pytest.raises(ValueError, match="cannot reshape"):
        Reshape(target)(np.ones((2, 3, 4)))
