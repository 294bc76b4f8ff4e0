"""What noise layers do in training, against moments that real Keras 1.2.2, 2.3.1, 2.15 and 3.15 were measured to have.

The input has 1.5 on the left and -0.5 on the right; all four agree on the law, and on the values that can occur.
"""

import numpy as np
import pytest

from kerasish import compat
from kerasish.layers import AlphaDropout, Dropout, GaussianDropout, GaussianNoise, Input

X = np.full((400, 300), 1.5, "float32")
X[:, 150:] = -0.5
MOMENTS = [  # layer, mean and deviation on the left, on the right
    (Dropout, 0.3, (1.5, 0.982), (-0.5, 0.327)),
    (GaussianDropout, 0.3, (1.5, 0.982), (-0.5, 0.327)),
    (GaussianNoise, 0.3, (1.5, 0.300), (-0.5, 0.300)),
    (AlphaDropout, 0.3, (0.904, 1.285), (-0.302, 0.496)),
]


@pytest.mark.parametrize(("layer", "rate", "left", "right"), MOMENTS)
def test_moments(layer, rate, left, right):
    y = layer(rate, seed=1)(X, training=True)
    for half, (mean, deviation) in ((y[:, :150], left), (y[:, 150:], right)):
        assert abs(half.mean() - mean) < 5 * deviation / np.sqrt(half.size)
        assert abs(half.std() - deviation) < 0.01


def test_dropout_values():
    assert np.allclose(np.unique(Dropout(0.3, seed=1)(X, training=True)), [-0.7142857, 0.0, 2.142857])


def test_alpha_dropout_values():
    y = AlphaDropout(0.3, seed=1)(X, training=True)
    assert np.allclose(np.unique(y), [-1.0595481, 0.02361575, 1.745521], atol=1e-6)


@pytest.mark.parametrize(("noise_shape", "same_along"), [((400, 1), 1), ((None, 1), 1), ((1, 300), 0), ((1,), 1)])
def test_one_decision_along_an_axis(noise_shape, same_along):
    y = Dropout(0.5, noise_shape=noise_shape, seed=1)(np.ones((400, 300), "float32"), training=True)
    assert np.all(y == np.take(y, [0], axis=same_along))


@pytest.mark.parametrize(("level", "expected"), [("1", 1.0), ("2.3", 1.0), ("3", 0.0)])
def test_dropping_everything(level, expected):
    compat.set_level(level)
    assert np.all(Dropout(1.0)(np.ones((2, 3)), training=True) == expected)


def test_training_by_its_place():
    assert not np.array_equal(Dropout(0.5, seed=1)(X, True), X)
    assert np.array_equal(Dropout(0.5, seed=1)(X, False), X)


def test_rates_out_of_range():
    for layer in (Dropout, GaussianDropout, AlphaDropout, GaussianNoise):
        with pytest.raises(ValueError, match="between 0 and 1"):
            layer(1.5)
    compat.set_level("2.3")
    assert (Dropout(1.5).rate, Dropout(-0.5).rate) == (1.0, 0.0)


def test_an_input_handed_on_keeps_its_own_history():
    x = Input((3,))
    before = x.history
    y = Dropout(0.5)(x)
    assert x.history is before
    assert y.history.layer.name.startswith("dropout")


def test_the_seed_is_no_weight():
    layer = Dropout(0.5)
    layer(X)
    assert layer.weights == []
    assert layer.seed_generator.state.trainable is False
